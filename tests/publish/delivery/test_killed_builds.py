"""A build killed at any moment leaves whole pages, and the next build finishes the site."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from tests.publish.sites import build, files_of, rich_library

SCRIPT = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from tests.publish.sites import SETTINGS, build, rich_library

last, seen = int(sys.argv[2]), 0

def count(event, arguments):
    # Every file opened, made, moved or removed is a moment; the process ends itself there as if from outside.
    global seen
    if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"):
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)

settings = replace(SETTINGS, list_events=int(sys.argv[3]))
library = rich_library(3)
if last:
    sys.addaudithook(count)
build(library, Path(sys.argv[1]), settings)
print(seen)
"""
KILLS = 7
"""Moments of each build at which it is killed: enough to meet every phase, few enough for a busy machine."""


def run(folder: Path, last: int, list_events: int = 6) -> subprocess.CompletedProcess[str]:
    """Build a site in a process that kills itself at its `last` moment; 0 lets it live."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command: Sequence[str] = [sys.executable, "-c", SCRIPT, str(folder), str(last), str(list_events)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    build(rich_library(3), folder)
    return files_of(folder)


def moments(folder: Path, list_events: int) -> list[int]:
    """Return moments spread over the build of a folder as it stands, which is left as it was."""
    copy = folder.with_name("counted")
    if folder.exists():
        shutil.copytree(folder, copy)
    total = int(run(copy, 10**9, list_events).stdout)
    shutil.rmtree(copy)
    dice = Random(total)
    return sorted({1, total, *(dice.randrange(1, total) for _ in range(KILLS - 2))})


def test_a_first_build_that_is_killed_shows_nothing_or_whole_files_and_is_finished(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    for moment in moments(tmp_path / "site", 6):
        site = tmp_path / f"site-{moment}"
        killed = run(site, moment)
        assert killed.returncode == -signal.SIGKILL
        found = files_of(site) if site.exists() else {}
        assert {path: expected[path] for path in found} == found

        finished = run(site, 0)

        assert finished.returncode == 0, finished.stderr
        assert files_of(site) == expected


def test_a_rebuild_that_is_killed_shows_old_or_new_files_and_is_finished(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    """Other settings rewrite most pages and remove some; no file is ever seen in between."""
    before = tmp_path / "before"
    assert run(before, 0, 3).returncode == 0
    old = files_of(before)
    for moment in moments(before, 6):
        site = tmp_path / f"site-{moment}"
        shutil.copytree(before, site)
        killed = run(site, moment)
        assert killed.returncode == -signal.SIGKILL
        for path, content in files_of(site).items():
            assert content in (old.get(path), expected.get(path)), path

        finished = run(site, 0)

        assert finished.returncode == 0, finished.stderr
        assert files_of(site) == expected
        assert list((site / ".daybook/work").iterdir()) == []


def test_what_a_killed_build_wrote_for_other_settings_is_removed(tmp_path: Path, expected: dict[str, bytes]) -> None:
    """The journal knows files that no finished build has."""
    site = tmp_path / "site"
    assert run(site, 0).returncode == 0
    total = moments(site, 3)[-1]
    assert run(site, total * 3 // 4, 3).returncode == -signal.SIGKILL

    assert run(site, 0).returncode == 0

    assert files_of(site) == expected
