"""What a month and a year were about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event
from tests.publish.sites import build, copy_site, files_of

from daybook.model import ArchivedEvent, RichText, Span, Stale, Story, SubjectKind
from daybook.model.slug import subject_slug
from daybook.publish.addresses import MonthPlace, YearPlace
from daybook.publish.kinds import page_at
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.records import MonthPage, Tally, YearPage
from daybook.publish.pages.site import Site
from daybook.publish.settings import SiteSettings

_NUMBERS = count(1)


def told(year: int, months: Iterable[int], story: str, each: int) -> Iterator[ArchivedEvent]:
    """Yield events of a story, some a month."""
    for month in months:
        for day in range(1, each + 1):
            number = next(_NUMBERS)
            text = RichText((Span(f"Event {number} of the {story.lower()}."),))
            yield make_event(number, date(year, month, day), text, stories=(Story(story, subject_slug(story)),))


EVENTS = [
    *told(2023, [12], "War", 9),
    *told(2024, range(1, 9), "War", 10),
    *told(2024, [2], "Flood", 6),
    *told(2024, [2, 3], "Fair", 2),
    *told(2024, [5], "Vote", 3),
]


def page(place: MonthPlace | YearPlace) -> MonthPage | YearPage:
    found = page_at(Builder(MemoryLibrary(EVENTS), Site(SiteSettings())), place)
    assert isinstance(found, MonthPage | YearPage)
    return found


def names(tallies: Iterable[Tally]) -> list[str]:
    return [each.name for each in tallies]


def test_a_month_leads_with_what_it_brought_against_the_month_before() -> None:
    february = page(MonthPlace(2024, 2))

    assert isinstance(february, MonthPage)
    assert [(each.story.name, each.story.events, each.story.before) for each in february.leading] == [
        ("Flood", 6, 0),
        ("Fair", 2, 0),
        ("War", 10, 10),
    ]
    assert february.leading[0].event.date == date(2024, 2, 1)


def test_of_a_month_after_one_that_was_not_read_nothing_is_said_of_before() -> None:
    december = page(MonthPlace(2023, 12))

    assert isinstance(december, MonthPage)
    assert [each.story.before for each in december.leading] == [None]


def test_stories_of_some_length_begin_and_end_once() -> None:
    """The fair is too short to be told of; the war goes on, as far as the archive knows."""
    year = page(YearPlace(2024))

    assert isinstance(year, YearPage)
    began = {month.month: names(month.began) for month in year.months if month.began}
    ended = {month.month: names(month.ended) for month in year.months if month.ended}
    assert (began, ended) == ({"2024-02": ["Flood"]}, {"2024-02": ["Flood"]})


def test_a_year_stands_beside_the_year_before() -> None:
    year = page(YearPlace(2024))

    assert isinstance(year, YearPage)
    assert [(each.name, each.events, each.before) for each in year.top_subjects.topics] == [
        ("War", 80, 9),
        ("Flood", 6, None),
        ("Fair", 4, None),
        ("Vote", 3, None),
    ]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site that changes then; to be copied."""
    folder = tmp_path_factory.mktemp("before")
    build(MemoryLibrary(EVENTS), folder)
    return folder


@pytest.mark.parametrize("month", [1, 5, 8, 9, 12])
def test_months_and_years_that_tell_of_a_change_elsewhere_are_made_again(
    tmp_path: Path, before: Path, month: int
) -> None:
    """A story of February goes on in a later month: it has not ended, the next month compares itself, others end in turn."""
    new = list(told(2024, [month], "Flood", 2))
    copy_site(before, tmp_path / "followed")
    stale = Stale(
        events=tuple(event.id for event in new),
        days=tuple(event.date for event in new),
        subjects=((SubjectKind.TOPIC, "flood", 2024),),
        changed=tuple(event.id for event in new),
    )

    report = build(MemoryLibrary([*EVENTS, *new], number=2, changed_since=stale), tmp_path / "followed")

    build(MemoryLibrary([*EVENTS, *new]), tmp_path / "whole")
    assert not report.whole
    followed, whole = files_of(tmp_path / "followed"), files_of(tmp_path / "whole")
    assert [path for path in whole if followed.get(path) != whole[path]] == []
