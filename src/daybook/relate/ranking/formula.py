"""The formula: likeness of two events (`index.KIND_SHARES` of contexts, words, addresses) times nearness in time.

It is the ranker where nothing has been learnt, and the first choice of candidates where something has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from daybook.relate.index.event_index import Index
from daybook.relate.ranking.ranker import Indices, Matches, Numbers, ShowsByScore

if TYPE_CHECKING:
    from daybook.relate.knowledge.language_knowledge import Knowledge
    from daybook.relate.settings import RelateSettings

DECAY_DAYS = 3.0
DECAY_POWER = 0.2
"""Nearness is (1 + days / DECAY_DAYS) ** -DECAY_POWER: 0.54 after two months, 0.26 after ten years.

The power was chosen among 0.15, 0.2, 0.25 and 0.4 on dev stories; `python -m benchmarks.evaluate_related` re-checks it."""

LEAST = 0.03
"""Pairs that score less are no candidates: far below any floor, they share a common context or word years apart.

Of 0.03, 0.04 and 0.05 the last two cost 0.001 and 0.004 nDCG@10 on dev stories."""

DEPTH = 50
"""Candidates kept for one event: enough for ten lines after folding. 100 rank no better on dev stories."""


class FormulaRanker(ShowsByScore):
    """Ranks by the formula alone; without nearness in time if it `is_timeless`."""

    name = "formula"
    depth = DEPTH
    is_plain = False

    def __init__(self, floor: float, *, is_timeless: bool = False) -> None:
        self.floor = floor
        self.is_timeless = is_timeless

    @property
    def sources(self) -> tuple[FormulaRanker]:
        """The formula finds its candidates itself."""
        return (self,)

    def matches(self, index: Index, rows: Indices, most: int | None = None) -> Matches:
        """Return all pairs of these rows with events that share a term, unless they score next to nothing."""
        del most
        product = index.vectors[rows] @ index.transposed
        near = np.flatnonzero(product.data >= LEAST)  # nearness only lowers: most pairs are done with here
        queries = np.repeat(np.arange(len(rows)), np.diff(np.searchsorted(near, product.indptr)))
        candidates, scores = product.indices[near], product.data[near]
        if not self.is_timeless:
            left = nearness(np.arange(int(np.ptp(index.days)) + 1, dtype=np.int32))
            scores = scores * left[np.abs(index.days[candidates] - index.days[rows[queries]])]
            near = np.flatnonzero(scores >= LEAST)
            queries, candidates, scores = queries[near], candidates[near], scores[near]
        return Matches(queries, candidates.astype(np.intp), scores.astype(np.float32))

    def tie_breaks(self, index: Index, rows: Indices, candidates: Indices) -> Numbers:
        """Put the nearest in time first."""
        distances: Numbers = np.abs(index.days[candidates] - index.days[rows])
        return distances


def nearness(distances: Numbers) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how much a distance in days leaves of a score."""
    return (1 + distances / DECAY_DAYS) ** -DECAY_POWER


def make_ranker(settings: RelateSettings, knowledge: Knowledge | None) -> FormulaRanker:
    """Return this ranker for settings; it needs no model."""
    del knowledge
    return FormulaRanker(settings.formula_floor)
