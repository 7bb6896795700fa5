"""Training a ranker on an archive's own stories: editors' topics are the labels.

The only home of LightGBM, an optional dependency that nothing else needs. A ranker is taught twice: once without the
stories that `quality.is_kept_out` names, to be measured on them, and then by all stories, which is what is returned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np
import numpy.typing as npt

from daybook.errors import RelateError
from daybook.relate.index.event_index import NOTHING, Index, build_index
from daybook.relate.knowledge.feature_names import FEATURES, OF_PAIRS, PLAIN, columns_of
from daybook.relate.knowledge.language_knowledge import Knowledge
from daybook.relate.knowledge.trained_model import (
    OF_KINDS,
    OF_TOPICS,
    RELEVANCE_FEATURES,
    LearnedForest,
    LearnedModel,
    LearnedRelevance,
    Provenance,
)
from daybook.relate.knowledge.trees import MOST_LEAVES, Split, Tree
from daybook.relate.lists.pools import Pools, fill_pools
from daybook.relate.ranking.formula import FormulaRanker
from daybook.relate.ranking.pair_features import Features, pair_features
from daybook.relate.ranking.ranker import Indices
from daybook.relate.ranking.relevance import relevance_features
from daybook.relate.ranking.trained import FLOOR_OF_SCORES, LEAST, TrainedRanker
from daybook.relate.terms.document import Document
from daybook.relate.terms.reading import read_documents
from daybook.relate.training.quality import is_kept_out, ndcg

ROUNDS = 150
LEARNING_RATE = 0.1
LEAST_IN_LEAF = 100
"""Trees, shrinkage and the fewest pairs in a leaf. Chosen by cross-validation over dev stories (five folds): 16 leaves and 100
rounds reach 0.519, 8 leaves and 150 rounds 0.518, stumps 0.51; `python -m benchmarks.evaluate_related` re-checks the model."""

RELEVANCE_ROUNDS = 300
"""Trees of relevance, of `MOST_LEAVES` leaves, each of which sees three fifths of the pairs and 0.3 of the features. Chosen by
cross-validation over months (over events, pairs of one story would stand on both sides): area under the curve of being related 0.765
for the best candidates of events without a list, 0.877 for pairs near those shown. With all pairs and half of the features for each
tree 0.752 and 0.875, without kinds of news 0.685 and 0.855; 400 trees or six leaves change nothing."""

MOST_QUERIES = 20
"""Events of one story that are asked about: keeps a story of thousands from drowning the others."""

FEWEST_QUERIES = 200
"""Below this many events in stories there is nothing to learn from."""


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Pairs to learn from: `rows` are asked about, each with `sizes` candidates; `truths` are all events of their story."""

    rows: Indices
    sizes: npt.NDArray[np.int64]
    features: Features
    labels: npt.NDArray[np.int8]
    truths: tuple[frozenset[int], ...]
    candidates: npt.NDArray[np.int32]
    stories: int


def train_model(
    documents: Sequence[Document],
    *,
    corpus: str,
    knowledge: Knowledge = NOTHING,
    processes: int = 1,
) -> LearnedModel:
    """Train on all stories of these documents; `corpus` says in words what they are. No model of `knowledge` is used.

    What the provenance says was reached is reached by a model taught in the same way, but without the stories that it is
    measured on. Without an embedding both forests are the plain one. `RelateError` if LightGBM is not installed or there
    are too few stories. The same documents give the same model.
    """
    index = build_index([read_documents(documents)], knowledge=knowledge)
    stories = _gather_stories(documents, index)
    formula = FormulaRanker(0.0)
    lessons = _Lessons(index, fill_pools(index, formula, processes), stories)
    plain, ndcg = _teach(lessons, PLAIN, has_embedding=False)
    formula_ndcg = _measure(lessons.test, lessons.test.features[:, 0].astype(np.float64))
    whole = plain
    if knowledge.embedding is not None:
        blank = TrainedRanker(LearnedForest((), (), 0.0), 0.0, has_embedding=True)
        lessons = _Lessons(index, fill_pools(index, blank, processes), stories)
        whole, ndcg = _teach(lessons, tuple(FEATURES), has_embedding=True)
    provenance = Provenance(
        corpus,
        len(index),
        len(stories),
        len(lessons.taught.labels) + len(lessons.test.labels),
        lessons.test.stories,
        round(ndcg, 4),
        round(formula_ndcg, 4),
    )
    return LearnedModel(whole, plain, provenance)


