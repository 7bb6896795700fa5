"""Cited sources looked at beside other work: a thread asks hosts, and the work writes what came of it when nothing else waits.

    work: due sources of a week -> thread: looks -> work: states kept, pages marked

The thread never touches the archive, so that no edit waits for a host; and the work gives it a week's sources only after it has
given back those before, so that no more are in memory than a week has.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from daybook.archive import ArchiveReader, SourceLook, add_source_states, open_for_writing
from daybook.config import Settings
from daybook.errors import ArchiveBusy
from daybook.pipeline.checking_sources import DueSource, SourceLooker, due_sources
from daybook.pipeline.enriching import citing_events, expect_contact

WEEK = timedelta(days=7)
"""Days whose sources are given at once: the archive is read for about ten milliseconds."""

MOST = 500
"""Sources given at once; a week of the largest wiki known has about 200."""


class SourceWatch:
    """Looks at the sources of the last `follow.check_days` days, week after week, newest first, and again from the start.

    Raises `SettingsError` where there is no contact to name to hosts. Close it in the end.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._desk = _Desk(settings) if settings.follow.check_days else None
        self._done: list[SourceLook] = []
        self._end: date | None = None
        self.looked = 0
        if self._desk is not None:
            expect_contact(settings)
            self._desk.start()

    def close(self) -> None:
        """Let the thread end; it is not waited for."""
        if self._desk is not None:
            self._desk.close()

    def step(self, now: datetime) -> int:
        """Keep what looks brought, and give the next week's sources; return how many sources are shown differently now.

        Takes milliseconds. Where another program writes to the archive, the next step does it.
        """
        if self._desk is None:
            return 0
        self._done += self._desk.take()
        if not self._done and not self._desk.is_idle():
            return 0
        changed = 0
        try:
            with open_for_writing(self._settings.files.archive, now=now) as archive:
                if self._done:
                    changed = add_source_states(archive, self._done)
                    self.looked += len(self._done)
                    self._done = []
                if self._desk.is_idle():
                    span = self._next_span(now.date())
                    citing = citing_events(ArchiveReader(archive.connection), span)
                    self._desk.give(due_sources(archive, citing, now)[:MOST], now)
        except ArchiveBusy:
            pass
        return changed

    def _next_span(self, today: date) -> tuple[date, date]:
        oldest = max(today, date.min + timedelta(days=self._settings.follow.check_days)) - timedelta(
            days=self._settings.follow.check_days
        )
        end = self._end if self._end is not None and self._end > oldest else today
        self._end = max(end - WEEK, oldest)
        return self._end, end


class _Desk:
    """A thread that looks at what it was given."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._changed = threading.Condition()
        self._given: tuple[Sequence[DueSource], datetime] | None = None
        self._is_busy = False
        self._is_closed = False
        self._done: list[SourceLook] = []

    def start(self) -> None:
        threading.Thread(target=self._work, name="looks at sources", daemon=True).start()

    def give(self, sources: Sequence[DueSource], now: datetime) -> None:
        if sources:
            with self._changed:
                self._given, self._is_busy = (sources, now), True
                self._changed.notify_all()

    def is_idle(self) -> bool:
        with self._changed:
            return not self._is_busy and not self._done

    def take(self) -> list[SourceLook]:
        with self._changed:
            done, self._done = self._done, []
            return done

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _has_ended(self) -> bool:
        return self._is_closed

    def _work(self) -> None:
        with SourceLooker(self._settings) as looker:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._given is not None or self._is_closed)
                    if self._is_closed or self._given is None:
                        return
                    sources, now = self._given
                    self._given = None
                looker.begin()
                for look in looker.look_at(sources, now):
                    if self._has_ended():
                        return
                    with self._changed:
                        self._done.append(look)
                with self._changed:
                    self._is_busy = False
