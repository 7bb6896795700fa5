"""Events follow subjects that were merged or renamed: their lists, their pages and the names in the index."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet

from daybook.archive.writing.day_session import DaySession
from daybook.archive.writing.derivation import Derivation
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.writable_archive import WritableArchive


def relink_events(archive: WritableArchive, left: AbstractSet[int], kept: AbstractSet[int]) -> None:
    """Let the events that have a subject of `left` find their subjects anew; the pages of those `kept` have changed.

    Called within the transaction that changed the subjects.
    """
    connection, register = archive.connection, archive.subjects
    register.forget()
    derived = DerivedChanges(connection)
    for subject in sorted(kept):
        mark_whole(archive, derived, subject)
    events = connection.execute(
        "SELECT DISTINCT event FROM member WHERE subject IN (SELECT value FROM json_each(?)) ORDER BY event",
        (json.dumps(sorted(left)),),
    ).fetchall()
    session = DaySession(connection)
    derivation = Derivation(session, register, derived)
    days: set[int] = set()
    for (event,) in events:
        session.read_rows([event])
        days |= derivation.relink(event, set(kept))
        session.clear()
    derivation.entries.name_subjects(kept)
    connection.executemany(
        "UPDATE day SET generation = ? WHERE date = ?", [(derived.generation, number) for number in sorted(days)]
    )
    derived.write()


def mark_whole(archive: WritableArchive, derived: DerivedChanges, subject: int) -> None:
    """Mark all pages of a subject as changed."""
    for (month,) in archive.connection.execute("SELECT month FROM tally WHERE subject = ?", (subject,)).fetchall():
        derived.mark(subject, month * 100)
