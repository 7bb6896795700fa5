"""Teaching an embedding: events that belong together are drawn together, all others of a batch apart.

Symmetric softmax over the batch (InfoNCE; Oord et al. 2018), a sum of term vectors on either side, Adam on the rows that
a batch touches. Half of the terms are left out at random each time, on both sides: no event can be recognised by one rare
name, so the vectors of its other words have to learn what it is about. Numpy alone; the same pairs and seed give the same
bytes on the same machine (another machine's matrix product may round another way).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from daybook.relate.knowledge.embedding import DIMENSIONS
from daybook.relate.terms.rows import Rows

TEMPERATURE = 0.07
BATCH = 1024
BLOCK = 128
"""Anchors of a batch that are near in time: eight such blocks make a batch, so that an event is told apart both from what
else happened in its weeks and from other years."""

RATE = 0.01
WARM_UP = 50
LAST_RATE = 0.1
"""Adam's rate, the steps in which it rises from 0, and the share of it that is left at the end of a straight decline."""

DROPOUT = 0.5
"""Share of terms that are left out on each side. It and the weak pairs make the embedding: without, nDCG@10 of the cosine
alone on dev stories falls from 0.45 to about 0.42."""

Pairs = npt.NDArray[np.int32]
"""One row for each pair: anchor, partner."""

Table = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Course:
    """What an embedding is taught with: `terms` of each event, its `topics` (of any level), its `days`, idf of terms."""

    terms: Rows
    topics: Rows
    days: npt.NDArray[np.int32]
    idf: npt.NDArray[np.float32]


def train_vectors(
    course: Course, draw_pairs: Callable[[np.random.Generator], Pairs], epochs: int, seed: int = 1
) -> Iterator[tuple[int, float, Table]]:
    """Yield after each epoch its number, its mean loss, and the vectors, which go on changing.

    `draw_pairs` gives the pairs of an epoch, each time others.
    """
    random = np.random.default_rng(seed)
    noise = random.standard_normal((len(course.idf), DIMENSIONS), np.float32)
    vectors = noise * (course.idf / np.float32(5 * np.sqrt(DIMENSIONS)))[:, None]
    topics = _as_matrix(course.topics)
    first, second = np.zeros_like(vectors), np.zeros_like(vectors)
    step, steps = 0, 0
    for epoch in range(epochs):
        batches = _make_batches(draw_pairs(random), course.days, random)
        steps = max(steps, len(batches) * epochs)
        losses = []
        for batch in batches:
            step += 1
            rate = RATE * min(1, step / WARM_UP) * (1 - (1 - LAST_RATE) * min(1, step / steps))
            loss, rows, slopes = _look_at(batch, course.terms, vectors, topics, random)
            # Adam's moments of rows that are not touched rest: news words are rare, and most rows are untouched.
            first[rows] = 0.9 * first[rows] + 0.1 * slopes
            second[rows] = 0.999 * second[rows] + 0.001 * slopes * slopes
            mean, square = first[rows] / (1 - 0.9**step), second[rows] / (1 - 0.999**step)
            vectors[rows] -= np.float32(rate) * mean / (np.sqrt(square) + 1e-8)
            losses.append(loss)
        yield epoch + 1, float(np.mean(losses)), vectors


def to_bytes(vectors: Table) -> npt.NDArray[np.int8]:
    """Return vectors as signed bytes with one scale for all: only directions of sums count, so the scale is forgotten."""
    scale = 127 / float(np.quantile(np.abs(vectors), 0.9999))
    whole: npt.NDArray[np.int8] = np.clip(np.rint(vectors * scale), -127, 127).astype(np.int8)
    return whole


