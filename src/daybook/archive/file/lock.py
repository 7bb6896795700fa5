"""One writer at a time: a lock file beside the archive that says who holds it.

SQLite alone would also keep two writers apart, one transaction at a time; an import is many, and nobody could tell whose.
The operating system drops the lock with its process, however that ends, so it never has to be removed by hand; processes
forked meanwhile let go of it at once, or they would hold it on when the one that took it is killed.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from daybook.errors import ArchiveBusy, ArchiveError, reason_of

POLL = 0.05
"""Seconds between two tries while waiting: short for a person, rare for the machine."""

_held: set[int] = set()
"""Descriptors of the locks that this process holds."""


def _let_go() -> None:
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_let_go)


def lock_path(archive: Path) -> Path:
    """Return the path of an archive's lock file."""
    return archive.with_name(archive.name + ".lock")


@contextmanager
def hold(archive: Path, *, now: datetime, wait: float) -> Iterator[None]:
    """Hold the write lock of an archive; raise `ArchiveBusy`, saying who has it, after `wait` seconds in vain."""
    path = lock_path(archive)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise _cannot_lock(path, error) from error
    _held.add(descriptor)
    try:
        _acquire(descriptor, archive, time.monotonic() + wait)
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, _holder(now), 0)
        except OSError as error:
            raise _cannot_lock(path, error) from error
        yield
        os.ftruncate(descriptor, 0)
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def _cannot_lock(path: Path, error: OSError) -> ArchiveError:
    hints = {
        errno.ENOSPC: "the disk is full: make room and run the same command again",
        errno.ENAMETOOLONG: "choose a shorter name",
    }
    hint = hints.get(error.errno or 0, "check who may write to its folder")
    return ArchiveError(f"cannot lock the archive: `{path}`: {reason_of(error)}", hint=hint)


def _acquire(descriptor: int, archive: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise ArchiveBusy(
                    f"the archive is being written by {_describe(descriptor)}: `{archive}`",
                    hint="wait until it has finished, or end it",
                ) from None
            time.sleep(POLL)
        else:
            return


def _holder(now: datetime) -> bytes:
    since = now.strftime("%Y-%m-%d %H:%M:%S UTC")
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since}).encode()


def _describe(descriptor: int) -> str:
    try:
        holder = json.loads(os.pread(descriptor, 1000, 0))
        return f"process {int(holder['pid'])} on {holder['host']}, since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        return "another process"
