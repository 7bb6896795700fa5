"""The metadata of cited sources, read from their pages: kept by address, with when they were last asked for and how it went."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daybook.archive.encoding.checksum import expect_sound, sound
from daybook.archive.encoding.codec import Codec
from daybook.archive.encoding.event_subjects import SUBJECTS
from daybook.archive.encoding.stored_time import to_seconds
from daybook.archive.writing.day_session import WITHDRAWN
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.writable_archive import WritableArchive, transaction
from daybook.model import SourceFacts

FACTS = Codec(SourceFacts)

WAITS = (timedelta(days=1), timedelta(days=6), timedelta(days=23))
"""How long after the first, second and third try in vain a source is asked again; after the fourth it is left alone."""


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """The outcome of one try to read a source that some events cite: its metadata, or why it was not read.

    `for_good` says that asking again would not help.
    """

    address: str
    events: tuple[int, ...]
    facts: SourceFacts | None
    why: str = ""
    for_good: bool = False


def add_source_answers(archive: WritableArchive, answers: Iterable[SourceAnswer], now: datetime) -> int:
    """Keep the metadata of sources, in one transaction; return of how many something was learnt."""
    learnt = 0
    with transaction(archive) as connection:
        derived = DerivedChanges(connection)
        for answer in answers:
            row = connection.execute("SELECT tries, facts FROM cited WHERE address = ?", (answer.address,)).fetchone()
            tries, before = row or (0, None)
            after = FACTS.encode(answer.facts) if answer.facts is not None else before
            done = answer.facts is not None or answer.for_good or tries >= len(WAITS)
            again = None if done else to_seconds(now + WAITS[tries])
            connection.execute(
                "INSERT OR REPLACE INTO cited (address, asked, tries, again, why, facts) VALUES (?, ?, ?, ?, ?, ?)",
                (answer.address, to_seconds(now), tries + 1, again, answer.why, after),
            )
            if after != before:
                learnt += 1
                mark_citing(connection, derived, answer.events)
        derived.write()
    return learnt


def sources_to_ask(
    connection: sqlite3.Connection, addresses: Sequence[str], now: datetime, reopened: Collection[str] = ()
) -> list[str]:
    """Return those of the addresses that were never asked, or are due to be asked again, in their order.

    `reopened` are reasons that no longer hold, such as those that a setting has done away with: what was not read for one of
    them is due at once.
    """
    rows = connection.execute(
        "SELECT address FROM cited WHERE address IN (SELECT value FROM json_each(?)) AND (again IS NULL OR again > ?) "
        "AND NOT (facts IS NULL AND why IN (SELECT value FROM json_each(?)))",
        (json.dumps(list(addresses)), to_seconds(now), json.dumps(sorted(reopened))),
    )
    settled = {address for (address,) in rows}
    return [address for address in addresses if address not in settled]


def facts_of(connection: sqlite3.Connection, addresses: Iterable[str]) -> Mapping[str, SourceFacts]:
    """Return what is known of these sources, by address."""
    return {address: FACTS.decode(kept) for address, kept in stored_of_sources(connection, "cited", "facts", addresses)}


def stored_of_sources(
    connection: sqlite3.Connection, table: str, column: str, addresses: Iterable[str]
) -> list[tuple[str, bytes]]:
    """Return what a column of a table has of these sources, each with its address; of those that it has nothing of, nothing."""
    if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None:  # noqa: S608
        return []  # most archives never ask
    rows = connection.execute(
        f"SELECT address, {column}, {sound(table)} FROM {table} "  # noqa: S608
        f"WHERE address IN (SELECT value FROM json_each(?)) AND {column} IS NOT NULL",
        (json.dumps(sorted(addresses)),),
    ).fetchall()
    expect_sound(table, (row[2] for row in rows))
    return [(address, stored) for address, stored, _ in rows]


def mark_citing(connection: sqlite3.Connection, derived: DerivedChanges, events: Sequence[int]) -> None:
    """Mark the pages of events, of their days and of their subjects as due to be made again; `derived` is yet to be written."""
    chosen = json.dumps(list(events))
    connection.execute(
        "UPDATE event SET generation = ? WHERE id IN (SELECT value FROM json_each(?))", (derived.generation, chosen)
    )
    connection.execute(
        "UPDATE day SET generation = ? WHERE date IN "
        "(SELECT date FROM event WHERE id IN (SELECT value FROM json_each(?)))",
        (derived.generation, chosen),
    )
    rows = connection.execute(
        "SELECT date, subjects FROM event WHERE state > ? AND id IN (SELECT value FROM json_each(?))",
        (WITHDRAWN, chosen),
    )
    for day, subjects in rows.fetchall():
        for subject in SUBJECTS.decode(subjects).ids:
            derived.mark(subject, day)
