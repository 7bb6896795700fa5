"""Related lists: made from pools, shown with reasons. The face of this package.

    documents -> index -> pools (per event the best candidates) -> lists (folded, with room, with reasons)

`relate_all` does it for a whole archive, `relate_new` brings it up to date, `relate_text` asks with any text. A list
depends on its own pool and story passage only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise, repeat

import numpy as np
import numpy.typing as npt
from scipy import sparse

from daybook.model import Related, RelatedList
from daybook.relate.index.event_index import NOTHING, Index, build_index, revise_index
from daybook.relate.index.generation import Generation
from daybook.relate.knowledge.language_knowledge import Knowledge
from daybook.relate.lists.pools import KeptPools, Pools, fill_pools, pool_rows
from daybook.relate.lists.reasons import give_reasons, has_reasons, share_links, share_terms
from daybook.relate.lists.variety import Line, diversify, fold
from daybook.relate.ranking.formula import FormulaRanker
from daybook.relate.ranking.ranker import Indices, Ranker, Scores
from daybook.relate.ranking.registry import RANKERS, make_ranker
from daybook.relate.ranking.story_passages import story_passages
from daybook.relate.settings import RelateSettings
from daybook.relate.terms.document import Document
from daybook.relate.terms.reading import Reading, read_documents

SAME_HAPPENING = 0.6
"""Likeness (cosine of the two vectors) from which two events within `SAME_HAPPENING_DAYS` tell of the same happening."""

SAME_HAPPENING_DAYS = 14
"""Days within which likeness can mean the same happening; a year later it is the next one of its kind."""

SAME_COUNT, SAME_COUNT_DAYS = 0.5, 60
SAME_WORDING, SAME_WORDING_DAYS = 0.9, 366
"""Share of words from which two events that both tell a number, within so many days, are counts of one thing: "a record 31,814
new cases" and "a record 50,228 new cases". Their numbers do not count, their common words do. By reading forty lists. Where nothing
but the numbers differs, they may be a year apart."""

CONSIDERED = 24
"""Candidates above the floor that are folded and chosen from."""

LIST_BLOCK = 1024
"""Lists made at a time: a fifth less of a processor than with 128, in some 10 MB."""

TEXT_FLOOR = 0.08
"""Lowest score by the formula that an answer to a text shows, where the settings' floor is not lower still.

A page must not offer what nobody asked for; who asks with a text wants the nearest there is. By the first judged pairs, 0.08 on its
formula kept 94 % of the related pairs that were judged and left out half of the unrelated ones.
"""


@dataclass(frozen=True, slots=True)
class Relations:
    """An index with its pools: all that related lists are made from, and what is kept from run to run."""

    index: Index
    pools: KeptPools
    settings: RelateSettings
    ranker: Ranker


def relate_all(
    read: Iterable[Reading],
    settings: RelateSettings,
    knowledge: Knowledge = NOTHING,
    *,
    generation: Generation | None = None,
    processes: int = 1,
) -> Relations:
    """Relate all that was read; without a generation, cut a first one from it. `knowledge` is of the archive's language."""
    ranker = make_ranker(settings, knowledge)
    index = build_index(read, generation, knowledge if RANKERS[ranker.name].needs_model else NOTHING)
    return Relations(index, KeptPools.of(fill_pools(index, ranker, processes)), settings, ranker)


def list_related(relations: Relations, ids: Iterable[int] | None = None) -> Iterator[tuple[int, RelatedList]]:
    """Yield the related list of each event asked for (of all, if none is named), in the order of the index."""
    index, pools = relations.index, relations.pools
    rows = index.listed_rows
    if ids is not None:
        rows = np.flatnonzero(np.isin(index.ids, np.fromiter(ids, np.int64)))
    for start in range(0, len(rows), LIST_BLOCK):
        block = rows[start : start + LIST_BLOCK]
        ranked = _rank_pools(relations, block, pools.taken(block))
        yield from zip(index.ids[block].tolist(), _make_lists(relations, block, ranked), strict=True)


def relate_text(relations: Relations, text: str, day: date | None = None) -> RelatedList:
    """Return the events related to any sentence or article text.

    Contexts are recognised by their titles. With a day, nearness in time counts as it does between events, under the
    ranker of the settings; without one, likeness alone counts, by the formula.
    """
    before, settings = relations.index, relations.settings
    query = Document(min(0, int(before.ids[before.is_listed].min(initial=0))) - 1, day or date.min, 0, text)
    index = revise_index(before, before.meta, read_documents([query]))
    is_timeless = day is None or relations.ranker.is_plain
    ranker = (
        FormulaRanker(min(settings.formula_floor, TEXT_FLOOR), is_timeless=is_timeless)
        if is_timeless
        else relations.ranker
    )
    rows = np.array([len(before)])
    pools = pool_rows(index, ranker, rows)
    asked = Relations(index, KeptPools.of(pools), settings, ranker)
    ranked = _rank_pools(asked, rows, pools)
    return _make_lists(asked, rows, ranked)[0]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """What may be shown for some events, best first: event `n` has the entries from `ends[n]` to `ends[n + 1]`."""

    candidates: Indices
    scores: Scores
    ends: npt.NDArray[np.int64]


