"""What the full-text index answered lately, held for the next question: common words are asked for again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from daybook.ask.index import Numbers

MOST = 2_000_000
"""Numbers held of one state of the archive: 16 MB. The hundred commonest words of a large archive take a third."""


class MatchCache:
    """Row numbers by expression, the latest used at most so many; used by readers of one archive in any threads.

    Arrays are shared: nobody may write to them.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()  # around a few dictionary operations, never around a look into the index
        self._generation = -1
        self._size = 0
        self._held: OrderedDict[str, Numbers] = OrderedDict()

    def get(self, generation: int, expression: str, find: Callable[[str], Numbers]) -> Numbers:
        """Return what `find` gives for an expression in a state of the archive, held or asked for now."""
        with self._lock:
            if generation == self._generation and (found := self._held.get(expression)) is not None:
                self._held.move_to_end(expression)
                return found
        found = find(expression)
        found.flags.writeable = False
        with self._lock:
            if generation > self._generation:
                self._held.clear()
                self._generation, self._size = generation, 0
            if generation == self._generation and expression not in self._held:
                self._held[expression] = found
                self._size += len(found) + 20  # an entry takes room also where it is empty
                while self._size > self._most and self._held:
                    _, oldest = self._held.popitem(last=False)
                    self._size -= len(oldest) + 20
        return found
