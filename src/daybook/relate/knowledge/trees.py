"""Boosted trees, evaluated for many pairs at once with nothing but numpy.

Each tree has at most eight leaves, numbered from left to right. For every feature and every interval between its
thresholds a byte for each tree says which leaves can still be reached; the leaf is the lowest bit that is left when the
bytes of all features are joined (after QuickScorer: Lucchese et al., SIGIR 2015). Leaf values are multiples of 2^-20, so
that a score does not depend on the order of addition. Knows nothing of what the features mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

MOST_LEAVES = 8

_GRAIN = float(2**20)
_BLOCK = 4096
_LOWEST = np.array([(byte & -byte).bit_length() - 1 if byte else 0 for byte in range(256)], np.uint8)


@dataclass(frozen=True, slots=True)
class Split:
    """An inner node: pairs whose feature is at most `threshold` go left. A child is a node, or a leaf written as ~leaf."""

    feature: int
    threshold: float
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree; its root is the first split. `values[n]` is what a pair gets that would stop at split `n` (its mean)."""

    splits: tuple[Split, ...]
    values: tuple[float, ...]
    leaves: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _JointTable:
    """Masks of several features together: a row for each combination of their intervals, the last feature's changing first."""

    features: tuple[tuple[int, npt.NDArray[np.float64]], ...]
    masks: npt.NDArray[np.uint8]


_MOST_ROWS = 1024
"""Rows of a joint table: some 150 kB, which stays in a processor's cache. Joined, 31 looks for each pair are 10."""


def _join_tables(tables: Sequence[tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]]) -> list[_JointTable]:
    """Join the tables of features, largest first, as long as they fit; features that no tree asks for are left out."""
    asked = [feature for feature, (thresholds, _) in enumerate(tables) if len(thresholds)]
    joined: list[_JointTable] = []
    for feature in sorted(asked, key=lambda number: -len(tables[number][0])):
        thresholds, masks = tables[feature]
        fits = (place for place, each in enumerate(joined) if len(each.masks) * len(masks) <= _MOST_ROWS)
        place = next(fits, None)
        if place is None:
            joined.append(_JointTable(((feature, thresholds),), masks))
            continue
        both = (joined[place].masks[:, None, :] & masks[None, :, :]).reshape(-1, masks.shape[1])
        joined[place] = _JointTable((*joined[place].features, (feature, thresholds)), both)
    return joined


class Forest:
    """Trees made ready for evaluation; `groups` gathers features (by number) into the `parts` that scores are told in."""

    def __init__(self, trees: Sequence[Tree], groups: Sequence[int], parts: int) -> None:
        self._shares = np.zeros((len(trees), MOST_LEAVES, parts + 1))
        splits_on: list[list[tuple[float, int, int]]] = [[] for _ in groups]
        for tree_index, tree in enumerate(trees):
            order = _leaves_under(tree, 0) if tree.splits else (0,)
            bit_of = {leaf: bit for bit, leaf in enumerate(order)}
            for leaf, shares in _walk(tree, groups, self._shares.shape[2]):
                self._shares[tree_index, bit_of[leaf]] = shares
            for split in tree.splits:
                lost = sum(1 << bit_of[leaf] for leaf in _leaves_under(tree, split.left))
                splits_on[split.feature].append((split.threshold, tree_index, 255 & ~lost))
        # By byte of what can still be reached, so that one look finds the leaf's value.
        self._values = self._shares.sum(axis=2)[:, _LOWEST].reshape(-1)
        self._first_values = np.arange(len(trees), dtype=np.intp) * 256
        tables = []
        for splits in splits_on:
            thresholds = np.unique(np.array([threshold for threshold, _, _ in splits], np.float64))
            masks = np.full((len(thresholds) + 1, len(trees)), 255, np.uint8)
            for threshold, tree_index, mask in splits:
                masks[int(np.searchsorted(thresholds, threshold)) + 1 :, tree_index] &= mask
            tables.append((thresholds, masks))
        self._joint_tables = _join_tables(tables)

    def evaluate(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return the score of each row of features."""
        scores = np.empty(len(features))
        for start in range(0, len(features), _BLOCK):
            block = features[start : start + _BLOCK]
            values = self._values.take(self._reach(block) + self._first_values)
            scores[start : start + len(block)] = values.sum(axis=1)
        return scores

    def attribute(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return for each row what each group of features added to its score; last, what every row starts from.

        Walking down a tree, the change of the mean from node to node is the doing of the feature split on (Saabas 2014).
        A row adds up to its score.
        """
        parts = np.empty((len(features), self._shares.shape[2]))
        trees = np.arange(len(self._shares))
        for start in range(0, len(features), _BLOCK):
            block = features[start : start + _BLOCK]
            parts[start : start + len(block)] = self._shares[trees, _LOWEST[self._reach(block)]].sum(axis=1)
        return parts

    def _reach(self, block: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
        """Return the leaves of each tree that each row can reach, as a byte; it ends in the lowest."""
        reach = np.full((len(block), len(self._shares)), 255, np.uint8)
        for joint in self._joint_tables:
            rows = np.zeros(len(block), np.intp)
            for feature, thresholds in joint.features:
                rows *= len(thresholds) + 1
                rows += np.searchsorted(thresholds, block[:, feature].astype(np.float64))
            reach &= joint.masks.take(rows, axis=0)
        return reach


@lru_cache(maxsize=4)
def ready_forest(trees: tuple[Tree, ...], groups: tuple[int, ...], parts: int) -> Forest:
    """Return a forest made ready before, as long as it is used: 10 ms, for whoever relates again and again."""
    return Forest(trees, groups, parts)


def _walk(tree: Tree, groups: Sequence[int], width: int) -> Iterator[tuple[int, npt.NDArray[np.float64]]]:
    """Yield each leaf with what each group added on the way to it; the last entry is the tree's mean."""
    start = np.zeros(width)
    if not tree.splits:
        start[-1] = _grained(tree.leaves[0])
        yield 0, start
        return
    start[-1] = _grained(tree.values[0])
    waiting = [(0, start)]
    while waiting:
        node, shares = waiting.pop()
        split = tree.splits[node]
        for child in (split.left, split.right):
            value = tree.values[child] if child >= 0 else tree.leaves[~child]
            added = shares.copy()
            added[groups[split.feature]] += _grained(value) - _grained(tree.values[node])
            if child >= 0:
                waiting.append((child, added))
            else:
                yield ~child, added


def _grained(value: float) -> float:
    return round(value * _GRAIN) / _GRAIN


def _leaves_under(tree: Tree, node: int) -> tuple[int, ...]:
    if node < 0:
        return (~node,)
    split = tree.splits[node]
    return (*_leaves_under(tree, split.left), *_leaves_under(tree, split.right))
