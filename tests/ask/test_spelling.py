"""Words that were probably meant."""

from __future__ import annotations

import pytest

from daybook.ask.spelling import count_slips


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("israel", "israel", 0),
        ("isreal", "israel", 1),
        ("vacine", "vaccine", 1),
        ("navalney", "navalny", 1),
        ("abcd", "dcba", 3),
    ],
)
def test_slips_between_words_are_counted(one: str, other: str, slips: int) -> None:
    assert count_slips(one, other, 2) == slips
    assert count_slips(other, one, 2) == slips
