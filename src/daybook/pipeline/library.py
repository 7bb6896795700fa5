"""An archive opened as what publishing asks. Apart from what builds a site: a process that makes pages needs no more than this."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from daybook.archive import ArchiveReader, EntryCache, open_for_reading


@contextmanager
def open_library(
    archive: Path, *, verified: bool = False, entries: EntryCache | None = None
) -> Iterator[ArchiveReader]:
    """Open an archive as what publishing asks."""
    with open_for_reading(archive, verified=verified) as connection:
        yield ArchiveReader(connection, entries)
