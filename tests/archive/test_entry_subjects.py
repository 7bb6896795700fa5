"""Which subjects rows of words have: looked up, counted, and merged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from daybook.archive.reading.entry_subjects import KIND_NUMBERS, SubjectPairs, merged_pairs
from daybook.model import SubjectKind

TOPIC, CONTEXT = SubjectKind.TOPIC, SubjectKind.CONTEXT

KEYS = {1: (10, 11), 2: (11, 12), 3: (), 4: (12, 13)}
"""The rows of words of each subject; the id 0 is nobody's."""


def pairs(merged: dict[int, int] | None = None) -> SubjectPairs:
    """Make the pairs of four subjects, topics but for the last, some of them merged into others."""
    targets = np.array([(merged or {}).get(number, number) for number in range(5)])
    keys = np.array([row for rows in KEYS.values() for row in rows], dtype=np.int32)
    starts = np.array([0, 0, 2, 4, 4, 6])
    kinds = np.array([0, *[KIND_NUMBERS[TOPIC]] * 3, KIND_NUMBERS[CONTEXT]], dtype=np.int8)
    return SubjectPairs(1, *merged_pairs(keys, starts, targets), kinds, keys, starts, targets)


def columns(found: SubjectPairs) -> list[tuple[int, int]]:
    return [(int(subject), int(row)) for subject, row in zip(found.subjects, found.words, strict=True)]


@pytest.mark.parametrize(
    ("subjects", "rows"),
    [((1,), [10, 11]), ((4,), [12, 13]), ((1, 2), [10, 11, 12]), ((3,), []), ((3, 1), [10, 11]), ((), []), ((5, -1), []), ((5, 2), [11, 12])],
)  # fmt: skip
def test_the_rows_of_subjects_are_theirs_once_and_rising(subjects: Sequence[int], rows: list[int]) -> None:
    """Of one that is not known, none."""
    assert pairs().having(subjects).tolist() == rows


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([], [0, 0, 0, 0, 0]),
        ([11], [0, 1, 1, 0, 0]),
        ([10, 11], [0, 2, 1, 0, 0]),
        ([11, 11, 12], [0, 2, 3, 0, 1]),
        ([13, 13, 13], [0, 0, 0, 0, 3]),
        ([99], [0, 0, 0, 0, 0]),
    ],
)
def test_subjects_are_counted_by_the_events_that_have_them(rows: list[int], counts: list[int]) -> None:
    """A row that stands for several events counts as many times."""
    assert pairs().counts(np.array(rows, dtype=np.int64)).tolist() == counts


def test_the_foremost_of_a_kind_have_most_and_equal_ones_are_in_order_of_their_ids() -> None:
    counts = np.array([9, 2, 3, 2, 7])

    assert pairs().most(counts, TOPIC, 9) == [(2, 3), (1, 2), (3, 2)]
    assert pairs().most(counts, TOPIC, 2) == [(2, 3), (1, 2)]
    assert pairs().most(counts, CONTEXT, 9) == [(4, 7)]
    assert pairs().most(np.array([9, 0, 1, 0, 0]), TOPIC, 9) == [(2, 1)]


def test_a_subject_that_was_merged_counts_as_the_other_and_once_where_a_row_had_both() -> None:
    assert columns(pairs()) == [(1, 10), (1, 11), (2, 11), (2, 12), (4, 12), (4, 13)]
    assert columns(pairs({1: 2})) == [(2, 10), (2, 11), (2, 12), (4, 12), (4, 13)]
    assert columns(pairs({4: 1})) == [(1, 10), (1, 11), (1, 12), (1, 13), (2, 11), (2, 12)]
    assert pairs({1: 2}).having([1]).tolist() == [10, 11]  # the index still has what it was given
