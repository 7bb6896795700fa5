"""Whether following a wiki loses or doubles an edit when lines break and processes are killed.

    python -m benchmarks.follow [DISTURBANCES] [--kills PERCENT]

A small wiki and a stream of its changes, of the form of Wikimedia's EventStreams, run on loopback; a process follows them.
DISTURBANCES times (default 1,000) a page is edited, at a random moment of what follows from that, the stream breaks off or, in
PERCENT of the cases (default 20), the process is killed with SIGKILL and started anew. In the end the archive must hold every
revision that was saved, each once, and pass its own check. Prints the counts and how long the archive took to hold an edit
that nothing disturbed, and exits with 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.small_wiki import small_wiki
from tests.stream_server import CANARY, StreamServer, change, stream_server

from daybook.archive import ArchiveReader, check_archive, open_for_reading
from daybook.config import Settings, load_settings
from daybook.errors import ArchiveError
from daybook.model import RawPage
from daybook.model.titles import DayTitles
from daybook.pipeline.following import follow_wiki

DAYS = 14
CALM = 20
"""Edits that nothing disturbs, to time them."""

PATIENCE = 120.0
"""Seconds without one more revision after which the archive is taken to hold all that it will."""


class Editor:
    """Saves revisions of the last days' pages, and lets the stream tell of them among other wikis' events."""

    def __init__(self, pages: dict[str, list[RawPage]], stream: StreamServer, dice: random.Random) -> None:
        self._pages = pages
        self._stream = stream
        self._dice = dice
        self.saved = 0

    def save(self) -> tuple[str, int]:
        """Save one revision; return its page's title and its number."""
        self.saved += 1
        number = 1_000 + self.saved
        title = self._dice.choice(list(self._pages))
        text = "".join(f"* Ferry {ship} sails on, says report {self._dice.randrange(99)}.\n" for ship in "ABC")
        now = datetime.now(UTC).replace(microsecond=0)
        self._pages[title].append(RawPage(title, text, number, now, "Ed"))
        events = [CANARY, change("Oslo", domain="xx.example.org"), change(title, revision=number)]
        self._stream.publish(*events)
        return title, number


def main() -> int:
    """Disturb as often as asked; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("disturbances", type=int, nargs="?", default=1_000)
    parser.add_argument("--kills", type=int, default=20, metavar="PERCENT")
    arguments = parser.parse_args()
    dice = random.Random()
    titles = DayTitles()
    today = datetime.now(UTC).date()
    pages: dict[str, list[RawPage]] = {titles.title(today - timedelta(days=ago)): [] for ago in range(DAYS)}
    with (
        tempfile.TemporaryDirectory(prefix="daybook-follow-") as folder,
        small_wiki(pages) as api,
        stream_server() as stream,
    ):
        settings = load_settings(
            None,
            [
                f"files.archive={folder}/archive.sqlite",
                f"wiki.api={api}",
                "wiki.pause=0",
                f"follow.stream={stream.address}",
            ],
        )
        editor = Editor(pages, stream, dice)
        for _ in range(3 * DAYS):
            editor.save()
        process = start(settings)
        kills = drops = 0
        for _ in range(arguments.disturbances):
            editor.save()
            time.sleep(dice.uniform(0.0, 0.3))
            if dice.randrange(100) < arguments.kills:
                process = restart(process, settings)
                kills += 1
            else:
                before = len(stream.asked)
                stream.drop()
                stream.await_listeners(before + 1)
                drops += 1
        whole = await_all(settings, editor.saved)
        waits = [time_edit(editor, settings) for _ in range(CALM)] if whole else []
        stop(process)
        wrong = compare(settings.files.archive, pages)
    print(
        f"{editor.saved:,} revisions saved, {drops:,} lines broken, {kills:,} processes killed; {len(stream.asked):,} connections"
    )
    if waits:
        print(f"from edit to archive, undisturbed: median {statistics.median(waits):.2f} s, longest {max(waits):.2f} s")
    print("\n".join(wrong) or "nothing lost, nothing doubled")
    return int(bool(wrong))


def start(settings: Settings) -> int:
    """Start a process that follows; return its number."""
    process = os.fork()
    if process == 0:
        with closing(follow_wiki(settings, lambda: datetime.now(UTC), build=False, articles=False)) as steps:
            for _ in steps:
                pass
        os._exit(1)
    return process


def stop(process: int) -> None:
    """Kill a process."""
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def restart(process: int, settings: Settings) -> int:
    """Kill a process and start another."""
    stop(process)
    return start(settings)


def numbers(archive: Path) -> list[int]:
    """Return the numbers of the revisions that an archive has."""
    try:
        with open_for_reading(archive) as connection:
            return [raw.revision or 0 for raw in ArchiveReader(connection).raw_pages()]
    except ArchiveError:
        return []


def await_all(settings: Settings, count: int) -> bool:
    """Wait until the archive has so many revisions; return whether it has."""
    held, end = 0, time.monotonic() + PATIENCE
    while time.monotonic() < end:
        now_held = len(numbers(settings.files.archive))
        if now_held >= count:
            return True
        if now_held > held:
            held, end = now_held, time.monotonic() + PATIENCE
        time.sleep(1.0)
    return False


def time_edit(editor: Editor, settings: Settings) -> float:
    """Save a revision and return the seconds until the archive has it."""
    started = time.monotonic()
    title, number = editor.save()
    while time.monotonic() < started + PATIENCE:
        with open_for_reading(settings.files.archive) as connection:
            if number in ArchiveReader(connection).revision_numbers([title]).get(title, ()):
                break
        time.sleep(0.05)
    return time.monotonic() - started


def compare(archive: Path, pages: dict[str, list[RawPage]]) -> list[str]:
    """Return what is wrong with an archive that should have exactly these revisions."""
    wanted = {raw.revision for raws in pages.values() for raw in raws}
    held = Counter(numbers(archive))
    lost, doubled = wanted - set(held), [number for number, count in held.items() if count > 1]
    faults = [f"lost: {sorted(number or 0 for number in lost)[:9]}"] if lost else []
    faults += [f"doubled: {doubled[:9]}"] if doubled else []
    return [*faults, *(str(fault) for fault in check_archive(archive))]


if __name__ == "__main__":
    raise SystemExit(main())
