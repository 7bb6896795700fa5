"""The page about the tables that the site publishes."""

from __future__ import annotations

from datetime import datetime

from daybook.model.encoding import Record
from daybook.publish.pages.records.archive import FileLink
from daybook.publish.pages.records.parts import FileAddress, Licence, MediaType, Page


class DataFile(Record, frozen=True):
    """A file of data: its format, size in bytes, rows, and SHA-256 in hexadecimal."""

    name: str
    address: FileAddress
    format: str
    type: MediaType
    size: int
    rows: int
    sha256: str


class DataColumn(Record, frozen=True):
    """A column of a table: its name, what it holds, what it means."""

    name: str
    type: str
    text: str


class DataTable(Record, frozen=True):
    """A table, the same in each of its files."""

    name: str
    text: str
    rows: int
    files: tuple[DataFile, ...] = ()
    columns: tuple[DataColumn, ...] = ()


class DataRecipe(Record, frozen=True):
    """Three lines to type that read the data with a tool."""

    tool: str
    lines: tuple[str, ...]


class DataPage(Page, frozen=True, kw_only=True, tag="data"):
    """The archive as tables: every file of them, what each holds, and how to read it.

    `databases` hold all tables in one file; `parts` are the events of a year or a month. `generation` numbers the state of the
    archive that they were made from.
    """

    kind = "data"
    generation: int
    attribution: str
    licence: Licence
    size: int
    recipes: tuple[DataRecipe, ...] = ()
    tables: tuple[DataTable, ...] = ()
    databases: tuple[DataFile, ...] = ()
    parts: tuple[DataFile, ...] = ()
    descriptions: tuple[FileLink, ...] = ()
    moment: datetime | None = None
