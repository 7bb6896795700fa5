"""Names and their numbers: terms are numbered once, in the order they are met, and keep their number for ever.

Names that were packed are four arrays: they need no reading when they come from a file, and are looked up by their
checksum. Newer ones stand in a dictionary beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class PackedNames:
    """Names as arrays: name `n` is `text[ends[n]:ends[n + 1]]` in UTF-8; `order` sorts names by their CRC-32, `keys`."""

    text: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.int64]
    keys: npt.NDArray[np.uint32]
    order: npt.NDArray[np.int32]

    @classmethod
    def of(cls, names: Iterable[str]) -> PackedNames:
        """Pack names; number `n` is the order in which a name is given."""
        encoded = [name.encode("utf-8", "surrogatepass") for name in names]
        ends = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=ends[1:])
        keys = np.fromiter(map(crc32, encoded), np.uint32, len(encoded))
        order = np.argsort(keys, kind="stable").astype(np.int32)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends, keys[order], order)

    def completed(self) -> PackedNames:
        """Return the same with `keys` and `order` of all names, of which these may lack the last ones."""
        known = len(self.order)
        if len(self.ends) == known + 1:
            return self
        text, ends = self.text[: int(self.ends[known])], self.ends[: known + 1]
        return PackedNames(text, ends, self.keys, self.order).extended(self.names(known))

    def extended(self, names: Iterable[str]) -> PackedNames:
        """Return these names with others, all new, after them."""
        new = PackedNames.of(names)
        insertions = np.searchsorted(self.keys, new.keys, side="right")
        return PackedNames(
            np.concatenate((self.text, new.text)),
            np.concatenate((self.ends, new.ends[1:] + self.ends[-1])),
            np.insert(self.keys, insertions, new.keys),
            np.insert(self.order, insertions, new.order + np.int32(len(self))),
        )

    def __len__(self) -> int:
        return len(self.order)

    def name(self, number: int) -> str:
        """Return the name with a number."""
        return self._bytes(number).decode("utf-8", "surrogatepass")

    def names(self, start: int = 0) -> Iterator[str]:
        """Yield all names from a number on, in order: several times as fast as one by one."""
        first = int(self.ends[start])
        content = self.text[first:].tobytes()
        for begin, end in pairwise((self.ends[start:] - first).tolist()):
            yield content[begin:end].decode("utf-8", "surrogatepass")

    def find(self, name: str) -> int | None:
        """Return the number of a name, None if it is not among them."""
        encoded = name.encode("utf-8", "surrogatepass")
        key = np.uint32(crc32(encoded))
        for slot in range(int(np.searchsorted(self.keys, key)), len(self.keys)):
            if self.keys[slot] != key:
                break
            if self._bytes(number := int(self.order[slot])) == encoded:
                return number
        return None

    def _bytes(self, number: int) -> bytes:
        return self.text[self.ends[number] : self.ends[number + 1]].tobytes()


class Vocabulary:
    """Numbers for names, from 0 without gaps; grows, never shrinks."""

    __slots__ = ("_new", "_numbers", "_packed")

    def __init__(self, packed: PackedNames | None = None) -> None:
        self._packed = packed or PackedNames.of(())
        self._new: list[str] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._packed) + len(self._new)

    def number(self, name: str) -> int:
        """Return the number of `name`, giving it the next one if it is new."""
        known = self.find(name)
        if known is None:
            known = self._numbers[name] = len(self)
            self._new.append(name)
        return known

    def find(self, name: str) -> int | None:
        """Return the number of `name`, None if it has none."""
        known = self._numbers.get(name)
        if known is None and len(self._packed):
            known = self._packed.find(name)
            if known is not None:
                self._numbers[name] = known
        return known

    def name(self, number: int) -> str:
        """Return the name with a number."""
        packed = len(self._packed)
        return self._packed.name(number) if number < packed else self._new[number - packed]

    def names(self, start: int = 0) -> Iterator[str]:
        """Yield all names from a number on, in order."""
        packed = len(self._packed)
        yield from self._packed.names(min(start, packed))
        yield from self._new[max(start - packed, 0) :]

    def pack(self) -> PackedNames:
        """Return all names as arrays, and keep them so from now on."""
        if self._new:
            self._packed = self._packed.extended(self._new)
            self._new, self._numbers = [], {}
        return self._packed
