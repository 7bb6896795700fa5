"""Numbers that came as one text."""

from __future__ import annotations

import pytest

from daybook.archive.encoding.number_lists import PIECE, read_numbers


@pytest.mark.parametrize(
    "numbers",
    [
        [],
        [0],
        [7, -3, 1 << 62],
        list(range(PIECE)),
        [10**11 + number for number in range(3 * PIECE // 13)],
        [1] * (PIECE // 2),
    ],
    ids=["none", "one", "some", "many", "long ones", "as many as a piece has"],
)
def test_numbers_are_read_back_however_many_pieces_they_come_in(numbers: list[int]) -> None:
    assert read_numbers(",".join(map(str, numbers))).tolist() == numbers
    assert read_numbers(None).tolist() == []
