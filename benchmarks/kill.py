"""Whether an import can be killed at any moment.

    python benchmarks/kill.py [KILLS]

Imports a made-up history of some days, in a process that is killed with SIGKILL at random moments, until it has been killed
KILLS times (default 300). After each kill the archive must pass its integrity check; whenever a run comes to its end the
archive must be in exactly the state of an import that nobody disturbed. Prints the counts, and exits with 1 if anything
was wrong.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from daybook.archive import ArchiveReader, add_revisions, check_archive, fingerprint, open_for_writing, save_related
from daybook.errors import ArchiveMissing
from daybook.model import ParsedDay, RawPage, Reason, ReasonKind, Related, RelatedList, Selection
from daybook.parse import parse_page

NOW = datetime(2024, 7, 1, tzinfo=UTC)
DAYS, REVISIONS = 12, 6


def make_pages() -> list[list[tuple[RawPage, ParsedDay]]]:
    """Make the histories of some days: events are added, reworded, removed and moved."""
    dice = random.Random(4)
    words = [
        first + second
        for first in ("ra", "mo", "ti", "ke", "lu", "so")
        for second in ("ban", "der", "fim", "gol", "nus")
    ]
    pages = []
    left: list[str] = []
    for number in range(DAYS):
        day = date(2024, 5, 1) + timedelta(days=number)
        title = f"Portal:Current events/{day.year} {day:%B} {day.day}"
        lines = left[-1:]
        revisions = []
        for step in range(REVISIONS):
            for _ in range(3):
                text = " ".join(f"[[{word}]]" if dice.random() < 0.2 else word for word in dice.choices(words, k=12))
                lines.append(
                    f"*[[Story {dice.randrange(9)}]]\n**{text}. [https://example.org/{dice.randrange(10**6)} (Example)]"
                )
            changed = dice.randrange(len(lines))
            lines[changed] = lines[changed].replace(dice.choice(words), dice.choice(words))
            left = [lines.pop(dice.randrange(len(lines)))] if step % 2 else left
            saved = datetime(day.year, day.month, day.day, 2 * step, tzinfo=UTC)
            raw = RawPage(title, "\n".join(lines), number * REVISIONS + step + 1, saved)
            revisions.append((raw, parse_page(raw)))
        pages.append(revisions)
    return pages


def import_all(path: Path, pages: list[list[tuple[RawPage, ParsedDay]]]) -> None:
    """Import everything, some revisions a write, as different commands would, and keep related lists."""
    reason = (Reason(ReasonKind.STORY, ("Story",)),)
    with open_for_writing(path, now=NOW, wait=60) as archive:
        for number, revisions in enumerate(pages):
            half = number % REVISIONS
            for part in (revisions[:half], revisions[half:]):
                add_revisions(archive, part, NOW)
        ids = ArchiveReader(archive.connection).select(Selection())
        save_related(
            archive,
            [(one, RelatedList("test", (Related(other, 1.0, (), reason),))) for one, other in pairwise(ids)],
        )


def run_and_kill(work: Callable[[], None], delay: float) -> bool:
    """Run work in a process of its own and kill it after some seconds; return whether it came to its end before."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    ended = time.monotonic() + delay
    while time.monotonic() < ended:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            if status:
                sys.exit("the import failed by itself")
            return True
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def check(path: Path) -> list[str]:
    """Return what is wrong with an archive; one that was never begun is in order."""
    try:
        return check_archive(path)
    except ArchiveMissing:
        return []


def main(kills: int) -> int:
    """Kill that often; return the exit code."""
    pages = make_pages()
    dice = random.Random()
    with tempfile.TemporaryDirectory(prefix="daybook-kill-") as folder:
        whole, path = Path(folder) / "whole.daybook", Path(folder) / "killed.daybook"
        started = time.monotonic()
        import_all(whole, pages)
        duration = time.monotonic() - started
        expected = fingerprint(whole)
        killed = finished = wrong = 0
        while killed < kills:
            if run_and_kill(lambda: import_all(path, pages), dice.uniform(0, duration / 2)):
                finished += 1
                wrong += fingerprint(path) != expected
                for ending in ("", "-wal", "-shm", ".lock"):
                    path.with_name(path.name + ending).unlink(missing_ok=True)
                continue
            killed += 1
            faults = check(path)
            wrong += bool(faults)
            for fault in faults:
                print(fault, file=sys.stderr)
        import_all(path, pages)
        wrong += fingerprint(path) != expected
    print(f"killed {killed} times, came to its end {finished + 1} times, wrong {wrong} times")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