def _make_batches(pairs: Pairs, days: npt.NDArray[np.int32], random: np.random.Generator) -> list[Pairs]:
    """Return batches of blocks of pairs near in time; what does not fill a block is left to the next epoch."""
    # Jitter of a week: the borders of blocks fall elsewhere in each epoch.
    order = np.argsort(days[pairs[:, 0]] + random.uniform(-7, 7, len(pairs)), kind="stable")
    count = len(pairs) // BLOCK
    if count < BATCH // BLOCK:
        return [pairs[random.permutation(len(pairs))[:BATCH]]]
    skipped = int(random.integers(len(pairs) - count * BLOCK + 1))
    blocks = pairs[order[skipped : skipped + count * BLOCK]].reshape(count, BLOCK, 2)
    blocks = blocks[random.permutation(count)]
    of_batch = BATCH // BLOCK
    return [blocks[start : start + of_batch].reshape(-1, 2) for start in range(0, count - of_batch + 1, of_batch)]


def _look_at(
    batch: Pairs, terms: Rows, vectors: Table, topics: sparse.csr_array, random: np.random.Generator
) -> tuple[float, npt.NDArray[np.int64], Table]:
    """Return the loss of a batch, the rows of vectors that it touches, and the slopes there."""
    count = len(batch)
    rows, chosen = _drop_terms(terms, batch.T.reshape(-1), random)
    sums = chosen @ vectors[rows]
    lengths = np.maximum(np.sqrt((sums * sums).sum(axis=1, keepdims=True)), np.float32(1e-6))
    units = sums / lengths
    anchors, partners = units[:count], units[count:]
    logits = anchors @ partners.T / np.float32(TEMPERATURE)
    # Two events of one topic are no counterexample, nor is an event to itself.
    own = np.arange(count)
    same = (topics[batch[:, 0]] @ topics[batch[:, 1]].T).tocoo()
    kept = same.row != same.col
    logits[same.row[kept], same.col[kept]] = -np.inf
    equal = (
        (batch[:, :1] == batch[:, 1][None, :])
        | (batch[:, :1] == batch[:, 0][None, :])
        | (batch[:, 1:] == batch[:, 1][None, :])
    )
    equal[own, own] = False
    logits[equal] = -np.inf
    by_row, row_loss = _softmax(logits)
    by_column, column_loss = _softmax(logits.T)
    slopes = by_row + by_column.T
    slopes[own, own] -= 2
    slopes /= np.float32(2 * count * TEMPERATURE)
    pulled = np.concatenate((slopes @ partners, slopes.T @ anchors))
    # The slope through bringing to length 1: what is along the unit vector itself changes nothing.
    pulled = (pulled - units * (pulled * units).sum(axis=1, keepdims=True)) / lengths
    return (row_loss + column_loss) / 2, rows, (chosen.T @ pulled).astype(np.float32)


def _softmax(logits: Table) -> tuple[Table, float]:
    """Return the softmax of each row, and the mean loss if the right one of row `n` is column `n`."""
    top = logits.max(axis=1, keepdims=True)
    powers = np.exp(logits - top)
    totals = powers.sum(axis=1, keepdims=True)
    loss = float(np.mean(np.log(totals[:, 0]) + top[:, 0] - np.diagonal(logits)))
    return powers / totals, loss


def _drop_terms(
    terms: Rows, events: npt.NDArray[np.int32], random: np.random.Generator
) -> tuple[npt.NDArray[np.int64], sparse.csr_array]:
    """Return the terms left of these events: their numbers, and a matrix of events by them."""
    own = terms.taken(events.astype(np.intp))
    draws = random.random(len(own.values), np.float32)
    numbers = own.row_numbers()
    kept = draws >= DROPOUT
    # No event is left without any term: the one that drew highest stays.
    if len(draws):
        filled = np.flatnonzero(np.diff(own.starts))
        highest = np.zeros(len(own), np.float32)
        highest[filled] = np.maximum.reduceat(draws, own.starts[filled])
        kept |= draws == highest[numbers]
    rows, columns = np.unique(own.values[kept], return_inverse=True)
    shape = (len(own), len(rows))
    ones = np.ones(int(kept.sum()), np.float32)
    return rows.astype(np.int64), sparse.csr_array((ones, (numbers[kept], columns)), shape=shape)


def _as_matrix(rows: Rows) -> sparse.csr_array:
    width = int(rows.values.max(initial=-1)) + 1
    return sparse.csr_array((np.ones(len(rows.values), np.float32), rows.values, rows.starts), shape=(len(rows), width))
