"""Features of a pair of events: what the trained ranker looks at. All are symmetric, so a pair has one score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from daybook.relate.index.event_index import ADDRESS, CONTEXT, WORD, Index
from daybook.relate.knowledge.embedding import UNIT
from daybook.relate.knowledge.feature_names import OF_PAIRS
from daybook.relate.ranking.formula import DECAY_DAYS, nearness
from daybook.relate.ranking.neighbours import POWER
from daybook.relate.ranking.ranker import Indices, Numbers

Features = npt.NDArray[np.float32]


def pair_features(index: Index, queries: Indices, candidates: Indices) -> Features:
    """Return one row of `FEATURES` for each pair."""
    sizes = _compare_sizes(index, queries, candidates)
    return np.concatenate((compare_pairs(index, queries, candidates), sizes), axis=1)


def compare_pairs(index: Index, queries: Indices, candidates: Indices) -> Features:
    """Return one row of `OF_PAIRS` for each pair: all features but the sizes of events."""
    count = len(queries)
    features = np.zeros((count, len(OF_PAIRS)), np.float32)
    product = index.vectors[queries].multiply(index.vectors[candidates]).tocsr()
    rows = np.repeat(np.arange(count), np.diff(product.indptr))
    kinds, weights = index.kinds[product.indices], index.weights[product.indices]
    days = np.abs(index.days[queries] - index.days[candidates])
    most = np.log(index.generation.events + 1)
    features[:, 0] = np.bincount(rows, product.data, minlength=count) * nearness(days)
    for kind in (CONTEXT, WORD, ADDRESS):
        chosen = np.flatnonzero(kinds == kind)
        own, owned = rows[chosen], weights[chosen]
        features[:, 1 + kind] = np.bincount(own, product.data[chosen], minlength=count)
        if len(chosen):
            starts = np.flatnonzero(np.concatenate(([True], own[1:] != own[:-1])))
            features[own[starts], 4 + kind] = np.maximum.reduceat(owned, starts) / most
        shared = np.bincount(own, owned, minlength=count)
        features[:, 7 + kind] = shared / most
        if kind != ADDRESS:
            ours, theirs = index.idf_sums[queries, kind], index.idf_sums[candidates, kind]
            lesser, greater = np.minimum(ours, theirs), np.maximum(ours, theirs)
            features[:, 10 + kind] = shared / np.where(lesser > 0, lesser, 1)
            features[:, 12 + kind] = shared / np.where(greater > 0, greater, 1)
    features[:, 14] = np.log1p(days)
    features[:, 15:20] = _cosines(index, queries, candidates, days)
    features[:, 20:28] = _shared_places(index, queries, candidates, most)
    features[:, 28:32] = _shared_happenings(index, queries, candidates)
    return features


def _cosines(index: Index, queries: Indices, candidates: Indices, days: Numbers) -> Features:
    cosines = np.zeros((len(queries), 5), np.float32)
    embedded = index.embedded
    if not embedded.whole.width:
        return cosines
    whole, words, contexts = (
        (vectors.taken(queries).astype(np.float32), vectors.taken(candidates).astype(np.float32))
        for vectors in (embedded.whole, embedded.words, embedded.contexts)
    )

    def product(left: npt.NDArray[np.float32], right: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        # whole numbers below 2^24: exact in any order of addition
        cosine: npt.NDArray[np.float32] = np.einsum("ij,ij->i", left, right) / np.float32(UNIT**2)
        return cosine

    cosines[:, 0] = product(*whole)
    cosines[:, 1] = cosines[:, 0] * (1 + days / DECAY_DAYS) ** -POWER
    cosines[:, 2] = product(*words)
    cosines[:, 3] = product(*contexts)
    cosines[:, 4] = product(words[0], contexts[1]) + product(contexts[0], words[1])
    return cosines


def _shared_places(index: Index, queries: Indices, candidates: Indices, most: float) -> Features:
    shared_places = np.zeros((len(queries), 8), np.float32)
    if not index.knowledge.gazetteer or not len(queries):
        return shared_places
    is_country = index.are_countries
    common = index.placed[queries].multiply(index.placed[candidates]).tocsr()
    rows = np.repeat(np.arange(len(queries)), np.diff(common.indptr))
    weights = index.place_weights[common.indices] / most
    for column, chosen in ((0, is_country), (5, ~is_country)):
        own = index.placed_counts[:, 0 if column == 0 else 1]
        here, there = own[queries], own[candidates]
        kept = chosen[common.indices]
        shared = np.bincount(rows[kept], minlength=len(queries))
        shared_places[:, column] = shared
        shared_places[:, column + 1] = (here > 0) & (there > 0) & (shared == 0)
        one_sided = (here > 0) != (there > 0)
        if column:
            shared_places[:, column + 2] = one_sided
        else:
            np.maximum.at(shared_places[:, 2], rows[kept], weights[kept].astype(np.float32))
            shared_places[:, 3] = shared / np.maximum(here + there - shared, 1)
            shared_places[:, 4] = one_sided
    return shared_places


def _shared_happenings(index: Index, queries: Indices, candidates: Indices) -> Features:
    shared_happenings = np.zeros((len(queries), 4), np.float32)
    if not index.knowledge.happenings or not len(queries):
        return shared_happenings
    common = index.happened[queries].multiply(index.happened[candidates]).tocsr()
    shared = np.diff(common.indptr)
    own = np.diff(index.happenings.starts)
    here, there = own[queries], own[candidates]
    shared_happenings[:, 0] = shared
    shared_happenings[:, 1] = (here > 0) & (there > 0) & (shared == 0)
    shared_happenings[:, 2] = (here > 0) != (there > 0)
    shared_happenings[:, 3] = shared / np.maximum(here + there - shared, 1)
    return shared_happenings


def _compare_sizes(index: Index, queries: Indices, candidates: Indices) -> Features:
    """Return for each size of an event the lesser and the greater of the pair."""
    most = np.log(index.generation.events + 1)
    rows, numbers = np.unique(np.concatenate((queries, candidates)), return_inverse=True)
    sizes = np.zeros((len(rows), 7), np.float32)
    sizes[:, :4] = index.lengths[rows]
    sizes[:, 4:6] = index.idf_sums[rows][:, [CONTEXT, WORD]] / most
    embedding = index.knowledge.embedding
    if embedding is not None and index.embedded.whole.width:
        whole = index.embedded.whole.taken(rows).astype(np.float32)
        # Whole numbers below 2^24 again. A product by `@` would start a thread a core in each of the processes that share the work.
        sizes[:, 6] = np.einsum("ij,j->i", whole, embedding.ordinary.astype(np.float32)) / np.float32(UNIT**2)
    ours, theirs = np.split(sizes[numbers], 2)
    compared = np.empty((len(queries), 14), np.float32)
    compared[:, 0::2] = np.minimum(ours, theirs)
    compared[:, 1::2] = np.maximum(ours, theirs)
    return compared
