"""The archive as of a moment is the archive of that moment, whatever came later."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.archive.histories import DAY, Pair, reading, store
from tests.archive.test_replay import make_histories, shapes

from daybook.ask import Query, Sort, read_question
from daybook.model import ArchivedEvent, DayRecord, Selection, SubjectKind

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
        first = DAY - timedelta(days=1)
        day = [
            tuple(getattr(record, name) for name in DayRecord.__slots__ if name != "read")
            for record in reader.at(moment).days(first, DAY)
        ]
        listed = [
            shown(event) for event in reader.at(moment).events(reader.at(moment).select(Selection(DAY, DAY))).values()
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


@settings(max_examples=30, deadline=None)
@given(shapes, st.data())
def test_an_answer_as_of_a_moment_is_that_of_an_archive_built_until_then(
    shape: list[tuple[int, int, list[object]]], data: st.DataObject
) -> None:
    """Wordings, versions, withdrawals, words and their rarity, stories; for any question and any moment.

    On one day: that two events of neighbouring days are the same one is known of all moments.
    """
    pairs = in_time(make_histories([(0, halves, events) for _, halves, events in shape]))  # type: ignore[misc]
    moment = data.draw(st.sampled_from([pair[0].timestamp for pair in pairs if pair[0].timestamp]))
    moment += timedelta(minutes=data.draw(st.sampled_from([0, 1, 59, 60, 61, 600])))
    known = [pair for pair in pairs if pair[0].timestamp and pair[0].timestamp <= moment]
    query = read_question(
        data.draw(st.sampled_from(QUESTIONS)), Query(status=None, sort=data.draw(st.sampled_from(Sort)))
    )
    with tempfile.TemporaryDirectory() as folder:
        whole, then = Path(folder) / "whole.daybook", Path(folder) / "then.daybook"
        store(whole, *pairs)
        store(then, *known, read_at=moment)

        assert answer(whole, query, moment) == answer(then, query, None)
