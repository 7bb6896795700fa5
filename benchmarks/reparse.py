"""What reading an archive again takes, and whether it can be killed at any moment.

    python -m benchmarks.reparse ARCHIVE [--kills N] [--life SECONDS]

Works on a copy of ARCHIVE, with one setting of the parser changed, so that all days are read: `daybook reparse` in a process of its
own, killed with SIGKILL N times (default 0) at random moments of its first SECONDS (default 20) and gone on with. The end must be what a fresh import of the raw pages gives, listing by
listing; every address that the archive had must still lead somewhere; and the archive must pass its own check. Prints seconds,
the peak memory of one process, and what differed; exits with 1 if anything did.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import sqlite3
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from daybook.archive import (
    Reread,
    add_revisions,
    all_addresses,
    check_archive,
    listed_pages_of_day,
    lists_the_same,
    open_for_reading,
    open_for_writing,
    raw_pages_of_day,
    revisions_of_days,
)
from daybook.config import Settings, load_settings
from daybook.parse import parse_page
from daybook.pipeline.parser_mark import count_days_of_other_parsers
from daybook.pipeline.parser_settings import parse_settings
from daybook.pipeline.reparsing import reparse
from daybook.progress import finish

NOW = datetime(2026, 12, 1, tzinfo=UTC)
OTHERWISE = 'parse.redirects=["READ AGAIN"]'
"""A setting that no page has anything to do with."""


def main() -> int:
    """Read again, compare, print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--life", type=float, default=20.0, metavar="SECONDS")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daybook-reparse-") as folder:
        archive = Path(folder, "archive.sqlite")
        shutil.copyfile(arguments.archive, archive)
        settings = load_settings(None, [f"files.archive={archive}", OTHERWISE])
        with open_for_writing(archive, now=NOW):
            pass  # bring an earlier version up to date, which is no part of reading again
        with open_for_reading(archive) as connection:
            before = {(day, slug) for day, slug, _ in all_addresses(connection)}
        waiting = count_days_of_other_parsers(settings)
        began = time.monotonic()
        kills, memory = read_again(settings, arguments.kills, arguments.life)
        seconds = time.monotonic() - began
        print(f"{waiting:,} days read again in {seconds:,.0f} s, {kills} kills, {memory:,.0f} MiB at most", flush=True)
        faults = compare(settings, Path(folder, "fresh.sqlite"), before)
    print("\n".join(faults[:20]) or "equal to a fresh import; every address still leads somewhere")
    return int(bool(faults))


def read_again(settings: Settings, kills: int, life: float) -> tuple[int, float]:
    """Read again in one process after another until one comes to its end; return how many were killed, and MiB."""
    dice, done = random.Random(), 0
    while True:
        process = os.fork()
        if process == 0:
            result = finish(reparse(settings, NOW))
            assert isinstance(result, Reread)
            print(
                f"  {result.days:,} days in the last run, {result.added:,} events added, {result.gone:,} gone, {result.changed:,} changed",
                flush=True,
            )
            os._exit(0)
        if done < kills:
            time.sleep(dice.uniform(0.1, life))
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        if status == 0:
            return done, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        if done >= kills:
            raise SystemExit(f"reading again failed: {status}")
        done += 1


def compare(settings: Settings, fresh: Path, before: set[tuple[date, str]]) -> list[str]:
    """Import the raw pages afresh, and return what differs."""
    parsing = parse_settings(settings)
    faults = [str(fault) for fault in check_archive(settings.files.archive)]
    with open_for_reading(settings.files.archive) as connection, open_for_writing(fresh, now=NOW) as other:
        keys = list(revisions_of_days(connection))
        for start in range(0, len(keys), 300):
            raws = [raw for key in keys[start : start + 300] for raw in raw_pages_of_day(connection, key)]
            add_revisions(other, [(raw, parse_page(raw, parsing)) for raw in raws], NOW)
        for key in keys:
            faults += differences(connection, other.connection, key)
        lost = before - {(day, slug) for day, slug, _ in all_addresses(connection)}
        faults += [f"address without an event: {address[0]}, {address[1]}" for address in sorted(lost)]
    return faults


def differences(connection: sqlite3.Connection, other: sqlite3.Connection, key: int) -> list[str]:
    """Return the revisions of a day that list other events than those of a fresh import."""
    pairs = zip(listed_pages_of_day(connection, key), listed_pages_of_day(other, key), strict=True)
    return [
        f"{raw.title}, revision {raw.revision}"
        for (raw, ours), (_, theirs) in pairs
        if not lists_the_same(ours, theirs)
    ]


if __name__ == "__main__":
    raise SystemExit(main())
