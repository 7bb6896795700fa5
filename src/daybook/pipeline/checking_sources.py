"""Whether cited sources still answer, and copies of them in web archives: looked at when due, kept, shown beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Self

from daybook.archive import (
    ArchiveReader,
    SourceLook,
    WritableArchive,
    add_source_states,
    open_for_writing,
    source_states,
    sources_to_look_at,
)
from daybook.config import Settings
from daybook.enrich.capture_index import Wanted, find_captures, has_index
from daybook.enrich.copies import CopyFinder
from daybook.enrich.fetch import Look, SourceReader
from daybook.enrich.health import UNREACHED, Sign, due, follow, known_paywalls, read_sign
from daybook.enrich.timemaps import find_memento
from daybook.enrich.web_archives import CopiesUnavailable, WebArchives
from daybook.model import ArchivedCopy, SourceHealth, SourceState
from daybook.pipeline.enriching import SOURCES_AT_ONCE, CitingEvent, citing_events, expect_contact, in_turns
from daybook.progress import Progress, Steps

COPY_AGAIN = timedelta(days=90)
"""After how long a web archive that had no copy of a source is asked again."""

MOST_UNAVAILABLE = 3
"""Questions in a row that the web archive did not answer, after which it is left alone until the next run."""

IN_BULK = 200
"""Sources whose copies are looked for together: as many as the index of a web archive is asked about before the first look."""

NEW = timedelta(days=7)
"""How old the day of a source may be of which a web archive is asked to take a copy."""


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What looking at sources brought: how many were looked at, the health of each now, copies found.

    `settled` are sources of the same days that are not due. `unavailable` says why the web archive was given up.
    """

    looked: int = 0
    settled: int = 0
    changed: int = 0
    health: tuple[tuple[SourceHealth, int], ...] = ()
    copies: int = 0
    unavailable: str = ""


@dataclass(frozen=True, slots=True)
class DueSource:
    """A source to look at: the events that cite it, the day of the first one, and what is known of it."""

    address: str
    events: tuple[int, ...]
    day: date
    known: SourceState | None


def check_sources(
    span: tuple[date, date], settings: Settings, now: datetime, *, limit: int | None = None
) -> Steps[HealthReport]:
    """Look at the sources that events of an inclusive span of days cite, as far as they are due; at most `limit`.

    Raises:
        SettingsError: there is no contact to name to the hosts that are asked.
    """
    expect_contact(settings)
    with open_for_writing(settings.files.archive, now=now) as archive:
        return (yield from _check(archive, settings, span, now, limit))


def _check(
    archive: WritableArchive, settings: Settings, span: tuple[date, date], now: datetime, limit: int | None
) -> Steps[HealthReport]:
    citing = citing_events(ArchiveReader(archive.connection), span)
    chosen = due_sources(archive, citing, now)[:limit]
    report = HealthReport(settled=len(citing) - len(chosen))
    counts: Counter[SourceHealth] = Counter()
    looks: list[SourceLook] = []
    with SourceLooker(settings) as looker:
        for position, look in enumerate(looker.look_at(chosen, now), start=1):
            counts[look.state.health] += 1
            looks.append(look)
            if len(looks) == SOURCES_AT_ONCE or position == len(chosen):
                changed = add_source_states(archive, looks)
                report = replace(report, looked=report.looked + len(looks), changed=report.changed + changed)
                looks = []
            yield Progress("looking at sources", position, len(chosen), "sources")
    return replace(report, health=tuple(sorted(counts.items())), copies=looker.found, unavailable=looker.unavailable)


def due_sources(
    archive: WritableArchive, citing: Mapping[str, Sequence[CitingEvent]], now: datetime
) -> list[DueSource]:
    """Return the sources among these that are due to be looked at, hosts in turns."""
    chosen = sources_to_look_at(archive.connection, list(citing), now)
    known = source_states(archive.connection, chosen)
    return [
        DueSource(address, tuple(each.event for each in citing[address]), citing[address][-1].date, known.get(address))
        for address in in_turns(chosen)
    ]


