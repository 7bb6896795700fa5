"""How often a command verifies the whole archive: it takes most of a second where there are a hundred thousand events."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

import pytest
from tests.cli.conftest import Run, export

from daybook.archive.encoding import checksum
from daybook.archive.file.verification import verification_path

PAST = ("--as-of", "2024-05-09")


COMMANDS = pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["build", "--all"],
        ["build", "--estimate"],
        ["build", *PAST],
        ["relate"],
        ["search", "storm"],
        ["search", "storm", *PAST],
        ["export"],
        ["export", "tables", "--format", "csv"],
        ["export", "tables", "--format", "csv", *PAST],
        ["reindex"],
        ["reparse"],
        ["check"],
    ],
    ids=" ".join,
)


@COMMANDS
def test_a_command_that_reads_the_archive_verifies_it_once(daybook: Run, tmp_path: Path, arguments: list[str]) -> None:
    imported(daybook, tmp_path)
    verification_path(tmp_path / "archive.sqlite").unlink()
    profile = cProfile.Profile()

    done = profile.runcall(daybook, *arguments)

    assert done.returncode == 0, done.stderr
    assert _calls(profile) == 1


@pytest.mark.parametrize("arguments", [["build"], ["search", "storm"]], ids=" ".join)
def test_an_archive_that_nobody_else_wrote_to_is_not_verified_again(
    daybook: Run, tmp_path: Path, arguments: list[str]
) -> None:
    imported(daybook, tmp_path)
    profile = cProfile.Profile()

    assert profile.runcall(daybook, *arguments).returncode == 0
    assert _calls(profile) == 0


def imported(daybook: Run, folder: Path) -> None:
    (folder / "dump.xml").write_text(export(("A storm floods the harbour.", "A storm floods the port.")), "utf-8")
    assert daybook("import", "dump.xml").returncode == 0


def _calls(profile: cProfile.Profile) -> int:
    """Return how often `checksum.verify` was called."""
    code = checksum.verify.__code__
    calls = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # typeshed does not know it
    return sum(
        call[1] for where, call in calls.items() if where == (code.co_filename, code.co_firstlineno, code.co_name)
    )
