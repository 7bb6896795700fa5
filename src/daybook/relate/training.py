"""Training a ranker on an archive's own stories: editors' topics are the labels.

The only home of LightGBM, an optional dependency that nothing else needs. Stories that `quality.is_kept_out` names are
not trained on: the model's score is measured on them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from daybook.errors import RelateError
from daybook.relate.document import Document
from daybook.relate.features import FEATURES, Features, pair_features
from daybook.relate.formula import FormulaRanker
from daybook.relate.index import Index, build_index
from daybook.relate.learned import LearnedModel, Provenance
from daybook.relate.pools import Pools, fill_pools
from daybook.relate.quality import is_kept_out, ndcg
from daybook.relate.ranker import Indices
from daybook.relate.reading import read_documents
from daybook.relate.trained import TrainedRanker
from daybook.relate.trees import MOST_LEAVES, Split, Tree

ROUNDS = 150
LEARNING_RATE = 0.1
LEAST_IN_LEAF = 100
"""Trees, shrinkage and the fewest pairs in a leaf. Chosen by cross-validation over dev stories (five folds): 16 leaves and 100
rounds reach 0.519, 8 leaves and 150 rounds 0.518, stumps 0.51; `python -m benchmarks.evaluate_related` re-checks the model."""

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


def train_model(documents: Sequence[Document], *, corpus: str, processes: int = 1) -> LearnedModel:
    """Train on the stories of these documents; `corpus` says in words what they are.

    `RelateError` if LightGBM is not installed or there are too few stories. The same documents give the same model.
    """
    index = build_index([read_documents(documents)])
    pools = fill_pools(index, FormulaRanker(0.0), processes)
    stories = _gather_stories(documents, index)
    lesson = _prepare(index, pools, {title: rows for title, rows in stories.items() if not is_kept_out(title)})
    test = _prepare(index, pools, {title: rows for title, rows in stories.items() if is_kept_out(title)})
    if len(lesson.rows) < FEWEST_QUERIES:
        raise RelateError(
            f"too little to learn from: {len(lesson.rows)} events in stories of two or more",
            hint="the shipped ranker needs no training",
        )
    trees = _boost(lesson)
    provenance = Provenance(corpus, len(index), lesson.stories, len(lesson.labels), test.stories, 0.0, 0.0)
    model = _calibrate(LearnedModel(trees, 0.0, provenance), lesson)
    ranker = TrainedRanker(model, 0.0)
    return replace(
        model,
        provenance=replace(
            provenance,
            ndcg=round(_measure(test, ranker.evaluate(test.features)), 4),
            formula_ndcg=round(_measure(test, test.features[:, 0].astype(np.float64)), 4),
        ),
    )


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
    candidates = pools.candidates[queries]
    filled = candidates >= 0
    sizes = filled.sum(axis=1).astype(np.int64)
    candidates = candidates[filled]
    pairs = np.repeat(queries, sizes)
    features = pair_features(index, pairs, candidates.astype(np.intp))
    ends = np.cumsum(sizes)
    labels = np.zeros(len(candidates), np.int8)
    for truth, start, end in zip(truths, (ends - sizes).tolist(), ends.tolist(), strict=True):
        labels[start:end] = [candidate in truth for candidate in candidates[start:end].tolist()]
    return _Lesson(queries, sizes, features, labels, tuple(truths), candidates, len(stories))


def _boost(lesson: _Lesson) -> tuple[Tree, ...]:
    try:
        import lightgbm
    except ImportError as error:
        raise RelateError("training needs LightGBM", hint="pip install 'daybook-archive[train]'") from error
    settings = {
        "objective": "lambdarank",
        "lambdarank_truncation_level": 20,
        "num_leaves": MOST_LEAVES,
        "learning_rate": LEARNING_RATE,
        "min_data_in_leaf": LEAST_IN_LEAF,
        "monotone_constraints": [way for way, _ in FEATURES.values()],
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "seed": 1,
        "verbose": -1,
    }
    kept = lesson.sizes > 0
    data = lightgbm.Dataset(lesson.features, lesson.labels, group=lesson.sizes[kept])
    booster = lightgbm.train(settings, data, ROUNDS)
    return tuple(_read_tree(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"])


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


def _calibrate(model: LearnedModel, lesson: _Lesson) -> LearnedModel:
    """Stretch and shift scores so that they are log-odds of being in one story (Platt's method, by Newton's steps)."""
    raw = TrainedRanker(model, 0.0).evaluate(lesson.features)
    matrix = np.column_stack((raw, np.ones(len(raw))))
    line = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-matrix @ line))
        slope = matrix.T @ (lesson.labels - chance)
        step = np.linalg.solve((matrix * (chance * (1 - chance))[:, None]).T @ matrix, slope)
        line += step
        if np.abs(step).max() < 1e-9:
            break
    stretch, shift = (float(value) for value in np.round(line, 6))
    trees = tuple(
        Tree(
            tree.splits,
            tuple(round(value * stretch, 6) for value in tree.values),
            tuple(round(value * stretch, 6) for value in tree.leaves),
        )
        for tree in model.trees
    )
    return replace(model, trees=trees, start=shift)


def _measure(lesson: _Lesson, scores: npt.NDArray[np.float64]) -> float:
    """Return the mean nDCG@10 over all events asked about."""
    reached, start = [], 0
    for size, truth in zip(lesson.sizes.tolist(), lesson.truths, strict=True):
        part = slice(start, start + size)
        order = np.argsort(-scores[part], kind="stable")
        reached.append(ndcg(lesson.candidates[part][order].tolist(), truth))
        start += size
    return sum(reached) / len(reached) if reached else 0.0
