"""Charts: the figures that they draw and tell, and that they stay small and harmless."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from daybook.publish.render.charts import (
    MOST_BARS,
    WEIGHTS,
    Bar,
    Timeline,
    bars_over_time,
    day_weights,
    draw_course,
    draw_timeline,
)
from daybook.publish.render.locale_text import LocaleText
from daybook.publish.render.theme import read_theme


@pytest.fixture(scope="module")
def text() -> LocaleText:
    """Return the English words."""
    words = read_theme().text("words/en.toml")
    return LocaleText("en", words, words)


MONTHS = st.lists(
    st.tuples(st.integers(1950, 2040), st.integers(1, 12), st.integers(1, 9000)),
    max_size=60,
    unique_by=lambda month: month[:2],
).map(sorted)


@given(MONTHS)
def test_bars_add_up_to_the_events_and_leave_no_gap(months: list[tuple[int, int, int]]) -> None:
    """However long the time: every event is in one bar, bars follow each other, empty ones stand where nothing happened."""
    bars, size = bars_over_time(months)

    assert sum(bar.count for bar in bars) == sum(count for _, _, count in months)
    places = [bar.year * 12 + bar.month - 1 for bar in bars]
    assert all(later - earlier == size for earlier, later in pairwise(places))
    assert len(bars) <= MOST_BARS


def test_months_of_a_short_time_stay_months() -> None:
    """Three months, the middle one empty, are three bars."""
    assert bars_over_time([(2020, 1, 4), (2020, 3, 2)]) == ((Bar(2020, 1, 4), Bar(2020, 2, 0), Bar(2020, 3, 2)), 1)


def test_one_month_is_no_chart(text: LocaleText) -> None:
    """A single bar says nothing that the number beside it does not."""
    assert draw_timeline(Timeline([(2020, 1, 4)], "Floods", "t"), text) == ""
    assert draw_timeline(Timeline([], "Floods", "t"), text) == ""


def test_a_timeline_tells_its_figures_in_words_and_in_a_table(text: LocaleText) -> None:
    """Who does not see the bars reads the span, the sum, the fullest month, and every figure."""
    found = html.fragment_fromstring(
        draw_timeline(Timeline([(2019, 12, 4), (2020, 2, 11)], "Floods", "t"), text), "div"
    )

    described = "15 events from December 2019 to February 2020; most in February 2020: 11 events."
    assert found.xpath("string(.//*[name()='desc'])") == described
    assert found.xpath("string(.//figcaption)") == f"When was it in the news? {described}"
    rows = [[cell.text_content() for cell in row] for row in found.xpath(".//tbody/tr")]
    assert rows == [["2019", *[""] * 11, "4", "4"], ["2020", "", "11", *[""] * 10, "11"]]


def test_a_timeline_of_thirty_years_is_small(text: LocaleText) -> None:
    """It is drawn on every page of a story: at most 12 kB before compression, without its table 5."""
    months = [(year, month, year * month % 97 + 1) for year in range(1995, 2025) for month in range(1, 13)]

    drawn = draw_timeline(Timeline(months, "Everything", "t"), text)

    assert len(drawn) < 16_000
    assert len(drawn.partition("<details")[0]) < 5_000


def test_a_timeline_has_an_axis_with_round_figures(text: LocaleText) -> None:
    found = html.fragment_fromstring(
        draw_timeline(Timeline([(2020, 1, 312), (2020, 2, 40)], "Floods", "t"), text), "div"
    )

    assert found.xpath(".//*[@class='tick']/text()") == ["100", "200"]


def test_months_that_were_not_read_are_hatched_and_said(text: LocaleText) -> None:
    """An empty month that was read is a gap between bars; one that was not read says so, to eyes, in words and in the table."""
    months, unread = [(2020, 1, 4), (2020, 6, 2)], [(2020, 2), (2020, 4), (2020, 5)]

    found = html.fragment_fromstring(draw_timeline(Timeline(months, "Floods", "t", unread), text), "div")

    hatched = found.xpath(".//*[name()='rect'][starts-with(@fill, 'url')]/@x")
    assert [round(float(x.rstrip("%")) * 6 / 100) for x in hatched] == [1, 3, 4]
    assert "Not read: February 2020, April 2020 – May 2020." in found.xpath("string(.//figcaption)")
    assert [place for place, cell in enumerate(found.xpath(".//tbody/tr/td")) if cell.get("class") == "unread"] == [
        1,
        3,
        4,
    ]


def test_scattered_months_that_were_not_read_are_counted(text: LocaleText) -> None:
    unread = [(2020, month) for month in (2, 4, 6, 8, 10)] + [(2021, 2), (2021, 3)]

    drawn = draw_timeline(Timeline([(2020, 1, 4), (2021, 6, 2)], "Floods", "t", unread), text)

    assert "Hatched: 7 months between of which nothing was read." in drawn
    assert "Not read:" not in drawn


def test_bars_lead_to_their_month_and_by_keyboard_the_table_does(text: LocaleText) -> None:
    line = Timeline([(2020, 1, 4), (2020, 3, 2)], "Floods", "t", (), lambda year, month: f"#m{year}-{month}")

    found = html.fragment_fromstring(draw_timeline(line, text), "div")

    (bars,) = found.xpath(".//*[@class='hits']")
    assert bars.get("aria-hidden") == "true"
    assert bars.xpath("./a/@href") == found.xpath(".//tbody//a/@href") == ["#m2020-1", "#m2020-3"]
    assert set(bars.xpath("./a/@tabindex")) == {"-1"}
    assert bars.xpath("./a/*[name()='title']/text()") == ["January 2020: 4 events", "March 2020: 2 events"]


def test_names_in_charts_are_only_text(text: LocaleText) -> None:
    """A story's name comes from the wiki."""
    name = '</title></svg><script>alert("x")</script>'

    drawn = draw_timeline(Timeline([(2019, 12, 4), (2020, 2, 11)], name, "t"), text) + draw_course(
        ("1", "2"), name, "c", text
    )

    assert "<script" not in drawn


