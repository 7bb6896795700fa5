"""How many made-up examples a property is tried with."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples


def tried(count: int, fresh: int) -> list[int]:
    """Return what a property is tried with."""
    seen: list[int] = []

    @examples(count, fresh)
    @given(st.integers())
    def look(number: int) -> None:
        seen.append(number)

    look()
    return seen


def test_examples_are_the_same_in_each_run_and_as_many_as_a_property_needs() -> None:
    assert tried(7, 0) == tried(7, 0)
    assert len(tried(7, 0)) == 7


def test_fresh_ones_are_as_many_as_was_asked_for_whatever_a_property_needs() -> None:
    assert tried(7, 40) != tried(7, 40)
    assert len(tried(7, 40)) == 40
