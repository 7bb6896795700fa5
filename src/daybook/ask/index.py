"""What asking needs of an archive, as a protocol that `daybook.archive` fulfils.

An *entry* is what an event said for a while: from the moment when its wording (or its removal) was known until the next. All
entries of all times stand in one index of words; at any moment each event has at most one. Arrays are of 64-bit integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from daybook.ask.language import Phrase
from daybook.model import ChangeKind, SubjectKind

Numbers: TypeAlias = NDArray[np.int64]
Weights: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
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

    def rows_of(self, numbers: Numbers) -> Numbers:
        """Return the rows of those of these numbers that are among the entries; `numbers` rise."""
        places = np.searchsorted(self.words, numbers)
        inside = places < len(self.words)
        places, numbers = places[inside], numbers[inside]
        rows: Numbers = places[self.words[places] == numbers]
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