class SourceLooker:
    """Looks at sources and asks web archives about them; writes nothing. Close it, or use it in a `with` statement.

    Where nobody answers at all, it is taken that we are offline, and no source is the worse for it.

    `found` counts copies. Web archives are left alone, and `unavailable` says why, once they did not answer three times in a row.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.sources
        self._paywalls = known_paywalls().union(settings.sources.paywalls)
        self._reader = SourceReader(settings.sources, settings.wiki.contact)
        self._archives = WebArchives(settings.sources, settings.wiki.contact)
        self._in_vain = 0
        self._not_saved = 0
        self._is_online = False
        self.found = 0
        self.unavailable = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self) -> None:
        """Begin a further run: web archives that did not answer in the last one are asked again."""
        self._in_vain = self._not_saved = 0
        self._is_online = False
        self.unavailable = ""

    def close(self) -> None:
        """End the process that reads what hosts sent."""
        self._reader.close()

    def look_at(self, sources: Sequence[DueSource], now: datetime) -> Iterator[SourceLook]:
        """Yield what is known of each source after one more look; those whose hosts were not reached after the others."""
        waiting = iter(sources)
        while batch := list(islice(waiting, IN_BULK)):
            copies = self._in_bulk(batch, now)
            unreached: list[tuple[DueSource, Look]] = []
            for source in batch:
                look = self._reader.look(source.address, now.date())
                self._is_online = self._is_online or look.status is not None
                if look.fault in UNREACHED:  # it may be our own line: who else answers is known later
                    unreached.append((source, look))
                    continue
                yield self._looked(source, look, copies, now)
            for source, look in unreached:
                yield self._looked(source, look, copies, now)

    def _looked(self, source: DueSource, look: Look, copies: Mapping[str, ArchivedCopy], now: datetime) -> SourceLook:
        sign = read_sign(look, self._paywalls, is_online=self._is_online)
        state = follow(source.known, sign, now, look.arrived if sign is Sign.MOVED else None)
        if _lacks_copy(state, now):
            state = self._with_copy(state, source, copies.get(source.address), now)
        return SourceLook(source.address, source.events, state, due(state))

    def _in_bulk(self, sources: Sequence[DueSource], now: datetime) -> Mapping[str, ArchivedCopy]:
        if not has_index(self._settings) or self.unavailable:
            return {}
        wanted = [
            Wanted(source.address, source.day)
            for source in sources
            if source.known is None or _lacks_copy(source.known, now)
        ]
        try:
            return find_captures(self._archives, wanted)
        except CopiesUnavailable:
            return {}  # each is asked for on its own

    def _with_copy(
        self, state: SourceState, source: DueSource, copy: ArchivedCopy | None, now: datetime
    ) -> SourceState:
        """Return a state with the copy nearest to a day, where there is one; nothing is noted where an archive did not answer."""
        if copy is None:
            if self.unavailable or not (self._settings.copies or self._settings.timemaps):
                return state
            try:
                copy = self._find(source)
            except CopiesUnavailable as error:
                self._in_vain += 1
                self.unavailable = str(error) if self._in_vain >= MOST_UNAVAILABLE else ""
                return state
            self._in_vain = 0
            self._is_online = True
            if copy is None and self._is_to_save(state, source, now):
                copy = self._saved(source)
                if copy is None:
                    return state  # it is being made: the next look asks for it
        self.found += copy is not None
        return replace(state, copy=copy, copy_asked=now)

    def _find(self, source: DueSource) -> ArchivedCopy | None:
        found = CopyFinder(self._archives).find(source.address, source.day) if self._settings.copies else None
        for timemap in self._settings.timemaps:
            found = found or find_memento(self._archives, timemap, source.address, source.day)
        return found

    def _is_to_save(self, state: SourceState, source: DueSource, now: datetime) -> bool:
        is_new = now.date() - source.day <= NEW and state.health in (SourceHealth.ALIVE, SourceHealth.MOVED)
        return bool(self._settings.save) and is_new and self._not_saved < MOST_UNAVAILABLE

    def _saved(self, source: DueSource) -> ArchivedCopy | None:
        """Ask for a copy to be made; return it where it is there at once."""
        try:
            copy = CopyFinder(self._archives).save(source.address)
        except CopiesUnavailable:
            self._not_saved += 1
            return None
        self._not_saved = 0
        return copy


def _lacks_copy(state: SourceState, now: datetime) -> bool:
    was_asked = state.copy_asked is not None and now - state.copy_asked < COPY_AGAIN
    return state.copy is None and not was_asked
