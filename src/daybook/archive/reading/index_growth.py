"""What a state of the search index has beyond an earlier one: a fetch changes some entries of a hundred thousand.

Reading all that searching holds in memory takes a second of processor for a large archive, what a day's edits added some
milliseconds. Each function returns what reading everything would, or None where only that is exact.
"""

from __future__ import annotations

import json
import re
import sqlite3
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daybook.archive.encoding.damage import Unreadable
from daybook.archive.encoding.event_subjects import SUBJECTS, EventSubjects
from daybook.archive.encoding.number_lists import read_numbers
from daybook.archive.encoding.wording import decode_event
from daybook.archive.reading.entry_subjects import KIND_NUMBERS, SubjectPairs, merged_pairs
from daybook.archive.reading.history_reader import versions_of
from daybook.archive.writing.search_entries import KEPT, entry_texts, texts_digest
from daybook.archive.writing.subjects import SubjectRegister
from daybook.ask.index import Numbers
from daybook.model import Event, SubjectKind

MOST = 2_000
"""New texts that are read one by one; more of them take as long as reading everything."""

MOST_PAST = 200
"""Events whose whole history is read for what they said in between."""

_TOKEN = re.compile("[0-9A-Za-z=\x80-\U0010ffff]+")
"""As the index cuts its texts into terms (FTS5's tokenizer `ascii` with `tokenchars '='`)."""

_KEY = re.compile("=[0-9]+")
"""A subject's own term."""

