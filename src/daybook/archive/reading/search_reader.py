"""The search index as asking reads it: fulfils `daybook.ask.index.SearchIndex`. Writes nothing."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from daybook.archive.encoding.number_lists import read_numbers
from daybook.archive.encoding.stored_time import to_seconds
from daybook.archive.file.version import is_indexed
from daybook.archive.identity.change_kinds import KIND_BITS
from daybook.archive.reading.change_reader import newest_first
from daybook.archive.reading.entry_subjects import SubjectPairs, read_subject_pairs
from daybook.archive.reading.full_text_cache import MatchCache
from daybook.archive.reading.index_growth import (
    Mark,
    added_texts,
    grown_columns,
    grown_pairs,
    grown_terms,
    has_grown_from,
    mark_of,
)
from daybook.archive.reading.located_events import located
from daybook.archive.reading.subject_reader import SubjectName
from daybook.archive.writing.search_entries import KEPT, agency_key
from daybook.archive.writing.search_entry_rows import FOREVER, EntryRows
from daybook.ask.index import Entries, NamedSubject, Numbers
from daybook.ask.language import Phrase, english
from daybook.ask.query import CursorError
from daybook.ask.words import words
from daybook.errors import ArchiveError
from daybook.model import ChangeKind, SubjectKind

MOMENTS = 4
"""Moments whose entries are kept at hand."""

SAMPLES = 12
"""Headlines read to see how a word is mostly written."""

Texts = Callable[[Sequence[int], datetime | None], Sequence[str]]
"""Gives headlines of events, with the titles that they link to, as they were at a moment."""

_COLUMNS = (
    "event", "date", "state", "start", "until", "saved", "kinds", "words", "size", "born", "gone", "story", "lapsed",
    "id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that the index has in a generation, without endings: in order of code points, and to look up."""

    generation: int
    ordered: Sequence[str]
    known: frozenset[str]


@dataclass(slots=True)
class EntryCache:
    """What readers of one archive share: the entries of one state as arrays, kept for the next question, and names of subjects.

    What was held of an earlier state grows into that of a later one. `growth` says how far the index was read, and, if what was
    held before that can grow, how far it was then.
    """

    generation: int = -1
    columns: Numbers = field(default_factory=lambda: np.zeros((0, len(_COLUMNS)), dtype=np.int64))
    present: Numbers = field(default_factory=lambda: np.zeros((0, len(_COLUMNS)), dtype=np.int64))
    subjects: SubjectPairs | None = None
    news: tuple[int, EntryRows] | None = None
    vocabulary: Vocabulary | None = None
    matches: MatchCache = field(default_factory=MatchCache)
    growth: tuple[Mark | None, Mark | None] = (None, None)
    all_names: int = -1
    _names: tuple[int, dict[int, SubjectName]] = field(default_factory=lambda: (-1, {}))
    _earlier_names: tuple[int, dict[int, SubjectName]] = field(default_factory=lambda: (-1, {}))
    added: tuple[int, Mapping[int, str] | None] = (-1, None)
    _described: tuple[int, dict[int, NamedSubject | None]] = field(default_factory=lambda: (-1, {}))

    def names_of(self, generation: int) -> dict[int, SubjectName]:
        """Return the names of subjects that were read in a generation: those of the last one asked for are held."""
        held = self._names
        if held[0] != generation:
            if held[0] == self.all_names:
                self._earlier_names = held
            held = self._names = (generation, {})
        return held[1]

    def earlier_names(self, generation: int) -> Mapping[int, SubjectName] | None:
        """Return the names of all subjects as they were in a generation, if they are still held."""
        held = self._earlier_names
        return held[1] if held[0] == generation == self.all_names else None

    def following(self) -> EntryCache:
        """Return one for readers of a later state of the same archive, while this one stays as it is."""
        return replace(self, matches=MatchCache())

    def described_in(self, generation: int) -> dict[int, NamedSubject | None]:
        """Return the subjects that questions of a generation came upon, by each of their ids: those of the last one are held."""
        held = self._described
        if held[0] != generation:
            held = self._described = (generation, {})
        return held[1]


