"""Which state of an archive's file was verified last, so that unchanged tables are not added up again by every command.

A file beside the archive, `archive.sqlite.verified`, holds what the system says of the archive's file and of SQLite's log:
numbers, sizes, times of the last change. Where they are still the same, nobody has written to either since, and what
`daybook.archive.encoding.checksum.verify` found then it would find again. A write of our own takes the mark along: it changes what it
means to change, and no more.

What each way of damage meets: whatever wrote to the file in any other way (an editor, a copy put back, a disk that was
repaired) is found by the next command; bits that turned on the disk by themselves by the first command of the next day, or
as soon as a row that has them is read, as each row has its checksum. Derived; safe to delete.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from daybook import __version__

DAY = 24 * 3600
"""Seconds after which an archive is verified again, though nobody has written to it: what else changes it is rare and slow."""

_TICK = 0.002
"""Seconds between two tries to be later than the archive: file systems tell times in steps of a few thousandths."""
_TRIES = 10

FileState = tuple[int, int, int, int]
"""A file's number on its disk, its size in bytes, and when its content and anything of it changed, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was verified: the state of the archive's file and its log, when (in seconds since 1970), and by which Daybook."""

    archive: FileState
    log: FileState | None
    when: float
    version: str


_decode = msgspec.json.Decoder(Verification).decode


def verification_path(archive: Path) -> Path:
    """Return where the mark of an archive stands."""
    return archive.with_name(archive.name + ".verified")


def state_of(archive: Path) -> tuple[FileState, FileState | None] | None:
    """Return the state of an archive's file and of SQLite's log, if that holds anything; None where there is no archive."""
    found = _state(archive)
    if found is None:
        return None
    log = _state(archive.with_name(archive.name + "-wal"))
    return found, log if log and log[1] else None


def verified_since(archive: Path) -> float | None:
    """Return when the archive was verified as it stands; None where it was not, or a day ago."""
    mark = verification_path(archive)
    try:
        made = _decode(mark.read_bytes())
        written = mark.stat().st_mtime_ns
    except (OSError, msgspec.DecodeError):
        return None
    # A change in the same step of the clock as the mark could be one after it, which the times would not tell.
    latest = max(made.archive[3], made.log[3] if made.log else 0)
    is_current = (made.archive, made.log) == state_of(archive) and written > latest and made.version == __version__
    return made.when if is_current and 0 <= time.time() - made.when < DAY else None


def keep_verification(archive: Path, when: float | None = None) -> None:
    """Note that the archive is sound as it stands, verified at `when` or now. Where that cannot be written, nothing is noted."""
    found = state_of(archive)
    if found is None:
        return
    content = msgspec.json.encode(Verification(*found, time.time() if when is None else when, __version__))
    latest = max(found[0][3], found[1][3] if found[1] else 0)
    mark = verification_path(archive)
    part = mark.with_name(f"{mark.name}-{os.getpid()}")
    with suppress(OSError):
        for _ in range(_TRIES):
            part.write_bytes(content)
            if part.stat().st_mtime_ns > latest:
                part.replace(mark)
                return
            time.sleep(_TICK)
        part.unlink()


def _state(path: Path) -> FileState | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
