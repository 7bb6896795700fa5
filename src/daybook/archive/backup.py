"""Copies of an archive: the whole of it as it is, and as it stood at a past moment."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from daybook.archive.file import open_as_written, open_for_reading, write_copy
from daybook.archive.rebuild import rebuild
from daybook.archive.replacement import replace_file
from daybook.errors import ArchiveError


def backup(path: Path, to: Path) -> None:
    """Write a consistent copy of an archive, while others may read and write it; an existing file is replaced whole.

    An archive of an earlier version is copied as it is.
    """
    if to.exists() and to.samefile(path):
        raise ArchiveError(f"the copy would replace the archive itself: `{to}`", hint="name another file")
    with open_as_written(path) as connection:
        write_copy(connection, to)


def copy_as_of(path: Path, to: Path, moment: datetime) -> None:
    """Write an archive of what was known at `moment` (UTC) to a file, from which a site is built as usual.

    It holds the revisions saved until then; events and subjects keep their ids and addresses. Redirects and what is known
    of articles and cited sources are those of today. Related lists are left out: they are to be made anew from what was known.
    """
    with replace_file(to) as unfinished, open_for_reading(path) as connection:
        rebuild(connection, unfinished, moment)
