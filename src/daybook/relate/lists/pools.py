"""Pools: for every event its best candidates, which is all that its related list is made from.

Pools are what is kept between runs. A new event changes the pools that it enters and nothing else, so lists brought up
to date are the lists of a full run. Knows no reasons, words or settings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daybook.relate.index.event_index import Index
from daybook.relate.knowledge.stacked_rows import Stacked
from daybook.relate.ranking.ranker import CandidateSource, Indices, Matches, Ranker, Scores
from daybook.workers import map_blocks

BLOCK = 32
"""Events compared with all others at once: bounds memory (about 10 MB for 150,000 events), hardly changes speed."""

PORTION = 256
"""Events whose pools one process fills at a time."""

_SCORE_BITS, _TIE_BITS = 31, 17


@dataclass(frozen=True, slots=True)
class Pools:
    """One row for each event of an index: its candidates, -1 where it has fewer.

    A ranker's sources stand side by side, each with as many columns as it is deep, its best first score first. A
    candidate may stand in the columns of several sources.
    """

    candidates: npt.NDArray[np.int32]
    scores: Scores

    def put(self, rows: Indices | slice, other: Pools) -> None:
        """Put other pools in place of these rows."""
        self.candidates[rows] = other.candidates
        self.scores[rows] = other.scores

    def taken(self, rows: Indices) -> Pools:
        """Return only these rows, in this order."""
        return Pools(self.candidates[rows], self.scores[rows])

    @property
    def is_first(self) -> npt.NDArray[np.bool_]:
        """Where a candidate stands for the first time in its row, by columns: later ones are the same event again."""
        order = np.argsort(self.candidates, axis=1, kind="stable")
        ordered = np.take_along_axis(self.candidates, order, axis=1)
        again = np.zeros(self.candidates.shape, np.bool_)
        np.put_along_axis(again, order[:, 1:], ordered[:, 1:] == ordered[:, :-1], axis=1)
        return (self.candidates >= 0) & ~again

    def judged(self, index: Index, ranker: Ranker, rows: Indices) -> Scores:
        """Return the ranker's final score of each candidate where `is_first`, for pools of these rows; 0 elsewhere."""
        final = np.zeros(self.candidates.shape, np.float32)
        numbers, columns = np.nonzero(self.is_first)
        candidates = self.candidates[numbers, columns].astype(np.intp)
        final[numbers, columns] = ranker.judge(index, rows[numbers], candidates, self.scores[numbers, columns])
        return final


@dataclass(frozen=True, slots=True)
class KeptPools:
    """The pools of all rows of an index, as they are kept from run to run: changing some leaves the others where they are.

    The pool of row `r` is row `places[r]` of what is stacked.
    """

    candidates: Stacked[np.int32]
    scores: Stacked[np.float32]
    places: npt.NDArray[np.int32]

    @classmethod
    def of(cls, pools: Pools) -> KeptPools:
        """Keep pools."""
        places = np.arange(len(pools.candidates), dtype=np.int32)
        return cls(Stacked.of(pools.candidates), Stacked.of(pools.scores), places)

    def __len__(self) -> int:
        return len(self.places)

    def taken(self, rows: Indices) -> Pools:
        """Return the pools of these rows, in this order, as copies."""
        places = self.places[rows].astype(np.intp)
        return Pools(self.candidates.taken(places), self.scores.taken(places))

    def with_rows(self, rows: Indices, pools: Pools) -> KeptPools:
        """Return the same with other pools for these rows, which may be new ones that follow upon the last."""
        places = np.concatenate((self.places, np.empty(max(0, int(rows.max(initial=-1)) + 1 - len(self)), np.int32)))
        places[rows] = len(self.candidates) + np.arange(len(rows), dtype=np.int32)
        return KeptPools(self.candidates.followed_by(pools.candidates), self.scores.followed_by(pools.scores), places)

    def worst_scores(self, column: int) -> Scores:
        """Return the score that each row's pool has in a column."""
        return self.scores.column(column)[self.places]

    def rows_with(self, candidates: npt.NDArray[np.bool_]) -> Indices:
        """Return the rows that have any of these events, given as a mask of rows, among their candidates."""
        # -1, which stands for no candidate, looks the last entry up.
        asked = np.append(candidates, np.False_)
        has = np.concatenate([asked[part].any(axis=1) for part in self.candidates.parts])
        return np.flatnonzero(has[self.places])


