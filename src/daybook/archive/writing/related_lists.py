"""Keeping related lists: derived from the archive, kept in it, and rebuilt at will."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from daybook.archive.encoding.checksum import are_checksums, expect_sound
from daybook.archive.encoding.codec import Codec
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.writable_archive import WritableArchive, transaction
from daybook.model import RelatedList

BATCH = 1000
"""Lists compared and written at once: large enough to save round trips, small enough to bound memory."""

RELATED = Codec(RelatedList)

_TARGET = 4
"""Bytes of an event's id among the targets of a list, little-endian."""

FEW = 16
"""Events that are looked for one by one, 6 ms each among the lists of 115,000 events; for more, all lists are read, in 150 ms."""


@dataclass(frozen=True, slots=True)
class PackedList:
    """A related list as the archive keeps it: packed in any process, stored in one."""

    event: int
    ranker: str
    stored: bytes
    targets: bytes


def pack_related(event: int, related: RelatedList) -> PackedList:
    """Pack the related list of an event."""
    return PackedList(event, related.ranker, RELATED.encode(related), pack_targets(targets_of(related)))


def save_related(archive: WritableArchive, lists: Iterable[PackedList], *, whole: bool = False) -> int:
    """Keep the related lists of events, in one transaction, and return how many differ from before.

    An equal list changes nothing. With `whole`, these are the lists of all events: those of others become empty. All events
    must be the archive's.
    """
    changed = 0
    with transaction(archive) as connection:
        derived = DerivedChanges(connection)
        left = {event for (event,) in connection.execute("SELECT event FROM related")} if whole else set()
        waiting = iter(lists)
        while batch := list(islice(waiting, BATCH)):
            left.difference_update(packed.event for packed in batch)
            changed += _save(connection, derived, batch)
        for event in sorted(left):
            changed += _save(connection, derived, [pack_related(event, RelatedList(_ranker_of(connection, event)))])
    return changed


def targets_of(related: RelatedList) -> list[int]:
    """Return the ids of all events that a list shows."""
    return [event for item in related.items for event in (item.event, *item.folded)]


def pack_targets(events: Iterable[int]) -> bytes:
    """Return event ids as four bytes each, little-endian."""
    ids = list(events)
    return struct.pack(f"<{len(ids)}I", *ids)


def unpack_targets(stored: bytes) -> list[int]:
    """Return what `pack_targets` packed."""
    return list(struct.unpack(f"<{len(stored) // _TARGET}I", stored))


def lists_showing(connection: sqlite3.Connection, wanted: set[int]) -> list[int]:
    """Return the events whose related list shows one of these, rising."""
    return _showing_few(connection, wanted) if len(wanted) <= FEW else _showing_many(connection, wanted)


def _showing_few(connection: sqlite3.Connection, wanted: set[int]) -> list[int]:
    """Have SQLite look for each of them in all lists.

    The checksums of what it finds are verified; damage that hides an event is found where that list itself is read.
    """
    showing: set[int] = set()
    for event in wanted:
        target = pack_targets([event])
        rows = connection.execute(
            "SELECT event, targets, checksum FROM related_target WHERE instr(targets, ?)", (target,)
        ).fetchall()
        expect_sound("related_target", are_checksums(rows))
        showing.update(other for other, targets, _ in rows if event in unpack_targets(targets))
    return sorted(showing)


def _showing_many(connection: sqlite3.Connection, wanted: set[int]) -> list[int]:
    """Look through all lists at once.

    Their checksums are computed here, not by SQLite, which would take twice as long to call Python for each row.
    """
    import numpy as np  # a change of a few events does without

    rows = connection.execute("SELECT event, targets, checksum FROM related_target").fetchall()
    expect_sound("related_target", are_checksums(rows))
    if not rows:
        return []
    events, packed, _ = zip(*rows, strict=True)
    targets = np.frombuffer(b"".join(packed), dtype="<u4")
    ends = np.cumsum(np.fromiter(map(len, packed), dtype=np.int64, count=len(rows)) // _TARGET)
    places = np.flatnonzero(np.isin(targets, list(wanted)))
    showing: list[int] = np.unique(np.array(events)[np.searchsorted(ends, places, side="right")]).tolist()
    return showing


def forget_targets(connection: sqlite3.Connection, dropped: int, kept: int, generation: int) -> None:
    """Take an event that was found to be another one out of all lists; the other one's own list is due to be made anew."""
    connection.execute("DELETE FROM related WHERE event = ?", (dropped,))
    connection.execute("DELETE FROM related_target WHERE event = ?", (dropped,))
    for event in lists_showing(connection, {dropped}):
        (stored,) = connection.execute("SELECT list FROM related WHERE event = ?", (event,)).fetchone()
        related = RELATED.decode(stored)
        items = tuple(
            replace(item, folded=tuple(each for each in item.folded if each not in (dropped, kept)))
            for item in related.items
            if item.event != dropped
        )
        _put(connection, [pack_related(event, replace(related, items=items))], generation)


def _ranker_of(connection: sqlite3.Connection, event: int) -> str:
    (stored,) = connection.execute("SELECT list FROM related WHERE event = ?", (event,)).fetchone()
    return RELATED.decode(stored).ranker


def _save(connection: sqlite3.Connection, derived: DerivedChanges, batch: list[PackedList]) -> int:
    events = json.dumps([packed.event for packed in batch])
    before = dict(
        connection.execute("SELECT event, list FROM related WHERE event IN (SELECT value FROM json_each(?))", (events,))
    )
    changed = [packed for packed in batch if before.get(packed.event) != packed.stored]
    if changed:
        _put(connection, changed, derived.generation)
    return len(changed)


def _put(connection: sqlite3.Connection, lists: Iterable[PackedList], generation: int) -> None:
    for packed in lists:
        values = (packed.event, packed.stored, generation)
        connection.execute("INSERT OR REPLACE INTO related (event, list, generation) VALUES (?, ?, ?)", values)
        connection.execute(
            "INSERT OR REPLACE INTO related_target (event, targets) VALUES (?, ?)", (packed.event, packed.targets)
        )
