"""Bringing relations up to date: events added and removed, without comparing everything with everything again.

The result is what relating all events anew in the same generation gives; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daybook.relate.index import Index, revise_index
from daybook.relate.lists import Relations
from daybook.relate.pools import BLOCK, Pools, columns_of, empty_pools, pool_rows
from daybook.relate.ranker import CandidateSource, Indices, Ranker
from daybook.relate.reading import Reading
from daybook.relate.rows import Numbers
from daybook.relate.story import story_passages


@dataclass(frozen=True, slots=True)
class Listed:
    """All events that an archive lists now, in any order: their ids and their positions on the page of their day."""

    ids: npt.NDArray[np.int64]
    positions: Numbers


def relate_new(relations: Relations, added: Reading, listed: Listed) -> tuple[Relations, tuple[int, ...]]:
    """Return relations of the events now listed, and the ids of events whose related lists may have changed.

    `added` holds those that are new or reworded, and may hold others; who is listed no longer is left out.
    """
    before, ranker = relations.index, relations.ranker
    reach = relations.settings.story_passage
    added = added.taken(np.flatnonzero(~np.isin(added.meta.marks, before.meta.marks)))
    kept = np.flatnonzero(np.isin(before.ids, listed.ids) & ~np.isin(before.ids, added.meta.ids))
    positions = _positions(before.ids[kept], listed)
    moved = np.flatnonzero(positions != before.meta.positions[kept])
    if len(kept) == len(before) and not len(added.meta) and not len(moved):
        return relations, ()
    index = revise_index(before, kept, positions, added)
    pools, broken = _renumber(relations.pools, ranker, kept, len(before), len(index))
    fresh = np.concatenate((broken, np.arange(len(kept), len(index))))
    pools.put(fresh, pool_rows(index, ranker, fresh))
    entered = [_enter(index, ranker, each, pools, len(kept), fresh) for each in columns_of(ranker)]
    passed = _passages_changed(before, index, kept, moved, reach)
    changed = np.unique(np.concatenate((fresh, *entered, passed))).astype(np.intp)
    return Relations(index, pools, relations.settings, ranker), tuple(sorted(index.ids[changed].tolist()))


def _positions(ids: npt.NDArray[np.int64], listed: Listed) -> Numbers:
    order = np.argsort(listed.ids)
    return listed.positions[order[np.searchsorted(listed.ids, ids, sorter=order)]]


def _renumber(pools: Pools, ranker: Ranker, kept: Indices, before: int, after: int) -> tuple[Pools, Indices]:
    """Return pools for the rows of the new index, and the rows that lost a candidate and have to be filled anew."""
    new = empty_pools(after - len(kept), ranker)
    if len(kept) == before:
        return pools.followed_by(new), np.empty(0, np.intp)
    numbers = np.full(before + 1, -1, np.int32)
    numbers[kept] = np.arange(len(kept), dtype=np.int32)
    old = pools.taken(kept)
    renumbered = numbers[old.candidates]
    broken = np.flatnonzero(((renumbered < 0) & (old.candidates >= 0)).any(axis=1))
    return Pools(renumbered, old.scores).followed_by(new), broken


def _enter(
    index: Index,
    ranker: Ranker,
    each: tuple[CandidateSource, slice],
    pools: Pools,
    start: int,
    fresh: Indices,
) -> Indices:
    """Let the rows from `start` on into one source's part of older pools; return the rows whose lists that may change."""
    source, columns = each
    is_fresh = np.zeros(len(index), np.bool_)
    is_fresh[fresh] = True
    # First scores are symmetric: whom a new row matches is whose pool it may enter, if it is as good as the worst there.
    least = pools.scores[:, columns.stop - 1]
    entries = []
    for first in range(start, len(index), BLOCK):
        rows = np.arange(first, min(first + BLOCK, len(index)))
        matches = source.matches(index, rows)
        enters = np.flatnonzero(
            (matches.scores > 0) & (matches.scores >= least[matches.candidates]) & ~is_fresh[matches.candidates]
        )
        entries.append((matches.candidates[enters], rows[matches.queries[enters]], matches.scores[enters]))
    if not entries:
        return np.empty(0, np.intp)
    query, candidate, score = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    order = np.argsort(query, kind="stable")
    query, candidate, score = query[order], candidate[order], score[order]
    entered, starts, counts = np.unique(query, return_index=True, return_counts=True)
    lost = []
    for row, first, count in zip(entered.tolist(), starts.tolist(), counts.tolist(), strict=True):
        part = slice(first, first + count)
        lost.append(_merge(index, each, pools, row, Pools(candidate[part].astype(np.int32), score[part])))
    # A list changes where someone good enough to be shown came in, and where one fell out of the pool.
    out = np.concatenate([np.empty(0, np.int32), *lost])
    queries = np.concatenate((query, np.repeat(entered, [len(each) for each in lost]))).astype(np.intp)
    candidates = np.concatenate((candidate, out)).astype(np.intp)
    judged = ranker.judge(index, queries, candidates, np.concatenate((score, np.full(len(out), np.inf, np.float32))))
    return np.unique(queries[judged >= ranker.floor])


def _merge(
    index: Index, each: tuple[CandidateSource, slice], pools: Pools, row: int, new: Pools
) -> npt.NDArray[np.int32]:
    """Merge new candidates into one source's part of the pool of a row; return the old ones that fell out."""
    source, columns = each
    old_candidates, old_scores = pools.candidates[row, columns], pools.scores[row, columns]
    filled = old_candidates >= 0
    candidates = np.concatenate((old_candidates[filled], new.candidates))
    scores = np.concatenate((old_scores[filled], new.scores))
    breaks = source.tie_breaks(index, np.full(len(candidates), row), candidates.astype(np.intp))
    order = np.lexsort((index.ids[candidates], breaks, -scores))
    best, rest = order[: source.depth], order[source.depth :]
    pools.candidates[row, columns][: len(best)] = candidates[best]
    pools.scores[row, columns][: len(best)] = scores[best]
    fell_out: npt.NDArray[np.int32] = candidates[rest[rest < filled.sum()]]
    return fell_out


def _passages_changed(before: Index, index: Index, kept: Indices, moved: Indices, reach: int) -> Indices:
    """Return the rows whose story passage is another than before."""
    if not reach:
        return np.empty(0, np.intp)
    is_gone = np.ones(len(before), np.bool_)
    is_gone[kept] = False
    gone = np.flatnonzero(is_gone)
    touched = np.unique(
        np.concatenate(
            (
                before.readings.stories.taken(gone).values,
                index.readings.stories.taken(np.arange(len(kept), len(index))).values,
                index.readings.stories.taken(moved).values,
            )
        ).astype(np.intp)
    )
    members = np.unique(index.members.taken(touched).values).astype(np.intp)
    members = members[members < len(kept)]
    old, new = (
        np.unique(numbers * (np.int64(1) << 40) + side.ids[rows])
        for side, asked in ((before, kept[members]), (index, members))
        for numbers, rows in [story_passages(side, asked, reach)]
    )
    return members[np.unique(np.setxor1d(old, new) >> 40)]
