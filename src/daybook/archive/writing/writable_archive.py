"""The handle that every writing function of the archive takes, and the transaction that one write is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from daybook.archive.writing.subjects import SubjectRegister


@dataclass(slots=True)
class WritableArchive:
    """An archive held for writing: the only handle that the writing functions of this package take.

    `subjects` remembers slugs and keys between writes, so that an import does not ask for each of a million links.
    """

    connection: sqlite3.Connection
    subjects: SubjectRegister = field(init=False)

    def __post_init__(self) -> None:
        self.subjects = SubjectRegister(self.connection)


@contextmanager
def transaction(archive: WritableArchive) -> Iterator[sqlite3.Connection]:
    """Run one write: all of it is kept, or nothing."""
    connection = archive.connection
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        archive.subjects.forget()
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
