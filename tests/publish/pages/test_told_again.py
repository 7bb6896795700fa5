"""What a withdrawn event is perhaps told as now: a link both ways, and rather none than a wrong one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event
from tests.publish.sites import build, files_of

from daybook.model import ArchivedEvent, Context, RichText, Source, Span, Stale, Status
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.records import EventPage
from daybook.publish.pages.site import Site
from daybook.publish.pages.told_again import told_again
from daybook.publish.settings import SiteSettings

DAY = date(2024, 5, 1)
GONE = "At least ten people are hurt as a tower under construction falls in Aldern, Corvath."


def event(number: int, text: str, *urls: str, status: Status = Status.LISTED) -> ArchivedEvent:
    made = make_event(number, DAY, RichText((Span(text),)), status=status)
    return replace(made, event=replace(made.event, sources=tuple(Source(url, "Courier") for url in urls)))


@pytest.mark.parametrize(
    "text",
    [
        "Four people are hurt and ten are missing as a tower falls in Aldern, Corvath.",
        "A tower under construction falls in Aldern in Corvath; at least ten people are dead.",
    ],
)
def test_the_same_names_and_many_of_the_same_words_are_perhaps_the_same(text: str) -> None:
    assert told_again([event(1, GONE)], [event(2, "A choir sings in Aldern, Corvath."), event(3, text)]) == {1: 3}


@pytest.mark.parametrize(
    "text",
    [
        "At least ten people are hurt as a tower under construction falls in Brenk, Corvath.",
        "At least ten people are hurt as a tower under construction falls.",
        "The mayor of Aldern in Corvath resigns.",
        "",
    ],
)
def test_other_names_or_other_words_are_not(text: str) -> None:
    assert told_again([event(1, GONE)], [event(2, text)]) == {}


def test_an_article_that_both_cite_needs_fewer_of_the_same_words_and_none_alone() -> None:
    gone = event(1, "A ferry sinks; nine people drown.", "https://example.org/ferry#top")
    same = event(2, "Nine people drown as a ferry breaks up.", "https://example.org/ferry")
    other = event(3, "A court frees a poet.", "https://example.org/ferry")

    assert told_again([gone], [same, other]) == {1: 2}
    assert told_again([gone], [other]) == {}


def test_a_large_figure_and_the_only_name_are_enough_where_most_words_are_the_same() -> None:
    gone = event(1, "Tarn Works cuts 14,000 jobs.")
    same = event(
        2, "The maker of engines Tarn Works says that it will cut 14,000 jobs as orders have fallen for a year."
    )
    other = event(
        3, "The maker of engines Tarn Works says that it will cut 1,400 jobs as orders have fallen for a year."
    )

    assert told_again([gone], [other, same]) == {1: 2}
    assert told_again([gone], [other]) == {}


FIRE = "Sixteen people are killed after a fire at a home for the aged in Brenk, Lower Corvath, in Tarnland."
LINKED = (Context("Brenk", "brenk"), Context("Lower Corvath", "lower-corvath"))


@pytest.mark.parametrize(
    ("text", "days", "is_one"),
    [
        ("Sixteen people die after a fire in a home for the aged in Brenk, Lower Corvath, Tarnland.", 1, True),
        ("Sixteen people die after a fire in a home for the aged in Brenk, Lower Corvath, Tarnland.", -1, True),
        ("Sixteen people die after a fire in a home for the aged in Brenk, Lower Corvath, Tarnland.", 2, False),
        ("Sixteen people die after a fire in a home for the aged in Brenk.", 1, False),
    ],
)
def test_a_day_beside_needs_more_names_and_articles_in_common(text: str, days: int, *, is_one: bool) -> None:
    gone = replace(event(1, FIRE), contexts=LINKED)
    other = replace(event(2, text), contexts=LINKED, date=DAY + timedelta(days))

    assert (told_again([gone], [other]) == {1: 2}) is is_one
    assert told_again([gone], [replace(other, contexts=LINKED[:1])]) == {}


def test_counts_that_go_on_from_day_to_day_are_not_the_same() -> None:
    counts = [f"Brenk, Lower Corvath, in Tarnland reports {number} new cases of the fever." for number in (118, 123)]
    gone, other = (replace(event(number, text), contexts=LINKED) for number, text in enumerate(counts, 1))

    assert told_again([gone], [replace(other, date=DAY + timedelta(1))]) == {}


def test_the_same_day_comes_first() -> None:
    gone = event(1, GONE)
    gone, beside, same = (
        replace(each, contexts=LINKED) for each in (gone, event(2, GONE), event(3, GONE + " It falls."))
    )

    assert told_again([gone], [replace(beside, date=DAY + timedelta(1)), same]) == {1: 3}


@pytest.mark.parametrize("then", ["told", "not told"])
def test_a_build_after_changes_makes_the_pages_of_days_beside_again(tmp_path: Path, then: str) -> None:
    gone = replace(event(1, FIRE, status=Status.WITHDRAWN), contexts=LINKED)
    more = [event(5, "A choir sings in Aldern."), replace(event(6, "A poet is born."), date=DAY + timedelta(1))]
    again = replace(event(2, FIRE), contexts=LINKED, date=DAY + timedelta(1))
    without, told = [gone, *more], [gone, *more, again]
    before, after = (without, told) if then == "told" else (told, without)
    build(MemoryLibrary(before), tmp_path / "followed")
    stale = Stale(events=(2,), days=(again.date,), changed=(2,))

    report = build(MemoryLibrary(after, number=2, changed_since=stale), tmp_path / "followed")

    build(MemoryLibrary(after), tmp_path / "whole")
    followed, whole = (
        {path: content for path, content in files_of(tmp_path / name).items() if "/2024/05/" in path}
        for name in ("followed", "whole")
    )
    assert not report.whole
    assert {path: followed.get(path) for path in whole} == whole
    page = json.loads(whole[f"/news/2024/05/1/{gone.slug}.json"])
    assert ("told_again" in page) is (then == "told")


def test_the_pages_of_both_lead_to_each_other() -> None:
    again = event(2, "Four people are hurt and ten are missing as a tower falls in Aldern, Corvath.")
    gone = event(1, GONE, status=Status.WITHDRAWN)
    builder = Builder(MemoryLibrary([gone, again]), Site(SiteSettings()))

    before, after = builder.event_page(DAY, gone.slug), builder.event_page(DAY, again.slug)

    assert isinstance(before, EventPage)
    assert isinstance(after, EventPage)
    assert before.told_again is not None
    assert before.told_again.address == after.address
    assert [link.address for link in after.withdrawn] == [before.address]
    assert (before.withdrawn, after.told_again) == ((), None)
