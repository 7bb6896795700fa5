"""Related lists: made from pools, shown with reasons. The face of this package.

    documents -> index -> pools (per event the best candidates) -> lists (folded, with room, with reasons)

`relate_all` does it for a whole archive, `relate_new` brings it up to date, `relate_text` asks with any text. A list
depends on its own pool and story passage only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from daybook.model import Related, RelatedList, ScorePart
from daybook.model.encoding import decoder, to_json
from daybook.relate.document import Document
from daybook.relate.explain import Shared, give_reasons, share_links, share_terms
from daybook.relate.forked import map_blocks
from daybook.relate.formula import FormulaRanker
from daybook.relate.generation import Generation
from daybook.relate.index import Index, build_index, revise_index
from daybook.relate.learned import LearnedModel
from daybook.relate.pools import Pools, fill_pools, pool_rows
from daybook.relate.ranker import Places, Ranker, Scores
from daybook.relate.settings import RankerName, RelateSettings
from daybook.relate.shared_count import SharedCountRanker
from daybook.relate.story import story_passage
from daybook.relate.trained import TrainedRanker
from daybook.relate.variety import Line, fold, give_room

SAME_HAPPENING = 0.6
"""Likeness (cosine of the two vectors) from which two events within `SAME_HAPPENING_DAYS` tell of the same happening."""

SAME_HAPPENING_DAYS = 14
"""Days within which likeness can mean the same happening; a year later it is the next one of its kind."""

CONSIDERED = 24
"""Candidates above the floor that are folded and chosen from."""

LIST_BLOCK = 128
"""Lists made at a time."""

TEXT_FLOOR = 0.08
"""Lowest score by the formula that an answer to a text shows, where the settings' floor is not lower still.

