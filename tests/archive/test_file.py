"""The archive as a file: one writer, clear errors, nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.archive.histories import (
    LATER,
    NEXT,
    all_events,
    event,
    make_earlier,
    reading,
    revision,
    rot,
    slugs,
    store,
    write_version_2,
    write_wrongly,
    writing,
)

from daybook.archive import (
    ContextFacts,
    SourceLook,
    add_context_facts,
    add_items,
    add_revisions,
    add_source_states,
    articles_to_ask,
    backup,
    check_archive,
    fingerprint,
    open_for_reading,
    open_for_writing,
    read_attachment,
)
from daybook.archive.file.migrations import MIGRATIONS
from daybook.archive.file.opening import earlier_version, kept_copy
from daybook.archive.file.version import APPLICATION, VERSION
from daybook.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveMissing, ArchiveTooNew
from daybook.model import Location, SourceHealth, SourceState, WikidataItem

HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from daybook.archive import open_for_writing
with open_for_writing(Path(sys.argv[1]), now=datetime(2024, 6, 1, 12, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Store one event."""
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, "A thing happens."))
    return path


def test_a_second_process_is_told_who_writes(path: Path) -> None:
    """Its id, its host and since when; and it gets the archive when the other one ends, however it ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(ArchiveBusy, match=rf"process {holder.pid} on .*, since 2024-06-01 12:00:00 UTC"),
            writing(path),
        ):
            pass
        assert len(all_events(path)) == 1
        holder.kill()
        holder.wait()
        with open_for_writing(path, now=LATER, wait=30):
            pass


def test_readers_see_one_moment_while_others_write(path: Path) -> None:
    """What is stored after the first question is for the next reader."""
    with reading(path) as reader:
        before = reader.generation()
        store(path, revision(2, 9, "Another thing.", day=NEXT))

        assert reader.generation() == before
        assert len(reader.days()) == 1
    with reading(path) as reader:
        assert len(reader.days()) == 2


def test_whoever_may_not_write_is_told_that_somebody_wrote_meanwhile(path: Path) -> None:
    """SQLite cannot keep a writer away from such a reader, who may have read half of two states."""
    script = """
import sys, time
from pathlib import Path
from daybook.archive import open_for_reading
with open_for_reading(Path(sys.argv[1])):
    print("reads", flush=True)
    sys.stdin.readline()
"""
    held = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if held and shutil.which("setpriv") is None:
        pytest.skip("root needs setpriv to be held by file modes")
    path.chmod(0o444)
    path.parent.chmod(0o555)
    reader = subprocess.Popen(
        [*held, sys.executable, "-c", script, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reads\n"
        path.parent.chmod(0o755)
        path.chmod(0o644)
        store(path, revision(2, 9, "Another thing happens."))
        _, told = reader.communicate("go on\n", timeout=300)
    finally:
        reader.kill()

    assert "ArchiveBusy: the archive was written while it was read" in told


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    """Reading makes no file; writing makes no folder."""
    with (
        pytest.raises(ArchiveMissing, match=r"no archive: `.*none\.daybook`"),
        open_for_reading(tmp_path / "none.daybook"),
    ):
        pass
    with pytest.raises(ArchiveMissing, match="no such folder"), writing(tmp_path / "none" / "test.daybook"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_was_never_begun_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    """An import that was killed before its first write leaves an empty file, and the next one fills it."""
    path = tmp_path / "test.daybook"
    path.touch()
    with pytest.raises(ArchiveMissing, match="nothing in the archive yet"), open_for_reading(path):
        pass
    store(path, revision(1, 9, "A thing happens."))

    assert len(all_events(path)) == 1


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_archive_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    """Whoever wrote it."""
    path = tmp_path / "test.daybook"
    path.write_bytes(content)
    with pytest.raises(ArchiveDamaged), writing(path):
        pass
    with pytest.raises(ArchiveDamaged), open_for_reading(path):
        pass

    assert path.read_bytes() == content


@pytest.mark.parametrize("rotten", [write_wrongly, rot])
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE event SET wording = x'28b52ffd00'",
        "UPDATE event SET subjects = x'ff'",
        "UPDATE event SET date = 20249999",
        "UPDATE revision SET wikitext = x'28b52ffd00'",
        "UPDATE day SET history = x'28b52ffd00'",
    ],
)
def test_a_stored_value_that_cannot_be_read_is_told_as_damage(
    path: Path, damage: str, rotten: Callable[[Path, str], None]
) -> None:
    """As SQLite's own: bits rot within values too, where SQLite does not look."""
    rotten(path, damage)
    with pytest.raises(ArchiveDamaged, match=f"the archive is damaged: `{path}`"):
        all_events(path) if " event " in damage else store(path, revision(2, 9, "Another thing happens."))

    assert check_archive(path, deep=False) != []


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    """An archive is known by its application id."""
    path = tmp_path / "test.daybook"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    for opening in (writing, reading):
        with pytest.raises(ArchiveDamaged, match="not a Daybook archive"), opening(path):
            pass


def test_an_archive_from_a_newer_version_is_refused(path: Path) -> None:
    """For reading and for writing."""
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    for opening in (writing, reading):
        with pytest.raises(ArchiveTooNew, match="newer Daybook"), opening(path):
            pass


