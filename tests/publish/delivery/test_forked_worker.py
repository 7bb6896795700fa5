"""A small change of a large site is shared by two processes: the same files, and no lock or process left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from daybook.config import load_settings
from daybook.pipeline.building import build_spec
from daybook.pipeline.intake import import_paths
from daybook.pipeline.relating import relate_events
from daybook.progress import finish
from daybook.publish.delivery.build import BuildOptions, build_site

folder, now = Path(sys.argv[1]), datetime(2026, 11, 1, 12, tzinfo=UTC)
settings = load_settings(None, [f"files.archive={folder}/archive.sqlite", "site.address=https://news.example/"])


def save(*lines):
    for day in ("2024-05-01", "2024-05-02", "2025-05-01"):
        (folder / f"{day}.wikitext").write_text("".join(f"* {line} on {day}. [https://a.example/ (A)]\\n" for line in lines))
    finish(import_paths(sorted(folder.glob("*.wikitext")), settings, now))
    finish(relate_events(settings, now))


def build(site, **options):
    *_, report = build_site(build_spec(settings), folder / site, BuildOptions(**options))
    return report


save("A ferry sinks off [[Cebu]]", "[[France]] votes")
build("shared", forked=True)
save("A ferry sinks off [[Cebu]]", "[[France]] votes again", "A bridge opens")
before = os.times().children_user
report = build("shared", forked=True)
assert os.times().children_user > before, "no process was forked"
assert not report.whole
build("alone")
assert not build("shared", forked=True).pages
"""


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        f"{path.relative_to(folder)}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".daybook" not in path.parts
    }


@pytest.mark.skipif(sys.platform != "linux", reason="Daybook forks on Linux alone")
def test_two_processes_leave_what_one_does(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, tmp_path], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert files_of(tmp_path / "shared") == files_of(tmp_path / "alone")
    assert not list((tmp_path / "shared/.daybook/work").iterdir())
