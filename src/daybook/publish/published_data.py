"""What publishing asks of the tables that stand beside a site's pages: a list of files and of what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file: its path in the folder, the name of its format, its size in bytes, SHA-256, rows; `table` None: several."""

    path: str
    format: str
    media_type: str
    size: int
    digest: str
    rows: int
    table: str | None


@dataclass(frozen=True, slots=True)
class PublishedColumn:
    """A column: its name, what it holds (text, date ...), what it means."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table, in however many files."""

    name: str
    description: str
    columns: tuple[PublishedColumn, ...]


@dataclass(frozen=True, slots=True)
class PublishedData:
    """Tables in a folder; made from this generation of an archive, whose newest revision was saved at `moment`.

    `descriptions` are the files that describe the others.
    """

    folder: Path
    generation: int
    moment: datetime | None
    attribution: str
    files: tuple[PublishedFile, ...]
    tables: tuple[PublishedTable, ...]
    descriptions: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all files, in the folder."""
        return (*(file.path for file in self.files), *self.descriptions)
