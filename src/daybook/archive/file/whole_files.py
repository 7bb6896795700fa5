"""Files written whole or not at all: what stood under the name stays until the new one is on disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from daybook.errors import ArchiveError, reason_of

BESIDE = ("-wal", "-shm", "-journal", ".lock")
"""How files end that stand beside an archive while it is in use, after its own name."""


@contextmanager
def replace_file(to: Path) -> Iterator[Path]:
    """Give a file to write to, and put it in the place of `to` once it is whole and on disk.

    Raises `ArchiveError` where `to` is anything else than a file, such as a device, whose place it would take.
    """
    if not to.name or to.is_dir():
        raise ArchiveError(f"cannot write a copy to a folder: `{to}`", hint="name a file in it")
    if to.exists() and not to.is_file():
        raise ArchiveError(f"cannot write a copy to a special file: `{to}`", hint="name a file")
    unfinished = to.with_name(f".{to.name}.{os.getpid()}")
    folder = to.absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(
            f"cannot make the folder of the copy: `{folder}`: {reason_of(error)}", hint="choose another name"
        ) from error
    try:
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(to)
    except OSError as error:
        raise ArchiveError(f"cannot write the copy: `{to}`: {reason_of(error)}") from error
    finally:
        for ending in ("", *BESIDE):
            with suppress(OSError):
                unfinished.with_name(unfinished.name + ending).unlink()
