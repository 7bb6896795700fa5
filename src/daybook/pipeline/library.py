"""An archive opened as what publishing asks. Apart from what builds a site: a process that makes pages needs no more than this."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from daybook.archive import ArchiveReader, open_for_reading, show_since

if TYPE_CHECKING:  # what answers questions is loaded where any are asked
    from daybook.archive import EntryCache


@contextmanager
def open_library(
    archive: Path, *, verified: bool = False, entries: EntryCache | None = None, since: date | None = None
) -> Iterator[ArchiveReader]:
    """Open an archive as what publishing asks; all of it, or from the first day of a month on."""
    with open_for_reading(archive, verified=verified) as connection:
        if since is not None:
            show_since(connection, since)
        reader = ArchiveReader(connection, entries)
        try:
            yield reader
        finally:
            reader.close()
