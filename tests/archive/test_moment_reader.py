"""What is read as of a moment is what an archive has that holds the revisions saved until then: by example, of every record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.archive.histories import LATER, reading, revision, store
from tests.archive.test_answers import LATE_PAGES, PAGES, page

from daybook.archive import (
    add_redirects,
    add_revisions,
    check_archive,
    confirm_unchanged,
    copy_as_of,
    open_for_writing,
    report_missing,
)
from daybook.archive.reading.moment_reader import DAYS_IN_HAND, MomentReader
from daybook.ask import read_question
from daybook.model import EventAddress, EventHeadline, RawPage, Redirect, Selection, SubjectKind
from daybook.parse import parse_page

FIRST, LAST = date(2024, 5, 5), date(2024, 5, 10)


def at(day: int, hours: float) -> datetime:
    return datetime(2024, 5, day, tzinfo=UTC) + timedelta(hours=hours)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a fortnight of pages: events are added, reworded, moved, withdrawn, restored, joined, and taken to another day."""
    path = tmp_path_factory.mktemp("moments") / "test.daybook"
    with open_for_writing(path, now=LATER) as archive:
        for step in (*PAGES, *LATE_PAGES):
            raw = [page(*each) for each in step]
            add_revisions(archive, [(each, parse_page(each)) for each in raw], LATER)
        add_redirects(archive, [Redirect("Kilmore", "Kilmore (town)")])
    return path


def words(headlines: Mapping[int, EventHeadline]) -> list[tuple[int, date, str, str]]:
    return sorted((number, each.date, each.slug, each.headline.plain) for number, each in headlines.items())


MOMENTS = (
    at(4, 8), at(4, 9), at(4, 15.5), at(4, 16), at(5, 20), at(5, 21), at(6, 24), at(7, 9.5), at(8, 11), at(10, 16), at(10, 18.5),
    at(10, 19), at(11, 13), at(13, 9), at(16, 9), at(16, 11),
)  # fmt: skip
"""Before all, at a revision, before and after a removal is sure, while events move, after all."""


@pytest.mark.parametrize("moment", MOMENTS, ids=[f"{moment:%d-%H:%M}" for moment in MOMENTS])
def test_each_record_is_that_of_an_archive_of_then(made: Path, tmp_path: Path, moment: datetime) -> None:
    copy = tmp_path / "copy.daybook"
    copy_as_of(made, copy, moment)
    with reading(made) as reader, reading(copy) as then:
        now = reader.at(moment)
        every = reader.select(Selection(withdrawn=True))
        ids = [*every, *range(1, max(every) + 9)]

        for selection in (Selection(), Selection(withdrawn=True), Selection(FIRST, LAST)):
            assert now.select(selection) == then.select(selection)
        assert now.events(ids) == then.events(ids)
        assert now.versions(ids) == then.versions(ids)
        assert words(now.headlines(ids)) == words(then.headlines(ids))
        assert now.days() == then.days()
        assert now.days(FIRST, LAST) == then.days(FIRST, LAST)
        assert now.days(FIRST) == then.days(FIRST)
        assert now.days(last=LAST) == then.days(last=LAST)
        for kind in SubjectKind:
            subjects = {slug: subject for slug, subject in then.subjects(kind).items() if subject.count}
            assert now.subjects(kind, [*then.subjects(kind), "nothing"]) == subjects
            assert now.slugs(kind, "", 99) == sorted(subjects)
            assert now.slugs(kind, "k", 2) == [slug for slug in sorted(subjects) if slug > "k"][:2]
        for event in then.events(ids).values():
            for address in (*event.former, EventAddress(event.date, event.slug)):
                assert now.find(address.date, address.slug) == then.find(address.date, address.slug) == event.id