def test_there_is_a_way_from_every_earlier_version() -> None:
    """One migration for each."""
    assert sorted(MIGRATIONS) == list(range(1, VERSION))


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Make an archive of an earlier version."""
    path = tmp_path / "older.daybook"
    write_version_2(path)
    return path


@pytest.mark.parametrize("version", [1, 2])
def test_an_archive_of_an_earlier_version_is_read_as_it_is(older: Path, tmp_path: Path, version: int) -> None:
    """Copied, checked and asked: without a change to its file."""
    _make_earlier(older, version)
    before = older.read_bytes()
    backup(older, tmp_path / "copy.daybook")

    assert check_archive(older) == []
    assert slugs(older) == [
        "two-towns-share-a-library",
        "a-boat-race-is-held",
        "a-ferry-with-nobody-aboard-runs-aground-near-kilmore",
        "the-lake-freezes-over",
    ]
    assert fingerprint(tmp_path / "copy.daybook") == fingerprint(older)
    assert earlier_version(older) == earlier_version(tmp_path / "copy.daybook") == version
    assert older.read_bytes() == before


@pytest.mark.parametrize("version", [1, 2])
def test_an_archive_of_an_earlier_version_is_copied_before_it_is_brought_up_to_date(older: Path, version: int) -> None:
    """By the next command that writes; nothing that it tells changes."""
    _make_earlier(older, version)
    known, content = fingerprint(older), older.read_bytes()
    with writing(older) as archive:
        assert read_attachment(archive.connection, "note.txt") == b"kept"

    assert earlier_version(older) is None
    assert fingerprint(older) == known
    assert check_archive(older) == []
    assert kept_copy(older, version).read_bytes()[100:] == content[100:]
    assert [(event.first_timed, event.last_timed) for event in all_events(older)] == [(True, True)] * 4 + [
        (False, False)
    ]


@pytest.mark.parametrize("version", [5, 6, 7])
def test_what_later_versions_added_is_derived_or_empty(tmp_path: Path, version: int) -> None:
    """Joins and places from what the archive holds; what is known of articles counts as asked for long ago; and all can be written."""
    path = tmp_path / "test.daybook"
    fair = event("A fair with rare boats opens in Lisbon, Portugal.", "https://a.example/fair", links=["Lisbon"])
    store(
        path, revision(1, 9, fair, "A choir sings."), revision(2, 30, "A choir sings."), revision(3, 31, fair, day=NEXT)
    )
    with writing(path) as archive:
        add_context_facts(archive, [ContextFacts("Lisbon", "A capital", "Q597")], LATER)
    events, joins = all_events(path), _joins(path)
    make_earlier(path, version)

    assert earlier_version(path) == version
    with writing(path) as archive:
        assert articles_to_ask(archive.connection, ["Lisbon"], LATER, timedelta(days=9)) == ["Lisbon"]
        assert archive.connection.execute("SELECT title, found, item FROM article").fetchall() == [
            ("Lisbon", 1, "Q597")
        ]
        assert archive.connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        add_items(archive, [WikidataItem("Q1")], LATER)
        add_source_states(
            archive, [SourceLook("https://a.example/fair", (1,), SourceState(SourceHealth.ALIVE, LATER, LATER), LATER)]
        )
    assert [replace(each, states=()) for each in all_events(path)] == events
    assert all_events(path)[-1].location == Location("pt", "Lisbon", 38.72, -9.13)
    assert _joins(path) == joins != []
    assert check_archive(path) == []


def _joins(path: Path) -> list[tuple[int, ...]]:
    with open_for_reading(path) as connection:
        return connection.execute("SELECT date, earlier, since, event FROM joined").fetchall()


def _make_earlier(path: Path, version: int) -> None:
    """Version 1 knew nothing of cited sources."""
    if version == 1:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript("DROP TABLE cited; PRAGMA user_version = 1")


def test_an_archive_of_this_version_is_written_without_a_copy(path: Path) -> None:
    before = sorted(path.parent.iterdir())
    with writing(path):
        pass

    assert [file for file in sorted(path.parent.iterdir()) if "version" in file.name] == []
    assert earlier_version(path) is None
    assert path in before


def test_an_archive_says_what_it_is(path: Path) -> None:
    """To `file`, and to people with an SQLite shell; its tables check their types and its rows lean on each other."""
    with open_for_reading(path) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA query_only").fetchone() == (1,)
        assert {
            row[5]
            for row in connection.execute("PRAGMA table_list")
            if row[2] == "table" and "sqlite" not in row[1] and "_words" not in row[1]
        } == {1}


def test_a_full_disk_is_a_clear_error_and_loses_nothing(path: Path) -> None:
    """The write that did not fit is undone whole, and works once there is room."""
    before = fingerprint(path)
    page = revision(
        2, 9, *(event(f"Event number {n} has a headline.", f"https://example.org/{n}") for n in range(500)), day=NEXT
    )

    def fill() -> None:
        with writing(path) as archive:
            (pages,) = archive.connection.execute("PRAGMA page_count").fetchone()
            archive.connection.execute(f"PRAGMA max_page_count = {pages + 5}")
            add_revisions(archive, [page], LATER)

    with pytest.raises(ArchiveError, match="the disk is full"):
        fill()

    assert fingerprint(path) == before
    assert check_archive(path) == []
    assert store(path, page).added == 500
