"""Which texts of news agencies which outlets carried: of the listed events whose labels name both ("AP via Example").

An agency has many names; those of one agency are counted as one (`agencies.txt`), under the outlet of its own pages where the
archive has that.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from daybook.archive.encoding.checksum import expect_sound, sound
from daybook.archive.encoding.codec import Codec
from daybook.archive.encoding.event_subjects import SUBJECTS
from daybook.archive.facts.source_health import health_of_hosts
from daybook.archive.reading.subject_reader import SubjectCache
from daybook.archive.writing.day_session import WITHDRAWN
from daybook.model import SourceHealth, SubjectKind
from daybook.model.outlet_figures import AgencyCount, OutletCount, OutletFigures

WITH_AGENCIES = (
    """SELECT event FROM entry WHERE words IN (SELECT rowid FROM entry_words WHERE entry_words MATCH '"=a" *')"""
)
"""Finds the events of which any wording named an agency: each stands in the index under a word that begins so."""

_BETWEEN = re.compile(r"\s*[/;,&]\s*|\s+and\s+")


class _Source(msgspec.Struct, gc=False):
    agency: str | None = None


class _Event(msgspec.Struct, gc=False):
    sources: tuple[_Source, ...] = ()


_SOURCES = Codec(_Event)


@dataclass(frozen=True, slots=True)
class Agency:
    """A news agency: its usual name, and the host of its own pages, empty where that is not known."""

    name: str
    host: str = ""


def agencies_of(label: str) -> Iterator[Agency]:
    """Yield the agencies that a label's part names: one, or several known ones between slashes and the like."""
    parts = [part for part in _BETWEEN.split(label) if part]
    are_known = [part.casefold() in _known() for part in parts]
    for name in parts if any(are_known) else (label,):
        yield _known().get(name.casefold(), Agency(name))


@cache
def agency_hosts() -> tuple[str, ...]:
    """Return the hosts of the agencies that are known by name."""
    return tuple(sorted({agency.host for agency in _known().values()}))


@cache
def _known() -> Mapping[str, Agency]:
    known: dict[str, Agency] = {}
    for line in files(__package__).joinpath("agencies.txt").read_text(encoding="utf-8").splitlines():
        host, _, rest = line.partition("#")[0].partition(":")
        names = [name.strip() for name in rest.split(";") if name.strip()]
        known.update((name.casefold(), Agency(names[0], host.strip())) for name in names)
    return known


def read_agencies(connection: sqlite3.Connection, only: int | None = None) -> Mapping[tuple[int, Agency], int]:
    """Return how many listed events cite a text of an agency at an outlet, by the outlet's number and the agency.

    With `only`, the counts of that outlet alone are whole.
    """
    chosen = WITH_AGENCIES
    if only is not None:
        (events,) = connection.execute("SELECT count(*) FROM member WHERE subject = ?", (only,)).fetchone()
        members = "SELECT event FROM member WHERE subject = ?2"
        # To find all that name an agency takes as long as to read some hundreds of events.
        chosen = members if events < FEW else f"{members} INTERSECT {WITH_AGENCIES}"
    rows = connection.execute(
        f"SELECT wording, subjects, {sound('event')} FROM event WHERE state > ?1 AND id IN ({chosen})",  # noqa: S608
        (WITHDRAWN, only)[: 1 + (only is not None)],
    ).fetchall()
    expect_sound("event", (row[2] for row in rows))
    counts: defaultdict[tuple[int, Agency], int] = defaultdict(int)
    for wording, subjects, _ in rows:
        sources, outlets = _SOURCES.decode(wording).sources, SUBJECTS.decode(subjects).outlets
        pairs = {
            (outlet, agency)
            for source, outlet in zip(sources, outlets, strict=False)
            if source.agency
            for agency in agencies_of(source.agency)
        }
        for pair in pairs:
            counts[pair] += 1
    return counts


ALONE = 10
"""Outlets whose agencies are counted one by one: of most in a thousandth of the time of counting all, of the largest in a sixth."""

FEW = 1000
"""Events of an outlet that are read without looking first which of them name an agency."""


