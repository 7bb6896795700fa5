"""The first rows of an order are those that sorting everything gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from daybook.ask.order import foremost


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=60), st.integers(1, 20))
def test_the_foremost_are_the_first_of_all_in_order(rows: list[tuple[int, int]], count: int) -> None:
    first, second = (np.array([row[at] for row in rows], dtype=float) for at in (0, 1))
    third = np.arange(len(rows))

    found = foremost(count, first, second, third)

    assert found.tolist() == sorted(range(len(rows)), key=lambda at: (*rows[at], at))[:count]
