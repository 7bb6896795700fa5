"""What a ranker is: a first score for every pair that shares something, and a judgement of the best of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from daybook.model import ScorePart
from daybook.relate.index import Index

Indices = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Matches:
    """Pairs of events that share something, with their first scores.

    `queries` are positions in the list of rows that was asked about, in ascending order; `candidates` rows of the index.
    """

    queries: Indices
    candidates: Indices
    scores: Scores


class Ranker(Protocol):
    """A way to rank events.

    First scores choose each event's candidates and are symmetric; judgements order what is shown. `depth` is how many
    candidates are kept for an event, `floor` the lowest judgement shown, `is_plain` whether the list is shown as ranked,
    without folding and without room for every time.
    """

    name: str
    depth: int
    floor: float
    is_plain: bool

    def matches(self, index: Index, rows: Indices) -> Matches:
        """Return all events that share something with each of these rows (itself may be among them)."""
        ...

    def tie_breaks(self, index: Index, rows: Indices, candidates: Indices) -> Numbers:
        """Return what orders candidates of a row that have the same score: the lowest first, never negative.

        The last tie-break is the event's id.
        """
        ...

    def judge(self, index: Index, queries: Indices, candidates: Indices, scores: Scores) -> Scores:
        """Return the final score of each pair, given its first score."""
        ...

    def split(self, index: Index, queries: Indices, candidates: Indices) -> Iterable[tuple[ScorePart, ...]]:
        """Return the parts of each pair's score; nothing where what the pair shares tells them."""
        ...
