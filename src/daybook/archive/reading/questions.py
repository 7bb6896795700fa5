"""Answers to questions: by words and filters, or about what changed. What needs the search index in memory, and numpy."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np

from daybook.archive.encoding.stored_time import to_date
from daybook.archive.reading.change_reader import (
    ChangeKey,
    ChangeQuestion,
    KnownChange,
    count_changes,
    last_place,
    later_changes,
    latest_changes,
    read_changes,
)
from daybook.archive.reading.revision_reader import FoundRevision, find_revision
from daybook.archive.reading.search_reader import ArchiveIndex, EntryCache, Texts
from daybook.ask import Answer, Query, Suggestion, answer, answer_with_entries, english, find_all, suggest
from daybook.model import SubjectCount, SubjectKind


class Questions:
    """Answers questions to one open archive."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts, entries: EntryCache | None) -> None:
        self._connection = connection
        self._index = ArchiveIndex(connection, texts, entries)

    def search(self, query: Query) -> Answer:
        """Answer a question; raises `CursorError` for a cursor that is not its own, or too old."""
        return answer(query, self._index, english())

    def search_with_facets(
        self, query: Query, kinds: Sequence[SubjectKind], limit: int
    ) -> tuple[Answer, Mapping[SubjectKind, Sequence[SubjectCount]], Mapping[int, int]]:
        """Answer a question, and count all its events: by their foremost subjects, at most `limit` of a kind, and by year."""
        index = self._index
        answered, entries, rows = answer_with_entries(query, index, english())
        years, counts = np.unique(entries.days[rows] // 10000, return_counts=True)
        facets: dict[SubjectKind, Sequence[SubjectCount]] = {}
        if not kinds:
            return answered, facets, dict(zip(years.tolist(), counts.tolist(), strict=True))
        pairs = index.subject_pairs()
        having = pairs.counts(entries.words[rows])
        for kind in kinds:
            most = dict(pairs.most(having, kind, limit))
            named = {subject.ids[0]: subject for subject in index.describe(most)}
            facets[kind] = [
                SubjectCount(kind, named[number].slug, named[number].name, events)
                for number, events in most.items()
                if number in named
            ]
        return answered, facets, dict(zip(years.tolist(), counts.tolist(), strict=True))

    def find_all(self, query: Query) -> Sequence[tuple[date, int]]:
        """Return day and id of every event that answers, by day, however many; size, order and cursor do not count."""
        return [(to_date(day), event) for day, event in find_all(query, self._index, english())]

    def suggest(self, typed: str, limit: int, as_of: datetime | None) -> Sequence[Suggestion]:
        """Return stories, contexts, categories and outlets that somebody who types so far may be looking for."""
        return suggest(typed, self._index, english(), limit=limit, moment=as_of)

    def subjects_at(self, moment: datetime) -> frozenset[int]:
        """Return the subjects, by id, that had listed events at a moment; merged ones as what they were merged into."""
        index = self._index
        entries = index.entries(moment, index.generation())
        counts = index.subject_pairs().counts(entries.words[entries.listed])
        return frozenset(np.flatnonzero(counts).tolist())

    def latest_changes(
        self, question: ChangeQuestion, generation: int, after: ChangeKey | None, size: int
    ) -> tuple[Sequence[KnownChange], ChangeKey | None]:
        """Return a page of the changes that the archive had in a generation, newest first, and the key of the page after."""
        rows, following = latest_changes(self._index.news(generation), question, after, size)
        return read_changes(self._connection, rows), following

    def count_changes(self, question: ChangeQuestion, generation: int) -> int:
        """Return how many changes a question has."""
        return count_changes(self._index.news(generation), question)

    def later_changes(self, after: ChangeKey, limit: int) -> Sequence[KnownChange]:
        """Return the changes that came to the archive after a place, in order of arrival."""
        self._index.expect_known(after[0])
        return read_changes(self._connection, later_changes(self._index.all_rows(), after, limit))

    def last_place(self) -> ChangeKey:
        """Return the place after which all later changes will come."""
        generation = self._index.generation()
        return last_place(self._index.rows(generation), generation)

    def find_revision(self, number: int) -> FoundRevision | None:
        """Return a revision of the wiki by its number, with the events that it changed."""
        return find_revision(self._connection, self._index.rows(self._index.generation()), number)

    def grown_from(self) -> tuple[int, Sequence[int]] | None:
        """Return from which generation on what is held can grow, and the subjects that changed since; None where it cannot."""
        return self._index.grown_from()

    def warm(self) -> None:
        """Read what searching and counting need of this state of the archive, before anybody asks."""
        index = self._index
        index.entries(None, index.generation())
        index.subject_pairs()
        index.vocabulary()
        index.news(index.generation())
