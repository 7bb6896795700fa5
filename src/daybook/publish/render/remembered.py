"""What was made of a record, kept while it is likely to be asked for again: an event stands on a dozen lists, made once a format.

By the very record and not by its value: comparing one takes as long as writing it. A record that is kept here cannot be
taken for another, as it stays where it is in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, Generic, ParamSpec, TypeVar

Item = TypeVar("Item")
How = ParamSpec("How")
Made = TypeVar("Made")

REMEMBERED = 8_000
"""Records whose text is kept at a time, about 2 KB each in three formats: the events of a year and a half of the scale corpus.

`python -m benchmarks.build` prints time and memory.
"""


class Remembered(Generic[Item, How, Made]):
    """A function of a record, and of how to make what it makes of it, that remembers; `make` must depend on nothing else."""

    __slots__ = ("_kept", "_make")

    def __init__(self, make: Callable[Concatenate[Item, How], Made]) -> None:
        self._make = make
        self._kept: dict[tuple[object, ...], tuple[Item, Made]] = {}

    def __call__(self, item: Item, *how: How.args, **named: How.kwargs) -> Made:
        """Return what is made of a record."""
        key = (id(item), how, *named.items())
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= REMEMBERED:
                for old in list(self._kept)[: REMEMBERED // 4]:
                    del self._kept[old]
            found = self._kept[key] = (item, self._make(item, *how, **named))
        return found[1]
