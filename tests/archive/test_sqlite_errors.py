"""SQLite's errors in Daybook's words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from daybook.archive.file.sqlite_errors import explain_errors, is_archive
from daybook.archive.file.version import APPLICATION
from daybook.errors import ArchiveBusy, ArchiveDamaged, ArchiveError

HEAD = b"SQLite format 3\0"
FULL, BUSY, FOREIGN = "the disk is full", "the archive is in use by another program", "not a Daybook archive"
DAMAGED, UNREACHED, UNUSABLE = (
    "the archive is damaged",
    "cannot read or write the archive",
    "the archive cannot be used",
)


@pytest.mark.parametrize(
    ("code", "said", "head", "kind", "message", "hint"),
    [
        (sqlite3.SQLITE_FULL, "x", HEAD, ArchiveError, FULL, "free some space and run the same command again: nothing is lost"),
        (sqlite3.SQLITE_BUSY, "x", HEAD, ArchiveBusy, BUSY, "close it and try again"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "x", HEAD, ArchiveBusy, BUSY, "close it and try again"),
        (sqlite3.SQLITE_LOCKED, "x", HEAD, ArchiveBusy, BUSY, "close it and try again"),
        (sqlite3.SQLITE_NOTADB, "x", b"no", ArchiveDamaged, FOREIGN, "check the path; if it was one, restore a backup"),
        (sqlite3.SQLITE_NOTADB, "x", None, ArchiveDamaged, FOREIGN, "check the path; if it was one, restore a backup"),
        (sqlite3.SQLITE_NOTADB, "x", HEAD, ArchiveDamaged, DAMAGED, "restore a backup of it"),
        (sqlite3.SQLITE_CORRUPT, "x", b"no", ArchiveDamaged, DAMAGED, "restore a backup of it"),
        (None, "Could not decode to UTF-8 column", HEAD, ArchiveDamaged, DAMAGED, "restore a backup of it"),
        (None, "user-defined function raised exception", HEAD, ArchiveDamaged, DAMAGED, "restore a backup of it"),
        (sqlite3.SQLITE_ERROR, "no such table: event", HEAD, ArchiveDamaged, DAMAGED, "restore a backup of it"),
        (sqlite3.SQLITE_ERROR, "no such column: slug", HEAD, ArchiveDamaged, DAMAGED, "restore a backup of it"),
        (sqlite3.SQLITE_READONLY, "x", HEAD, ArchiveError, UNREACHED, "check disk and permissions"),
        (sqlite3.SQLITE_CANTOPEN, "x", HEAD, ArchiveError, UNREACHED, "check disk and permissions"),
        (sqlite3.SQLITE_PERM, "x", HEAD, ArchiveError, UNREACHED, "check disk and permissions"),
        (sqlite3.SQLITE_IOERR_READ, "x", HEAD, ArchiveError, UNREACHED, "check disk and permissions"),
        (sqlite3.SQLITE_ERROR, "x", HEAD, ArchiveError, UNUSABLE, None),
        (None, "x", HEAD, ArchiveError, UNUSABLE, None),
    ],
)  # fmt: skip
def test_each_error_says_what_to_do(
    tmp_path: Path,
    code: int | None,
    said: str,
    head: bytes | None,
    kind: type[ArchiveError],
    message: str,
    hint: str | None,
) -> None:
    path = tmp_path / "a.sqlite"
    if head is not None:
        path.write_bytes(head)
    error = sqlite3.OperationalError(said)
    if code is not None:
        error.sqlite_errorcode = code

    with pytest.raises(ArchiveError) as caught, explain_errors(path):
        raise error

    assert (type(caught.value), caught.value.hint) == (kind, hint)
    assert str(caught.value).startswith(
        f"{message}: `{path}`" + (f": {said}" if message in (DAMAGED, UNREACHED, UNUSABLE) else "")
    )


def test_a_message_that_cannot_be_read_is_of_a_damaged_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged, match="its text is not UTF-8"), explain_errors(tmp_path / "a"):
        b"\xff".decode()


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (HEAD + bytes(52) + APPLICATION.to_bytes(4, "big"), True),
        (HEAD + bytes(52) + APPLICATION.to_bytes(4, "big") + b"more", True),
        (HEAD + bytes(52) + (APPLICATION + 1).to_bytes(4, "big"), False),
        (HEAD + bytes(51) + APPLICATION.to_bytes(4, "big"), False),
        (b"x" + HEAD[1:] + bytes(52) + APPLICATION.to_bytes(4, "big"), False),
        (b"", False),
        (None, False),
    ],
)
def test_an_archive_is_known_by_its_head(tmp_path: Path, content: bytes | None, *, is_one: bool) -> None:
    path = tmp_path / "a"
    if content is not None:
        path.write_bytes(content)

    assert is_archive(path) is is_one
