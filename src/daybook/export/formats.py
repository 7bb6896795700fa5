"""The formats of tables, as a registry: a format is a name and what opens a writer of it in a folder.

`register_format` adds one; `daybook export --format` offers whatever is here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from daybook.errors import ExportError
from daybook.export.rows import Row
from daybook.export.tables import Table
from daybook.extensions import load_extensions


class TableWriter(Protocol):
    """Takes the rows of tables, table by table in pieces, and returns what it wrote."""

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Take further rows of a table; each table has its own order, and all of them may alternate."""

    def close(self) -> dict[Path, Table | None]:
        """Finish, and return each file with the table that it holds (None: several)."""


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A format: its name, its media type, one line about it, and what opens a writer in a folder."""

    name: str
    media_type: str
    description: str
    open: Callable[[Path], TableWriter]


_formats: dict[str, TableFormat] = {}


def register_format(table_format: TableFormat) -> None:
    """Add a format, or put it in the place of one of the same name."""
    _formats[table_format.name] = table_format


def formats() -> tuple[TableFormat, ...]:
    """Return all formats, in the order in which they were added, those of extensions among them."""
    load_extensions()
    return tuple(_formats.values())


def format_named(name: str) -> TableFormat:
    """Return a format; `ExportError` where there is none of that name."""
    if name not in _formats:
        load_extensions()
    if name not in _formats:
        raise ExportError(f"no such format: `{name}`", hint=f"choose from {', '.join(_formats)}")
    return _formats[name]