def teach_forest(
    documents: Sequence[Document], knowledge: Knowledge, names: tuple[str, ...], processes: int = 1
) -> LearnedForest:
    """Return a forest over some features, taught by all stories of these documents; see `train_model` for errors."""
    index = build_index([read_documents(documents)], knowledge=knowledge)
    blank = TrainedRanker(LearnedForest((), (), 0.0), 0.0, has_embedding=knowledge.embedding is not None)
    lesson = _prepare(index, fill_pools(index, blank, processes), _gather_stories(documents, index))
    _expect_enough(lesson)
    return _grow_forest(lesson, names)


def hide_kept_out(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield documents without the topics of those whose story is kept out, so that nothing taught by them has seen it."""
    for document in documents:
        hidden = any(is_kept_out(story.title or story.name) for story in document.innermost[-1:])
        yield replace(document, stories=()) if hidden else document


@dataclass(frozen=True, slots=True)
class Graded:
    """Documents, and pairs of them by their ids with the grade that a reader gave: 0 unrelated, 1 akin, 2 the same matter.

    `weights` say how much each pair counts.
    """

    documents: Sequence[Document]
    pairs: Sequence[tuple[int, int, int]]
    weights: Sequence[float]


def train_relevance(graded: Sequence[Graded], *, corpus: str, knowledge: Knowledge) -> LearnedRelevance:
    """Train relevance on graded pairs; `corpus` says in words where they are from. `knowledge` has all that the ranker looks at."""
    assert knowledge.model is not None
    ranker = TrainedRanker(knowledge.model.whole, LEAST - FLOOR_OF_SCORES, has_embedding=True)
    features, grades = [], []
    for part in graded:
        index = build_index([read_documents(part.documents)], knowledge=knowledge)
        row_of = {event: row for row, event in enumerate(index.ids.tolist())}
        queries, candidates = (np.array([row_of[pair[side]] for pair in part.pairs], np.intp) for side in (0, 1))
        judged = ranker.judge(index, queries, candidates, np.zeros(len(queries), np.float32))
        features.append(relevance_features(index, queries, candidates, judged))
        grades.append(np.array([grade for _, _, grade in part.pairs]))
    pairs, grades_of_all = np.concatenate(features), np.concatenate(grades)
    weights = np.concatenate([part.weights for part in graded])
    related, same = (_grow(pairs, grades_of_all >= least, weights) for least in (1, 2))
    return LearnedRelevance(related, same, corpus, len(grades_of_all))


def _grow(pairs: Features, labels: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64]) -> LearnedForest:
    """Return a forest that gives log-odds of a label."""
    lightgbm = _load_lightgbm()
    settings = {
        "objective": "binary",
        "num_leaves": MOST_LEAVES,
        "learning_rate": 0.05,
        "min_data_in_leaf": 40,
        "feature_fraction": 0.3,
        "bagging_fraction": 0.6,
        "bagging_freq": 1,
        "lambda_l2": 5,
        "monotone_constraints": [*(FEATURES[name][0] for name in OF_PAIRS), *OF_TOPICS.values(), *OF_KINDS.values()],
        **_SAME_EVERYWHERE,
    }
    booster = lightgbm.train(
        settings, lightgbm.Dataset(pairs, labels.astype(np.int8), weight=weights), RELEVANCE_ROUNDS
    )
    trees = (_read_tree(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"])
    return LearnedForest(RELEVANCE_FEATURES, tuple(_rounded(tree) for tree in trees), 0.0)


def _rounded(tree: Tree, stretch: float = 1.0) -> Tree:
    values, leaves = (tuple(round(value * stretch, 6) for value in part) for part in (tree.values, tree.leaves))
    return Tree(tree.splits, values, leaves)


class _Lessons:
    """What is taught, and what is kept out to measure by."""

    def __init__(self, index: Index, pools: Pools, stories: dict[str, list[int]]) -> None:
        self.taught = _prepare(index, pools, {name: rows for name, rows in stories.items() if not is_kept_out(name)})
        self.test = _prepare(index, pools, {name: rows for name, rows in stories.items() if is_kept_out(name)})
        _expect_enough(self.taught)


def _expect_enough(lesson: _Lesson) -> None:
    """Raise `RelateError` where there is too little to learn from."""
    if len(lesson.rows) < FEWEST_QUERIES:
        raise RelateError(
            f"too little to learn from: {len(lesson.rows)} events in stories of two or more",
            hint="the shipped ranker needs no training",
        )


def _teach(lessons: _Lessons, names: tuple[str, ...], *, has_embedding: bool) -> tuple[LearnedForest, float]:
    """Return a forest over these features taught by everything, and what one reaches that was not taught what it is asked."""
    measured = TrainedRanker(_grow_forest(lessons.taught, names), 0.0, has_embedding=has_embedding)
    reached = _measure(lessons.test, measured.evaluate(lessons.test.features))
    return _grow_forest(_joined(lessons.taught, lessons.test), names), reached


def _grow_forest(lesson: _Lesson, names: tuple[str, ...]) -> LearnedForest:
    return _calibrate(LearnedForest(names, _boost(lesson, names), 0.0), lesson)


def _joined(first: _Lesson, second: _Lesson) -> _Lesson:
    """Return both lessons as one."""
    arrays = ("rows", "sizes", "features", "labels", "candidates")
    parts = (np.concatenate((getattr(first, name), getattr(second, name))) for name in arrays)
    rows, sizes, features, labels, candidates = parts
    truths, stories = (*first.truths, *second.truths), first.stories + second.stories
    return _Lesson(rows, sizes, features, labels, truths, candidates, stories)


def _gather_stories(documents: Sequence[Document], index: Index) -> dict[str, list[int]]:
    """Return the rows of each innermost story of two or more events, by the story's title."""
    row_of = {event: row for row, event in enumerate(index.ids.tolist())}
    stories: dict[str, list[int]] = {}
    for document in documents:
        for story in document.innermost[-1:]:
            stories.setdefault(story.title or story.name, []).append(row_of[document.id])
    return {title: sorted(rows) for title, rows in sorted(stories.items()) if len(rows) > 1}


def _prepare(index: Index, pools: Pools, stories: dict[str, list[int]]) -> _Lesson:
    rows, truths = [], []
    for members in stories.values():
        asked = sorted(members, key=lambda row: hashlib.sha256(str(index.ids[row]).encode()).digest())[:MOST_QUERIES]
        rows += asked
        truths += [frozenset(members) - {row} for row in asked]
    queries = np.array(rows, np.intp)
    candidates, filled = pools.candidates[queries], pools.taken(queries).is_first
    sizes = filled.sum(axis=1).astype(np.int64)
    candidates = candidates[filled]
    pairs = np.repeat(queries, sizes)
    features = pair_features(index, pairs, candidates.astype(np.intp))
    ends = np.cumsum(sizes)
    labels = np.zeros(len(candidates), np.int8)
    for truth, start, end in zip(truths, (ends - sizes).tolist(), ends.tolist(), strict=True):
        labels[start:end] = [candidate in truth for candidate in candidates[start:end].tolist()]
    return _Lesson(queries, sizes, features, labels, tuple(truths), candidates, len(stories))


def _boost(lesson: _Lesson, names: tuple[str, ...]) -> tuple[Tree, ...]:
    lightgbm = _load_lightgbm()
    settings = {
        "objective": "lambdarank",
        "lambdarank_truncation_level": 20,
        "num_leaves": MOST_LEAVES,
        "learning_rate": LEARNING_RATE,
        "min_data_in_leaf": LEAST_IN_LEAF,
        "monotone_constraints": [FEATURES[name][0] for name in names],
        **_SAME_EVERYWHERE,
    }
    kept = lesson.sizes > 0
    data = lightgbm.Dataset(lesson.features[:, columns_of(names)], lesson.labels, group=lesson.sizes[kept])
    booster = lightgbm.train(settings, data, ROUNDS)
    return tuple(_read_tree(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"])


_SAME_EVERYWHERE = {"deterministic": True, "force_row_wise": True, "num_threads": 1, "seed": 1, "verbose": -1}


def _load_lightgbm() -> ModuleType:
    try:
        import lightgbm
    except ImportError as error:
        raise RelateError("training needs LightGBM", hint="pip install 'daybook-archive[train]'") from error
    module: ModuleType = lightgbm
    return module


_Node = dict[str, "int | float | str | _Node"]


def _read_tree(root: _Node) -> Tree:
    """Turn LightGBM's nested nodes into splits in the order of their depth-first walk."""
    splits: list[Split] = []
    values: list[float] = []
    leaves: list[float] = []

    def walk(node: _Node) -> int:
        if "leaf_value" in node:
            leaves.append(_float(node["leaf_value"]))
            return ~(len(leaves) - 1)
        node_index = len(splits)
        splits.append(Split(int(_float(node["split_feature"])), _float(node["threshold"]), 0, 0))
        values.append(_float(node["internal_value"]))
        left, right = node["left_child"], node["right_child"]
        assert isinstance(left, dict)
        assert isinstance(right, dict)
        splits[node_index] = replace(splits[node_index], left=walk(left))
        splits[node_index] = replace(splits[node_index], right=walk(right))
        return node_index

    walk(root)
    return Tree(tuple(splits), tuple(values), tuple(leaves))


def _float(value: float | str | _Node) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _calibrate(forest: LearnedForest, lesson: _Lesson) -> LearnedForest:
    """Stretch and shift scores so that they are log-odds of being in one story (Platt's method, by Newton's steps)."""
    raw = TrainedRanker(forest, 0.0, has_embedding=False).evaluate(lesson.features)
    matrix = np.column_stack((raw, np.ones(len(raw))))
    # Platt's smoothed targets, and a ridge: where the trees tell all stories apart, the line would else grow without end.
    related = int(lesson.labels.sum())
    high, low = (related + 1) / (related + 2), 1 / (len(raw) - related + 2)
    targets = np.where(lesson.labels > 0, high, low)
    line = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ line, -30, 30)))
        slope = matrix.T @ (targets - chance)
        bend = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + np.eye(2) * 1e-6
        step = np.clip(np.linalg.solve(bend, slope), -5, 5)
        line += step
        if np.abs(step).max() < 1e-9:
            break
    stretch, shift = (float(value) for value in np.round(line, 6))
    return replace(forest, trees=tuple(_rounded(tree, stretch) for tree in forest.trees), start=shift)


def _measure(lesson: _Lesson, scores: npt.NDArray[np.float64]) -> float:
    """Return the mean nDCG@10 over all events asked about."""
    reached, start = [], 0
    for size, truth in zip(lesson.sizes.tolist(), lesson.truths, strict=True):
        part = slice(start, start + size)
        order = np.argsort(-scores[part], kind="stable")
        reached.append(ndcg(lesson.candidates[part][order].tolist(), truth))
        start += size
    return sum(reached) / len(reached) if reached else 0.0
