"""Checksums of rows and of whole tables: what tells a damaged archive from a sound one where SQLite itself cannot.

SQLite sees a torn page, not a flipped bit in a headline, nor a page of last week put back in place of today's. So every row
carries a `checksum` of its other columns, a generated column that no writer can forget; and `table_checksum` holds for each
table the number of its rows and the sum of their checksums, kept up by triggers. A row that changed differs from its own
checksum; rows that are missing, doubled or out of date change the sum.

Rows of text and bytes have 62 bits of BLAKE2b (`row_checksum`, computed when they are written, checked when they are read).
Rows of numbers only have 31 bits of a product of two linear forms modulo 2^31 - 1, in SQL: it is computed anew whenever it is
asked for, and a sum of products notices numbers that changed places between rows, which a linear one would not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b

import msgspec

from daybook.archive.encoding.damage import Unreadable

COLUMNS = {
    "counter": "name, value",
    "attribute": "name, value",
    "attachment": "name, content",
    "page": "id, title, date",
    "revision": "id, page, number, saved, timed, read, editor, digest, base",
    "day": (
        "date, history, checked, missing, parser, revision, read, revisions, events, added, changed, withdrawn, pending, "
        "problems, generation"
    ),
    "event": (
        "id, date, slug, former, wording, line, position, state, first_listed, last_changed, timed, changes, revision, "
        "subjects, generation"
    ),
    "address": "date, slug, event",
    "subject": "id, kind, slug, name, title, target, description, wikidata, latitude, longitude",
    "subject_key": "kind, name, subject",
    "redirect": "title, given, target",
    "cited": "address, asked, tries, again, why, facts",
    "source_state": "address, due, state",
    "article": "title, asked, found, item, kind, country",
    "item": "id, asked, parents, code",
    "location": "event, country, name, latitude, longitude",
    "related": "event, list, generation",
    "related_target": "event, targets",
}
"""The columns of each table that `row_checksum` covers; a revision's wikitext has a digest of its own."""

NUMBERS = ("member", "tally", "beside", "entry", "joined")
"""Tables whose rows are numbers only."""

_SMALL = ("counter", "attribute", "page", "revision", "subject", "redirect")
"""Tables of text whose rows are verified when an archive is opened: they are small, and read together with others."""

_MASK = 2**31 - 1
_SUMS = f"count(*), coalesce(sum(checksum & {_MASK}), 0), coalesce(sum(checksum >> 31), 0)"
_SUMS_OF_NUMBERS = "count(*), coalesce(sum(checksum), 0), 0"
_ADD = f"low = low + (new.checksum & {_MASK}), high = high + (new.checksum >> 31)"
_TAKE = f"low = low - (old.checksum & {_MASK}), high = high - (old.checksum >> 31)"
_REPLACE = (
    f"low = low - (old.checksum & {_MASK}) + (new.checksum & {_MASK}), "
    "high = high - (old.checksum >> 31) + (new.checksum >> 31)"
)

_encode = msgspec.msgpack.Encoder().encode


def row_checksum(*values: float | str | bytes | None) -> int:
    """Return 62 bits that tell rows apart: of the values in MessagePack, which writes each value in one way only."""
    return int.from_bytes(blake2b(_encode(values), digest_size=8).digest(), "big") >> 2


def are_checksums(rows: Iterable[tuple[int, bytes, int]]) -> list[bool]:
    """Say of each row of a number and bytes whether the third value is its `row_checksum`: in one go, for very many."""
    encode, digest, number = _encode, blake2b, int.from_bytes
    return [
        number(digest(encode((key, content)), digest_size=8).digest(), "big") >> 2 == written
        for key, content, written in rows
    ]


def register(connection: sqlite3.Connection) -> None:
    """Teach a connection `row_checksum`, without which nobody can write to an archive."""
    connection.create_function("row_checksum", -1, row_checksum, deterministic=True)
    connection.execute("PRAGMA recursive_triggers = ON")  # else a row that is replaced would stay in the sum


def sound(table: str) -> str:
    """Return an SQL expression: whether a row of this table, by its own name, is as it was written."""
    columns = ", ".join(f"{table}.{column}" for column in COLUMNS[table].split(", "))
    return f"{table}.checksum IS row_checksum({columns})"


