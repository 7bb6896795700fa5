"""Small files kept in an archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from daybook.archive import (
    backup,
    check_archive,
    fingerprint,
    open_for_reading,
    open_for_writing,
    read_attachment,
    save_attachment,
)

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_an_archive_without_attachments_has_none(tmp_path: Path) -> None:
    with open_for_writing(tmp_path / "archive.sqlite", now=NOW) as archive:
        assert read_attachment(archive.connection, "ranker") is None


def test_an_attachment_is_replaced_whole_and_travels_with_a_backup(tmp_path: Path) -> None:
    path, copy = tmp_path / "archive.sqlite", tmp_path / "copy.sqlite"
    with open_for_writing(path, now=NOW) as archive:
        before = fingerprint(path)
        save_attachment(archive, "ranker", b"first")
        save_attachment(archive, "ranker", b"second")
    backup(path, copy)

    with open_for_reading(copy) as connection:
        assert read_attachment(connection, "ranker") == b"second"
        assert read_attachment(connection, "another") is None
    assert check_archive(path) == []
    assert fingerprint(path) == before
