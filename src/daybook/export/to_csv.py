"""Tables as CSV (RFC 4180, UTF-8, with a line of names): one file a table.

A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV Injection"): what begins with `=`, `+`,
`-` or `@`, wide ones included, a tab or a line's end. A NUL, which many readers of CSV take for the end, becomes U+FFFD. Lists are
JSON.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO

from daybook.export.rows import Row, encodable
from daybook.export.tables import ColumnType, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class CsvWriter:
    """Writes each table to a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._open: dict[str, tuple[BinaryIO, list[Callable[[Any], Any] | None]]] = {}
        self._files: dict[Path, Table | None] = {}

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Take further rows of a table."""
        if table.name not in self._open:
            path = self._folder / f"{table.name}.csv"
            file: BinaryIO = self._stack.enter_context(path.open("wb"))
            self._open[table.name] = file, [_CELLS[column.type] for column in table.columns]
            self._files[path] = table
            file.write(_lines([table.names]))
        file, cells = self._open[table.name]

        def encoded(rows: Iterable[Row]) -> bytes:
            return _lines(
                [
                    value if cell is None or value is None else cell(value)
                    for value, cell in zip(row, cells, strict=True)
                ]
                for row in rows
            )

        file.write(encodable(encoded, rows))

    def close(self) -> dict[Path, Table | None]:
        """Finish all files."""
        self._stack.close()
        return self._files


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().replace("\0", "\ufffd").encode()


def safe_text(text: str) -> str:
    """Return a text as a spreadsheet shows it and does not run it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def moment_text(moment: datetime) -> str:
    """Return a moment in UTC as ISO 8601 has it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _list(values: Sequence[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


_CELLS: dict[ColumnType, Callable[[Any], Any] | None] = {
    ColumnType.INTEGER: None,
    ColumnType.NUMBER: None,
    ColumnType.TEXT: safe_text,
    ColumnType.DATE: date.isoformat,
    ColumnType.MOMENT: moment_text,
    ColumnType.LIST: _list,
}
