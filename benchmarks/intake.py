"""How long an export takes to become an archive with related lists, and in how much memory.

    python -m benchmarks.intake EXPORT ARCHIVE

Makes ARCHIVE anew: imports EXPORT (read, parse, store), imports it again (nothing is new); then, by each ranker, finds the
related lists of all events and those that one new day changes: from the archive's events to lists stored in it. Prints
seconds on the clock, seconds of all processors, and the peak memory of all processes (each page of memory shared by
several counted once). `python -m benchmarks.build ARCHIVE` goes on from there.
"""

from __future__ import annotations

import resource
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
from daybook.pipeline.intake import import_paths
from daybook.pipeline.relating import relate_events
from daybook.progress import Steps, finish

R = TypeVar("R")

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NEW_EVENTS = 30
"""Events of the new day: a busy one."""


def measure(name: str, steps: Steps[R]) -> R:
    """Do the work and print a line of what it took."""
    memory = Memory()
    memory.start()
    began, used = time.perf_counter(), processor_seconds()
    result = finish(steps)
    seconds, work = time.perf_counter() - began, processor_seconds() - used
    print(f"{name:42} {seconds:8.2f} s {work:8.2f} s {memory.stop() / 2**20:8,.0f} MiB", flush=True)
    return result


def processor_seconds() -> float:
    """Return the seconds of processors that this process and those that it waited for have used."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


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


def relate(archive: Path, ranker: str) -> None:
    """Find related lists by a ranker: of all events, and of those that a new day reaches."""
    settings = load_settings(None, [f"files.archive={archive}", f"relate.ranker={ranker}"])
    changed = measure(f"related lists of all events, {ranker}", relate_events(settings, NOW, whole=True))
    print(f"  {changed:,} lists")
    with tempfile.TemporaryDirectory() as folder:
        add_a_day(settings, Path(folder))
    changed = measure(f"related lists after one new day, {ranker}", relate_events(settings, NOW))
    print(f"  {changed:,} lists, {NEW_EVENTS} events added")


def main() -> None:
    """Measure and print."""
    export, archive = (Path(argument) for argument in sys.argv[1:])
    for file in archive.parent.glob(f"{archive.name}*"):
        file.unlink()
    settings = load_settings(None, [f"files.archive={archive}"])
    print(f"{'':42} {'clock':>10} {'processors':>10} {'memory':>12}")
    report = measure("import", import_paths([export], settings, NOW))
    print(f"  {report.pages:,} pages, {report.added:,} events, {archive.stat().st_size / 1e6:,.0f} MB")
    measure("import again", import_paths([export], settings, NOW))
    for ranker in ("formula", "trained"):
        relate(archive, ranker)


if __name__ == "__main__":
    main()
