"""The way from every earlier version of an archive to this one.

Each migration is one transaction: an archive is never between two versions. `schema.sql` is version 7; a new archive begins
there and takes the same later steps as an older one.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from daybook.archive.encoding.checksum import triggers
from daybook.archive.file.version import APPLICATION, VERSION
from daybook.archive.writing.join_assignment import explain_all_joins
from daybook.archive.writing.locations import locate_all
from daybook.errors import ArchiveDamaged, ArchiveTooNew

FIRST = 7
"""The version of `schema.sql`."""


_OF_JOINS = re.compile(r"^CREATE (?:TABLE|INDEX) (?:joined|entry)", re.MULTILINE)
_OF_LOCATIONS = re.compile(r"^CREATE (?:TABLE|INDEX) (?:article|item|location)", re.MULTILINE)


def _run(script: str) -> Callable[[sqlite3.Connection], None]:
    def step(connection: sqlite3.Connection) -> None:
        for statement in script.split(";\n"):
            connection.execute(statement)

    return step


def _nothing(connection: sqlite3.Connection) -> None:
    """Change nothing: no archive was ever published between these versions."""


def _add_joins(connection: sqlite3.Connection) -> None:
    """Add what says since when events of neighbouring days are one. The search index, which tells it too, is to be made anew."""
    if not connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'joined'").fetchone()[0]:
        connection.execute("DROP TABLE entry")
        connection.execute("DELETE FROM table_checksum WHERE name = 'entry'")
        for statement in _statements():
            if _OF_JOINS.search(statement):
                connection.execute(statement)
        for statement in triggers(("joined", "entry")):
            connection.execute(statement)
    connection.execute("DELETE FROM counter WHERE name LIKE 'index%'")
    explain_all_joins(connection)


def _add_source_states(connection: sqlite3.Connection) -> None:
    """Add what is known of whether sources still answer: nothing yet."""
    if not connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'source_state'").fetchone()[0]:
        for statement in _statements():
            if "CREATE TABLE source_state" in statement:
                connection.execute(statement)
        for statement in triggers(("source_state",)):
            connection.execute(statement)


def _add_locations(connection: sqlite3.Connection) -> None:
    """Add what articles are about, not yet asked, and where events were, read from what they say."""
    if not connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'location'").fetchone()[0]:
        for statement in _statements():
            if _OF_LOCATIONS.search(statement):
                connection.execute(statement)
        for statement in triggers(("article", "item", "location")):
            connection.execute(statement)
    locate_all(connection)


def _write_again(connection: sqlite3.Connection) -> None:
    """Write every table again with checksums; triggers count the rows as they are copied. The search index is to be made anew."""
    for index in ("entry_terms", "entry_words", "subject_words"):
        connection.execute(f"DROP TABLE IF EXISTS {index}")
    tables = {
        name: [column for _, column, *_ in connection.execute(f"PRAGMA table_info({name})")]
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
    }
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL"
    ).fetchall():
        connection.execute(f"DROP INDEX {name}")
    for name in tables:
        connection.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    _create(connection)
    connection.execute("DELETE FROM counter")
    for name, columns in tables.items():
        chosen = ", ".join(columns)
        connection.execute(f"INSERT INTO {name} ({chosen}) SELECT {chosen} FROM old_{name}")  # noqa: S608
    for name in tables:
        connection.execute(f"DROP TABLE old_{name}")
    connection.execute("DELETE FROM counter WHERE name LIKE 'index%'")
    connection.execute(
        "UPDATE event SET timed = (SELECT timed FROM revision WHERE id = event.revision) * 2 + NOT EXISTS "
        "(SELECT 1 FROM revision WHERE saved = event.first_listed AND NOT timed) "
        "WHERE EXISTS (SELECT 1 FROM revision WHERE NOT timed)"
    )


MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {
    1: _run(
        "CREATE TABLE cited (address TEXT PRIMARY KEY, asked INTEGER NOT NULL, tries INTEGER NOT NULL, again INTEGER, "
        "why TEXT NOT NULL, facts BLOB) STRICT, WITHOUT ROWID"
    ),
    2: _nothing,
    3: _run(
        "CREATE TABLE entry (id INTEGER PRIMARY KEY, event INTEGER NOT NULL, date INTEGER NOT NULL, state INTEGER NOT NULL, "
        "start INTEGER NOT NULL, until INTEGER, saved INTEGER NOT NULL, kinds INTEGER NOT NULL, words INTEGER NOT NULL, "
        "size INTEGER NOT NULL, digest INTEGER NOT NULL, story INTEGER NOT NULL, born INTEGER NOT NULL, gone INTEGER) "
        "STRICT;\n"
        "CREATE INDEX entry_by_event ON entry (event, start)"
    ),
    4: _write_again,
    5: _add_joins,
    6: _add_source_states,
    7: _add_locations,
}
"""For each earlier version the step to the next one. 1 to 2: the metadata of cited sources; 3 to 4: the search index,
which `open_for_writing` then fills; 4 to 5: checksums, and which times are known; 5 to 6: joins; 6 to 7: the health of
sources; 7 to 8: what articles are about, and where events were."""


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Make an empty file an archive, and an archive of an earlier version one of this version."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
        _step(connection, _create, FIRST)
        version = FIRST
    elif application != APPLICATION:
        raise ArchiveDamaged(f"not a Daybook archive: `{path}`", hint="check the path; nothing was written to it")
    if version > VERSION:
        raise ArchiveTooNew(
            f"the archive was written by a newer Daybook: `{path}`", hint="install a newer `daybook-archive`"
        )
    for earlier in range(version, VERSION):
        _step(connection, MIGRATIONS[earlier], earlier + 1)
    if version < FIRST:
        with suppress(sqlite3.OperationalError):  # what is left unused on a full disk is used by later writes
            connection.execute("VACUUM")


def _statements() -> list[str]:
    return files(__package__).joinpath("schema.sql").read_text(encoding="utf-8").split(";\n")


def _create(connection: sqlite3.Connection) -> None:
    for statement in _statements():
        connection.execute(statement)
    for statement in triggers():
        connection.execute(statement)


def _step(connection: sqlite3.Connection, change: Callable[[sqlite3.Connection], None], version: int) -> None:
    # Tables are renamed and dropped on the way: rows must not be looked for in the ones that go.
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA legacy_alter_table = ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        change(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA legacy_alter_table = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
