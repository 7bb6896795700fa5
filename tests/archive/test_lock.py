"""One writer at a time, and who it is."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daybook.archive.file.lock import hold, lock_path
from daybook.errors import ArchiveBusy, ArchiveError

NOW = datetime(2026, 3, 5, 12, 30, 1, tzinfo=UTC)


def test_who_holds_it_is_written_beside_the_archive_and_wiped_afterwards(tmp_path: Path) -> None:
    archive = tmp_path / "a.sqlite"
    lock_path(archive).write_text("longer than what is written now" * 9)

    with hold(archive, now=NOW, wait=0):
        told = json.loads(lock_path(archive).read_text())

    assert lock_path(archive) == tmp_path / "a.sqlite.lock"
    assert told == {"pid": os.getpid(), "host": socket.gethostname(), "since": "2026-03-05 12:30:01 UTC"}
    assert lock_path(archive).read_text() == ""
    assert lock_path(archive).stat().st_mode & 0o777 == 0o644 & ~_mask()


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ('{"pid": 7, "host": "mill", "since": "noon"}', "process 7 on mill, since noon"),
        ('{"pid": "x", "host": "mill", "since": "noon"}', "another process"),
        ('{"pid": 7}', "another process"),
        ("[1]", "another process"),
        ("", "another process"),
        ("\x00", "another process"),
    ],
)
@pytest.mark.parametrize("wait", [0.0, 0.06])
def test_who_comes_second_is_told_who_writes(tmp_path: Path, written: str, who: str, wait: float) -> None:
    archive = tmp_path / "a.sqlite"
    lock_path(archive).write_text(written)
    with lock_path(archive).open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ArchiveBusy) as caught, hold(archive, now=NOW, wait=wait):
            pass

    assert str(caught.value).startswith(f"the archive is being written by {who}: `{archive}`")
    assert caught.value.hint == "wait until it has finished, or end it"


def test_a_process_that_is_forked_meanwhile_does_not_hold_it_on(tmp_path: Path) -> None:
    archive = tmp_path / "a.sqlite"
    reading, writing = os.pipe()
    with hold(archive, now=NOW, wait=0):
        child = os.fork()
        if child == 0:
            os.close(writing)
            os.read(reading, 1)  # until the parent is done
            os._exit(0)
    try:
        with hold(archive, now=NOW, wait=600):  # it lets go when its turn on the processor comes
            pass
    finally:
        os.close(writing)
        os.close(reading)
        os.waitpid(child, 0)


@pytest.mark.parametrize(
    ("name", "reason", "hint"),
    [
        ("nowhere/a", "no such file or directory", "check who may write to its folder"),
        ("a" * 252, "file name too long", "choose a shorter name"),
    ],
)
def test_where_nobody_can_lock_it_is_told(tmp_path: Path, name: str, reason: str, hint: str) -> None:
    with pytest.raises(ArchiveError) as caught, hold(tmp_path / name, now=NOW, wait=0):
        pass

    assert str(caught.value).startswith(f"cannot lock the archive: `{tmp_path / name}.lock`: {reason}")
    assert caught.value.hint == hint
