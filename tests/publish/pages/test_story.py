"""A story's pages: from its first day and from its latest, with its turning points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event

from daybook.model import ArchivedEvent, RichText, Source, Span, Story, SubjectKind
from daybook.publish.addresses import SubjectPlace
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.records import ChroniclePage, SubjectPage
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject_name import subject_name
from daybook.publish.settings import SiteSettings

FLOOD = (Story("Flood", "flood"),)


def told(days: dict[date, int]) -> Iterator[ArchivedEvent]:
    number = 0
    for day, count in days.items():
        for _ in range(count):
            number += 1
            event = make_event(number, day, RichText((Span(f"The flood, event {number}."),)), stories=FLOOD)
            yield event


def pages(days: dict[date, int], limit: int = 100) -> tuple[SubjectPage, ChroniclePage | None]:
    builder = Builder(MemoryLibrary(list(told(days))), Site(SiteSettings(list_events=limit)))
    main, chronicle = builder.subject_page(SubjectPlace(SubjectKind.TOPIC, "flood")), builder.chronicle_page("flood")
    assert isinstance(main, SubjectPage)
    assert chronicle is None or isinstance(chronicle, ChroniclePage)
    return main, chronicle


START = date(2024, 1, 30)
WEEK = {START + timedelta(days=day): count for day, count in enumerate((1, 4, 1, 2, 3, 1))}


def test_a_story_is_told_both_ways() -> None:
    main, chronicle = pages(WEEK)

    assert chronicle is not None
    forwards = [item.address for month in chronicle.months for item in month.items]
    assert main.chronicle == chronicle.address == "/topic/flood/chronicle"
    assert [item.date for month in chronicle.months for item in month.items] == [
        day for day in WEEK for _ in range(WEEK[day])
    ]
    assert sorted(forwards) == sorted(item.address for item in main.events)
    assert [(month.month, month.events, month.address) for month in chronicle.months] == [
        ("2024-01", 5, None),
        ("2024-02", 7, None),
    ]


def test_turning_points_are_the_ends_and_the_fullest_days_between_in_order() -> None:
    main, _ = pages(WEEK)

    assert [(point.kind, point.date.isoformat(), point.events) for point in main.turning_points] == [
        ("first", "2024-01-30", 1),
        ("most", "2024-01-31", 4),
        ("most", "2024-02-02", 2),
        ("most", "2024-02-03", 3),
        ("latest", "2024-02-04", 1),
    ]


def test_a_story_of_a_few_events_needs_neither() -> None:
    main, chronicle = pages({START: 2, START + timedelta(days=9): 2})

    assert (main.chronicle, main.turning_points, chronicle) == (None, (), None)


def test_of_a_long_story_the_chronicle_tells_the_leading_events_of_each_month() -> None:
    """And leads to the page that has all of them: the month's where it has one, else the year's."""
    days = {date(2024, month, day): 1 + day % 3 for month in (1, 3) for day in range(1, 21)}
    _, chronicle = pages(days, limit=30)

    assert chronicle is not None
    assert not chronicle.complete
    assert [len(month.items) for month in chronicle.months] == [5, 5]
    assert all(item.date.day % 3 == 2 for month in chronicle.months for item in month.items)
    assert [month.address for month in chronicle.months] == ["/topic/flood/2024"] * 2
    assert chronicle.unread == ("2024-02",)


def test_the_leading_event_is_the_one_with_most_sources() -> None:
    events = list(told(WEEK))
    sources = tuple(Source(f"https://{host}.example/", host) for host in "ab")
    events[2] = replace(events[2], event=replace(events[2].event, sources=sources))
    builder = Builder(MemoryLibrary(events), Site(SiteSettings()))

    page = builder.subject_page(SubjectPlace(SubjectKind.TOPIC, "flood"))

    assert isinstance(page, SubjectPage)
    assert page.turning_points[1].event.headline == "The flood, event 3."


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2020 Irish election#Government formation", "2020 Irish election: Government formation"),
        ("#MeToo", "#MeToo"),
        ("Storm #3 of the year", "Storm #3 of the year"),
        ("C#", "C#"),
        ("  ", "the-slug"),
    ],
)
def test_the_section_of_an_article_is_named_in_words(name: str, expected: str) -> None:
    assert subject_name(name, "the-slug") == expected
