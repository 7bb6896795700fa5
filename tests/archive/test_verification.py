"""What was verified is not verified again; whatever else was written to the file, is."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest
from tests.archive.histories import event, reading, revision, rot, store, write_wrongly, writing

from daybook import __version__
from daybook.archive import expect_archive, save_attachment
from daybook.archive.file.verification import DAY, keep_verification, state_of, verification_path, verified_since
from daybook.errors import ArchiveDamaged


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, event("A ferry runs aground near Kilmore.")))
    return path


def test_what_daybook_wrote_is_verified_already(path: Path) -> None:
    """From the first write on: what a write of our own changes is what it meant to change."""
    first = verified_since(path)
    with writing(path) as archive:
        save_attachment(archive, "note.txt", b"kept")

    assert first is not None
    assert verified_since(path) == first  # the time of the verification, not of the write


def test_an_archive_without_a_mark_is_verified_when_it_is_read_and_marked(path: Path) -> None:
    verification_path(path).unlink()

    assert verified_since(path) is None
    expect_archive(path)
    assert verified_since(path) is not None


def test_a_write_to_an_archive_that_was_not_verified_marks_nothing(path: Path) -> None:
    rot(path, "UPDATE attribute SET value = 'y'")
    with writing(path) as archive:
        save_attachment(archive, "note.txt", b"kept")

    assert verified_since(path) is None


def test_a_copy_put_in_its_place_is_verified(path: Path, tmp_path: Path) -> None:
    """Even with the times of the one that stood there."""
    shutil.copy2(path, tmp_path / "copy")
    rot(tmp_path / "copy", "UPDATE page SET title = 'Elsewhere'")
    before = path.stat()
    os.utime(tmp_path / "copy", ns=(before.st_atime_ns, before.st_mtime_ns))
    (tmp_path / "copy").replace(path)

    with pytest.raises(ArchiveDamaged), reading(path):
        pass


def test_bytes_changed_in_place_are_found_though_the_files_times_are_put_back(path: Path) -> None:
    content = path.read_bytes()
    before = path.stat()
    path.write_bytes(content.replace(b"Portal:Current events", b"Portal:Current evenTs"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert path.stat().st_size == before.st_size
    with pytest.raises(ArchiveDamaged), reading(path):
        pass


def test_an_archive_that_others_write_meanwhile_is_not_taken_for_damaged(path: Path) -> None:
    """A server that starts while a fetch writes adds up the tables as they were at one moment."""
    done = threading.Event()

    def write() -> None:
        for _ in range(100):
            write_wrongly(path, "UPDATE event SET line = line + 1")
            write_wrongly(path, "UPDATE day SET checked = checked + 1")
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not done.is_set():
            expect_archive(path)
    finally:
        writer.join()


def test_a_day_later_it_is_verified_again(path: Path) -> None:
    """Bits that turn on the disk leave no trace in the times of its files."""
    first = verified_since(path)
    assert first is not None
    keep_verification(path, first - DAY)

    assert verified_since(path) is None


def test_a_time_to_come_is_no_time_of_a_verification(path: Path) -> None:
    first = verified_since(path)
    assert first is not None
    keep_verification(path, first + DAY)

    assert verified_since(path) is None


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"archive":1}', b"\xff"])
def test_a_mark_that_cannot_be_read_is_none(path: Path, content: bytes) -> None:
    verification_path(path).write_bytes(content)

    assert verified_since(path) is None
    with reading(path):
        pass


def test_nothing_is_put_beside_a_copy_that_is_only_looked_at(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(path, folder / "copy.daybook")
    with reading(folder / "copy.daybook"):
        pass

    assert [each.name for each in folder.iterdir()] == ["copy.daybook"]


def test_what_another_daybook_verified_is_verified_again(path: Path) -> None:
    """It may have looked at less."""
    mark = verification_path(path)
    mark.write_bytes(mark.read_bytes().replace(__version__.encode(), b"0.0.1"))

    assert b"0.0.1" in mark.read_bytes()
    assert verified_since(path) is None


def test_a_mark_no_later_than_the_archive_tells_nothing(path: Path) -> None:
    """A write in the same step of the clock could have come after it."""
    for later, is_known in ((1, True), (0, False), (-1, False)):
        changed = path.stat().st_ctime_ns + later
        os.utime(verification_path(path), ns=(changed, changed))

        assert (verified_since(path) is not None) is is_known


def test_what_stands_in_sqlites_log_counts_as_written(path: Path) -> None:
    """An empty log holds nothing."""
    log = path.with_name(path.name + "-wal")
    log.write_bytes(b"")
    assert verified_since(path) is not None
    log.write_bytes(b"x")
    assert verified_since(path) is None
    keep_verification(path, 1_700_000_000)
    state = state_of(path)

    assert state is not None
    assert state[1] is not None
    assert state[1][1] == 1


def test_of_an_archive_that_is_not_there_nothing_is_noted(tmp_path: Path) -> None:
    keep_verification(tmp_path / "none.daybook")

    assert state_of(tmp_path / "none.daybook") is None
    assert list(tmp_path.iterdir()) == []


def test_a_mark_is_put_there_whole(path: Path) -> None:
    """Beside it nothing is left."""
    keep_verification(path)

    assert sorted(each.name for each in path.parent.iterdir()) == [
        "test.daybook",
        "test.daybook.lock",
        "test.daybook.verified",
    ]