class ArchiveIndex:
    """Reads the index of one open archive."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts, cache: EntryCache | None = None) -> None:
        self._connection = connection
        self._texts = texts
        self._cache = cache or EntryCache()
        self._moments: dict[tuple[int | None, int], Entries] = {}
        self._present = -1
        if not is_indexed(connection):
            raise ArchiveError(
                "the search index is missing or was built by another version", hint="rebuild it with `daybook reindex`"
            )

    def generation(self) -> int:
        """Return the number of the archive's state."""
        row = self._connection.execute("SELECT value FROM counter WHERE name = 'generation'").fetchone()
        return int(row[0])

    def entries(self, moment: datetime | None, generation: int) -> Entries:
        """Return the entries that held at a moment, as the archive stood in a generation."""
        self._present = (
            self.generation()
        )  # every question begins here: what it looks up after that is of the same state
        seconds = to_seconds(moment) if moment is not None else None
        known = self._moments.get((seconds, generation))
        if known is None:
            if len(self._moments) >= MOMENTS:
                self._moments.clear()
            columns = self._as_of(generation)
            moment_or_end = FOREVER - 1 if seconds is None else seconds
            held = (columns[:, 3] <= moment_or_end) & (columns[:, 4] > moment_or_end)
            words, events, days, sizes, states, saved, stories = (columns[held, at] for at in (7, 0, 1, 8, 2, 5, 11))
            known = self._moments[seconds, generation] = Entries(words, events, days, sizes, states > 0, saved, stories)
        return known

    def rows(self, generation: int) -> EntryRows:
        """Return all entries that the archive had in a generation, of all moments."""
        return EntryRows(self._as_of(generation))

    def news(self, generation: int) -> EntryRows:
        """Return the changes that the archive knew of in a generation, newest first; those of now are kept in order."""
        if generation != self.generation():
            return newest_first(self.rows(generation))
        held = self._cache.news
        if held is None or held[0] != generation:
            held = self._cache.news = (generation, newest_first(self.rows(generation)))
        return held[1]

    def all_rows(self) -> EntryRows:
        """Return all entries that the archive keeps, those that were replaced too."""
        self._as_of(self.generation())
        return EntryRows(self._cache.columns)

    def subject_pairs(self) -> SubjectPairs:
        """Return which subjects each row of words has, now; read once for a state of the archive."""
        now = self.generation()
        pairs = self._cache.subjects
        if pairs is None or pairs.generation != now:
            mark, then = self._growth()
            texts = self._added_since(then) if then and pairs and pairs.generation == then.generation else None
            pairs = self._cache.subjects = (
                grown_pairs(self._connection, pairs, texts, then, mark)
                if pairs is not None and texts is not None and then is not None
                else read_subject_pairs(self._connection, now)
            )
        return pairs

    def changed(
        self, since: datetime | None, kinds: Sequence[ChangeKind], moment: datetime | None, generation: int
    ) -> Numbers:
        """Return the events that a revision saved since then changed in one of these kinds, rising."""
        columns = self._as_of(generation)
        seconds = FOREVER - 1 if moment is None else to_seconds(moment)
        held = (columns[:, 3] <= seconds) & (columns[:, 12] > seconds)
        if since is not None:
            held &= columns[:, 5] >= to_seconds(since)
        if kinds:
            held &= (columns[:, 6] & sum({KIND_BITS[kind] for kind in kinds})) > 0
        # Ids are small numbers: counting them takes a tenth of the time that making them unique does.
        changed: Numbers = np.flatnonzero(np.bincount(columns[held, 0]))
        return changed

    def located(
        self,
        countries: Sequence[str],
        near: tuple[float, float, float] | None,
        within: tuple[float, float, float, float] | None,
    ) -> Numbers:
        """Return the events, rising, that are in one of these countries if any are given, near a point, within a box."""
        return located(self._connection, countries, near, within)

    def holding(self, phrases: Iterable[Phrase], *, headline: bool = False) -> Numbers:
        """Return the numbers of the words in which one of these phrases stands."""
        asked = " OR ".join('"' + " ".join(phrase).replace('"', "") + '"' for phrase in phrases if phrase)
        return self._matching(f"headline : ({asked})" if headline else asked) if asked else _EMPTY

    def about(self, subjects: Iterable[int], agencies: Iterable[str] = ()) -> Numbers:
        """Return the numbers of the words whose entries have one of these subjects, or one of these agencies."""
        subjects, agencies, pairs = tuple(subjects), tuple(agencies), self._cache.subjects
        if pairs is not None and pairs.generation == self._present and not agencies:
            return pairs.having(subjects)  # a look into the index takes ten times as long, and a question has twenty
        keys = [*(f'"={subject}"' for subject in subjects), *(f'"{agency_key(agency)}"' for agency in agencies)]
        return self._matching(" OR ".join(keys)) if keys else _EMPTY

    def subjects(self, kind: SubjectKind | None, names: Sequence[str]) -> Sequence[NamedSubject]:
        """Return the subjects of a kind with these slugs, or those of articles with these Wikidata ids."""
        which = "kind = ? AND slug" if kind is not None else "? IS NULL AND wikidata"
        rows = self._connection.execute(
            f"SELECT coalesce(target, id) FROM subject WHERE {which} IN (SELECT value FROM json_each(?))",  # noqa: S608
            (kind.value if kind is not None else None, json.dumps(list(names))),
        )
        return self.describe([number for (number,) in rows])

    def named(self, phrases: Iterable[Phrase]) -> Sequence[int]:
        """Return the ids of the subjects whose name holds one of these phrases."""
        asked = " OR ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
        query = "SELECT group_concat(rowid) FROM subject_words WHERE subject_words MATCH ?"
        found: list[int] = self._numbers(query, asked).tolist()
        return found

    def beginning(self, whole: Sequence[str], beginning: str) -> Sequence[int]:
        """Return the ids of the subjects whose name holds words without endings, and one that begins so or is this one."""
        last = f'("{beginning}"* OR "{english().stem(beginning)}")'
        asked = " AND ".join([*(f'"{word}"' for word in whole), last])
        query = "SELECT group_concat(rowid) FROM subject_words WHERE subject_words MATCH ?"
        found: list[int] = self._numbers(query, asked).tolist()
        return found

    def describe(self, ids: Iterable[int]) -> Sequence[NamedSubject]:
        """Return subjects by id; one that was merged into another is that other."""
        asked = set(ids)
        known = self._cache.described_in(self._present if self._present >= 0 else self.generation())
        missing = [each for each in asked if each not in known]
        if missing:
            rows = self._connection.execute(
                "SELECT asked.id, kept.id, kept.kind, kept.slug, kept.name, "
                "(SELECT group_concat(id) FROM subject AS merged WHERE merged.target = kept.id) FROM subject AS asked "
                "JOIN subject AS kept ON kept.id = coalesce(asked.target, asked.id) "
                "WHERE asked.id IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(missing)),),
            ).fetchall()
            known.update(dict.fromkeys(missing))
            for one, number, kind, slug, name, merged in rows:
                its = (number, *map(int, merged.split(",") if merged else ()))
                known[one] = NamedSubject(its, SubjectKind(kind), slug, name)
        found = {each.ids[0]: each for one in asked if (each := known[one]) is not None}
        return [found[number] for number in sorted(found)]

    def terms(self, first: str, last: str) -> Sequence[str]:
        """Return the words of the index from `first` to before `last`."""
        ordered = self.vocabulary().ordered
        return ordered[bisect_left(ordered, first) : bisect_left(ordered, last)]

    def known(self, terms: Iterable[str]) -> Sequence[str]:
        """Return those of some words that the index has."""
        known = self.vocabulary().known
        return [term for term in terms if term in known]

    def vocabulary(self) -> Vocabulary:
        """Return all words of the index, now; read once for a state of the archive.

        A tenth of a second for a large archive. To look up a misspelt word's five hundred neighbours one by one takes 5 ms.
        """
        now = self.generation()
        held = self._cache.vocabulary
        if held is None or held.generation != now:
            _, then = self._growth()
            texts = self._added_since(then) if then and held and held.generation == then.generation else None
            if held is not None and texts is not None:
                ordered = grown_terms(held.ordered, held.known, texts)
                known = held.known if ordered is held.ordered else frozenset(ordered)
            else:
                (joined,) = self._connection.execute("SELECT group_concat(term, ' ') FROM entry_terms").fetchone()
                ordered = sorted((joined or "").split())
                known = frozenset(ordered)
            held = self._cache.vocabulary = Vocabulary(now, ordered, known)
        return held

    def grown_from(self) -> tuple[int, Sequence[int]] | None:
        """Return the generation from which what is held can grow into that of now, if there is one, and the subjects that changed."""
        mark, then = self._growth()
        return (then.generation, mark.changed_since(then)) if then is not None else None

    def _growth(self) -> tuple[Mark, Mark | None]:
        mark, then = self._cache.growth
        if mark is None or mark.generation != self.generation():
            now = mark_of(self._connection)
            then = mark if mark is not None and has_grown_from(self._connection, mark, now) else None
            mark = now
            self._cache.growth = mark, then
        return mark, then

    def _added_since(self, then: Mark) -> Mapping[int, str] | None:
        now = self.generation()
        held = self._cache.added
        if held[0] != now:
            held = self._cache.added = (now, added_texts(self._connection, then))
        return held[1]

    def spelling(self, term: str, events: Sequence[int], moment: datetime | None) -> str:
        """Return how a word of the index is mostly written out in these events, as they were at a moment."""
        language = english()
        texts = self._texts(sorted(events)[:SAMPLES], moment)
        written = Counter(word for text in texts for word in words(text) if language.stem(word) == term)
        return min(written, key=lambda word: (-written[word], word)) if written else term

    def _matching(self, expression: str) -> Numbers:
        return self._cache.matches.get(self._present, expression, self._find_matching)

    def _find_matching(self, expression: str) -> Numbers:
        return self._numbers(
            "SELECT group_concat(rowid) FROM (SELECT rowid FROM entry_words WHERE entry_words MATCH ? ORDER BY rowid)",
            expression,
        )

    def _numbers(self, query: str, *values: str) -> Numbers:
        """Return the numbers that a query gives as one text: five times as fast as a row each."""
        (joined,) = self._connection.execute(query, values).fetchone()
        return read_numbers(joined)

    def _as_of(self, generation: int) -> Numbers:
        """Return the rows of all entries that the archive had in a generation."""
        now = self.generation()
        if self._cache.generation != now:
            joined = " || ',' || ".join(f"coalesce({name}, {FOREVER})" for name in _COLUMNS)
            select = f"SELECT group_concat({joined}) FROM entry"  # noqa: S608
            mark, then = self._growth()
            grown = None
            if then is not None and then.generation == self._cache.generation:
                grown = grown_columns(self._connection, select, self._cache.columns, then, mark)
            if grown is None:
                columns = self._numbers(select).reshape(-1, len(_COLUMNS))
                # Column by column, and in the order of their words, as questions go through them.
                grown = np.asfortranarray(columns[np.argsort(columns[:, 7], kind="stable")])
            self._cache.columns = grown
            held = (self._cache.columns[:, 9] <= now) & (self._cache.columns[:, 10] > now)
            all_held = bool(held.all())  # as in an archive that was only read once: no second copy of some 12 MB
            self._cache.present = self._cache.columns if all_held else np.asfortranarray(self._cache.columns[held])
            self._cache.generation = now
        self.expect_known(generation)
        if generation == now:
            return self._cache.present
        columns = self._cache.columns
        return columns[(columns[:, 9] <= generation) & (columns[:, 10] > generation)]

    def expect_known(self, generation: int) -> None:
        """Raise `CursorError` for a generation that the archive has not reached, or whose state it no longer knows."""
        (since,) = self._connection.execute("SELECT value FROM counter WHERE name = 'index since'").fetchone()
        now = self.generation()
        if not max(since, now - KEPT) <= generation <= now:
            raise CursorError("the cursor is too old: repeat the query")


_EMPTY: Numbers = np.zeros(0, dtype=np.int64)