def expect_sound(table: str, flags: Iterable[int]) -> None:
    """Raise `Unreadable` unless every flag that `sound` gave is true."""
    if not all(flags):
        raise Unreadable(f"a row of table {table} is not as it was written")


def triggers(tables: Iterable[str] = (*COLUMNS, *NUMBERS)) -> list[str]:
    """Return the statements that begin the sums of tables and keep them up."""
    statements = []
    for table in tables:
        statements.append(f"INSERT INTO table_checksum SELECT '{table}', {_sums(table)} FROM {table}")  # noqa: S608
        for event, change in (
            ("INSERT", f"rows = rows + 1, {_ADD}"),
            ("DELETE", f"rows = rows - 1, {_TAKE}"),
            ("UPDATE", _REPLACE),
        ):
            update = f"UPDATE table_checksum SET {change} WHERE name = '{table}'"  # noqa: S608
            statements.append(f"CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table} BEGIN {update}; END")
    return statements


def verify(connection: sqlite3.Connection) -> None:
    """Raise `Unreadable` unless the tables have all the rows that were written, and no others.

    What this leaves to be checked when it is read is the text of each row. Takes about a third of a second for a hundred
    thousand events, and reads no raw page (`python -m benchmarks.damage --cost` prints both).
    """
    faults = find_faults(connection, whole=False)
    if faults:
        raise Unreadable(faults[0])


def find_faults(connection: sqlite3.Connection, *, whole: bool) -> list[str]:
    """Return what is wrong with the rows of all tables, a sentence each; with `whole`, each row is held against its checksum."""
    faults = []
    written = {name: sums for name, *sums in connection.execute("SELECT name, rows, low, high FROM table_checksum")}
    for table in (*COLUMNS, *NUMBERS):
        checked = table in COLUMNS and (whole or table in _SMALL)
        changed = f"coalesce(sum(NOT {sound(table)}), 0)" if checked else "0"
        wrong, *sums = connection.execute(f"SELECT {changed}, {_sums(table)} FROM {table} NOT INDEXED").fetchone()  # noqa: S608
        if wrong:
            faults.append(f"{wrong} rows of table {table} are not as they were written")
        if sums != written.get(table):
            faults.append(f"table {table} does not hold the rows that were written")
        if table != "revision":  # its raw pages are long, and not published
            faults += [
                f"table {table}: {fault}"
                for (fault,) in connection.execute(f"PRAGMA integrity_check({table})")
                if fault != "ok"
            ]
    return faults or _find_disorder(connection)


def _find_disorder(connection: sqlite3.Connection) -> list[str]:
    """Return whether revisions are out of order, or their indexes do not lead to them.

    SQLite's own check would read all raw pages. That each revision is found by its number and by each index, and that no index
    has more entries than there are rows, shows the same.
    """
    faults = []
    for index, columns, chosen in _REVISION_INDEXES:
        same = " AND ".join(f"other.{column} = one.{column}" for column in columns.split(", "))
        source = f"revision AS other {index and f'INDEXED BY {index}'}"
        (lost,) = connection.execute(
            f"SELECT count(*) FROM revision AS one NOT INDEXED "  # noqa: S608
            f"WHERE one.{chosen} AND NOT EXISTS (SELECT 1 FROM {source} WHERE other.{chosen} AND {same})"
        ).fetchone()
        rows, entries = connection.execute(
            f"SELECT (SELECT count(*) FROM revision NOT INDEXED WHERE {chosen}), "  # noqa: S608
            f"(SELECT count(*) FROM (SELECT {columns} FROM {source} WHERE other.{chosen}))"
        ).fetchone()
        if lost or rows != entries:
            faults.append(f"table revision is not in order{index and f': {index}'}")
    return faults


_REVISION_INDEXES = (
    ("", "id", "id NOT NULL"),
    ("revision_by_saved", "saved, id", "saved NOT NULL"),
    ("revision_by_page", "page, id", "page NOT NULL"),
    ("revision_number", "page, number, id", "number NOT NULL"),
)


def _sums(table: str) -> str:
    return _SUMS_OF_NUMBERS if table in NUMBERS else _SUMS
