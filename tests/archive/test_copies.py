"""Copies of an archive: never in the place of something else, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.archive.histories import LATER, reading, revision, store, writing

from daybook.archive import backup, copy_as_of
from daybook.archive.file.whole_files import replace_file
from daybook.errors import ArchiveError
from daybook.model import Selection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, "A ferry sinks."), revision(2, 12, "A ferry sinks.", "A choir sings."))
    return path


def listed(path: Path) -> int:
    with reading(path) as reader:
        return len(reader.select(Selection()))


def test_a_backup_takes_the_place_of_an_archive_and_of_nothing_else(path: Path, tmp_path: Path) -> None:
    older, text = tmp_path / "older.daybook", tmp_path / "text.txt"
    store(older, revision(1, 9, "A ferry sinks."))
    text.write_text("mine")

    backup(path, older)
    with pytest.raises(ArchiveError) as caught:
        backup(path, text)

    assert listed(older) == 2
    assert (str(caught.value).partition(" (hint")[0], caught.value.hint) == (
        f"the copy would replace a file that is no archive: `{text}`",
        "name another file",
    )
    assert text.read_text() == "mine"


def test_an_archive_is_not_copied_onto_itself(path: Path, tmp_path: Path) -> None:
    (tmp_path / "link.daybook").symlink_to(path)
    for to in (
        path,
        tmp_path / "link.daybook",
        path.with_name(path.name + "-wal"),
        path.with_name(path.name + ".lock"),
    ):
        with pytest.raises(ArchiveError):
            backup(path, to)
        with pytest.raises(ArchiveError):
            copy_as_of(path, to, LATER)

    assert listed(path) == 2


def test_a_copy_goes_to_a_file_and_makes_its_folder(path: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("mine")
    for to, message, hint in (
        (tmp_path, f"cannot write a copy to a folder: `{tmp_path}`", "name a file in it"),
        (tmp_path / "pipe", f"cannot write a copy to a special file: `{tmp_path}/pipe`", "name a file"),
        (tmp_path / "file/a", f"cannot make the folder of the copy: `{tmp_path}/file`: ", "choose another name"),
    ):
        with pytest.raises(ArchiveError) as caught, replace_file(to):
            pass
        assert str(caught.value).startswith(message)
        assert caught.value.hint == hint

    backup(path, tmp_path / "new/deep/copy.daybook")

    # One file that needs none beside it (https://sqlite.org/fileformat.html, bytes 18 and 19), whoever reads it.
    assert (tmp_path / "new/deep/copy.daybook").read_bytes()[18:20] == b"\x01\x01"
    assert [each.name for each in (tmp_path / "new/deep").iterdir()] == ["copy.daybook"]
    assert listed(tmp_path / "new/deep/copy.daybook") == 2


def test_what_was_begun_is_swept_away_and_what_stood_there_stays(tmp_path: Path) -> None:
    to = tmp_path / "copy"
    to.write_text("old")

    def fail() -> None:
        with replace_file(to) as unfinished:
            for ending in ("", "-wal", "-shm", "-journal", ".lock"):
                unfinished.with_name(unfinished.name + ending).write_text("new")
            raise OSError(5, "no more")

    with pytest.raises(ArchiveError, match="cannot write the copy") as caught:
        fail()

    assert ": no more" in str(caught.value)

    assert [each.name for each in tmp_path.iterdir()] == ["copy"]
    assert to.read_text() == "old"


def test_an_archive_cannot_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="the archive path is a folder") as caught, writing(tmp_path):
        pass

    assert caught.value.hint == "name a file in it"
