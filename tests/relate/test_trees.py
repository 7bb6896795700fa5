"""Trees evaluated all at once give what walking them one by one gives."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from daybook.relate.knowledge.trees import MOST_LEAVES, Forest, Split, Tree, ready_forest


def grow(random: Random, features: int) -> Tree:
    """Make a tree at random: splits are numbered from the root down, leaves as they come."""
    splits: list[Split] = []
    leaves: list[float] = []
    budget = random.randint(1, MOST_LEAVES)

    def node(share: int) -> int:
        if share == 1:
            leaves.append(random.uniform(-1, 1))
            return -len(leaves)
        place = len(splits)
        feature, threshold = random.randrange(features), float(random.randint(0, 4))
        splits.append(Split(feature, threshold, 0, 0))
        left = random.randint(1, share - 1)
        splits[place] = Split(feature, threshold, node(left), node(share - left))
        return place

    node(budget)
    return Tree(tuple(splits), tuple(random.uniform(-1, 1) for _ in splits), tuple(leaves))


def walk(tree: Tree, row: list[float]) -> float:
    """Evaluate one tree the plain way."""
    if not tree.splits:
        return tree.leaves[0]
    node = 0
    while node >= 0:
        split = tree.splits[node]
        node = split.left if row[split.feature] <= split.threshold else split.right
    return tree.leaves[~node]


def test_a_forest_is_made_ready_once_for_all_who_use_it() -> None:
    trees = tuple(grow(Random(7), 3) for _ in range(2))

    assert ready_forest(trees, (0, 1, 0), 2) is ready_forest(tuple(trees), (0, 1, 0), 2)
    assert ready_forest(trees, (0, 1, 0), 2) is not ready_forest(trees[:1], (0, 1, 0), 2)


@given(st.integers(0, 10_000))
def test_a_forest_adds_up_what_its_trees_say(seed: int) -> None:
    """For any trees and rows, also rows that stand exactly on a threshold; parts add up to the score."""
    random = Random(seed)
    trees = [grow(random, 3) for _ in range(5)]
    rows = np.array([[random.randint(-1, 5) for _ in range(3)] for _ in range(20)], np.float32)

    forest = Forest(trees, [0, 1, 0], 2)

    expected = [sum(walk(tree, row) for tree in trees) for row in rows.tolist()]
    assert np.allclose(forest.evaluate(rows), expected, atol=1e-5)
    assert np.allclose(forest.attribute(rows).sum(axis=1), forest.evaluate(rows), atol=1e-12)
