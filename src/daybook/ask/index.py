"""What asking needs of an archive, as a protocol that `daybook.archive` fulfils.

An *entry* is what an event said for a while: from the moment when its wording (or its removal) was known until the next. All
entries of all times stand in one index of words; at any moment each event has at most one. Arrays are of 64-bit integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from daybook.ask.language import Phrase
from daybook.model import ChangeKind, SubjectKind

Numbers: TypeAlias = NDArray[np.int64]
Weights: TypeAlias = NDArray[np.float64]

WAVE = 10
"""Days of a wave of news."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that some entries stand under, rising and distinct, and for each entry the place of its day among them.

    For each day, `begins` is the place of the first day that is at most `WAVE` days earlier, `ends` of the first one that is
    `WAVE` days later or more.
    """

    days: Numbers
    places: Numbers
    begins: Numbers
    ends: Numbers


def make_calendar(days: Numbers) -> Calendar:
    """Return the calendar of entries that stand under these days."""
    distinct, places = np.unique(days, return_inverse=True)
    # As numbers that are one apart from day to day (Howard Hinnant's `days_from_civil`).
    month, day = distinct // 100 % 100, distinct % 100
    year = distinct // 10000 - (month <= 2)
    shifted = (month + 9) % 12
    numbers = 365 * year + year // 4 - year // 100 + year // 400 + (153 * shifted + 2) // 5 + day
    begins, ends = (np.searchsorted(numbers, numbers + step) for step in (-WAVE, WAVE))
    return Calendar(distinct, places, begins, ends)


@dataclass(frozen=True, eq=False)
class Entries:
    """The entries of one moment, a row each, rising by `words`: the number under which the index has their words.

    `days` are written as 20260301; `sizes` count words; `listed` is false for withdrawn events; `saved` is when the latest
    change was saved, in seconds since 1970; `stories` are the ids of their innermost stories, 0 for none.
    """

    words: Numbers
    events: Numbers
    days: Numbers
    sizes: Numbers
    listed: NDArray[np.bool_]
    saved: Numbers
    stories: Numbers

    # Without slots: what many questions need is worked out for the first of them, and held here.

    @cached_property
    def calendar(self) -> Calendar:
        """The days of the entries."""
        return make_calendar(self.days)

    @cached_property
    def average_size(self) -> float:
        """Words of an entry, on average; at least 1."""
        return max(float(self.sizes.mean()), 1.0) if len(self.sizes) else 1.0

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        """The row of each number, -1 for none: ten times as fast as searching for them."""
        places = np.full(int(self.words[-1]) + 2 if len(self.words) else 1, -1, dtype=np.int32)
        places[self.words[::-1]] = np.arange(len(self.words) - 1, -1, -1, dtype=np.int32)
        return places

    def rows_of(self, numbers: Numbers) -> Numbers:
        """Return the rows of those of these numbers that are among the entries; `numbers` rise."""
        places = self._places.take(numbers, mode="clip")  # one beyond the last is the last, which no entry has
        rows: Numbers = places[places >= 0].astype(np.int64)
        return rows


@dataclass(frozen=True, slots=True)
class NamedSubject:
    """A subject by its name: `ids` are its own number and those of the subjects merged into it."""

    ids: tuple[int, ...]
    kind: SubjectKind
    slug: str
    name: str


class SearchIndex(Protocol):
    """An archive as asking sees it; all answers come from one state of the archive."""

    def generation(self) -> int:
        """Return the number of the archive's state."""
        ...

    def entries(self, moment: datetime | None, generation: int) -> Entries:
        """Return the entries that held at a moment (None: now), as the archive stood in a generation.

        Raises `CursorError` where the generation is later than the archive's, or no longer known.
        """
        ...

    def changed(
        self, since: datetime | None, kinds: Sequence[ChangeKind], moment: datetime | None, generation: int
    ) -> Numbers:
        """Return the events that a revision saved since then changed, in one of these kinds if any are given; rising."""
        ...

    def located(
        self,
        countries: Sequence[str],
        near: tuple[float, float, float] | None,
        within: tuple[float, float, float, float] | None,
    ) -> Numbers:
        """Return the events, rising, that are in one of these countries if any are given, near a point, within a box, as `Query` says."""
        ...

    def holding(self, phrases: Iterable[Phrase], *, headline: bool = False) -> Numbers:
        """Return the numbers of the words, rising, in which one of these phrases stands; with `headline`, stands there."""
        ...

    def about(self, subjects: Iterable[int], agencies: Iterable[str] = ()) -> Numbers:
        """Return the numbers of the words, rising, whose entries have one of these subjects, or one of these agencies."""
        ...

    def subjects(self, kind: SubjectKind | None, names: Sequence[str]) -> Sequence[NamedSubject]:
        """Return the subjects of a kind with these slugs, or with None those of articles with these Wikidata ids."""
        ...

    def named(self, phrases: Iterable[Phrase]) -> Sequence[int]:
        """Return the ids of the subjects whose name holds one of these phrases."""
        ...

    def beginning(self, whole: Sequence[str], beginning: str) -> Sequence[int]:
        """Return the ids of the subjects whose name holds words without endings, and one that begins so or is this one."""
        ...

    def describe(self, ids: Iterable[int]) -> Sequence[NamedSubject]:
        """Return subjects by id; one that was merged into another is that other."""
        ...

    def terms(self, first: str, last: str) -> Sequence[str]:
        """Return the words of the index, without their endings, from `first` to before `last` in order of code points."""
        ...

    def known(self, terms: Iterable[str]) -> Sequence[str]:
        """Return those of some words, without their endings, that the index has."""
        ...

    def spelling(self, term: str, events: Sequence[int], moment: datetime | None) -> str:
        """Return how a word of the index is mostly written out in these events, as they were at a moment."""
        ...
