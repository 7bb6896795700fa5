"""Bringing relations up to date: events added and removed, without comparing everything with everything again.

The result is what relating all events anew in the same generation gives; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from daybook.relate.index.event_index import GONE, Index, compact_index, revise_index
from daybook.relate.lists.pools import BLOCK, KeptPools, Pools, columns_of, pool_rows
from daybook.relate.lists.related_lists import Relations
from daybook.relate.ranking.ranker import CandidateSource, Indices, Matches, Ranker
from daybook.relate.ranking.story_passages import story_passages
from daybook.relate.terms.reading import DocumentMeta, Reading
from daybook.relate.terms.rows import Numbers


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
    listed_rows = before.listed_rows
    added = added.taken(np.flatnonzero(~np.isin(added.meta.marks, before.meta.marks[listed_rows])))
    stays = np.isin(before.ids, listed.ids) & ~np.isin(before.ids, added.meta.ids)
    kept, gone = np.flatnonzero(stays), np.flatnonzero(before.is_listed & ~stays)
    positions = _positions(before.ids[kept], listed)
    moved = kept[positions != before.meta.positions[kept]]
    if not len(gone) and not len(added.meta) and not len(moved):
        return relations, ()
    index = revise_index(before, _revised(before, gone, kept, positions), added)
    new = np.arange(len(before), len(index))
    fresh = np.concatenate((_rows_with(relations.pools, before, gone, kept), new))
    pools = relations.pools.with_rows(fresh, pool_rows(index, ranker, fresh))
    pools, entered = _enter_all(index, ranker, pools, new, fresh)
    passed = _passages_changed(before, index, gone, moved, relations.settings.story_passage)
    changed = np.unique(np.concatenate((fresh, entered, passed))).astype(np.intp)
    return Relations(index, pools, relations.settings, ranker), tuple(sorted(index.ids[changed].tolist()))


def compact(relations: Relations) -> Relations:
    """Return the same relations without the rows that updates left behind."""
    index, pools, rows = relations.index, relations.pools, relations.index.listed_rows
    numbers = np.full(len(index) + 1, -1, np.int32)
    numbers[rows] = np.arange(len(rows), dtype=np.int32)
    taken = pools.taken(rows)
    kept = KeptPools.of(Pools(numbers[taken.candidates], taken.scores))
    return Relations(compact_index(index), kept, relations.settings, relations.ranker)


def _positions(ids: npt.NDArray[np.int64], listed: Listed) -> Numbers:
    order = np.argsort(listed.ids)
    return listed.positions[order[np.searchsorted(listed.ids, ids, sorter=order)]]


def _revised(before: Index, gone: Indices, kept: Indices, positions: Numbers) -> DocumentMeta:
    """Return what is known of the rows of an index after these are gone and the others stand at these positions."""
    ids, placed = before.ids.copy(), before.meta.positions.copy()
    ids[gone] = GONE
    placed[kept] = positions
    return replace(before.meta, ids=ids, positions=placed)


def _rows_with(pools: KeptPools, before: Index, gone: Indices, kept: Indices) -> Indices:
    """Return those rows of the kept ones that lost a candidate and have to be filled anew."""
    if not len(gone):
        return gone
    is_gone = np.zeros(len(before), np.bool_)
    is_gone[gone] = True
    return np.intersect1d(pools.rows_with(is_gone), kept)


def _enter_all(
    index: Index, ranker: Ranker, pools: KeptPools, new: Indices, fresh: Indices
) -> tuple[KeptPools, Indices]:
    """Let new rows into older pools; return these pools, and the rows whose lists that may change."""
    is_fresh = np.zeros(len(index), np.bool_)
    is_fresh[fresh] = True
    sources = [(each, _entries(index, each, pools, new, is_fresh)) for each in columns_of(ranker)]
    touched = np.unique(np.concatenate([np.empty(0, np.intp), *(entries.queries for _, entries in sources)]))
    merged = pools.taken(touched)
    reached = [_enter(index, ranker, each, entries, touched, merged) for each, entries in sources]
    return pools.with_rows(touched, merged), np.concatenate(reached)


def _entries(
    index: Index,
    each: tuple[CandidateSource, slice],
    pools: KeptPools,
    new: Indices,
    is_fresh: npt.NDArray[np.bool_],
) -> Matches:
    """Return which older rows (as `queries`, ascending) new ones enter into one source's part of the pool."""
    source, columns = each
    # First scores are symmetric: whom a new row matches is whose pool it may enter, if it is as good as the worst there.
    least = pools.worst_scores(columns.stop - 1)
    may = index.is_listed & ~is_fresh
    entries = []
    for first in range(0, len(new), BLOCK):
        rows = new[first : first + BLOCK]
        matches = source.matches(index, rows)
        enters = np.flatnonzero(
            (matches.scores > 0) & (matches.scores >= least[matches.candidates]) & may[matches.candidates]
        )
        entries.append((matches.candidates[enters], rows[matches.queries[enters]], matches.scores[enters]))
    if not entries:
        return Matches(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.float32))
    query, candidate, score = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    order = np.argsort(query, kind="stable")
    return Matches(query[order], candidate[order], score[order])


