"""The entries of the search index as columns, by name: see `daybook.archive.writing.search_entries` for what an entry is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybook.ask.index import Numbers

FOREVER = 1 << 62
"""Stands for "still" where an array has no None."""


@dataclass(frozen=True, slots=True)
class EntryRows:
    """Some entries, a row each; times are seconds since 1970, days are written as 20260301."""

    table: Numbers

    @property
    def events(self) -> Numbers:
        """The ids of events."""
        return self._column(0)

    @property
    def days(self) -> Numbers:
        """The days that the events stood under."""
        return self._column(1)

    @property
    def states(self) -> Numbers:
        """0 for withdrawn."""
        return self._column(2)

    @property
    def starts(self) -> Numbers:
        """From when on the archive knew."""
        return self._column(3)

    @property
    def untils(self) -> Numbers:
        """Until when it held; no later than its start where it only says what was known to have changed."""
        return self._column(4)

    @property
    def lapsed(self) -> Numbers:
        """From when on the entries of the event that it was joined with tell what changed."""
        return self._column(12)

    @property
    def saved(self) -> Numbers:
        """When the revision behind the entry was saved."""
        return self._column(5)

    @property
    def kinds(self) -> Numbers:
        """What it changed, as bits of `KIND_BITS`."""
        return self._column(6)

    @property
    def words(self) -> Numbers:
        """The row of the entry's words."""
        return self._column(7)

    @property
    def born(self) -> Numbers:
        """The generation from which on the row holds."""
        return self._column(9)

    @property
    def gone(self) -> Numbers:
        """The generation from which on it does not; `FOREVER` where it does."""
        return self._column(10)

    def where(self, mask: Numbers | NDArray[np.bool_]) -> EntryRows:
        """Return the rows of a mask, or of places in an order."""
        return EntryRows(self.table[mask])

    def _column(self, place: int) -> Numbers:
        column: Numbers = self.table[:, place]
        return column
