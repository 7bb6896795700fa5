"""What the full-text index answered is held by state and expression, within a bound."""

from __future__ import annotations

import numpy as np

from daybook.archive.reading.full_text_cache import MatchCache
from daybook.ask.index import Numbers


class Index:
    """Answers an expression with as many numbers as it has letters, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find(self, expression: str) -> Numbers:
        self.asked.append(expression)
        return np.arange(len(expression), dtype=np.int64)


def test_what_was_asked_is_held_until_the_archive_changes() -> None:
    index, cache = Index(), MatchCache()

    for generation in (1, 1, 2, 2, 1):
        assert len(cache.get(generation, "abc", index.find)) == 3

    assert index.asked == ["abc", "abc", "abc"]  # of a reader that still has the state before, nothing is held


def test_the_longest_unused_is_forgotten_where_there_is_too_much() -> None:
    index, cache = Index(), MatchCache(most=75)

    for expression in ("a", "b", "a", "c", "d", "a", "b"):
        cache.get(1, expression, index.find)

    assert index.asked == ["a", "b", "c", "d", "b"]


def test_what_is_held_cannot_be_written_to() -> None:
    assert not MatchCache().get(1, "abc", Index().find).flags.writeable
