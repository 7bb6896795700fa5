"""Whether cited sources still answer, and where copies of them are: kept by address, with when to look again."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from daybook.archive.encoding.stored_time import to_seconds
from daybook.archive.facts.cited_sources import mark_citing, stored_of_sources
from daybook.archive.facts.source_state_codec import decode_state, encode_state
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.writable_archive import WritableArchive, transaction
from daybook.model import SourceHealth, SourceState


@dataclass(frozen=True, slots=True)
class SourceLook:
    """What is known of a source after one more look; `events` cite it, `due` is when to look again at the earliest."""

    address: str
    events: tuple[int, ...]
    state: SourceState
    due: datetime


def add_source_states(archive: WritableArchive, looks: Iterable[SourceLook]) -> int:
    """Keep what looks came to, in one transaction; return how many sources are shown differently now."""
    changed = 0
    with transaction(archive) as connection:
        derived = DerivedChanges(connection)
        for look in looks:
            before = source_states(connection, [look.address]).get(look.address)
            connection.execute(
                "INSERT OR REPLACE INTO source_state (address, due, state) VALUES (?, ?, ?)",
                (look.address, to_seconds(look.due), encode_state(look.address, look.state)),
            )
            if _shown(before) != _shown(look.state):
                changed += 1
                mark_citing(connection, derived, look.events)
        derived.write()
    return changed


def source_states(connection: sqlite3.Connection, addresses: Iterable[str]) -> Mapping[str, SourceState]:
    """Return what is known of these sources, by address."""
    stored = stored_of_sources(connection, "source_state", "state", addresses)
    return {address: decode_state(address, state) for address, state in stored}


def sources_to_look_at(connection: sqlite3.Connection, addresses: Sequence[str], now: datetime) -> list[str]:
    """Return those of the addresses that were never looked at, or are due, in their order."""
    rows = connection.execute(
        "SELECT address FROM source_state WHERE address IN (SELECT value FROM json_each(?)) AND due > ?",
        (json.dumps(list(addresses)), to_seconds(now)),
    )
    settled = {address for (address,) in rows}
    return [address for address in addresses if address not in settled]


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """How many sources were looked at, by what is known of them, how many have a copy, and how many are due again."""

    health: tuple[tuple[SourceHealth, int], ...] = ()
    copies: int = 0
    due: int = 0


def source_figures(connection: sqlite3.Connection, now: datetime) -> SourceFigures:
    """Return what looks at all cited sources have come to."""
    health: Counter[SourceHealth] = Counter()
    copies = waiting = 0
    for address, due, stored in connection.execute("SELECT address, due, state FROM source_state"):
        state = decode_state(address, stored)
        health[state.health] += 1
        copies += state.copy is not None
        waiting += due <= to_seconds(now)
    return SourceFigures(tuple((kind, health[kind]) for kind in SourceHealth if health[kind]), copies, waiting)


def health_of_hosts(connection: sqlite3.Connection, hosts: Iterable[str]) -> Mapping[SourceHealth, int]:
    """Return how many sources at these hosts are known to be alive, gone and so on."""
    health: Counter[SourceHealth] = Counter()
    if connection.execute("SELECT 1 FROM source_state LIMIT 1").fetchone() is None:
        return health
    for host in hosts:
        for start in (f"{scheme}://{www}{host}" for scheme in ("http", "https") for www in ("", "www.")):
            rows = connection.execute(
                "SELECT address, state FROM source_state WHERE address = ?1 OR (address >= ?1 || '/' AND address < ?1 || '0') "
                "OR (address >= ?1 || ':' AND address < ?1 || ';')",  # the path, or a port before it
                (start,),
            )
            health.update(decode_state(address, stored).health for address, stored in rows)
    return health


def _shown(state: SourceState | None) -> tuple[object, ...] | None:
    """Return what pages show of a state: not when it was looked at, or a change of time would make every page again."""
    return (state.health, state.moved_to, state.copy) if state else None
