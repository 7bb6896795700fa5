"""Which subjects each row of words in the search index has: what facets are counted from, and subjects looked up in, at any moment.

The index keeps `=12` for each subject of an entry. SQLite gives all of these with their rows as one text, which is fifty times as
fast as a row of Python values each: half a second for 660,000 pairs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybook.archive.encoding.number_lists import read_numbers
from daybook.ask.index import Numbers
from daybook.model import SubjectKind


@dataclass(frozen=True, slots=True)
class SubjectPairs:
    """Pairs of a subject and a row of words, as two columns; `kinds` has a number for each subject, by id.

    `keys` are the rows of words once more as they were indexed, before subjects were merged: those of the subject with the id n
    from `starts[n]` to before `starts[n + 1]`, rising. `targets` has for each subject the one that it was merged into, or itself.
    """

    generation: int
    subjects: NDArray[np.int32]
    words: NDArray[np.int32]
    kinds: NDArray[np.int8]
    keys: NDArray[np.int32]
    starts: NDArray[np.int64]
    targets: Numbers

    def having(self, subjects: Sequence[int]) -> Numbers:
        """Return the rows of words, rising, that were indexed with one of these subjects: what the index itself would answer."""
        known = [subject for subject in subjects if 0 <= subject < len(self.starts) - 1]
        found = [self.keys[self.starts[subject] : self.starts[subject + 1]] for subject in known]
        if len(found) == 1:
            return found[0].astype(np.int64)
        return np.unique(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, dtype=np.int64)

    def counts(self, words: Numbers) -> Numbers:
        """Return how many of these rows of words each subject has, by its id.

        `words` may hold a row twice: two events that say the same.
        """
        times = np.bincount(words, minlength=int(self.words.max(initial=0)) + 1)
        having = times[self.words]
        counts = np.bincount(self.subjects[having > 0], minlength=len(self.kinds))
        for more in range(1, int(having.max(initial=0))):
            counts = counts + np.bincount(self.subjects[having > more], minlength=len(self.kinds))
        counted: Numbers = counts.astype(np.int64)
        return counted

    def most(self, counts: Numbers, kind: SubjectKind, limit: int) -> list[tuple[int, int]]:
        """Return the subjects of a kind that have most of what was counted, each with how many; equal ones by id."""
        subjects = np.flatnonzero((self.kinds == KIND_NUMBERS[kind]) & (counts > 0))
        best = subjects[np.lexsort((subjects, -counts[subjects]))[:limit]]
        return [(int(subject), int(counts[subject])) for subject in best]


KIND_NUMBERS: Mapping[SubjectKind, int] = {kind: number for number, kind in enumerate(SubjectKind, start=1)}


def read_subject_pairs(connection: sqlite3.Connection, generation: int) -> SubjectPairs:
    """Read all pairs of an open archive; a subject that was merged into another counts as that one."""
    rows = connection.execute("SELECT id, kind, coalesce(target, id) FROM subject").fetchall()
    size = max((row[0] for row in rows), default=0) + 1
    kinds, targets = np.zeros(size, dtype=np.int8), np.arange(size)
    for number, kind, target in rows:
        kinds[number] = KIND_NUMBERS[SubjectKind(kind)]
        targets[number] = target
    pairs = _read(connection)
    # A key of a subject that is no longer there (an index from before a repair) says nothing.
    pairs = pairs[pairs[:, 0] < size]
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]  # within a term, the index gives its rows in order
    starts = np.searchsorted(pairs[:, 0], np.arange(size + 1))
    keys = pairs[:, 1].astype(np.int32)
    subjects, words = merged_pairs(keys, starts, targets)
    return SubjectPairs(generation, subjects, words, kinds, keys, starts, targets)


def merged_pairs(
    keys: NDArray[np.int32], starts: NDArray[np.int64], targets: Numbers
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the columns of pairs in order, of rows as they were indexed: each subject is the one that it was merged into."""
    subjects = np.repeat(targets, np.diff(starts))
    if (targets == np.arange(len(targets))).all():
        return subjects.astype(np.int32), keys
    pairs = subjects << 32 | keys  # as one number, which is a tenth of the time of two columns
    pairs.sort()  # numpy's own `unique` lets no other thread run for a tenth of a second
    pairs = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))[: len(pairs)]]
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def _read(connection: sqlite3.Connection) -> Numbers:
    """Return subject and row of words of each pair.

    The list of terms of a full-text index is a virtual table that has to be declared; declared for this connection alone, it
    writes nothing to the archive, yet SQLite has to be allowed this one writing.
    """
    (is_closed,) = connection.execute("PRAGMA query_only").fetchone()
    connection.execute("PRAGMA query_only = OFF")
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.entry_keys USING fts5vocab(main, entry_words, instance)"
        )
    finally:
        connection.execute(f"PRAGMA query_only = {'ON' if is_closed else 'OFF'}")
    (joined,) = connection.execute(
        "SELECT group_concat(substr(term, 2) || ',' || doc) FROM temp.entry_keys WHERE term >= '=0' AND term < '=a'"
    ).fetchone()
    numbers = read_numbers(joined)
    return numbers.reshape(-1, 2)
