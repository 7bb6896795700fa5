"""What a ranker is: a first score for every pair that shares something, and a judgement of the best of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from daybook.model import ScorePart
from daybook.relate.index.event_index import Index

Indices = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float32]

_AT_ONCE = 16_384
"""Pairs whose features are held at a time: bounds memory (some 30 MB)."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Pairs of events that share something, with their first scores.

    `queries` are positions in the list of rows that was asked about, in ascending order; `candidates` rows of the index.
    """

    queries: Indices
    candidates: Indices
    scores: Scores


class CandidateSource(Protocol):
    """A way to find candidates: a symmetric first score for pairs, of which each event keeps the `depth` best."""

    depth: int

    def matches(self, index: Index, rows: Indices, most: int | None = None) -> Matches:
        """Return all events that may be candidates of each of these rows (itself may be among them).

        With `most`, those may be missing that are not among so many best of a row.
        """
        ...

    def tie_breaks(self, index: Index, rows: Indices, candidates: Indices) -> Numbers:
        """Return what orders candidates of a row that have the same score: the lowest first, never negative.

        The last tie-break is the event's id.
        """
        ...


class Ranker(Protocol):
    """A way to rank events.

    `sources` choose each event's candidates, judgements order what is shown. `least` is a judgement below which nothing is
    shown. `is_plain` says whether the list is shown as ranked, without folding and without room for every time.
    """

    name: str
    is_plain: bool

    @property
    def least(self) -> float:
        """The judgement below which nothing is shown."""
        ...

    @property
    def sources(self) -> tuple[CandidateSource, ...]:
        """Where candidates come from; an event found by two of them is a candidate once."""
        ...

    def tie_breaks(self, index: Index, rows: Indices, candidates: Indices) -> Numbers:
        """Return what orders candidates of a row that have the same judgement, as a source does."""
        ...

    def judge(self, index: Index, queries: Indices, candidates: Indices, scores: Scores) -> Scores:
        """Return the final score of each pair, given its first score; below `least` it need not be exact."""
        ...

    def choose(self, index: Index, queries: Indices, candidates: Indices, judged: Scores) -> npt.NDArray[np.bool_]:
        """Say which of all pairs of some events may be shown; those of one event stand together."""
        ...

    def split(self, index: Index, queries: Indices, candidates: Indices) -> Iterable[tuple[ScorePart, ...]]:
        """Return the parts of each pair's score; nothing where what the pair shares tells them."""
        ...


def in_parts(pairs: int) -> Iterator[slice]:
    """Yield the spans in which so many pairs are judged."""
    return (slice(start, start + _AT_ONCE) for start in range(0, pairs, _AT_ONCE))


class ShowsByScore:
    """What rankers have in common whose score alone says what is shown: all that is not below the floor."""

    floor: float

    @property
    def least(self) -> float:
        """The floor."""
        return self.floor

    def choose(self, index: Index, queries: Indices, candidates: Indices, judged: Scores) -> npt.NDArray[np.bool_]:
        """Say which pairs do not score less than the floor."""
        del index, queries, candidates
        return judged >= self.floor

    def judge(self, index: Index, queries: Indices, candidates: Indices, scores: Scores) -> Scores:
        """Return the first scores as they are."""
        del index, queries, candidates
        return scores

    def split(self, index: Index, queries: Indices, candidates: Indices) -> tuple[tuple[ScorePart, ...], ...]:
        """Leave it to what the pair shares."""
        del index, queries, candidates
        return ()