class OutletReader:
    """What an archive open for reading knows of outlets; agencies are counted when they are asked for, of many outlets all at once."""

    def __init__(self, connection: sqlite3.Connection, subjects: SubjectCache) -> None:
        self._connection = connection
        self._subjects = subjects
        self._carried: dict[str, list[AgencyCount]] = defaultdict(list)
        self._through: dict[str, list[OutletCount]] = defaultdict(list)
        self._has_counted = False
        self._alone = 0

    def figures(self, hosts: Sequence[str]) -> OutletFigures:
        """Return what is known of an outlet, given all its hosts, the one that is its slug first."""
        carried, through = self._carried, self._through
        if not self._has_counted:
            # An agency's own outlet needs the counts of all others.
            if self._alone < ALONE and not set(hosts).intersection(agency_hosts()):
                carried, through = defaultdict(list), defaultdict(list)
                self._count(carried, through, self._subjects.find(SubjectKind.OUTLET, hosts[0]))
                self._alone += 1
            else:
                self._count(carried, through, None)
                self._has_counted = True
        health = health_of_hosts(self._connection, hosts)
        return OutletFigures(
            tuple((kind, health[kind]) for kind in SourceHealth if health.get(kind)),
            tuple(sorted(carried.get(hosts[0], ()), key=lambda each: (-each.events, each.name))),
            tuple(sorted(through.get(hosts[0], ()), key=lambda each: (-each.events, each.slug))),
        )

    def _count(
        self, carried: dict[str, list[AgencyCount]], through: dict[str, list[OutletCount]], only: int | None
    ) -> None:
        counts = read_agencies(self._connection, only)
        self._subjects.fetch({outlet for outlet, _ in counts})
        own = {agency: self._own_pages(agency) for _, agency in counts}
        for (outlet, agency), events in counts.items():
            slug, home = self._subjects.slug(outlet), own[agency]
            if slug != home:
                carried[slug].append(AgencyCount(agency.name, home, events))
                if home is not None:
                    through[home].append(OutletCount(slug, events))

    def _own_pages(self, agency: Agency) -> str | None:
        """Return the slug of the outlet of an agency's own pages; None where no listed event cites these."""
        outlet = self._subjects.find(SubjectKind.OUTLET, agency.host) if agency.host else None
        if outlet is None or not _has_events(self._connection, outlet):
            return None
        self._subjects.fetch({outlet})
        return self._subjects.slug(outlet)


def _has_events(connection: sqlite3.Connection, subject: int) -> bool:
    row = connection.execute("SELECT 1 FROM tally WHERE subject = ? AND events > 0 LIMIT 1", (subject,)).fetchone()
    return row is not None


def carriers_of_changed(connection: sqlite3.Connection, since: int) -> list[str]:
    """Return the outlets that carried an agency whose own pages won their first event after generation `since`, or lost their last.

    Only then do the carriers' pages link elsewhere. An agency with a month of events that did not change since is not such a one.
    """
    homes = connection.execute(
        "SELECT asked.slug FROM subject AS asked JOIN tally ON tally.subject = coalesce(asked.target, asked.id) "
        "WHERE asked.kind = ? AND asked.slug IN (SELECT value FROM json_each(?)) GROUP BY asked.id "
        "HAVING max(generation) > ? AND NOT sum(events > 0 AND generation <= ?)",
        (SubjectKind.OUTLET.value, json.dumps(agency_hosts()), since, since),
    )
    hosts = {slug for (slug,) in homes}
    if not hosts:
        return []
    carriers = {outlet for outlet, agency in read_agencies(connection) if agency.host in hosts}
    rows = connection.execute(
        "SELECT slug FROM subject WHERE id IN (SELECT value FROM json_each(?)) ORDER BY slug",
        (json.dumps(sorted(carriers)),),
    )
    return [slug for (slug,) in rows]


def agency_outlets(connection: sqlite3.Connection, changed: Collection[int]) -> list[str]:
    """Return the outlets of agencies whose counts may differ, for these events changed; none where no event of them names one."""
    named = connection.execute(
        f"SELECT 1 FROM ({WITH_AGENCIES}) WHERE event IN (SELECT value FROM json_each(?)) LIMIT 1",  # noqa: S608
        (json.dumps(sorted(changed)),),
    ).fetchone()
    if named is None:
        return []
    rows = connection.execute(
        "SELECT DISTINCT kept.slug FROM subject AS asked JOIN subject AS kept ON kept.id = coalesce(asked.target, asked.id) "
        "WHERE asked.kind = ? AND asked.slug IN (SELECT value FROM json_each(?)) ORDER BY 1",
        (SubjectKind.OUTLET.value, json.dumps(agency_hosts())),
    )
    return [slug for (slug,) in rows]
