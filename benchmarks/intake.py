"""How long an export takes to become an archive with related lists, and in how much memory.

    python -m benchmarks.intake EXPORT ARCHIVE

Makes ARCHIVE anew: imports EXPORT (read, parse, store), imports it again (nothing is new), finds the related lists of all
events, then those that one new day changes. Prints seconds and the peak memory of all processes (each page of memory shared
by several counted once). `python -m benchmarks.build ARCHIVE` goes on from there.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from benchmarks.build import Memory

from daybook.archive import ArchiveReader, open_for_reading
from daybook.config import Settings, load_settings
from daybook.model import Selection
from daybook.pipeline import import_paths, relate_events
from daybook.progress import Steps, finish

R = TypeVar("R")

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NEW_EVENTS = 30
"""Events of the new day: a busy one."""


def measure(name: str, steps: Steps[R]) -> R:
    """Do the work and print a line of what it took."""
    memory = Memory()
    memory.start()
    began = time.perf_counter()
    result = finish(steps)
    seconds = time.perf_counter() - began
    print(f"{name:32} {seconds:8.1f} s {memory.stop() / 2**20:8,.0f} MiB", flush=True)
    return result


def add_a_day(settings: Settings, folder: Path) -> None:
    """Import a day after the last one, whose events take their words and links from the newest in the archive."""
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        last: date = reader.days()[-1].date
        ids = reader.select(Selection())[-NEW_EVENTS:]
        events = [event.event for event in reader.events(ids).values()]
    lines = ["*" + " ".join(f"[[{link}]]" for link in event.links) + f" {event.headline.plain}" for event in events]
    (folder / f"{last + timedelta(days=1)}.wikitext").write_text("\n".join(lines), "utf-8")
    finish(import_paths([folder], settings, NOW))


def main() -> None:
    """Measure and print."""
    export, archive = (Path(argument) for argument in sys.argv[1:])
    for file in archive.parent.glob(f"{archive.name}*"):
        file.unlink()
    settings = load_settings(None, [f"files.archive={archive}"])
    report = measure("import", import_paths([export], settings, NOW))
    print(f"  {report.pages:,} pages, {report.added:,} events, {archive.stat().st_size / 1e6:,.0f} MB")
    measure("import again", import_paths([export], settings, NOW))
    changed = measure("related lists of all events", relate_events(settings, NOW))
    print(f"  {changed:,} lists, ranker {settings.relate.ranker}")
    with tempfile.TemporaryDirectory() as folder:
        add_a_day(settings, Path(folder))
    changed = measure("related lists after one new day", relate_events(settings, NOW))
    print(f"  {changed:,} lists")


if __name__ == "__main__":
    main()
