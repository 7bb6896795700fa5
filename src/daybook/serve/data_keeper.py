"""Keeps the tables that a live site publishes near the archive: made anew in a process of its own, after the archive was written.

The pages are of the archive as it stands, the tables of a moment before: their page says which.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from daybook.config import Settings
from daybook.errors import DaybookError
from daybook.pipeline.open_data import is_fresh, refresh_data
from daybook.progress import finish
from daybook.workers import begin_worker

EVERY = 60.0
"""Seconds between two looks at the archive."""

REST = 50
"""After the tables were made, so many times as long as that took passes until the next look: a fiftieth of the machine at most."""


def make_apart(settings: Settings) -> None:
    """Make the tables in a process of its own: spawned, not forked, for this one has threads."""
    process = multiprocessing.get_context("spawn").Process(target=_make, args=(settings,))
    process.start()
    process.join()


class DataKeeper:
    """A thread that looks whether the tables are those of the archive; used in a `with` statement.

    `made` is called after they were made anew, by `make`; `now` gives seconds, of which only differences count.
    """

    def __init__(
        self,
        settings: Settings,
        every: float = EVERY,
        made: Callable[[], None] | None = None,
        make: Callable[[Settings], None] = make_apart,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._every = every
        self._made = made
        self._make = make
        self._now = now
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="keeps the tables", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()

    def _keep(self) -> None:
        rest = self._every
        while not self._closed.wait(rest):
            rest = self.look()

    def look(self) -> float:
        """Look once, and make the tables where they are of before; return the seconds until it should be looked again."""
        begun = self._now()
        with suppress(DaybookError, OSError):  # away, damaged, held: what was made before is served on
            if not is_fresh(self._settings):
                self._make(self._settings)
                if self._made is not None:
                    self._made()
        return max(self._every, REST * (self._now() - begun))


def _make(settings: Settings) -> None:
    begin_worker()
    os.nice(10)
    with suppress(DaybookError, OSError):
        finish(refresh_data(settings))
