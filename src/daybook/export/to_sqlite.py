"""All tables in one SQLite file, plain: what Datasette, DuckDB and a person with `sqlite3` read.

Dates and moments are text (ISO 8601), lists are JSON. `events_fts` finds words (SQLite's FTS5), where the SQLite at hand has it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from daybook.export.rows import Row, encodable
from daybook.export.tables import TABLES, ColumnType, Table
from daybook.export.to_csv import moment_text

FILE = "daybook.sqlite"

_TYPES = {ColumnType.INTEGER: "INTEGER", ColumnType.NUMBER: "REAL"}
_INDEXES = {
    "events": ("date", "category"),
    "sources": ("url_key", "outlet"),
    "event_contexts": ("context",),
    "event_topics": ("topic",),
    "related": ("other",),
    "addresses": ("event",),
    "contexts": ("slug", "wikidata"),
    "topics": ("slug",),
}


class SqliteWriter:
    """Writes all tables to one file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("BEGIN")
        for table in TABLES:
            self._connection.execute(_definition(table))

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Take further rows of a table."""
        cells = [_CELLS.get(column.type) for column in table.columns]
        marks = ", ".join("?" * len(cells))
        verbs = iter(("INSERT", "INSERT OR REPLACE"))  # a text that cannot be written ends the first after some rows

        def put(rows: Sequence[Row]) -> None:
            self._connection.executemany(
                f'{next(verbs)} INTO "{table.name}" VALUES ({marks})',
                (
                    [
                        value if cell is None or value is None else cell(value)
                        for value, cell in zip(row, cells, strict=True)
                    ]
                    for row in rows
                ),
            )

        encodable(put, rows)

    def close(self) -> dict[Path, Table | None]:
        """Make the indexes and finish the file."""
        for name, columns in _INDEXES.items():
            for column in columns:
                self._connection.execute(f'CREATE INDEX "{name}_by_{column}" ON "{name}" ("{column}")')
        try:
            self._connection.execute(
                "CREATE VIRTUAL TABLE events_fts USING fts5 (headline, text, content='events', content_rowid='id')"
            )
            self._connection.execute("INSERT INTO events_fts (events_fts) VALUES ('rebuild')")
        except sqlite3.OperationalError as error:
            if "fts5" not in str(error):  # an SQLite built without it still has the tables
                raise
        self._connection.execute("COMMIT")
        self._connection.close()
        return {self._path: None}


def _definition(table: Table) -> str:
    parts = []
    for column in table.columns:
        is_key = table.key == (column.name,)
        part = f'"{column.name}" {_TYPES.get(column.type, "TEXT")}'
        if is_key:
            part += " PRIMARY KEY"
        elif column.required:
            part += " NOT NULL"
        if column.references:
            other, _, name = column.references.partition(".")
            part += f' REFERENCES "{other}" ("{name}")'
        parts.append(part)
    if len(table.key) > 1:
        names = ", ".join(f'"{name}"' for name in table.key)
        parts.append(f"PRIMARY KEY ({names})")
    rest = " WITHOUT ROWID" if len(table.key) > 1 else ""
    return f'CREATE TABLE "{table.name}" ({", ".join(parts)}){rest}'


def _list(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


_CELLS: dict[ColumnType, Callable[[Any], Any]] = {
    ColumnType.DATE: date.isoformat,
    ColumnType.MOMENT: moment_text,
    ColumnType.LIST: _list,
}