_SUMMED = 4294967291
"""Checksums have 64 bits: their remainders can be added up."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """How far an index was read: its generation, its last entry, and for each subject, by id, what changes when that does."""

    generation: int
    entry: int
    subjects: Numbers

    def changed_since(self, then: Mark) -> Sequence[int]:
        """Return the ids of the subjects that are new, or are called or known otherwise than before; a merged one is its other."""
        count = min(len(self.subjects), len(then.subjects))
        changed = np.flatnonzero(self.subjects[:count] != then.subjects[:count]).tolist()
        return [*changed, *range(count, len(self.subjects))]


def mark_of(connection: sqlite3.Connection) -> Mark:
    """Return how far the index goes now."""
    counters = dict(connection.execute("SELECT name, value FROM counter"))
    (joined,) = connection.execute(
        f"SELECT group_concat(id || ',' || (subject.checksum % {_SUMMED} * 3 + coalesce(article.checksum % {_SUMMED}, 0))) "  # noqa: S608
        "FROM subject LEFT JOIN article USING (title)"
    ).fetchone()
    pairs = read_numbers(joined).reshape(-1, 2)
    subjects = np.zeros(int(pairs[:, 0].max(initial=0)) + 1, dtype=np.int64)
    subjects[pairs[:, 0]] = pairs[:, 1]
    return Mark(int(counters["generation"]), int(counters.get("entry", 0)), subjects)


def has_grown_from(connection: sqlite3.Connection, before: Mark, now: Mark) -> bool:
    """Say whether an index is an earlier one with more in it, and was not made anew since."""
    (since,) = connection.execute("SELECT value FROM counter WHERE name = 'index since'").fetchone()
    return bool(since <= before.generation <= now.generation)


def grown_columns(
    connection: sqlite3.Connection, select: str, before: Numbers, then: Mark, now: Mark
) -> Numbers | None:
    """Return the columns of all entries, given those of before: their third last is when a row went, the last one its id.

    `select` gives the columns of entries as one text.
    """
    (joined,) = connection.execute(f"{select} WHERE id > ?", (then.entry,)).fetchone()
    added = read_numbers(joined).reshape(-1, before.shape[1])
    (joined,) = connection.execute(
        "SELECT group_concat(id || ',' || gone) FROM entry WHERE gone > ? AND id <= ?", (then.generation, then.entry)
    ).fetchone()
    gone = read_numbers(joined).reshape(-1, 2)
    columns = before
    if len(gone):
        columns = before.copy(order="F")
        gone = gone[np.argsort(gone[:, 0])]
        places = np.flatnonzero(np.isin(columns[:, ID], gone[:, 0]))
        columns[places, GONE] = gone[np.searchsorted(gone[:, 0], columns[places, ID]), 1]
    forgotten = columns[:, GONE] <= now.generation - KEPT
    if forgotten.any():
        columns = columns[~forgotten]
    if len(added):
        columns = np.concatenate((columns, added))
        columns = columns[np.argsort(columns[:, WORDS], kind="stable")]
    (count,) = connection.execute("SELECT count(*) FROM entry").fetchone()
    return np.asfortranarray(columns) if len(columns) == count else None


WORDS, GONE, ID = 7, 10, 13
"""Places of columns of entries."""


def added_texts(connection: sqlite3.Connection, then: Mark) -> Mapping[int, str] | None:
    """Return the texts that were indexed after an earlier state, by their row.

    The index keeps none. They are made again of what their events say or said, and known by their digest; None where some are not
    found, as of an event that was joined with another one.
    """
    rows = connection.execute(
        "SELECT DISTINCT words, event, digest FROM entry WHERE id > ?1 AND words > ?1 LIMIT ?2", (then.entry, MOST + 1)
    ).fetchall()
    if len(rows) > MOST:
        return None
    try:
        texts = _texts_of(_present_wordings(connection, {event for _, event, _ in rows}))
        lacking = {event for _, event, digest in rows if (event, digest) not in texts}
        if len(lacking) > MOST_PAST:
            return None
        if lacking:
            texts |= _texts_of(_past_wordings(connection, lacking))
    except (Unreadable, sqlite3.OperationalError):  # damaged, or of a subject that is not registered
        return None
    if any((event, digest) not in texts for _, event, digest in rows):
        return None
    return {words: texts[event, digest] for words, event, digest in rows}


Worded = tuple[int, Event, EventSubjects]


def _texts_of(wordings: Sequence[Worded]) -> dict[tuple[int, int], str]:
    made = entry_texts([(wording, subjects) for _, wording, subjects in wordings])
    return {
        (event, texts_digest(headline, names)): f"{headline} {names}"
        for (event, *_), (headline, names) in zip(wordings, made, strict=True)
    }


def _present_wordings(connection: sqlite3.Connection, events: Iterable[int]) -> list[Worded]:
    rows = connection.execute(
        "SELECT id, wording, line, subjects FROM event WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(events)),),
    )
    return [(event, decode_event(wording, line), SUBJECTS.decode(subjects)) for event, wording, line, subjects in rows]


def _past_wordings(connection: sqlite3.Connection, events: Iterable[int]) -> list[Worded]:
    """Return what events said: several edits of one event may come between two looks."""
    register = SubjectRegister(connection)  # enters nothing: the subjects of all that was said are there
    return [
        (event, version.event, register.subjects_of(version.event))
        for event, versions in versions_of(connection, sorted(events)).items()
        for version in versions
        if version.event is not None
    ]


def grown_terms(before: Sequence[str], known: frozenset[str], texts: Mapping[int, str]) -> Sequence[str]:
    """Return the terms of an index in order, given those of before, in order and as a set, and the texts added since."""
    new = {term for text in texts.values() for term in _terms(text)} - known
    if not new:
        return before
    ordered = list(before)
    for term in sorted(new):
        insort(ordered, term)
    return ordered


def _terms(text: str) -> Sequence[str]:
    # Only letters of ASCII are made small by the index, and no term is.
    return " ".join(_TOKEN.findall(text)).split()


def grown_pairs(
    connection: sqlite3.Connection, before: SubjectPairs, texts: Mapping[int, str], then: Mark, now: Mark
) -> SubjectPairs:
    """Return the pairs of subjects and rows of words, given those of before and the texts added since."""
    known, size = len(before.kinds), len(now.subjects)
    kinds, targets = np.zeros(size, dtype=np.int8), np.arange(size)
    kinds[:known], targets[:known] = before.kinds, before.targets
    rows = connection.execute(
        "SELECT id, kind, coalesce(target, id) FROM subject WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(now.changed_since(then)),),
    )
    for number, kind, target in rows:
        kinds[number], targets[number] = KIND_NUMBERS[SubjectKind(kind)], target
    pairs = sorted(
        (number, words)
        for words, text in texts.items()
        for number in {int(term[1:]) for term in _terms(text) if _KEY.fullmatch(term)}
        if number < size
    )
    added = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    # New rows have greater numbers than all before: each goes to the end of its subject's.
    keys = np.insert(before.keys, before.starts[np.minimum(added[:, 0] + 1, known)], added[:, 1])
    starts = np.concatenate((before.starts, np.full(size - known, before.starts[-1])))
    starts = starts + np.searchsorted(added[:, 0], np.arange(size + 1))
    if (targets[:known] != before.targets).any():
        subjects, words = merged_pairs(keys, starts, targets)
    else:
        new = np.unique(np.stack((targets[added[:, 0]], added[:, 1]), axis=1), axis=0) if len(added) else added
        places = np.searchsorted(before.subjects, new[:, 0], side="right")
        subjects, words = np.insert(before.subjects, places, new[:, 0]), np.insert(before.words, places, new[:, 1])
    return SubjectPairs(now.generation, subjects, words, kinds, keys, starts, targets)
