"""The sample that the project ships keeps its promises: what it holds, in which layouts, and how it is understood."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from daybook.model import Event, LineKind, ParsedDay, RawPage, Redirect
from daybook.model.titles import DayTitles
from daybook.model.wiki import SiteInfo
from daybook.parse import parse_page, split_month
from daybook.source.items import PageHistory
from daybook.source.local import read_path

SAMPLE = Path(__file__).parents[1] / "sample"
EXPORT = SAMPLE / "revisions.xml"
TITLES = DayTitles()

INTENDED_PROBLEMS = {
    ("2002-11-08", "event-without-source"): 1,
    ("2003-08-14", "event-without-source"): 1,
    ("2004-01-04", "event-without-source"): 1,
    ("2004-12-26", "event-without-source"): 1,
    ("2004-12-27", "event-without-source"): 1,
    ("2004-12-28", "event-without-source"): 1,
    ("2005-01-14", "bullet-inside-line"): 1,
    ("2006-08-24", "event-without-source"): 1,
    ("2010-04-15", "event-without-source"): 1,
    ("2010-10-13", "unclosed-source"): 1,
    ("2010-10-13", "topic-without-events"): 1,
    ("2012-08-12", "table"): 1,
    ("2013-02-15", "space-before-bullet"): 1,
    ("2013-02-15", "unclosed-source"): 1,
    ("2013-02-15", "forgotten-bullet"): 1,
    ("2017-08-21", "bullet-without-text"): 1,
    ("2017-09-15", "event-without-source"): 1,
    ("2017-09-15", "topic-without-events"): 1,
    ("2024-12-24", "unknown-template"): 1,
}
"""What `daybook check` may say about day pages of the sample: each stands there to be found."""

CATEGORIES = {
    "Armed conflicts and attacks",
    "Arts and culture",
    "Business and economy",
    "Disasters and accidents",
    "Health and environment",
    "International relations",
    "Law and crime",
    "Politics and elections",
    "Science and technology",
    "Sports",
}

LAYOUTS = {
    "a bare list": r"\A\* ",
    "a header template without headings": r"\A\{\{Current events header\|2004\|01\|04\}\}\n(?:(?!^;).*\n)*.*\|\}\s*\Z",
    "a header template with definition headings": r"\A\{\{Current events header\|2010\|10\|5\}\}\n(?s:.*)^;Sport$",
    "a content parameter with definition headings": r"\A\{\{Current events\|.*content=\n(?s:.*)^;Law and crime$",
    "bold headings": r"\A\{\{Current events\|.*content=\n(?s:.*)^'''Law and crime'''$",
    "equals-sign headings": r"^==Arts and culture==$",
    "top and bottom": r"\A\{\{Current events\|.*top=yes\}\}(?s:.*)bottom=yes\}\}\s*\Z",
    "top without bottom": r"\A\{\{Current events\|.*top=yes\}\}(?!(?s:.*)bottom=yes)",
    "a template name with a line break": r"\A\{\{Current events\n",
    "a marker before the template": r"\A<!-- All news items below this line -->\{\{",
    "no opening marker": r"\A(?!(?s:.*)items below)(?s:.*)items above",
    "a day without events": r"\A\{\{.*\n<!-- .* -->\n<!-- .* -->\|\}\s*\Z",
    "a bare bullet": r"^\*\s*\n<!--",
}

SCRIPTS = (
    "ARABIC",
    "CJK UNIFIED",
    "CYRILLIC",
    "DEVANAGARI",
    "GREEK",
    "HANGUL",
    "HEBREW",
    "HIRAGANA",
    "KATAKANA",
    "MALAYALAM",
    "MYANMAR",
    "SINHALA",
    "THAI",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """All that the sample holds: the revisions of each day page, its latest parse, and where redirects lead."""

    revisions: dict[date, tuple[RawPage, ...]]
    days: dict[date, ParsedDay]
    redirects: dict[str, str]

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event of the latest revisions, in the order of their days."""
        return tuple(event for day in sorted(self.days) for event in self.days[day].events)

    def headlines(self, day: str) -> list[list[str]]:
        """Return the headlines of each revision of a day."""
        pages = self.revisions[date.fromisoformat(day)]
        return [[event.headline.plain for event in parse_page(page).events] for page in pages]


