"""Copies of an archive: the whole of it as it is, and as it stood at a past moment."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from daybook.archive.file import open_for_reading, telling_errors
from daybook.archive.rebuild import rebuild
from daybook.errors import ArchiveError


def backup(path: Path, to: Path) -> None:
    """Write a consistent copy of an archive, while others may read and write it; an existing file is replaced whole."""
    if to.exists() and to.samefile(path):
        raise ArchiveError(f"the copy would replace the archive itself: `{to}`", hint="name another file")
    with open_for_reading(path) as connection, _put_in_place(to) as unfinished, telling_errors(to):
        copy = sqlite3.connect(unfinished)
        try:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()


def copy_as_of(path: Path, to: Path, moment: datetime) -> None:
    """Write an archive of what was known at `moment` (UTC) to a file, from which a site is built as usual.

    It holds the revisions saved until then; events and subjects keep their ids and addresses. Redirects and what is known
    of articles and cited sources are those of today. Related lists are left out: they are to be made anew from what was known.
    """
    with _put_in_place(to) as unfinished, open_for_reading(path) as connection:
        rebuild(connection, unfinished, moment)


@contextmanager
def _put_in_place(to: Path) -> Iterator[Path]:
    """Give a file to write to, and put it in the place of `to` once it is whole and on disk."""
    unfinished = to.with_name(f".{to.name}.{os.getpid()}")
    folder = to.absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"cannot make the folder of the copy: `{folder}`: {error.strerror}", hint="choose another name"
        ) from error
    try:
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(to)
    except OSError as error:
        raise ArchiveError(f"cannot write the copy: `{to}`: {error.strerror}") from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal", ".lock"):
            with suppress(OSError):
                unfinished.with_name(unfinished.name + ending).unlink()
