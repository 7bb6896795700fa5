"""Relevance: how likely a reader finds two events related, and how likely they are of one matter.

The ranker's score says who comes first, and is taught by topics; what is shown at all is another question, and is taught by
pairs that were graded by reading. Here topics count too: on a page they are known.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from daybook.relate.index.event_index import CONTEXT, Index, weigh_rows
from daybook.relate.knowledge.embedding import UNIT, embed_events
from daybook.relate.knowledge.feature_names import OF_PAIRS
from daybook.relate.knowledge.trained_model import (
    KINDS,
    NO_TOPIC,
    OF_KINDS,
    OF_TOPICS,
    RELEVANCE_FEATURES,
    LearnedForest,
    LearnedRelevance,
)
from daybook.relate.knowledge.trees import Forest, ready_forest
from daybook.relate.ranking.pair_features import compare_pairs
from daybook.relate.ranking.ranker import Indices, Scores, in_parts
from daybook.relate.ranking.story_passages import share_story
from daybook.relate.terms.happenings import kinds_of
from daybook.relate.terms.rows import Rows, starts_of

_COLUMNS = {name: column for column, name in enumerate(OF_PAIRS)}
"""The column of each feature of a pair."""


class Relevance:
    """Two forests, each of which gives log-odds: of being related, of being the same matter."""

    def __init__(self, learned: LearnedRelevance) -> None:
        self._related, self._same = (_ready(forest) for forest in (learned.related, learned.same))
        self._starts = learned.related.start, learned.same.start

    def evaluate(
        self, index: Index, queries: Indices, candidates: Indices, judged: Scores, least: float
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return both log-odds of each pair, given its score with what a shared story adds to it.

        Those of being the same matter are told where those of being related reach `least`; elsewhere they are -inf.
        """
        related, same = np.empty(len(queries)), np.full(len(queries), -np.inf)
        for part in in_parts(len(queries)):
            features = relevance_features(index, queries[part], candidates[part], judged[part])
            related[part] = self._related.evaluate(features) + self._starts[0]
            near = np.flatnonzero(related[part] >= least)
            same[part.start + near] = self._same.evaluate(features[near]) + self._starts[1]
        return related, same


def relevance_features(index: Index, queries: Indices, candidates: Indices, judged: Scores) -> npt.NDArray[np.float32]:
    """Return one row of `RELEVANCE_FEATURES` for each pair."""
    features = np.empty((len(queries), len(RELEVANCE_FEATURES)), np.float32)
    features[:, : len(OF_PAIRS)] = compare_pairs(index, queries, candidates)
    features[:, len(OF_PAIRS)] = judged
    features[:, len(OF_PAIRS) + 1] = share_story(index, queries, candidates)
    kinds = len(OF_PAIRS) + len(OF_TOPICS)
    features[:, len(OF_PAIRS) + 2 : kinds] = _compare_topics(index, queries, candidates)
    shared = features[:, [_COLUMNS["shared countries"], _COLUMNS["shared regions"]]] > 0
    features[:, kinds:] = _compare_kinds(index, queries, candidates, shared)
    return features


def _compare_topics(index: Index, queries: Indices, candidates: Indices) -> npt.NDArray[np.float32]:
    """Return what `OF_TOPICS` says of topics, without the shared story; likenesses are 0 where one event has no topic."""
    rows, numbers = np.unique(np.concatenate((queries, candidates)), return_inverse=True)
    ours, theirs = np.split(numbers, 2)
    made = np.empty((len(queries), len(OF_TOPICS) - 2), np.float32)
    terms = index.topic_terms.taken(rows)
    vectors = weigh_rows(terms, index.weights, index.kinds)
    made[:, 0] = vectors[ours].multiply(vectors[theirs]).sum(axis=1)
    embedded = embed_events(terms, index.kinds == CONTEXT, index.term_vectors, index.knowledge.embedding).whole.base
    left, right = embedded[ours].astype(np.float32), embedded[theirs].astype(np.float32)
    made[:, 1] = np.einsum("ij,ij->i", left, right) / np.float32(UNIT**2)
    topics = _as_matrix(index.readings.topics.taken(rows), len(index.lexicon.stories))
    shared = topics[ours].multiply(topics[theirs]).tocsr()
    made[:, 2] = np.diff(shared.indptr) > 0
    made[:, 3] = NO_TOPIC
    sizes = np.log(index.topic_sizes[shared.indices]).astype(np.float32)
    np.minimum.at(made[:, 3], np.repeat(np.arange(len(queries)), np.diff(shared.indptr)), sizes)
    width = len(index.weights)
    of_topics, of_texts = _as_matrix(terms, width), _as_matrix(index.text_terms.taken(rows), width)
    made[:, 4:6] = _rarities(index, of_topics[ours].multiply(of_topics[theirs]).tocsr())
    crosswise = of_topics[ours].multiply(of_texts[theirs]) + of_texts[ours].multiply(of_topics[theirs])
    made[:, 6:8] = _rarities(index, crosswise.tocsr())
    return made


def _compare_kinds(
    index: Index, queries: Indices, candidates: Indices, shared: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float32]:
    """Return what `OF_KINDS` says; `shared` says of each pair whether both name one country, and one region."""
    rows, numbers = np.unique(np.concatenate((queries, candidates)), return_inverse=True)
    ours, theirs = np.split(numbers, 2)
    made = np.zeros((len(queries), len(OF_KINDS)), np.float32)
    terms = index.text_terms.taken(rows)
    kept = ~index.place_terms[terms.values]
    starts = starts_of(np.bincount(terms.row_numbers()[kept], minlength=len(rows)))
    elsewhere = Rows(starts, terms.values[kept])
    embedded = embed_events(elsewhere, index.kinds == CONTEXT, index.term_vectors, index.knowledge.embedding)
    for column, vectors in enumerate((embedded.whole.base, embedded.words.base)):
        left, right = vectors[ours].astype(np.float32), vectors[theirs].astype(np.float32)
        made[:, column] = np.einsum("ij,ij->i", left, right) / np.float32(UNIT**2)
    made[:, 2:4] = np.where(shared, made[:, 1:2], np.float32(-1))
    happenings = index.knowledge.happenings
    if happenings:
        tells = index.happened[rows] @ kinds_of(happenings) > 0
        made[:, 4 : 4 + len(KINDS)] = tells[ours] & tells[theirs]
        made[:, 4 + len(KINDS) :] = tells[ours] ^ tells[theirs]
    return made


def _rarities(index: Index, shared: sparse.csr_array) -> npt.NDArray[np.float64]:
    """Return for each pair the greatest idf of its terms and the sum of all, in shares of the greatest there is."""
    pairs = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
    weights = index.weights[shared.indices] / np.log(index.generation.events + 1)
    made = np.zeros((shared.shape[0], 2))
    np.maximum.at(made[:, 0], pairs, weights)
    made[:, 1] = np.bincount(pairs, weights, minlength=len(made))
    return made


def _as_matrix(rows: Rows, width: int) -> sparse.csr_array:
    ones = np.ones(len(rows.values), np.float32)
    return sparse.csr_array((ones, rows.values, rows.starts), shape=(len(rows), max(width, 1)))


def _ready(forest: LearnedForest) -> Forest:
    order: Sequence[str] = RELEVANCE_FEATURES
    if forest.features != tuple(order):
        raise ValueError("the forests of relevance look at all of its features")
    return ready_forest(forest.trees, (0,) * len(order), 1)
