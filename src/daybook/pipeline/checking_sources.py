"""Whether cited sources still answer, and copies of them in a web archive: looked at when due, kept, shown beside them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

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
from daybook.enrich.copies import CopiesUnavailable, CopyFinder
from daybook.enrich.fetch import SourceReader
from daybook.enrich.health import Sign, due, follow, known_paywalls, read_sign
from daybook.model import SourceHealth, SourceState
from daybook.pipeline.enriching import SOURCES_AT_ONCE, citing_events, expect_contact, in_turns
from daybook.progress import Progress, Steps

COPY_AGAIN = timedelta(days=90)
"""After how long a web archive that had no copy of a source is asked again."""

MOST_UNAVAILABLE = 3
"""Questions in a row that the web archive did not answer, after which it is left alone until the next run."""


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
    chosen = sources_to_look_at(archive.connection, list(citing), now)[:limit]
    report = HealthReport(settled=len(citing) - len(chosen))
    known = source_states(archive.connection, chosen)
    counts: Counter[SourceHealth] = Counter()
    looks: list[SourceLook] = []
    copies = _Copies(settings)
    paywalls = known_paywalls().union(settings.sources.paywalls)
    with SourceReader(settings.sources, settings.wiki.contact) as reader:
        for position, address in enumerate(in_turns(chosen), start=1):
            look = reader.look(address, now.date())
            sign = read_sign(look, paywalls)
            state = follow(known.get(address), sign, now, look.arrived if sign is Sign.MOVED else None)
            state = copies.add_to(state, address, citing[address][-1].date, now)
            counts[state.health] += 1
            events = tuple(each.event for each in citing[address])
            looks.append(SourceLook(address, events, state, due(state)))
            if len(looks) == SOURCES_AT_ONCE or position == len(chosen):
                changed = add_source_states(archive, looks)
                report = replace(report, looked=report.looked + len(looks), changed=report.changed + changed)
                looks = []
            yield Progress("looking at sources", position, len(chosen), "sources")
    return replace(report, health=tuple(sorted(counts.items())), copies=copies.found, unavailable=copies.unavailable)


class _Copies:
    """Asks the web archive about sources until it stops answering."""

    def __init__(self, settings: Settings) -> None:
        self._finder = CopyFinder(settings.sources, settings.wiki.contact) if settings.sources.copies else None
        self._in_vain = 0
        self.found = 0
        self.unavailable = ""

    def add_to(self, state: SourceState, address: str, day: date, now: datetime) -> SourceState:
        """Return a state with the copy nearest to a day, where it has none yet and there is one."""
        was_asked = state.copy_asked is not None and now - state.copy_asked < COPY_AGAIN
        if self._finder is None or self.unavailable or state.copy is not None or was_asked:
            return state
        try:
            copy = self._finder.find(address, day)
        except CopiesUnavailable as error:
            self._in_vain += 1
            self.unavailable = str(error) if self._in_vain >= MOST_UNAVAILABLE else ""
            return state
        self._in_vain = 0
        self.found += copy is not None
        return replace(state, copy=copy, copy_asked=now)