@pytest.fixture(scope="module")
def sample() -> Sample:
    items = [found.content for path in (SAMPLE, EXPORT) for found in read_path(path, TITLES)]
    assert all(isinstance(item, PageHistory | Redirect | SiteInfo | None) for item in items)
    histories = [(TITLES.day(item.title), item.revisions) for item in items if isinstance(item, PageHistory)]
    revisions = {day: pages for day, pages in histories if day is not None}
    days = {day: parse_page(pages[-1]) for day, pages in revisions.items()}
    return Sample(revisions, days, {item.title: item.target for item in items if isinstance(item, Redirect)})


def test_there_are_more_days_and_events_than_promised(sample: Sample) -> None:
    assert len(sample.days) >= 100
    assert len(sample.events) >= 350


def test_every_year_since_2002_but_one_has_a_day_with_events(sample: Sample) -> None:
    years = {day.year for day, page in sample.days.items() if page.events}

    assert set(range(2002, 2027)) - years == {2007}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_that_day_pages_have_had_is_present(sample: Sample, layout: str) -> None:
    pattern = re.compile(LAYOUTS[layout], re.MULTILINE)

    assert any(pattern.search(pages[-1].wikitext) for pages in sample.revisions.values())


def test_a_month_page_stands_for_days_that_have_no_page(sample: Sample) -> None:
    items = [found.content for found in read_path(SAMPLE, TITLES)]
    months = [item.revisions[-1] for item in items if isinstance(item, PageHistory) and TITLES.month(item.title)]
    days = [parse_page(page) for month in months for page in split_month(month)]

    assert [month.title for month in months] == ["Portal:Current events/August 2003"]
    assert [len(day.events) for day in days] == [1, 1, 3, 2, 3, 1, 2, 1, 2, 1]
    assert {day.date for day in days} & set(sample.days) == set()
    assert [(str(day.date), problem.code) for day in days for problem in day.problems] == [
        ("2003-08-11", "event-without-source")
    ]


def test_only_the_intended_problems_are_found(sample: Sample) -> None:
    found = Counter((str(day), problem.code) for day, page in sample.days.items() for problem in page.problems)

    assert dict(found) == INTENDED_PROBLEMS


def test_every_line_of_every_revision_is_accounted_for(sample: Sample) -> None:
    for pages in sample.revisions.values():
        for page in pages:
            lines = page.wikitext.split("\n")
            kinds = parse_page(page).lines

            assert [not line.strip() for line in lines] == [kind is LineKind.BLANK for kind in kinds]


def test_all_ten_categories_are_used_and_some_under_other_names(sample: Sample) -> None:
    categories = {event.category for event in sample.events if event.category is not None}

    assert {category.name for category in categories} == CATEGORIES | {"Religion"}
    assert {"Sport", "Business and economics", "Environment", "Law and Crime"} <= {item.heading for item in categories}


def test_topics_nest_to_six_levels_and_lines_name_several_or_none_that_is_linked(sample: Sample) -> None:
    lines = {line for event in sample.events for line in event.topics}

    assert max(len(event.topics) for event in sample.events) == 6
    assert any(len(line.topics) == 2 for line in lines)
    assert any(topic.title is None for line in lines for topic in line.topics)


def test_events_stand_above_others_and_carry_labels(sample: Sample) -> None:
    headlines = {event.headline.plain for event in sample.events}
    parents = {line.text.plain for event in sample.events for line in event.topics} & headlines

    assert len(parents) >= 20
    assert sum(event.label is not None for event in sample.events) >= 5


@pytest.mark.parametrize("script", SCRIPTS)
def test_names_stand_in_their_own_script(sample: Sample, script: str) -> None:
    characters = {character for event in sample.events for character in event.headline.plain}

    assert any(unicodedata.name(character, "").startswith(script) for character in characters)