def test_a_course_is_drawn_step_by_step(text: LocaleText) -> None:
    """Each figure stands above its step, as it was written, and all of them in words."""
    found = html.fragment_fromstring(draw_course(("1,200", "1,350", "900"), "people are missing", "c", text), "div")

    assert [label.text for label in found.xpath(".//*[name()='text']")] == ["1,200", "1,350", "900"]
    assert found.xpath("string(.//figcaption)") == "How did the figure go? 1,200 → 1,350 → 900 people are missing"
    heights = [float(height) for height in re.findall(r"[V ](\d+\.?\d*)(?=H|$)", found.xpath("string(.//@d)"))]
    assert heights[1] < heights[0] < heights[2]


@pytest.mark.parametrize("values", [(), ("12",), ("12", "dozens"), ("1e9", "2"), ("١٢", "3"), ("nan", "inf")])
def test_what_is_no_course_of_figures_is_not_drawn(text: LocaleText, values: tuple[str, ...]) -> None:
    """One figure is no course, and words cannot be drawn."""
    assert draw_course(values, "people", "c", text) == ""


@given(st.dictionaries(st.integers(0, 400), st.integers(0, 80)))
def test_more_events_never_weigh_less(counts: dict[int, int]) -> None:
    """Weights follow the numbers of events, from 1 to the highest level; days without events have none."""
    days = {date(2020, 1, 1) + timedelta(days=offset): count for offset, count in counts.items()}

    weights = day_weights(days)

    assert set(weights) == {day for day, count in days.items() if count}
    assert all(1 <= weight <= WEIGHTS for weight in weights.values())
    ordered = sorted(weights, key=lambda day: days[day])
    assert [weights[day] for day in ordered] == sorted(weights.values())


def test_labels_under_bars_do_not_run_into_each_other(text: LocaleText) -> None:
    """The last one ends at its bar where it stands near the edge: the one before makes room."""
    months = [(year, month, 1) for year in range(2020, 2026) for month in range(1, 13)] + [(2026, 1, 1), (2026, 2, 1)]
    found = draw_timeline(Timeline(months, "Nigeria", "time"), text)

    placed = re.findall(r'<text x="([0-9.]+)%" y="129"( text-anchor="end")?>(\d{4})<', found)
    ends = [float(x) + (0 if end else 9) for x, end, _ in placed]
    begins = [float(x) - (9 if end else 0) for x, end, _ in placed]
    assert placed[-1][2] == "2026"
    assert all(end <= begin for end, begin in zip(ends, begins[1:], strict=False))
