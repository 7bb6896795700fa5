"""A build killed at any moment leaves whole pages, and the next build finishes the site."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sites import SETTINGS, build, files_of, rich_library

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # its only thread

KILLS = 5
"""Moments of each build at which it is killed: enough to meet every phase, few enough for a busy machine."""


def work(folder: Path, last: int, list_events: int, told: Path) -> None:
    """Build a site; be the process that kills itself, as if from outside, at its `last` moment, or tells how many there were."""
    seen = 0

    def count(event: str, _arguments: object) -> None:
        # Every file opened, made, moved or removed is a moment.
        nonlocal seen
        if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    build_listing(folder, list_events)
    told.write_text(str(seen))


def killed(folder: Path, last: int, list_events: int = 6) -> bool:
    """Build a site in a process that is killed at its `last` moment; say whether it was."""
    told = folder.with_name("moments")
    process = multiprocessing.get_context("fork").Process(target=work, args=(folder, last, list_events, told))
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def library() -> MemoryLibrary:
    """Return what is published."""
    return rich_library(3)


def build_listing(folder: Path, list_events: int) -> None:
    """Build with lists of this length: other settings rewrite most pages, and remove some."""
    build(library(), folder, replace(SETTINGS, list_events=list_events))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    build_listing(folder, 6)
    return files_of(folder)


def moments(folder: Path, list_events: int) -> list[int]:
    """Return moments spread over the build of a folder as it stands, which is left as it was."""
    copy = folder.with_name("counted")
    if folder.exists():
        shutil.copytree(folder, copy)
    assert not killed(copy, 10**9, list_events)
    total = int(folder.with_name("moments").read_text())
    shutil.rmtree(copy)
    dice = Random(total)
    return sorted({1, total, *(dice.randrange(1, total) for _ in range(KILLS - 2))})


def test_a_first_build_that_is_killed_shows_nothing_or_whole_files_and_is_finished(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    for moment in moments(tmp_path / "site", 6):
        site = tmp_path / f"site-{moment}"
        assert killed(site, moment)
        found = files_of(site) if site.exists() else {}
        assert {path: expected[path] for path in found} == found

        build_listing(site, 6)

        assert files_of(site) == expected


def test_a_rebuild_that_is_killed_shows_old_or_new_files_and_is_finished(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    """Other settings rewrite most pages and remove some; no file is ever seen in between."""
    before = tmp_path / "before"
    build_listing(before, 3)
    old = files_of(before)
    for moment in moments(before, 6):
        site = tmp_path / f"site-{moment}"
        shutil.copytree(before, site)
        assert killed(site, moment)
        for path, content in files_of(site).items():
            assert content in (old.get(path), expected.get(path)), path

        build_listing(site, 6)

        assert files_of(site) == expected
        assert list((site / ".daybook/work").iterdir()) == []


def test_what_a_killed_build_wrote_for_other_settings_is_removed(tmp_path: Path, expected: dict[str, bytes]) -> None:
    """The journal knows files that no finished build has."""
    site = tmp_path / "site"
    build_listing(site, 6)
    total = moments(site, 3)[-1]
    assert killed(site, total * 3 // 4, 3)

    build_listing(site, 6)

    assert files_of(site) == expected
