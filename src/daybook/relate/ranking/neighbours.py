"""Candidates by the embedding: the events of the same two months that are nearest in meaning, whatever words they share."""

from __future__ import annotations

import numpy as np

from daybook.relate.index.event_index import Index
from daybook.relate.knowledge.embedding import UNIT
from daybook.relate.ranking.formula import DECAY_DAYS
from daybook.relate.ranking.ranker import Indices, Matches, Numbers

NEIGHBOURS = 30
"""Candidates kept for one event beside the formula's: nDCG@10 of the trained ranker on dev stories gains 0.01 by them."""

WINDOW_DAYS = 60
"""Days within which neighbours are looked for. All days would rank better by 0.001, and take twenty times as long."""

POWER = 0.1
"""Nearness is (1 + days / DECAY_DAYS) ** -POWER, half as steep as the formula's: the window is short."""


class Neighbours:
    """A source of candidates: cosine of the events' vectors times nearness in time."""

    depth = NEIGHBOURS

    def matches(self, index: Index, rows: Indices, most: int | None = None) -> Matches:
        """Return the events within the window of each row, unless their cosine is not above 0."""
        vectors = index.embedded.whole
        if not len(rows) or not vectors.width:
            return Matches(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.float32))
        days, by_day = index.days, index.by_day
        # Rows of a block are near in time as a rule, so one stretch of days serves all of them.
        sorted_days = days[by_day]
        first = int(np.searchsorted(sorted_days, days[rows].min() - WINDOW_DAYS))
        last = int(np.searchsorted(sorted_days, days[rows].max() + WINDOW_DAYS, side="right"))
        if most is not None and int(np.ptp(days[rows])) > WINDOW_DAYS:
            return self._one_by_one(index, rows, most)
        others = by_day[first:last]
        # Whole numbers below 2^24: exact in single precision, in whatever order they are added (see `embedding`).
        products = vectors.taken(rows).astype(np.float32) @ vectors.taken(others).astype(np.float32).T
        apart = np.abs(days[others][None, :] - days[rows][:, None])
        table = (1 + np.arange(WINDOW_DAYS + 1) / DECAY_DAYS) ** -POWER / UNIT**2
        scores = (products * np.append(table, 0.0)[np.minimum(apart, WINDOW_DAYS + 1)]).astype(np.float32)
        if most is not None and scores.shape[1] > most + 1:
            # The row itself may be among the best: one more. All that tie with the last are kept.
            least = np.partition(scores, -most - 1, axis=1)[:, -most - 1]
            queries, columns = np.nonzero((scores >= least[:, None]) & (scores > 0))
        else:
            queries, columns = np.nonzero(scores > 0)
        return Matches(queries, others[columns], scores[queries, columns])

    def tie_breaks(self, index: Index, rows: Indices, candidates: Indices) -> Numbers:
        """Put the nearest in time first."""
        distances: Numbers = np.abs(index.days[candidates] - index.days[rows])
        return distances

    def _one_by_one(self, index: Index, rows: Indices, most: int) -> Matches:
        parts = [self.matches(index, rows[place : place + 1], most) for place in range(len(rows))]
        return Matches(
            np.repeat(np.arange(len(rows)), [len(part.scores) for part in parts]),
            np.concatenate([part.candidates for part in parts]),
            np.concatenate([part.scores for part in parts]),
        )
