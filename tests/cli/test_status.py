"""`daybook status`: how fresh an archive is, for people and for monitors."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.archive.histories import write_version_2
from tests.cli.conftest import Run, export
from tests.test_docs import table_keys

from daybook.pipeline.follow_state import FollowState, write_follow_state

SAVED_ON_2024_05_02 = export(("A ferry sinks", "A [[ferry]] sinks"))


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    file = tmp_path / "dump.xml"
    file.write_text(SAVED_ON_2024_05_02, "utf-8")
    return file


def at(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """Set the clock of the commands that follow, in seconds since 1970."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(moment))


def test_status_tells_what_is_there(daybook: Run, dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 1714651200)  # 2024-05-02 12:00 UTC, twelve hours after the newest revision
    daybook("import", dump)

    told = daybook("status")

    assert (told.returncode, told.stderr) == (0, "")
    lines = dict(line.split(None, 1) for line in told.stdout.splitlines() if line[0] in "de")
    assert lines["days"] == "missing     0" or lines["days"].startswith("1, 2024-05-01 to 2024-05-01")
    assert "newest revision  2024-05-02 00:00 UTC, 12 hours ago" in told.stdout
    assert "last read        2024-05-02 12:00 UTC, 0 minutes ago" in told.stdout
    assert "site, not built yet" in told.stdout


def test_status_tells_the_version_that_the_file_has(daybook: Run, tmp_path: Path) -> None:
    """And not that of the copy it is read from."""
    write_version_2(tmp_path / "archive.sqlite")

    assert json.loads(daybook("status", "--json").stdout)["archive_version"] == 2
    assert "version 2" in daybook("status").stdout


def test_status_ends_with_1_when_nothing_new_came_for_too_long(
    daybook: Run, dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 1714651200)
    daybook("import", dump)
    at(monkeypatch, 1714651200 + 4 * 86_400)

    told = daybook("status")

    assert told.returncode == 1
    assert told.stderr == "daybook: nothing was read for 4 days, limit 3 days (`status.max_age`)\n"
    assert daybook("status", "--set", "status.max_age=9").returncode == 0
    assert daybook("status", "--set", "status.max_age=0").returncode == 0


def test_a_fetch_that_runs_but_brings_nothing_is_told_apart(
    daybook: Run, dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 1714651200 + 30 * 86_400)  # read just now, and yet all that came is old
    daybook("import", dump)

    told = daybook("status")

    assert told.returncode == 1
    assert told.stderr == "daybook: the newest revision is 30 days old, limit 3 days (`status.max_age`)\n"


def test_status_as_json_has_the_documented_keys(daybook: Run, dump: Path, page: Path, tmp_path: Path) -> None:
    second = tmp_path / "2024-05-04.wikitext"
    second.write_text("*The [[harbour]] opens again.\n*Another bullet.\n*[[Storm]]\n", "utf-8")
    daybook("import", dump, second)
    daybook("build")

    record = json.loads(daybook("status", "--json").stdout)

    assert set(record) == table_keys("key of the status", "docs/guide/publisher.md")
    assert record["gaps"] == [["2024-05-02", "2024-05-03"]]
    assert (record["days"], record["site_is_current"]) == (2, True)
    assert sum(record["problems"].values()) == len(daybook("check").stdout.splitlines())


def test_a_site_that_is_older_than_the_archive_is_told(daybook: Run, dump: Path, page: Path, tmp_path: Path) -> None:
    daybook("import", dump)
    daybook("build")
    second = tmp_path / "2024-05-04.wikitext"
    second.write_text("*The [[harbour]] opens again.\n", "utf-8")
    daybook("import", second)

    assert "site, older than the archive" in daybook("status").stdout


def test_an_archive_read_from_files_without_times_raises_no_alarm_on_the_day_it_is_read(
    daybook: Run, page: Path
) -> None:
    daybook("import", page)

    told = daybook("status", "--json")

    assert told.returncode == 0
    assert json.loads(told.stdout)["newest_revision"] is None


def test_status_without_an_archive_says_so(daybook: Run) -> None:
    told = daybook("status")

    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("daybook: no archive: ")


@pytest.mark.parametrize(("silent", "code"), [(100, 0), (1_000, 1)])
def test_status_ends_with_1_when_the_wiki_that_is_followed_fell_silent(
    daybook: Run, dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, silent: int, code: int
) -> None:
    """The note of a process that was killed, or hangs, tells it as well as its own word would."""
    at(monkeypatch, 1714651200)
    daybook("import", dump)
    heard = datetime.fromtimestamp(1714651200, UTC)
    write_follow_state(tmp_path / "archive.sqlite", FollowState(1, heard, heard, silence=60.0, heard=heard))
    at(monkeypatch, 1714651200 + silent)

    told = daybook("status")

    assert told.returncode == code
    assert "last heard" in told.stdout
    assert ("following: nothing heard from the wiki for 1,000 seconds" in told.stderr) is (code == 1)


def test_status_says_that_the_clock_was_set_back(daybook: Run, dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not that a revision of next year is of this minute."""
    at(monkeypatch, 1714651200)
    daybook("import", dump)
    at(monkeypatch, 978307200)  # 2001

    told = daybook("status")

    assert "newest revision  2024-05-02 00:00 UTC, ahead of this machine's clock" in told.stdout


@pytest.mark.parametrize("epoch", ["yesterday", "99999999999999", "1e9"])
def test_a_fixed_time_that_is_none_is_refused(
    daybook: Run, dump: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    told = daybook("import", dump)

    assert told.returncode == 2
    assert told.stderr.startswith(f"daybook: SOURCE_DATE_EPOCH is no time: `{epoch}`")