def test_a_second_look_confirms_a_removal_from_then_on(tmp_path: Path) -> None:
    """Not from the first look on, which may have been made minutes before."""
    path, minute = tmp_path / "test.daybook", timedelta(minutes=1)
    pages = [revision(1, 9, "A choir sings.", "A rumour spreads."), revision(2, 12, "A choir sings.")]
    saved = pages[1][0].timestamp
    assert saved is not None
    store(path, *pages, read_at=saved + 10 * minute)
    with open_for_writing(path, now=LATER) as archive:
        confirm_unchanged(archive, [pages[0][0].title], saved + 20 * minute)

    for minutes, count in ((15, 2), (19, 2), (20, 1), (59, 1), (90, 1)):
        copy = tmp_path / f"{minutes}.daybook"
        copy_as_of(path, copy, saved + minutes * minute)
        with reading(path) as reader, reading(copy) as then:
            now = reader.at(saved + minutes * minute)
            assert len(then.select(Selection())) == count
            assert now.select(Selection()) == then.select(Selection())
            assert now.days() == then.days()


def test_a_page_that_is_missing_now_was_not_then(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, "A choir sings."))
    with reading(path) as reader:
        (before,) = reader.days()
    with open_for_writing(path, now=LATER) as archive:
        report_missing(archive, [before.date], LATER)

    with reading(path) as reader:
        assert [problem.code for record in reader.days() for problem in record.problems] == ["missing-page"]
        (then,) = reader.at(at(6, 0)).days()
    assert then == replace(before, read=at(6, 0))


def test_a_copy_is_searched_and_keeps_subjects_that_only_earlier_wordings_name(made: Path, tmp_path: Path) -> None:
    """Their pages were published, and answer still; of later ones nothing is known."""
    copy = tmp_path / "copy.daybook"
    copy_as_of(made, copy, at(10, 17.5))
    with reading(copy) as then:
        topics = then.subjects(SubjectKind.TOPIC)

        assert (topics["flood"].count, topics["flood"].first) == (0, date(2024, 5, 1))
        assert then.subjects(SubjectKind.TOPIC, ["ferry-accident"])["ferry-accident"].count > 0
        assert [each.text for each in then.suggest("ferry acc")] == ["Ferry accident"]
        assert then.search(read_question("whale")).hits == ()
        assert len(then.search(read_question("dam breaks")).hits) == 1
    assert check_archive(copy) == []


def test_what_was_not_there_yet_is_not_found(made: Path) -> None:
    with reading(made) as reader:
        late = reader.at(at(4, 9))

        assert late.find(date(2024, 5, 4), "bakers-go-on-strike-for-more-pay-in-oslo") is None
        assert late.find(date(2024, 5, 4), "nothing") is None
        assert late.related([1, 2]) == {}
        assert isinstance(late, MomentReader)
        assert late.day_titles() == {date(2024, 5, 4): "Portal:Current events/2024 May 4"}
        assert list(reader.days()) == list(reader.at(LATER).days())


def test_more_days_than_are_kept_in_hand_are_read(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(DAYS_IN_HAND + 3)]

    def pages(text: str, hours: int) -> Iterator[tuple[date, str, datetime]]:
        for day in days:
            yield day, text, datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)

    with open_for_writing(path, now=LATER) as archive:
        raw = [
            RawPage(f"Portal:Current events/{day.year} {day:%B} {day.day}", text, number, saved)
            for hours, text in ((1, "* Rain falls on 3 towns."), (9000, "* Rain falls on 4 towns."))
            for number, (day, text, saved) in enumerate(pages(text, hours), hours * 10)
        ]
        add_revisions(archive, [(each, parse_page(each)) for each in raw], LATER)
    with reading(path) as reader:
        then = reader.at(datetime(2024, 12, 1, tzinfo=UTC))

        assert [record.events for record in then.days()] == [1] * len(days)
        found = then.events(reader.select(Selection()))
        assert {event.event.headline.plain for event in found.values()} == {"Rain falls on 3 towns."}
        assert len(found) == len(days)
