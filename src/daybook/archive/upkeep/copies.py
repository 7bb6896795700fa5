"""Copies of an archive: the whole of it as it is, and as it stood at a past moment."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from daybook.archive.file.opening import open_as_written, open_for_reading, write_copy
from daybook.archive.file.sqlite_errors import is_archive
from daybook.archive.file.whole_files import BESIDE, replace_file
from daybook.archive.upkeep.rebuild import rebuild
from daybook.errors import ArchiveError


def backup(path: Path, to: Path) -> None:
    """Write a consistent copy of an archive, while others may read and write it; an earlier copy is replaced whole.

    An archive of an earlier version is copied as it is. Raises `ArchiveError` where the copy would take the place of the
    archive, of a file that SQLite keeps beside it, or of a file that is neither an archive nor empty.
    """
    _expect_elsewhere(path, to)
    if to.is_file() and to.stat().st_size and not is_archive(to):
        raise ArchiveError(f"the copy would replace a file that is no archive: `{to}`", hint="name another file")
    with open_as_written(path) as connection:
        write_copy(connection, to)


def copy_as_of(path: Path, to: Path, moment: datetime, *, verified: bool = False) -> None:
    """Write an archive of what was known at `moment` (UTC) to a file, from which a site is built as usual.

    It holds the revisions saved until then; events and subjects keep their ids and addresses. Redirects and what is known
    of articles and cited sources are those of today. Related lists are left out: they are to be made anew from what was known.
    The archive is verified before it is read, unless it is `verified` already; the copy needs no verifying. Raises `ArchiveError`
    where the copy would take the place of the archive, or of a file that SQLite keeps beside it.
    """
    _expect_elsewhere(path, to)
    with replace_file(to) as unfinished, open_for_reading(path, verified=verified) as connection:
        rebuild(connection, unfinished, moment)


def _expect_elsewhere(path: Path, to: Path) -> None:
    beside = [path.with_name(path.name + ending) for ending in BESIDE]
    if any(_is_same(to, each) for each in (path, *beside)):
        raise ArchiveError(f"the copy would replace the archive itself: `{to}`", hint="name another file")


def _is_same(one: Path, other: Path) -> bool:
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    return one.exists() and other.exists() and one.samefile(other)
