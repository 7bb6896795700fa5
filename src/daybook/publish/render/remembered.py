"""What was made of a record, kept while it is likely to be asked for again: an event stands on a dozen lists, made once a format.

By the very record and not by its value: comparing one takes as long as writing it. A record that is kept here cannot be
taken for another, as it stays where it is in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

REMEMBERED = 8_000
"""Records whose text is kept at a time, about 2 KB each in three formats: the events of a year and a half of the scale corpus.

`python benchmarks/build.py` prints time and memory.
"""


class Remembered(Generic[Item, Made]):
    """A function of one record that remembers what it made; `make` must always give the same for the same record."""

    __slots__ = ("_kept", "_make")

    def __init__(self, make: Callable[[Item], Made]) -> None:
        self._make = make
        self._kept: dict[int, tuple[Item, Made]] = {}

    def __call__(self, item: Item) -> Made:
        """Return what is made of a record."""
        key = id(item)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= REMEMBERED:
                for old in list(self._kept)[: REMEMBERED // 4]:
                    del self._kept[old]
            found = self._kept[key] = (item, self._make(item))
        return found[1]
