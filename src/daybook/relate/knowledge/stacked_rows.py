"""Rows of one width in two parts: those that stand where they were read, and newer ones. Knows nothing of what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Stacked(Generic[Number]):
    """The rows of `base`, and after them those of `newer`.

    Put together they would be copied with every update, which costs more than all else there is to do: the base is mapped from
    a file, and has a hundred thousand rows.
    """

    base: npt.NDArray[Number]
    newer: npt.NDArray[Number]

    @classmethod
    def of(cls, rows: npt.NDArray[Number]) -> Stacked[Number]:
        """Return rows that all stand in the base."""
        return cls(rows, rows[:0])

    def __len__(self) -> int:
        return len(self.base) + len(self.newer)

    @property
    def width(self) -> int:
        """Numbers in a row."""
        return int(self.base.shape[1])

    def taken(self, rows: npt.NDArray[np.intp]) -> npt.NDArray[Number]:
        """Return these rows, in this order."""
        first = len(self.base)
        if not len(self.newer):
            return self.base[rows]
        is_newer = rows >= first
        if is_newer.all():
            return self.newer[rows - first]
        made = self.base[np.where(is_newer, 0, rows)] if first else np.empty((len(rows), self.width), self.base.dtype)
        made[is_newer] = self.newer[rows[is_newer] - first]
        return made

    def column(self, number: int) -> npt.NDArray[Number]:
        """Return one number of every row."""
        return np.concatenate((self.base[:, number], self.newer[:, number]))

    def followed_by(self, rows: npt.NDArray[Number]) -> Stacked[Number]:
        """Return these rows and then others."""
        return Stacked(self.base, np.concatenate((self.newer, rows)))

    @property
    def parts(self) -> Sequence[npt.NDArray[Number]]:
        """Both parts."""
        return (self.base, self.newer)