def fill_pools(index: Index, ranker: Ranker, processes: int = 1) -> Pools:
    """Compare every event with every other. `processes` changes the time taken, not the result."""
    pools = empty_pools(len(index), ranker)
    if len(index):
        for source in ranker.sources:
            source.matches(index, np.arange(1))  # what it prepares is made here once, not in each process
    portions = _portions(np.arange(len(index)), PORTION)
    for portion, part in zip(portions, map_blocks(_fill_portion, (index, ranker), portions, processes), strict=True):
        pools.put(slice(portion[0], portion[-1] + 1), part)
    return pools


def empty_pools(count: int, ranker: Ranker) -> Pools:
    """Return pools without candidates."""
    width = sum(source.depth for source in ranker.sources)
    return Pools(np.full((count, width), -1, np.int32), np.zeros((count, width), np.float32))


def columns_of(ranker: Ranker) -> list[tuple[CandidateSource, slice]]:
    """Return the sources of a ranker with their columns in its pools."""
    ends = np.cumsum([source.depth for source in ranker.sources]).tolist()
    return [(source, slice(end - source.depth, end)) for source, end in zip(ranker.sources, ends, strict=True)]


def pool_rows(index: Index, ranker: Ranker, rows: Indices) -> Pools:
    """Return the pools of some rows of the index."""
    pools = empty_pools(len(rows), ranker)
    for portion in _portions(np.arange(len(rows)), PORTION):
        pools.put(portion, _fill_portion((index, ranker), rows[portion]))
    return pools


def choose_best(index: Index, source: CandidateSource, rows: Indices, matches: Matches) -> Matches:
    """Return for each row its best candidates in order, at most as many as a pool holds; never the row itself."""
    other = (matches.candidates != rows[matches.queries]) & (matches.scores > 0)
    other = np.flatnonzero(other & index.is_listed[matches.candidates])
    queries, candidates, scores = matches.queries[other], matches.candidates[other], matches.scores[other]
    # Row, score and tie in one number, which sorts fast. The bits of positive floats are in the order of their values.
    falling = (np.uint64(1) << np.uint64(_SCORE_BITS)) - scores.view(np.uint32).astype(np.uint64)
    ties = np.minimum(source.tie_breaks(index, rows[queries], candidates), (1 << _TIE_BITS) - 1).astype(np.uint64)
    keys = (queries.astype(np.uint64) << np.uint64(_SCORE_BITS + _TIE_BITS)) | (falling << np.uint64(_TIE_BITS)) | ties
    starts = np.searchsorted(queries, np.arange(len(rows) + 1))
    last = np.minimum(starts[:-1] + source.depth, starts[1:]) - 1
    least = np.sort(keys)[last] if len(keys) else keys
    best = np.flatnonzero(keys <= least[queries])
    best = best[np.lexsort((index.ids[candidates[best]], keys[best]))]
    ends = np.searchsorted(queries[best], np.arange(len(rows) + 1))
    best = best[np.arange(len(best)) - ends[queries[best]] < source.depth]
    return Matches(queries[best], candidates[best], scores[best])


def _fill_portion(state: tuple[Index, Ranker], rows: Indices) -> Pools:
    index, ranker = state
    pools = empty_pools(len(rows), ranker)
    for source, columns in columns_of(ranker):
        for block in _portions(np.arange(len(rows)), BLOCK):
            matches = source.matches(index, rows[block], source.depth)
            best = choose_best(index, source, rows[block], matches)
            column = columns.start + np.arange(len(best.queries)) - np.searchsorted(best.queries, best.queries)
            pools.candidates[block[best.queries], column] = best.candidates
            pools.scores[block[best.queries], column] = best.scores
    return pools


def _portions(rows: Indices, size: int) -> list[Indices]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]
