"""Changes that were heard while others were taken: a listening thread puts them in, the work takes them all at once.

What is taken is always whole: every change up to the id that comes with it. So the id may be kept once these are.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from daybook.source.event_stream import StreamItem

AFTER_FAILURE = 0.5
"""Seconds that a failure is let stand before it is taken: it stays until listening goes on, and must not be taken at once for
ever."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a mailbox held: titles of changed pages, in the order of their first change, and how many changes they had.

    `last_id` is the id to go on from, None where there is none yet; `signs` counts signs of life; `failure` is why listening
    fails, empty where it does not. `has_gap` says that listening began anew without an id to go on from: changes may have
    been missed.
    """

    titles: tuple[str, ...] = ()
    changes: int = 0
    last_id: str | None = None
    signs: int = 0
    failure: str = ""
    has_gap: bool = False


class Mailbox:
    """Shared by one thread that listens and one that works."""

    def __init__(self) -> None:
        self._filled = threading.Condition()
        self._titles: dict[str, None] = {}
        self._changes = 0
        self._last_id: str | None = None
        self._signs = 0
        self._failure = ""
        self._has_gap = False
        self._is_closed = False

    def has_ended(self) -> bool:
        """Say whether the work has ended, and listening should."""
        return self._is_closed

    def close(self) -> None:
        """Let listening end."""
        with self._filled:
            self._is_closed = True
            self._filled.notify_all()

    def put(self, item: StreamItem) -> None:
        """Put in what was heard."""
        with self._filled:
            self._signs += 1
            self._failure = ""
            self._last_id = item.last_id
            if item.change is not None:
                self._titles[item.change.title] = None
                self._changes += 1
            if item.change is not None or self._signs == 1:
                self._filled.notify_all()

    def report_gap(self) -> None:
        """Put in that changes may have been missed."""
        with self._filled:
            self._has_gap = True
            self._filled.notify_all()

    def fail(self, why: str) -> None:
        """Put in why nothing can be heard now."""
        with self._filled:
            self._failure = why
            self._filled.notify_all()

    def pause(self, seconds: float) -> bool:
        """Let time pass in the listening thread; return whether listening goes on."""
        with self._filled:
            return not self._filled.wait_for(lambda: self._is_closed, seconds)

    def take(self, seconds: float) -> Heard:
        """Wait for a change, at most so long, and take all that there is."""
        with self._filled:
            self._filled.wait_for(lambda: bool(self._titles) or self._has_gap or bool(self._failure), seconds)
            if self._failure and not self._titles and not self._has_gap:
                self._filled.wait_for(lambda: bool(self._titles) or self._has_gap, min(seconds, AFTER_FAILURE))
            heard = Heard(tuple(self._titles), self._changes, self._last_id, self._signs, self._failure, self._has_gap)
            self._titles.clear()
            self._changes = self._signs = 0
            self._has_gap = False
            return heard

    def wait_until_open(self, seconds: float) -> None:
        """Wait for the first sign of life, or for a failure, at most so long."""
        with self._filled:
            self._filled.wait_for(lambda: self._signs > 0 or bool(self._failure), seconds)