def _rank_pools(relations: Relations, rows: Indices, pools: Pools) -> _Ranked:
    """Return what may be shown for each row, given its pool: strong enough, and not in the story passage."""
    index, ranker, settings = relations.index, relations.ranker, relations.settings
    final = pools.judged(index, ranker, rows)
    positions, columns = np.nonzero(pools.is_first & (final >= ranker.least))
    candidates, scores = pools.candidates[positions, columns].astype(np.intp), final[positions, columns]
    if not ranker.is_plain and settings.story_passage:
        width = np.int64(max(len(index), 1))
        events, passage = story_passages(index, rows, settings.story_passage)
        kept = ~np.isin(positions * width + candidates, events * width + passage)
        positions, candidates, scores = positions[kept], candidates[kept], scores[kept]
    if not ranker.is_plain:
        kept = has_reasons(index, rows[positions], candidates)
        positions, candidates, scores = positions[kept], candidates[kept], scores[kept]
        kept = ranker.choose(index, rows[positions], candidates, scores)
        positions, candidates, scores = positions[kept], candidates[kept], scores[kept]
    order = np.lexsort(
        (index.ids[candidates], ranker.tie_breaks(index, rows[positions], candidates), -scores, positions)
    )
    positions, candidates, scores = positions[order], candidates[order], scores[order]
    rank = np.arange(len(positions)) - np.searchsorted(positions, positions)
    best = rank < (settings.limit if ranker.is_plain else CONSIDERED)
    ends = np.searchsorted(positions[best], np.arange(len(rows) + 1))
    return _Ranked(candidates[best], scores[best], ends)


def _make_lists(relations: Relations, rows: Indices, ranked: _Ranked) -> list[RelatedList]:
    index, ranker = relations.index, relations.ranker
    chosen = _choose_lines(relations, rows, ranked)
    counts = [len(lines) for lines in chosen]
    heads = np.fromiter((line.head for lines in chosen for line in lines), np.intp)
    queries, candidates = np.repeat(rows, counts), ranked.candidates[heads]
    scores = ranked.scores[heads].tolist()
    share = share_links if ranker.is_plain else share_terms
    lines = zip(
        (line for lines in chosen for line in lines),
        index.ids[candidates].tolist(),
        scores,
        share(index, queries, candidates, scores),
        ranker.split(index, queries, candidates) or repeat(()),
        strict=False,
    )
    items = (
        Related(
            event=event,
            score=score,
            contexts=shared.contexts,
            reasons=give_reasons(shared),
            parts=parts or shared.parts,
            folded=tuple(index.ids[ranked.candidates[list(line.folded)]].tolist()) if line.folded else (),
        )
        for line, event, score, shared, parts in lines
    )
    # A pair whose reasons are all halves of names or places has none that a reader would accept.
    lists = ([item for item in islice(items, count) if item.reasons] for count in counts)
    return [RelatedList(ranker.name, tuple(kept)) for kept in lists]


def _choose_lines(relations: Relations, rows: Indices, ranked: _Ranked) -> list[list[Line]]:
    """Return the lines that are shown for each row; heads and folds are entries of `ranked`."""
    index, ends = relations.index, ranked.ends.tolist()
    spans = list(pairwise(ends))
    if relations.ranker.is_plain:
        return [[Line(rank) for rank in range(start, end)] for start, end in spans]
    offsets = (index.days[ranked.candidates] - np.repeat(index.days[rows], np.diff(ranked.ends))).tolist()
    scores, same = ranked.scores.tolist(), _same_happenings(index, ranked)
    return [diversify(fold(range(start, end), same), scores, offsets, relations.settings.limit) for start, end in spans]


def _same_happenings(index: Index, ranked: _Ranked) -> set[tuple[int, int]]:
    """Return the pairs of entries (the better one first) for one event that tell of the same happening."""
    counts = np.diff(ranked.ends)
    later = np.arange(len(ranked.candidates)) - np.repeat(
        ranked.ends[:-1], counts
    )  # entries before this one in its list
    high = np.repeat(np.arange(len(ranked.candidates)), later)
    low = high - 1 - (np.arange(len(high)) - np.repeat(np.cumsum(later) - later, later))
    left, right = ranked.candidates[low], ranked.candidates[high]
    apart = np.abs(index.days[left] - index.days[right])
    near = np.flatnonzero(apart <= SAME_HAPPENING_DAYS)
    same = near[index.vectors[left[near]].multiply(index.vectors[right[near]]).sum(axis=1) >= SAME_HAPPENING]
    counted = np.flatnonzero(apart <= SAME_WORDING_DAYS)
    least = np.where(apart[counted] <= SAME_COUNT_DAYS, SAME_COUNT, SAME_WORDING)
    counted = counted[_share_wording(index, left[counted], right[counted]) >= least]
    both = np.union1d(same, counted)
    return set(zip(low[both].tolist(), high[both].tolist(), strict=True))


def _share_wording(index: Index, left: Indices, right: Indices) -> npt.NDArray[np.float64]:
    """Return what share of the words of either headline stands in both, where both tell a number; else 0."""
    events, numbers = np.unique(np.concatenate((left, right)), return_inverse=True)
    texts = index.readings.texts.taken(events)
    rows, is_number = texts.row_numbers(), index.lexicon.is_number[texts.values]
    tells_number = np.bincount(rows[is_number], minlength=len(events)) > 0
    terms = index.lexicon.word_terms[texts.values][~is_number]
    words = sparse.csr_array(
        (np.ones(len(terms), np.float32), (rows[~is_number], terms)), shape=(len(events), len(index.lexicon.terms))
    )
    words.sum_duplicates()
    words.data[:] = 1
    first, second = np.split(numbers, 2)
    asked = np.flatnonzero(tells_number[first] & tells_number[second])
    shares = np.zeros(len(left))
    if len(asked):
        lengths = np.diff(words.indptr)
        first, second = first[asked], second[asked]
        shared: npt.NDArray[np.float64] = words[first].multiply(words[second]).sum(axis=1)
        shares[asked] = shared / np.maximum(lengths[first] + lengths[second] - shared, 1)
    return shares
