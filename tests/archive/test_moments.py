"""The archive as of a moment is the archive of that moment, whatever came later."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.archive.histories import (
    DAY,
    NEXT,
    Pair,
    all_events,
    event,
    make_earlier,
    reading,
    revision,
    store,
    writing,
)
from tests.archive.test_replay import make_histories, shapes
from tests.examples import examples

from daybook.archive import check_archive, copy_as_of
from daybook.archive.reading.selection_reader import query_of, selection_of
from daybook.ask import Query, Sort, read_question
from daybook.model import ArchivedEvent, ChangeKind, DayRecord, EventAddress, Selection, SubjectKind

QUESTIONS = ("", "ferry coast", "choir wins", "strike -comet", '"three towns"', "4 May 2024", "bakres")
Shown = tuple[object, ...]


def shown(event: ArchivedEvent) -> Shown:
    """Return what is shown of an event, but for its number."""
    return tuple(getattr(event, name) for name in ArchivedEvent.__slots__ if name != "id")


def answer(path: Path, query: Query, moment: datetime | None) -> Shown:
    """Return all that an archive tells in answer to a question, numbers of events left out."""
    with reading(path) as reader:
        told = reader.search(replace(query, as_of=moment))
        events = reader.at(moment).events([hit.event for hit in told.hits])
        versions = reader.at(moment).versions([hit.event for hit in told.hits])
        hits = [(shown(events[hit.event]), versions[hit.event], hit.score, hit.missing) for hit in told.hits]
        first, last = DAY - timedelta(days=1), DAY + timedelta(days=3)
        day = [
            tuple(getattr(record, name) for name in DayRecord.__slots__ if name != "read")
            for record in reader.at(moment).days(first, last)
        ]
        listed = [
            shown(event)
            for event in reader.at(moment).events(reader.at(moment).select(Selection(first, last))).values()
        ]
        stories = [
            (subject.name, subject.count, subject.first, subject.last, subject.months)
            for subject in reader.at(moment).subjects(SubjectKind.TOPIC, ["a-ferry", "a-comet", "nowhere"]).values()
            if subject.count
        ]
        subjects = [(each.kind, each.name, each.events) for each in told.subjects]
        return (
            sorted(hits, key=repr),
            day,
            sorted(listed, key=repr),
            stories,
            subjects,
            told.total,
            told.unknown,
            told.corrected,
            told.partial,
        )


def in_time(pairs: list[Pair]) -> list[Pair]:
    """Return revisions in the order in which they were saved."""
    return sorted(
        pairs, key=lambda pair: (pair[0].timestamp or datetime.min.replace(tzinfo=UTC), pair[0].revision or 0)
    )


def in_pages(pairs: list[Pair]) -> list[Pair]:
    """Return revisions page by page, as an export has them."""
    return sorted(pairs, key=lambda pair: pair[1].date)


def move(path: Path) -> list[datetime]:
    """Store an event that moves to the next day, and return the moments before and after that was known."""
    ferry = event("A ferry with nobody aboard runs aground near the coast.", links=["Kilmore"])
    pairs = [
        revision(1, 9, ferry, "A choir sings.", "Two bakers go on strike."),
        revision(2, 33, ferry, "A comet is seen from three towns.", day=NEXT),
        revision(3, 60, "A choir sings.", "Two bakers go on strike."),
    ]
    store(path, *pairs)
    saved = pairs[2][0].timestamp
    assert saved is not None
    return [saved - timedelta(seconds=1), saved]


def test_before_a_move_was_known_there_were_two_events(tmp_path: Path) -> None:
    """Each with its own address, wording and versions; from then on it is one, at the new day."""
    path = tmp_path / "test.daybook"
    before, after = move(path)
    with reading(path) as reader:
        (hit,) = reader.search(Query(words=("ferry",), as_of=after)).hits
        hits = reader.search(Query(words=("ferry",), as_of=before)).hits
        then = reader.at(before).events([each.event for each in hits])
        (moved,) = reader.at(after).events([hit.event]).values()

        assert sorted((each.date, each.former, each.changes) for each in then.values()) == [(DAY, (), 0), (NEXT, (), 0)]
        assert (moved.date, [each.date for each in moved.former], moved.changes) == (NEXT, [DAY], 1)
        assert reader.at(before).find(DAY, moved.slug) != reader.at(before).find(NEXT, moved.slug)
        assert reader.at(after).find(DAY, moved.slug) == reader.at(after).find(NEXT, moved.slug) == moved.id
        assert [record.events for record in reader.at(before).days()] == [3, 2]
        assert [record.events for record in reader.at(after).days()] == [2, 2]
        added = Query(kinds=(ChangeKind.ADDED,), words=("ferry",))
        assert reader.search(replace(added, as_of=before)).total == 2
        assert reader.search(replace(added, as_of=after)).total == reader.search(added).total == 1


def test_a_copy_as_of_a_moment_before_a_move_has_two_events(tmp_path: Path) -> None:
    """And knows, like an archive of that time, how to join them later."""
    path, then = tmp_path / "test.daybook", tmp_path / "then.daybook"
    before, _ = move(path)
    copy_as_of(path, then, before)

    assert check_archive(then) == []
    assert [each.date for each in all_events(then) if "ferry" in each.slug] == [DAY, NEXT]
    store(then, revision(3, 60, "A choir sings.", "Two bakers go on strike."))
    assert [each.date for each in all_events(then) if "ferry" in each.slug] == [NEXT]
    assert check_archive(then) == []


def test_an_archive_that_did_not_keep_joins_finds_since_when_they_are_known(tmp_path: Path) -> None:
    """From the revisions that it kept: brought up to date, it answers as before the move, and as after it."""
    path = tmp_path / "test.daybook"
    before, after = move(path)
    with reading(path) as reader:
        asked = [replace(Query(words=("ferry",)), as_of=moment) for moment in (before, after)]
        expected = [reader.search(query).total for query in asked]
        days = [reader.at(moment).days() for moment in (before, after)]
    known = all_events(path)
    make_earlier(path, 5)
    with reading(path) as reader:
        assert [reader.search(query).total for query in asked] == expected == [2, 1]
        assert [reader.at(moment).days() for moment in (before, after)] == days
    with writing(path):
        pass

    assert all_events(path) == known
    assert check_archive(path) == []


def test_a_join_ends_where_a_revision_that_comes_late_shows_that_nothing_moved(tmp_path: Path) -> None:
    """By then the other event said something else: both stand apart again, each under its own id and address, as if all had come in time."""
    path, in_order = tmp_path / "test.daybook", tmp_path / "in-order.daybook"
    source = "https://example.org/ferry"
    ferry = event("A ferry with nobody aboard runs aground near the coast.", source)
    pages = [
        revision(1, 9, ferry, "A choir sings."),
        revision(2, 10, ferry, "A comet is seen.", day=NEXT),
        revision(3, 60, "A choir sings."),
    ]
    late = revision(4, 20, event("Rescuers tow the empty vessel to port.", source), "A comet is seen.", day=NEXT)
    store(path, *pages)
    (joined,) = [each for each in all_events(path) if each.event.sources]
    store(path, late)
    store(in_order, *in_time([*pages, late]))

    def told(path: Path) -> list[tuple[object, ...]]:
        with reading(path) as reader:
            return [
                (
                    each.date,
                    each.slug,
                    each.status,
                    each.changes,
                    each.former,
                    reader.find(each.date, each.slug) == each.id,
                )
                for each in all_events(path)
            ]

    assert (joined.date, [each.date for each in joined.former]) == (NEXT, [DAY])
    assert [(each.date, each.status.value) for each in all_events(path) if each.event.sources] == [
        (DAY, "withdrawn"), (NEXT, "listed"),
    ]  # fmt: skip
    assert told(path) == told(in_order)
    assert check_archive(path) == []
    with reading(path) as reader:
        assert [reader.search(Query(words=(word,))).total for word in ("ferry", "vessel")] == [0, 1]
        assert reader.search(Query(words=("ferry",), status=None)).total == 1


def test_a_join_ends_where_an_older_revision_shows_that_another_event_moved(tmp_path: Path) -> None:
    """What arrives late is read as if it had come in time. The event that stands apart again has its own address and history."""
    path = tmp_path / "test.daybook"
    text, comet = "A ferry with nobody aboard runs aground near the coast.", "A comet is seen from three towns."
    plain, cited = event(text), event(text, "https://example.org/ferry")
    store(
        path,
        revision(1, 9, cited, "A choir sings."),
        revision(2, 33, plain, comet, day=NEXT),
        revision(3, 60, "A choir sings."),
    )
    joined = [each for each in all_events(path) if "ferry" in each.slug]
    store(path, revision(4, 34, plain, cited, comet, day=NEXT), revision(5, 40, plain, cited, comet, day=NEXT))
    ferries = [each for each in all_events(path) if "ferry" in each.slug]

    assert [(each.date, len(each.former), each.changes) for each in joined] == [(NEXT, 1, 1)]
    assert [(each.date, len(each.former), len(each.event.sources)) for each in ferries] == [(NEXT, 0, 0), (NEXT, 1, 1)]
    with reading(path) as reader:
        known = {address: each.id for each in ferries for address in (EventAddress(each.date, each.slug), *each.former)}
        assert {address: reader.find(address.date, address.slug) for address in known} == known
        assert reader.search(Query(words=("ferry",))).total == 2
        moment = datetime(2024, 5, 6, 9, 30, tzinfo=UTC)
        assert reader.search(Query(words=("ferry",), as_of=moment)).total == 2
    assert check_archive(path) == []


@examples(30)
@given(shapes, st.data())
def test_an_answer_as_of_a_moment_is_that_of_an_archive_built_until_then(
    shape: list[tuple[int, int, list[object]]], data: st.DataObject
) -> None:
    """Wordings, versions, withdrawals, moves to another day, words and their rarity, stories; for any question and any moment."""
    pairs = in_time(make_histories(shape))  # type: ignore[arg-type]
    pages = in_pages(pairs) if data.draw(st.booleans()) else pairs
    moment = data.draw(st.sampled_from([pair[0].timestamp for pair in pairs if pair[0].timestamp]))
    moment += timedelta(minutes=data.draw(st.sampled_from([0, 1, 59, 60, 61, 600])))
    known = [pair for pair in pairs if pair[0].timestamp and pair[0].timestamp <= moment]
    query = read_question(
        data.draw(st.sampled_from(QUESTIONS)), Query(status=None, sort=data.draw(st.sampled_from(Sort)))
    )
    with tempfile.TemporaryDirectory() as folder:
        whole, then = Path(folder) / "whole.daybook", Path(folder) / "then.daybook"
        store(whole, *pages)
        store(then, *(pair for pair in pages if pair in known), read_at=moment)

        assert answer(whole, query, moment) == answer(then, query, None)


@examples(20)
@given(shapes)
def test_a_selection_has_the_events_that_going_through_all_entries_finds(
    shape: list[tuple[int, int, list[object]]],
) -> None:
    """Where nothing is ranked, asking comes down to tables made for listing; both have the same events."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test.daybook"
        store(path, *make_histories(shape))  # type: ignore[arg-type]
        with reading(path) as reader:
            listings = [(None, None), *((kind, slug) for kind in SubjectKind for slug in reader.subjects(kind))]
            for kind, slug in listings:
                for withdrawn in (False, True):
                    selection = Selection(DAY, NEXT, kind, slug, withdrawn=withdrawn)
                    query = query_of(selection)
                    hits = sorted(hit.event for hit in reader.search(replace(query, size=500)).hits)
                    assert selection_of(query) == selection
                    assert sorted(reader.select(selection)) == hits
                    assert sorted(event for _, event in reader.find_all(query)) == hits