def _enter(
    index: Index,
    ranker: Ranker,
    each: tuple[CandidateSource, slice],
    entries: Matches,
    touched: Indices,
    merged: Pools,
) -> Indices:
    """Put entries into one source's part of `merged`, the pools of the rows `touched`; return the rows whose lists may change."""
    query, candidate, score = entries.queries, entries.candidates, entries.scores
    entered, starts, counts = np.unique(query, return_index=True, return_counts=True)
    lost = []
    for place, first, count in zip(
        np.searchsorted(touched, entered).tolist(), starts.tolist(), counts.tolist(), strict=True
    ):
        part = slice(first, first + count)
        new = Pools(candidate[part].astype(np.int32), score[part])
        lost.append(_merge(index, each, merged, (place, int(touched[place])), new))
    # A list changes where someone good enough to be shown came in, and where one fell out of the pool.
    out = np.concatenate([np.empty(0, np.int32), *lost])
    queries = np.concatenate((query, np.repeat(entered, [len(each) for each in lost]))).astype(np.intp)
    candidates = np.concatenate((candidate, out)).astype(np.intp)
    judged = ranker.judge(index, queries, candidates, np.concatenate((score, np.full(len(out), np.inf, np.float32))))
    return np.unique(queries[judged >= ranker.least])


def _merge(
    index: Index, each: tuple[CandidateSource, slice], pools: Pools, at: tuple[int, int], new: Pools
) -> npt.NDArray[np.int32]:
    """Merge new candidates into one source's part of a pool; return the old ones that fell out.

    `at` is where the pool stands in `pools`, and the row of the index whose it is.
    """
    source, columns = each
    place, row = at
    old_candidates, old_scores = pools.candidates[place, columns], pools.scores[place, columns]
    filled = old_candidates >= 0
    candidates = np.concatenate((old_candidates[filled], new.candidates))
    scores = np.concatenate((old_scores[filled], new.scores))
    breaks = source.tie_breaks(index, np.full(len(candidates), row), candidates.astype(np.intp))
    order = np.lexsort((index.ids[candidates], breaks, -scores))
    best, rest = order[: source.depth], order[source.depth :]
    pools.candidates[place, columns][: len(best)] = candidates[best]
    pools.scores[place, columns][: len(best)] = scores[best]
    fell_out: npt.NDArray[np.int32] = candidates[rest[rest < filled.sum()]]
    return fell_out


def _passages_changed(before: Index, index: Index, gone: Indices, moved: Indices, reach: int) -> Indices:
    """Return the older rows whose story passage is another than before."""
    if not reach:
        return np.empty(0, np.intp)
    touched = np.unique(
        np.concatenate(
            (
                before.readings.stories.taken(gone).values,
                index.readings.stories.taken(np.arange(len(before), len(index))).values,
                index.readings.stories.taken(moved).values,
            )
        ).astype(np.intp)
    )
    members = np.unique(index.story_members.members.taken(touched).values).astype(np.intp)
    members = members[members < len(before)]
    old, new = (
        np.unique(numbers * (np.int64(1) << 40) + rows)
        for side in (before, index)
        for numbers, rows in [story_passages(side, members, reach)]
    )
    return members[np.unique(np.setxor1d(old, new) >> 40)]