def test_sources_are_on_reserved_hosts_and_each_outlet_keeps_its_own(sample: Sample) -> None:
    sources = [source for event in sample.events for source in event.sources]
    hosts = Counter(urlsplit(source.url).hostname or "" for source in sources)

    assert {host for host in hosts if not host.endswith((".example", ".example.org"))} == set()
    assert sum(count >= 5 for count in hosts.values()) >= 15
    assert len({source.agency for source in sources if source.agency}) >= 1


def test_the_last_three_days_fill_a_front_page(sample: Sample) -> None:
    for day in sorted(sample.days)[-3:]:
        events = sample.days[day].events

        assert day.year == 2026
        assert len(events) >= 12
        assert len({event.category.name for event in events if event.category}) >= 6
        assert any(len(event.topics) >= 2 for event in events)


@pytest.mark.parametrize(("month", "day", "years"), [(3, 14, 8), (12, 24, 4), (8, 12, 3)])
def test_dates_recur_over_the_years(sample: Sample, month: int, day: int, years: int) -> None:
    assert sum((found.month, found.day) == (month, day) for found in sample.days) >= years


def test_redirects_make_two_spellings_one_context(sample: Sample) -> None:
    def canonical(title: str) -> str:
        return canonical(sample.redirects[title]) if title in sample.redirects else title

    topics = {topic.title for event in sample.events for line in event.topics for topic in line.topics if topic.title}
    titles = {title for event in sample.events for title in event.links} | topics
    spellings = Counter(canonical(title) for title in titles)

    assert len(sample.redirects) >= 7
    assert {canonical(title) for title in sample.redirects} <= {
        title for title, count in spellings.items() if count > 1
    }


def test_eight_days_have_revisions_in_their_order(sample: Sample) -> None:
    histories = [pages for pages in sample.revisions.values() if len(pages) > 1]

    assert sorted(len(pages) for pages in histories) == [3, 3, 4, 5, 5, 5, 5, 6]
    for pages in histories:
        numbers = [page.revision for page in pages]
        times = [page.timestamp for page in pages]
        assert numbers == sorted(numbers, key=lambda number: number or 0)
        assert times == sorted(times, key=lambda time: time.timestamp() if time else 0)
        assert None not in numbers + times


@pytest.mark.parametrize(
    ("day", "word", "figures"),
    [
        ("2011-02-22", "killed", ["65", "65", "75", "185"]),
        ("2020-08-04", "dead", ["25", "50", "78", "200"]),
    ],
)
def test_a_number_rises_from_revision_to_revision(sample: Sample, day: str, word: str, figures: list[str]) -> None:
    texts = [headline for headlines in sample.headlines(day) for headline in headlines if word in headline]

    assert [re.findall(rf"\b(\d+) people are {word}", text)[0] for text in texts] == figures


def test_an_event_is_removed_and_restored_and_another_removed_for_good(sample: Sample) -> None:
    revisions = sample.headlines("2014-11-12")

    assert [any("greenhouse" in text for text in texts) for texts in revisions] == [
        True,
        True,
        False,
        False,
        True,
        True,
    ]
    assert [any("harpoons hold" in text for text in texts) for texts in revisions] == [False, True, *[False] * 4]


def test_a_page_is_blanked_and_repaired(sample: Sample) -> None:
    assert [len(headlines) for headlines in sample.headlines("2015-07-14")] == [1, 2, 0, 2, 3]


def test_an_event_moves_to_the_next_day(sample: Sample) -> None:
    promised = "The family of François Pinault promises 100 million euros for the rebuilding."

    assert [promised in headlines for headlines in sample.headlines("2019-04-15")] == [False, False, True, False, False]
    assert all(promised in headlines for headlines in sample.headlines("2019-04-16"))


def test_the_export_tells_the_true_length_of_its_texts() -> None:
    texts = [element for element in ET.parse(EXPORT).iter() if element.tag.endswith("}text")]

    assert [int(text.get("bytes", "-1")) for text in texts] == [len((text.text or "").encode()) for text in texts]


def test_the_days_that_the_readme_names_exist(sample: Sample) -> None:
    named = set(re.findall(r"\b(20\d\d-\d\d-\d\d)\b", (SAMPLE / "README.md").read_text(encoding="utf-8")))

    assert named - {str(day) for day in sample.revisions} == set()
