"""Rows of numbers of different lengths, as two arrays. Knows nothing of what the numbers mean."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Row `i` is `values[starts[i]:starts[i + 1]]`."""

    starts: npt.NDArray[np.int64]
    values: Numbers

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Rows:
        """Return rows made of sequences."""
        values = array("i")
        for row in rows:
            values.extend(row)
        return cls(starts_of(np.fromiter(map(len, rows), np.int64, len(rows))), np.array(values, dtype=np.int32))

    @classmethod
    def end_to_end(cls, parts: Iterable[Rows]) -> Rows:
        """Return the rows of all parts, one after the other."""
        known = list(parts)
        lengths = [np.diff(part.starts) for part in known]
        values = [part.values for part in known]
        return cls(
            starts_of(np.concatenate([np.empty(0, np.int64), *lengths])),
            np.concatenate([np.empty(0, np.int32), *values]),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> Numbers:
        """Return one row."""
        return self.values[self.starts[number] : self.starts[number + 1]]

    def between(self, first: int, last: int) -> Rows:
        """Return the rows from one number to before another; their values are not copied."""
        start, end = self.starts[first], self.starts[last]
        return Rows(self.starts[first : last + 1] - start, self.values[start:end])

    def mapped(self, numbers: Numbers) -> Rows:
        """Return the rows with each value replaced by `numbers[value]`."""
        return Rows(self.starts, numbers[self.values])

    def row_numbers(self) -> npt.NDArray[np.int64]:
        """Return for each value the number of its row."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    def spread(self, rows: Rows) -> Rows:
        """Return the rows with each value replaced by the row of `rows` that it numbers."""
        inner = rows.taken(self.values.astype(np.intp))
        return Rows(inner.starts[self.starts], inner.values)

    def side_by_side(self, other: Rows) -> Rows:
        """Return as many rows, each with the values of this one's row and then the other's."""
        order = np.argsort(np.concatenate((self.row_numbers(), other.row_numbers())), kind="stable")
        return Rows(self.starts + other.starts, np.concatenate((self.values, other.values))[order])

    def taken(self, numbers: npt.NDArray[np.intp]) -> Rows:
        """Return only the rows with these numbers, in this order."""
        lengths = np.diff(self.starts)[numbers]
        starts = starts_of(lengths)
        order = np.repeat(self.starts[:-1][numbers] - starts[:-1], lengths) + np.arange(starts[-1])
        return Rows(starts, self.values[order])


def starts_of(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return where rows of these lengths start, and where the last one ends."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def count_in_rows(rows: Rows, chosen: npt.NDArray[np.bool_]) -> Numbers:
    """Return how many values of each row are chosen; `chosen` says of each value whether it is."""
    counts = np.zeros(len(rows), np.int32)
    # A part at a time: reduceat first turns all it adds up into the numbers that it returns.
    for first in range(0, len(rows), _ROWS):
        part = rows.between(first, min(first + _ROWS, len(rows)))
        # It takes the starts of rows that are not empty: an empty one would get its neighbour's first value.
        filled = np.flatnonzero(np.diff(part.starts))
        if len(filled):
            counts[first + filled] = np.add.reduceat(chosen[part.values], part.starts[filled], dtype=np.int32)
    return counts


_ROWS = 8192
"""Rows counted at a time: bounds memory to some 2 MB."""


def distinct(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return each number once, in ascending order.

    By sorting: `np.unique` of numpy 2.4 hashes, which takes eight times as long for the millions of keys of an archive.
    """
    ordered = np.sort(numbers)
    once: npt.NDArray[np.int64] = ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]
    return once


def values_of(parts: Iterable[Rows], limit: int) -> npt.NDArray[np.intp]:
    """Return the values that stand in any of these rows, ascending; all are below `limit`."""
    met = np.zeros(limit, np.bool_)
    for part in parts:
        met[part.values] = True
    return np.flatnonzero(met)