A page must not offer what nobody asked for; who asks with a text wants the nearest there is. By issue 4, 0.08 on its
formula kept 94 % of the related pairs that were judged and left out half of the unrelated ones.
"""


@dataclass(frozen=True, slots=True)
class Relations:
    """An index with its pools: all that related lists are made from, and what is kept from run to run."""

    index: Index
    pools: Pools
    settings: RelateSettings
    ranker: Ranker


def choose_ranker(settings: RelateSettings, model: LearnedModel | None = None) -> Ranker:
    """Return the ranker that the settings name; the formula where a trained one is wanted and there is no model."""
    if settings.ranker is RankerName.SHARED_COUNT:
        return SharedCountRanker(settings.limit)
    if settings.ranker is RankerName.TRAINED and model is not None:
        return TrainedRanker(model, settings.trained_floor)
    return FormulaRanker(settings.formula_floor)


def relate_all(
    documents: Sequence[Document],
    settings: RelateSettings,
    model: LearnedModel | None = None,
    *,
    generation: Generation | None = None,
    processes: int = 1,
) -> Relations:
    """Relate all documents; without a generation, cut a first one from them. `model` is for the trained ranker."""
    index = build_index(documents, generation)
    ranker = choose_ranker(settings, model)
    return Relations(index, fill_pools(index, ranker, processes), settings, ranker)


def list_related(
    relations: Relations, ids: Sequence[int] | None = None, *, processes: int = 1
) -> Iterator[tuple[int, RelatedList]]:
    """Yield the related list of each event asked for (of all, if none is named), in the order of the index."""
    index = relations.index
    rows = np.arange(len(index)) if ids is None else np.flatnonzero(np.isin(index.ids, np.array(ids, np.int64)))
    blocks = [rows[start : start + LIST_BLOCK] for start in range(0, len(rows), LIST_BLOCK)]
    if processes > 1 and len(blocks) > 2 * processes:
        made = (_decode(data) for data in map_blocks(_encode_lists, relations, blocks, processes))
    else:
        made = (_list_block(relations, block) for block in blocks)
    for block, lists in zip(blocks, made, strict=True):
        yield from zip(index.ids[block].tolist(), lists, strict=True)


_decode = decoder(tuple[RelatedList, ...])


def _encode_lists(relations: Relations, rows: Places) -> bytes:
    """Make lists in another process: as JSON they travel five times as fast as pickled."""
    return to_json(_list_block(relations, rows))


def _list_block(relations: Relations, rows: Places) -> tuple[RelatedList, ...]:
    pools = relations.pools
    return tuple(_make_lists(relations, rows, _rank_pools(relations, rows, pools.places[rows], pools.final[rows])))


def relate_text(relations: Relations, text: str, day: date | None = None) -> RelatedList:
    """Return the events related to any sentence or article text.

    Contexts are recognised by their titles. With a day, nearness in time counts as it does between events, under the
    ranker of the settings; without one, likeness alone counts, by the formula.
    """
    before, settings = relations.index, relations.settings
    query = Document(min(0, int(before.ids.min(initial=0))) - 1, day or date.min, 0, text)
    index = revise_index(before, np.arange(len(before)), [query])
    is_timeless = day is None or settings.ranker is RankerName.SHARED_COUNT
    ranker = (
        FormulaRanker(min(settings.formula_floor, TEXT_FLOOR), is_timeless=is_timeless)
        if is_timeless
        else relations.ranker
    )
    rows = np.array([len(before)])
    asked = Relations(index, pool_rows(index, ranker, rows), settings, ranker)
    ranked = _rank_pools(asked, rows, asked.pools.places, asked.pools.final)
    return _make_lists(asked, rows, ranked)[0]


_Ranked = tuple[Places, Scores]
"""Rows that may be shown for one event, best first, with their scores."""


def _rank_pools(relations: Relations, rows: Places, pooled: npt.NDArray[np.int32], final: Scores) -> list[_Ranked]:
    """Return what may be shown for each row, best first: above the floor, and not in the story passage."""
    index, ranker, settings = relations.index, relations.ranker, relations.settings
    numbers, columns = np.nonzero((pooled >= 0) & (final >= ranker.floor))
    places, scores = pooled[numbers, columns].astype(np.intp), final[numbers, columns]
    order = np.lexsort((index.ids[places], ranker.ties(index, rows[numbers], places), -scores, numbers))
    numbers, places, scores = numbers[order], places[order], scores[order]
    ends = np.searchsorted(numbers, np.arange(len(rows) + 1))
    most = settings.limit if ranker.is_plain else CONSIDERED
    reach = 0 if ranker.is_plain else settings.story_passage
    ranked = []
    for number, row in enumerate(rows.tolist()):
        part = slice(ends[number], ends[number + 1])
        own, marks = places[part], scores[part]
        passage = story_passage(index, row, reach) if reach else own[:0]
        if len(passage):
            kept = ~np.isin(own, passage)
            own, marks = own[kept], marks[kept]
        ranked.append((own[:most], marks[:most]))
    return ranked


def _make_lists(relations: Relations, rows: Places, ranked: Sequence[_Ranked]) -> list[RelatedList]:
    index, ranker, limit = relations.index, relations.ranker, relations.settings.limit
    if ranker.is_plain:
        chosen = [[Line(place) for place in range(len(places))] for places, _ in ranked]
    else:
        chosen = [
            give_room(lines, scores.tolist(), (index.days[places] - index.days[row]).tolist(), limit)
            for row, (places, scores), lines in zip(rows.tolist(), ranked, _fold_lists(index, ranked), strict=True)
        ]
    heads = [[line.head for line in lines] for lines in chosen]
    queries = np.repeat(rows, [len(lines) for lines in chosen])
    candidates = np.concatenate([places[best] for (places, _), best in zip(ranked, heads, strict=True)])
    scores = np.concatenate([scores[best] for (_, scores), best in zip(ranked, heads, strict=True)]).tolist()
    share = share_links if ranker.is_plain else share_terms
    shared = iter(share(index, queries, candidates.astype(np.intp), scores))
    parts = iter(ranker.split(index, queries, candidates.astype(np.intp)))
    return [
        RelatedList(
            ranker.name, tuple(_show(index, places, scores, line, next(shared), next(parts, ())) for line in lines)
        )
        for (places, scores), lines in zip(ranked, chosen, strict=True)
    ]


def _fold_lists(index: Index, ranked: Sequence[_Ranked]) -> list[list[Line]]:
    """Fold each ranked list; likeness is worked out for all pairs of all lists at once."""
    pairs = [_all_pairs(len(places)) for places, _ in ranked]
    left = np.concatenate([places[low] for (places, _), (low, _) in zip(ranked, pairs, strict=True)]).astype(np.intp)
    right = np.concatenate([places[high] for (places, _), (_, high) in zip(ranked, pairs, strict=True)]).astype(np.intp)
    near = np.flatnonzero(np.abs(index.days[left] - index.days[right]) <= SAME_HAPPENING_DAYS)
    likeness = index.vectors[left[near]].multiply(index.vectors[right[near]]).sum(axis=1)
    same = near[likeness >= SAME_HAPPENING]
    starts = np.concatenate(([0], np.cumsum([len(low) for low, _ in pairs])))
    ends = np.searchsorted(same, starts)
    lists = []
    for number, (places, _) in enumerate(ranked):
        low, high = pairs[number]
        own = same[ends[number] : ends[number + 1]] - starts[number]
        lists.append(fold(len(places), set(zip(low[own].tolist(), high[own].tolist(), strict=True))))
    return lists


@lru_cache(CONSIDERED + 1)
def _all_pairs(count: int) -> tuple[Places, Places]:
    """Return the places of all pairs of a list, the better one's and the worse one's."""
    low, high = np.triu_indices(count, 1)
    return low, high


def _show(
    index: Index, places: Places, scores: Scores, line: Line, shared: Shared, parts: tuple[ScorePart, ...]
) -> Related:
    return Related(
        event=int(index.ids[places[line.head]]),
        score=float(scores[line.head]),
        contexts=shared.contexts,
        reasons=give_reasons(shared),
        parts=parts or shared.parts,
        folded=tuple(int(index.ids[places[place]]) for place in line.folded),
    )
