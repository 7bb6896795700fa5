"""Bringing relations up to date: events added and removed, without comparing everything with everything again.

The result is what relating all events anew in the same generation gives; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from daybook.relate.document import Document
from daybook.relate.index import Index, revise_index
from daybook.relate.lists import Relations
from daybook.relate.pools import Pools, empty_pools, pool_rows
from daybook.relate.ranker import Places, Ranker
from daybook.relate.story import story_passage


def relate_new(
    relations: Relations, added: Sequence[Document], removed: Sequence[int] = ()
) -> tuple[Relations, tuple[int, ...]]:
    """Return relations with events added and removed, and the ids of events whose related lists may have changed.

    An event that was reworded is removed and added in one call. Removed events are not among the ids.
    """
    before, ranker = relations.index, relations.ranker
    reach = relations.settings.story_passage
    kept = np.flatnonzero(~np.isin(before.ids, np.array([*removed, *(document.id for document in added)], np.int64)))
    index = revise_index(before, kept, added)
    pools, broken = _renumber(relations.pools, kept, len(before), len(index))
    fresh = np.concatenate((broken, np.arange(len(kept), len(index))))
    if len(fresh):
        made = pool_rows(index, ranker, fresh)
        for name in Pools.__slots__:
            getattr(pools, name)[fresh] = getattr(made, name)
    entered = _enter(index, ranker, pools, len(kept), fresh)
    moved = _passages_changed(before, index, kept, reach)
    changed = np.unique(np.concatenate((fresh, entered, moved))).astype(np.intp)
    return Relations(index, pools, relations.settings, ranker), tuple(sorted(index.ids[changed].tolist()))


def _renumber(pools: Pools, kept: Places, before: int, after: int) -> tuple[Pools, Places]:
    """Return pools for the rows of the new index, and the rows that lost a candidate and have to be filled anew."""
    numbers = np.full(before + 1, -1, np.int32)
    numbers[kept] = np.arange(len(kept), dtype=np.int32)
    old = pools.places[kept]
    renumbered = numbers[old]
    broken = np.flatnonzero(((renumbered < 0) & (old >= 0)).any(axis=1))
    grown = empty_pools(after, pools.places.shape[1])
    grown.places[: len(kept)] = renumbered
    grown.first[: len(kept)] = pools.first[kept]
    grown.final[: len(kept)] = pools.final[kept]
    return grown, broken


def _enter(index: Index, ranker: Ranker, pools: Pools, start: int, fresh: Places) -> Places:
    """Let the rows from `start` on into the pools of older rows; return the rows whose lists that may change."""
    if start == len(index):
        return np.empty(0, np.intp)
    rows = np.arange(start, len(index))
    is_fresh = np.zeros(len(index), np.bool_)
    is_fresh[fresh] = True
    least = pools.first[:, -1]
    queries, candidates, scores = [], [], []
    for row, matches in zip(rows.tolist(), ranker.matches(index, rows), strict=True):
        enters = (matches.scores > 0) & (matches.scores >= least[matches.places]) & ~is_fresh[matches.places]
        queries.append(matches.places[enters])
        candidates.append(np.full(int(enters.sum()), row, np.intp))
        scores.append(matches.scores[enters])
    query, candidate, score = np.concatenate(queries), np.concatenate(candidates), np.concatenate(scores)
    if not len(query):
        return query
    judged = ranker.judge(index, query, candidate, score)
    order = np.argsort(query, kind="stable")
    query, candidate, score, judged = query[order], candidate[order], score[order], judged[order]
    entered, starts = np.unique(query, return_index=True)
    for row, start, end in zip(entered.tolist(), starts.tolist(), [*starts.tolist()[1:], len(query)], strict=True):
        _merge(
            index, ranker, pools, row, Pools(candidate[start:end].astype(np.int32), score[start:end], judged[start:end])
        )
    return np.unique(query[judged >= ranker.floor])


def _merge(index: Index, ranker: Ranker, pools: Pools, row: int, new: Pools) -> None:
    """Merge new candidates into the pool of one row."""
    filled = pools.places[row] >= 0
    places = np.concatenate((pools.places[row][filled], new.places))
    first = np.concatenate((pools.first[row][filled], new.first))
    final = np.concatenate((pools.final[row][filled], new.final))
    order = np.lexsort((index.ids[places], ranker.ties(index, row, places.astype(np.intp)), -first))[: ranker.depth]
    pools.places[row, : len(order)] = places[order]
    pools.first[row, : len(order)] = first[order]
    pools.final[row, : len(order)] = final[order]


def _passages_changed(before: Index, index: Index, kept: Places, reach: int) -> Places:
    """Return the rows whose story passage is another than before."""
    if not reach:
        return np.empty(0, np.intp)
    touched = set()
    is_kept = np.zeros(len(before), np.bool_)
    is_kept[kept] = True
    for old in np.flatnonzero(~is_kept).tolist():
        touched.update(before.readings.stories.row(old).tolist())
    for new in range(len(kept), len(index)):
        touched.update(index.readings.stories.row(new).tolist())
    numbers = np.full(len(index), -1, np.intp)
    numbers[: len(kept)] = kept
    members = {row for story in touched for row in index.members.row(story).tolist() if row < len(kept)}
    changed = [
        row
        for row in sorted(members)
        if set(before.ids[story_passage(before, int(kept[row]), reach)].tolist())
        != set(index.ids[story_passage(index, row, reach)].tolist())
    ]
    return np.array(changed, np.intp)
