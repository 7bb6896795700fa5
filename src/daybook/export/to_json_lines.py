"""Tables as JSON Lines: one file a table, a row a line, every key in every line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from daybook.export.rows import Row, encodable
from daybook.export.tables import Table
from daybook.export.to_csv import moment_text


class JsonLinesWriter:
    """Writes each table to a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._open: dict[str, BinaryIO] = {}
        self._files: dict[Path, Table | None] = {}

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Take further rows of a table."""
        if table.name not in self._open:
            path = self._folder / f"{table.name}.jsonl"
            self._open[table.name] = self._stack.enter_context(path.open("wb"))
            self._files[path] = table
        encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode

        def encoded(rows: Sequence[Row]) -> bytes:
            return "".join(f"{encode(dict(zip(table.names, row, strict=True)))}\n" for row in rows).encode()

        self._open[table.name].write(encodable(encoded, rows))

    def close(self) -> dict[Path, Table | None]:
        """Finish all files."""
        self._stack.close()
        return self._files


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
