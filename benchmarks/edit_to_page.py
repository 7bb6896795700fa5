"""How long an edit of the wiki takes to stand on the site's page.

    python -m benchmarks.edit_to_page [ARCHIVE] [--edits N] [--ranker NAME] [--built]
    python -m benchmarks.edit_to_page --kept FOLDER [--as-it-is] [--edits N]

A MediaWiki of Debian's packages and a stream of its changes, of the form of Wikimedia's EventStreams, run on loopback; `daybook
follow` keeps a copy of ARCHIVE (without it: an empty one) up with them. The wiki's last days are edited N times (default 100), one
edit after the other, and each day's page is read until it shows the edit: by `daybook serve --live` from the archive, or
with `--built` from the folder that following builds. With `--kept` the archive and the built site are those that
`python -m benchmarks.build ARCHIVE --keep` left, and the archive's own last days are edited. Measured from the moment when the wiki has saved the edit. Prints median,
95th percentile and longest, and the processor's seconds for each edit in following and in serving, which tell more on a busy machine;
exits with 1 where the 95th percentile is over five seconds.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import sqlite3
import statistics
import string
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path

from benchmarks.build import take_as_built
from tests.mediawiki import LocalWiki, missing_parts
from tests.stream_server import CANARY, StreamServer, change, stream_server

from daybook.archive import ArchiveReader, open_for_reading
from daybook.config import FILE_NAME, load_settings
from daybook.model.titles import DayTitles
from daybook.publish.addresses import DayPlace, Format, path

PROMISED = 5.0
"""Seconds from edit to page, at the 95th percentile."""
DAYS = 8
PATIENCE = 1800.0
"""Seconds for the first build, and for an edit that does not come."""
PROGRAM = (sys.executable, "-c", "from daybook.cli import main; main()")
SYLLABLES = ("ba", "dor", "fen", "gul", "kem", "lis", "mot", "nar", "pel", "sur", "tav", "wim")
WORDS = tuple(one + two + three for one in SYLLABLES for two in SYLLABLES for three in SYLLABLES)
PLACES = ("Kiel", "Oslo", "Bergen", "Iraq", "France", "Japan", "United Nations", "NATO", "Lagos", "Chile")


class Editor:
    """Edits the pages of the last days on the wiki, and lets the stream tell: made-up pages, or those given."""

    def __init__(self, wiki: LocalWiki, stream: StreamServer, pages: Mapping[date, str] | None = None) -> None:
        self._wiki = wiki
        self._stream = stream
        self._dice = random.Random(5)
        today = datetime.now(UTC).date()
        if pages is None:
            heading = "'''Disasters and accidents'''"
            days = [today - timedelta(days=ago) for ago in range(DAYS)]
            self._lines = {day: [heading, *map(self._line, range(20))] for day in days}
        else:
            self._lines = {day: text.splitlines() for day, text in pages.items()}
        self.days = list(self._lines)

    def _line(self, number: int) -> str:
        one, other = self._dice.sample(PLACES, 2)
        words = " ".join(
            self._dice.sample(WORDS, 7)
        )  # of their own: events that read alike would count as moved between days
        return f"* In [[{one}]] and [[{other}]] {words}. [https://e.org/{number} (Example)]"

    def words_of_the_first_event(self) -> str:
        """Return words that the newest day's page shows once it is there."""
        return self._lines[self.days[0]][1].rpartition("]] ")[2].partition(".")[0]

    def save(self, day: date, marker: str = "") -> None:
        """Save a day's page; with a marker, one bullet is another, with that in it."""
        lines = self._lines[day]
        if marker:
            # Not one that others stand under: it would be their topic.
            bullets = [
                number
                for number, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True))
                if line.startswith("*") and not line.startswith("**") and not following.startswith("**")
            ]
            lines[self._dice.choice(bullets)] = f"{self._line(self._dice.randrange(9999))} It is called {marker}."
        title = DayTitles().title(day)
        number = self._wiki.save(title, "\n".join(lines))
        self._stream.publish(CANARY, change("Oslo", domain="xx.example.org"), change(title, revision=number))


def main() -> int:
    """Edit, wait, print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path, nargs="?")
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument(
        "--ranker", default="trained", help="the formula relates a whole archive in a third of the time"
    )
    parser.add_argument("--built", action="store_true", help="read the built folder instead of the live server")
    parser.add_argument(
        "--kept", type=Path, metavar="FOLDER", help="where benchmarks.build left an archive and its site"
    )
    parser.add_argument(
        "--as-it-is", action="store_true", help="take the kept site for one built today from its archive"
    )
    arguments = parser.parse_args()
    if lack := missing_parts():
        sys.exit(f"no measurement: {lack}")
    if arguments.kept is not None and arguments.as_it_is:
        take_as_built(arguments.kept)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="daybook-latency-")))
        if arguments.archive is not None:
            shutil.copyfile(arguments.archive, folder / "archive.sqlite")
            relations = arguments.archive.with_name(f"{arguments.archive.name}.relations")
            if relations.exists():  # else all related lists are made anew before the first edit is shown
                shutil.copyfile(relations, folder / "archive.sqlite.relations")
        wiki = LocalWiki(folder / "wiki")
        stack.callback(wiki.stop)
        if arguments.kept is not None:
            begin_revisions(folder / "wiki" / "data" / "wiki.sqlite", int(time.time()))
        stream = stack.enter_context(stream_server())
        settings = [f"wiki.api={wiki.api}", "wiki.pause=0", f"follow.stream={stream.address}"]
        if arguments.kept is None:
            settings.append(f"relate.ranker={arguments.ranker}")
        kept: Path | None = arguments.kept
        editor = Editor(wiki, stream, last_pages(kept) if kept else None)
        for day in editor.days:
            editor.save(day)
        built = arguments.built or kept is not None
        place = Place(kept or folder, tuple(chain.from_iterable(("--set", each) for each in settings)))
        return tell(measure(stack, place, editor, arguments.edits, built=built, shown=kept is not None), built=built)


def begin_revisions(database: Path, number: int) -> None:
    """Let a wiki's revisions be numbered from here on: the archive has those of earlier runs, and takes no number twice."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'revision'", (number,))


