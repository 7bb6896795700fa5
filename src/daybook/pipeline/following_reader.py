"""An archive for a program that asks for days on end, while others write to it: opened anew when it changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from typing import Self, TypeVar

from daybook.archive import ArchiveReader, EntryCache, explain_errors, open_for_reading
from daybook.config import Settings
from daybook.http_api import ApiSession
from daybook.pipeline.building import build_spec
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.site import Site

T = TypeVar("T")

SUMMARIES = 1_000
"""Events kept at hand."""


class FollowingReader:
    """Gives the archive's present state to one piece of work after the other; used by one thread at a time."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._archive = settings.files.archive
        spec = build_spec(settings)
        self._site = Site(spec.settings, spec.texts)
        self._now = now
        self._open = ExitStack()
        self._state: tuple[tuple[int, int, int], ...] | None = None
        self._entries = EntryCache()
        self._session: tuple[ArchiveReader, EventCache] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def run(self, work: Callable[[ApiSession], T]) -> T:
        """Return what some work makes of the archive as it is now."""
        with explain_errors(self._archive):
            reader, cache = self._newest()
            return work(ApiSession(reader, cache, self._now()))

    def _newest(self) -> tuple[ArchiveReader, EventCache]:
        state = self._written()
        if self._session is None or state != self._state:
            self._session = None
            self._open.close()
            self._open = ExitStack()
            if self._state and [each[2] for each in state[:1]] != [each[2] for each in self._state[:1]]:
                self._entries = EntryCache()  # another archive in its place has not grown from what is held
            connection = self._open.enter_context(open_for_reading(self._archive))
            reader = ArchiveReader(connection, self._entries)
            self._session = reader, EventCache(reader, self._site, limit=SUMMARIES)
            self._state = self._written()  # a reader may make an empty log
        return self._session

    def _written(self) -> tuple[tuple[int, int, int], ...]:
        """Return what changes with every write: times and sizes of the archive and of its log."""
        states = []
        for file in (self._archive, self._archive.with_name(self._archive.name + "-wal")):
            with suppress(FileNotFoundError):
                states.append(file.stat())
        return tuple((state.st_mtime_ns, state.st_size, state.st_ino) for state in states if state.st_size)
