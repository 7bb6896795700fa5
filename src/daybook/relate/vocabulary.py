"""Names and their numbers: terms are numbered once, in the order they are met, and keep their number for ever."""

from __future__ import annotations

from collections.abc import Iterable


class Vocabulary:
    """Numbers for names, from 0 without gaps; grows, never shrinks."""

    __slots__ = ("names", "numbers")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = list(names)
        self.numbers = {name: number for number, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def number(self, name: str) -> int:
        """Return the number of `name`, giving it the next one if it is new."""
        found = self.numbers.get(name)
        if found is None:
            found = self.numbers[name] = len(self.names)
            self.names.append(name)
        return found

    def copy(self) -> Vocabulary:
        """Return a vocabulary that can grow without changing this one."""
        made = Vocabulary()
        made.names = self.names.copy()
        made.numbers = self.numbers.copy()
        return made