def last_pages(folder: Path) -> dict[date, str]:
    """Return the newest pages of the last days of the archive in a folder, newest day first."""
    with open_for_reading(load_settings(folder / FILE_NAME).files.archive) as connection:
        reader = ArchiveReader(connection)
        records = list(reader.days())[-DAYS:][::-1]
        pages = reader.pages([record.page for record in records])
    return {record.date: pages[record.page].wikitext for record in records}


@dataclass(frozen=True, slots=True)
class Place:
    """Where Daybook runs: a folder, and what is set on the command line."""

    folder: Path
    settings: tuple[str, ...]


def tell(waits: list[float], *, built: bool) -> int:
    """Print how long edits took; return the exit code."""
    waits.sort()
    late = waits[int(0.95 * (len(waits) - 1) + 0.5)]
    where = "the built folder" if built else "the live server"
    print(
        f"{len(waits)} edits, to {where}: median {statistics.median(waits):.2f} s, 95th percentile {late:.2f} s,"
        f" longest {waits[-1]:.2f} s",
        flush=True,
    )
    return int(late > PROMISED)


def measure(stack: ExitStack, place: Place, editor: Editor, edits: int, *, built: bool, shown: bool) -> list[float]:
    """Return the seconds that each edit took; where the days are `shown` already, another edit comes before those measured."""
    folder = place.folder
    began = time.monotonic()
    (folder / "archive.sqlite.follow").unlink(missing_ok=True)  # it comes when `follow` has caught up
    run = "Mark" + "".join(
        random.SystemRandom().sample(string.ascii_lowercase, 8)
    )  # the marks of earlier runs may stand
    follower = stack.enter_context(running(place, "follow", "--no-articles", *(() if built else ("--no-build",))))
    processes = [follower]
    read: Callable[[date], str]
    if built:
        file = folder / FILE_NAME
        site = folder / load_settings(file if file.exists() else None).files.site

        def read(day: date) -> str:
            with suppress(OSError):
                return (site / _path(day)).read_text("utf-8")
            return ""

    else:
        await_page(lambda: "here" if (folder / "archive.sqlite.follow").exists() else "", "here")
        server = stack.enter_context(running(place, "serve", "--live", "--port", "0"))
        processes.append(server)
        assert server.stdout is not None
        address = ""
        while not address:
            found = re.search(r"http://[\d.]+:\d+", server.stdout.readline())
            address = found[0] if found else ""

        def read(day: date) -> str:
            with suppress(OSError), urllib.request.urlopen(f"{address}/{_path(day)}", timeout=60) as answer:
                return str(answer.read().decode())
            return ""

    if shown:
        await_page(lambda: "here" if (folder / "archive.sqlite.follow").exists() else "", "here")
        editor.save(editor.days[0], run)
    await_page(lambda: read(editor.days[0]), run if shown else editor.words_of_the_first_event())
    print(f"first shown after {time.monotonic() - began:.0f} s", flush=True)
    waits = []
    worked = [_processor(process.pid) for process in processes]
    for number in range(edits):
        day = editor.days[number % len(editor.days)]
        marker = f"{run}{number}x"
        editor.save(day, marker)
        start = time.monotonic()
        await_page(lambda: read(day), marker)  # noqa: B023 - called before the next round
        waits.append(time.monotonic() - start)
    for process, name, before in zip(processes, ("following", "serving"), worked, strict=False):
        print(f"{name}: {(_processor(process.pid) - before) / edits:.2f} s of the processor an edit", flush=True)
    return waits


def _processor(pid: int) -> float:
    """Return the seconds that processors gave to a process and to those that it started."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    started = "".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    own = sum(map(int, numbers[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_processor(int(child)) for child in started.split())


def await_page(read: Callable[[], str], marker: str) -> None:
    """Come back when a page shows something."""
    end = time.monotonic() + PATIENCE
    while marker not in read():
        if time.monotonic() > end:
            raise SystemExit(f"not shown after {PATIENCE:.0f} s: {marker}")
        time.sleep(0.02)


def _path(day: date) -> str:
    return path(DayPlace(day), Format.HTML).lstrip("/")


@contextmanager
def running(place: Place, *command: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command of Daybook in a folder until it is no longer needed."""
    folder = place.folder
    with (folder / f"{command[0]}.log").open("w") as log:
        process = subprocess.Popen(
            [*PROGRAM, *command, *place.settings],
            cwd=folder,
            stdout=subprocess.PIPE if command[0] == "serve" else log,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.returncode not in (0, 130, -signal.SIGINT):
            print((folder / f"{command[0]}.log").read_text()[-2000:], file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
