"""Pools: for every event its best candidates, which is all that its related list is made from.

Pools are what is kept between runs. A new event changes the pools that it enters and nothing else, so lists brought up
to date are the lists of a full run. Knows no reasons, words or settings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daybook.relate.forked import map_blocks
from daybook.relate.index import Index
from daybook.relate.ranker import Matches, Places, Ranker, Scores

BLOCK = 32
"""Events compared with all others at once: bounds memory (about 10 MB for 150,000 events), hardly changes speed."""


@dataclass(frozen=True, slots=True)
class Pools:
    """One row for each event of an index, best first score first; -1 in `places` where a row has fewer candidates.

    `first` chose the candidates, `final` is the ranker's judgement of each.
    """

    places: npt.NDArray[np.int32]
    first: Scores
    final: Scores


def fill_pools(index: Index, ranker: Ranker, processes: int = 1) -> Pools:
    """Compare every event with every other. `processes` changes the time taken, not the result."""
    blocks = [np.arange(start, min(start + BLOCK, len(index))) for start in range(0, len(index), BLOCK)]
    parts = list(map_blocks(_pool_block, (index, ranker), blocks, processes))
    if not parts:
        return empty_pools(0, ranker.depth)
    return Pools(*(np.concatenate([getattr(part, name) for part in parts]) for name in Pools.__slots__))


def empty_pools(count: int, depth: int) -> Pools:
    """Return pools without candidates."""
    zeros = np.zeros((count, depth), np.float32)
    return Pools(np.full((count, depth), -1, np.int32), zeros, zeros.copy())


def pool_rows(index: Index, ranker: Ranker, rows: Places) -> Pools:
    """Return the pools of some rows of the index."""
    pools = empty_pools(len(rows), ranker.depth)
    for number, (row, matches) in enumerate(zip(rows, ranker.matches(index, rows), strict=True)):
        chosen = choose_best(index, ranker, int(row), matches)
        pools.places[number, : len(chosen.places)] = chosen.places
        pools.first[number, : len(chosen.places)] = chosen.scores
    judge_pools(index, ranker, rows, pools)
    return pools


def judge_pools(index: Index, ranker: Ranker, rows: Places, pools: Pools) -> None:
    """Fill in the final scores of pools that stand for these rows."""
    numbers, columns = np.nonzero(pools.places >= 0)
    pools.final[numbers, columns] = ranker.judge(
        index, rows[numbers], pools.places[numbers, columns].astype(np.intp), pools.first[numbers, columns]
    )


def choose_best(index: Index, ranker: Ranker, row: int, matches: Matches) -> Matches:
    """Return the best candidates of one row in order, the row itself left out."""
    places, scores = matches.places, matches.scores
    other = (places != row) & (scores > 0)
    places, scores = places[other], scores[other]
    if len(places) > ranker.depth:
        least = np.partition(scores, len(scores) - ranker.depth)[len(scores) - ranker.depth]
        near = scores >= least
        places, scores = places[near], scores[near]
    order = np.lexsort((index.ids[places], ranker.ties(index, row, places), -scores))[: ranker.depth]
    return Matches(places[order], scores[order])


def _pool_block(state: tuple[Index, Ranker], rows: Places) -> Pools:
    return pool_rows(*state, rows)
