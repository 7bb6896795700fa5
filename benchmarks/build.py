"""How long a site takes to build: whole, against a bare loop that writes the same bytes, and after the changes of a day.

    python -m benchmarks.build ARCHIVE [--folder FOLDER] [--keep] [--case NAME ...] [--repeat N]
    python -m benchmarks.build --kept FOLDER [--as-it-is] [--case NAME ...] [--repeat N] [--seed N]

ARCHIVE is any archive with its related lists made (`daybook import`, `daybook relate`); it is copied, never changed. With
`--keep`, copy and site stay, and `--kept` measures changes on them again and again without another whole build; where code,
theme or settings changed since, that build would be whole too, unless the site is taken `--as-it-is`. Every build is `daybook
build` as a publisher types it, start-up included. Prints files, bytes, seconds and the processors' seconds (which tell more on a
busy machine), and the peak memory of all processes (each page of memory shared by several counted once); of a change also how soon the
first changed day shows it, as days are written first. Related lists are brought up to date before each build, in seconds of their own. `python -m benchmarks.hugo` compares Hugo.
"""

from __future__ import annotations

import argparse
import compileall
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import daybook
from daybook.archive import ArchiveReader, add_revisions, open_for_reading, open_for_writing
from daybook.config import Settings, load_settings
from daybook.model import DayRecord, RawPage
from daybook.parse import parse_page
from daybook.pipeline.building import build_spec
from daybook.pipeline.relating import relate_events
from daybook.progress import finish
from daybook.publish.delivery.fingerprint import fingerprint_of
from daybook.publish.delivery.folder.build_state import BuildState

INTERVAL = 0.3
"""Seconds between two looks at the memory of all processes: a look itself takes some hundredths of a second of their time."""

SIGHT = 0.005
"""Seconds between two looks at one file."""


class Memory(threading.Thread):
    """Watches the memory of a process (this one) and of all that it started: `peak` in bytes, `parts` what each had then."""

    def __init__(self, process: int | None = None) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.parts: tuple[int, ...] = ()
        self._process = process or os.getpid()
        self._over = threading.Event()

    def run(self) -> None:
        """Look again and again."""
        while True:
            parts = tuple(map(_memory, _family(self._process)))
            if sum(parts) > self.peak:
                self.peak, self.parts = sum(parts), parts
            if self._over.wait(INTERVAL):
                return

    def stop(self) -> int:
        """Stop looking and return the peak."""
        self._over.set()
        self.join()
        return self.peak


class FirstSight(threading.Thread):
    """Watches a file: `after` is how many seconds passed until it was another, None while it is not."""

    def __init__(self, file: Path) -> None:
        super().__init__(daemon=True)
        self.after: float | None = None
        self._file = file
        self._over = threading.Event()
        self._state = self._look()
        self._began = time.perf_counter()

    def run(self) -> None:
        """Look again and again."""
        while self.after is None and not self._over.wait(SIGHT):
            if self._look() != self._state:
                self.after = time.perf_counter() - self._began

    def stop(self) -> float | None:
        """Stop looking and return when it was first seen."""
        self._over.set()
        self.join()
        return self.after

    def _look(self) -> tuple[int, int] | None:
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = "".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:
        return
    for child in children.split():
        yield from _family(int(child))


def _memory(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took: seconds, of them the processor's in all processes, and the memory of each at their peak, in bytes."""

    seconds: float
    processor: float
    memory: tuple[int, ...] = ()


PROGRAM = (sys.executable, "-c", "from daybook.cli import main; main()")


def build(folder: Path, *, watched: bool = False) -> tuple[Cost, str]:
    """Have `daybook build` build the site in a folder; return what it took, its memory where that is `watched`, and what it said."""
    before = _processor()
    began = time.perf_counter()
    process = subprocess.Popen(
        [*PROGRAM, "build", "--no-progress"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    memory = Memory(process.pid)
    if watched:
        memory.start()
    said, _ = process.communicate()
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(said)
    if watched:
        memory.stop()
    return Cost(seconds, _processor() - before, memory.parts), said.strip()


def _processor() -> float:
    """Return the seconds that processors gave to processes that this one started and that have ended."""
    return sum(os.times()[2:4])


def bare_loop(site: Path, copy: Path) -> Cost:
    """Write the files of a site to new places in one loop; return what writing alone took."""
    seconds = processor = 0.0
    for folder, _, names in os.walk(site):
        if ".daybook" in Path(folder).relative_to(site).parts:
            continue
        target = copy / Path(folder).relative_to(site)
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            content = Path(folder, name).read_bytes()
            place = str(target / name)
            began, worked = time.perf_counter(), time.process_time()
            with open(place, "wb") as file:  # noqa: PTH123 - the barest there is
                file.write(content)
            seconds += time.perf_counter() - began
            processor += time.process_time() - worked
    return Cost(seconds, processor)


Pages = Sequence[tuple[DayRecord, RawPage]]
"""Day pages as the archive has them."""
Edit = Callable[[Pages], list[RawPage]]


def with_event(pages: Pages) -> list[RawPage]:
    """Return the pages with one more event each, another one each time."""
    return [_saved_again(record, raw, _before_first_bullet(raw.wikitext, _event_of(raw))) for record, raw in pages]


def _event_of(raw: RawPage) -> str:
    number = (raw.revision or 0) // 10**9 + 2
    return (
        f"*[[United Kingdom]] and [[Germany]] open a [[bridge]] that was moved {number} times. "
        f"[https://paper.example/{number} (Example)]"
    )


def reworded(pages: Pages) -> list[RawPage]:
    """Return the pages with other words in the first event of each that cites a source."""
    return [
        _saved_again(
            record, raw, re.sub(r"(?m)^(\*.*?) (\[http)", r"\1 after years of talks \2", raw.wikitext, count=1)
        )
        for record, raw in pages
    ]


def next_day(pages: Pages) -> list[RawPage]:
    """Return a page of the day after the only one, with that one's events in other words, as news goes on."""
    ((record, raw),) = pages
    day = record.date + timedelta(days=1)
    said = re.sub(r"(?m)^(\*.*?) (the|a|in|of) ", r"\1 \2 same ", raw.wikitext)
    title = f"{raw.title.partition('/')[0]}/{day.year} {day:%B} {day.day}"
    return [replace(_saved_again(record, raw, said), title=title, revision=(raw.revision or 0) + 2 * 10**9)]


def _before_first_bullet(wikitext: str, line: str) -> str:
    lines = wikitext.splitlines()
    place = next((number for number, text in enumerate(lines) if text.startswith("*")), len(lines))
    return "\n".join([*lines[:place], line, *lines[place:]])


def _saved_again(record: DayRecord, raw: RawPage, wikitext: str) -> RawPage:
    saved = record.revision.saved + timedelta(
        hours=2
    )  # also where no source told when that was: then it is the day's end
    return RawPage(raw.title, wikitext, max(raw.revision or 0, 10**9) + 10**9, saved)


def change(settings: Settings, choose: Choice, edit: Edit) -> tuple[date, float]:
    """Edit some day pages and bring the related lists up to date; return the first day, and the seconds that the lists took."""
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        records = list(choose(reader.days()))
        found = reader.pages([record.page for record in records])
        pages = edit([(record, found[record.page]) for record in records])
    now = datetime.now(UTC)
    with open_for_writing(settings.files.archive, now=now) as archive:
        add_revisions(archive, [(page, parse_page(page)) for page in pages], read_at=now)
    began = time.perf_counter()
    finish(relate_events(settings, now))
    return records[0].date, time.perf_counter() - began


Choice = Callable[[Sequence[DayRecord]], Iterable[DayRecord]]


def cases(dice: random.Random) -> dict[str, tuple[Choice, Edit]]:
    """Return what happens to an archive between two builds: which days, and what to them."""
    return {
        "latest day changed": (lambda days: days[-1:], with_event),
        "random day changed": (lambda days: [dice.choice(days)], with_event),
        "new day": (lambda days: days[-1:], next_day),
        "day in the middle": (lambda days: [days[len(days) // 2]], with_event),
        "one event reworded": (lambda days: [days[-len(days) // 20]], reworded),
        "ten days changed": (lambda days: days[len(days) // 11 :: len(days) // 11][:10], with_event),
    }


_HEAD = f"{'build':<22}{'pages':>10}{'new':>10}{'replaced':>10}{'MB':>10}{'seconds':>10}{'processor':>11}"


def _row(name: str, said: str, cost: Cost) -> str:
    counts = re.search(r"([\d,]+) pages? made; files: ([\d,]+) new, ([\d,]+) replaced,.*; ([\d,.]+) MB", said)
    pages, new, replaced, size = counts.groups() if counts else ("0",) * 4
    return f"{name:<22}{pages:>10}{new:>10}{replaced:>10}{size:>10}{cost.seconds:>10.2f}{cost.processor:>11.2f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("archive", type=Path, nargs="?")
    place.add_argument("--kept", type=Path, metavar="FOLDER", help="the folder that an earlier run printed")
    parser.add_argument("--folder", type=Path, help="where to work: a disk with room for twice the site")
    parser.add_argument("--since", help="build only the days from this one on (`site.since`)")
    parser.add_argument("--keep", action="store_true", help="leave copy and site, and print their folder")
    parser.add_argument(
        "--as-it-is", action="store_true", help="take the kept site for one built today from its archive"
    )
    parser.add_argument("--bare", action=argparse.BooleanOptionalAction, help="the bare loop; else after whole builds")
    parser.add_argument("--seed", type=int, default=0, help="of the random days")
    known = cases(random.Random(0))
    parser.add_argument("--case", action="append", choices=[*known, "none"], help="only these changes")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="measure each change N times")
    asked = parser.parse_args()
    # As whatever installs a package does: a changed module would be compiled by each run that may not write what it compiled.
    compileall.compile_dir(Path(daybook.__file__).parent, quiet=1)
    folder = asked.kept or work_folder(asked.archive, asked.folder, asked.since)
    settings = load_settings(folder / "daybook.toml")
    finish(relate_events(settings, datetime.now(UTC)))  # lists made by another version would all change with the day
    print(_HEAD)
    whole = None
    if not asked.kept:
        whole, said = build(folder, watched=True)
        print(_row("whole", said, whole), flush=True)
        each = ", ".join(f"{part >> 20:,}" for part in whole.memory)
        print(f"memory: {sum(whole.memory) >> 20:,} MiB at the peak, by process: {each}")
    elif asked.as_it_is:
        take_as_built(folder)
    if asked.bare if asked.bare is not None else whole:
        bare = bare_loop(settings.files.site, folder / "bare")
        print(_row("bare loop", "", bare), flush=True)
        if whole:
            print(
                f"whole build to bare loop: {whole.seconds / bare.seconds:.2f} by the clock,"
                f" {whole.processor / bare.processor:.2f} by the processors' time",
                flush=True,
            )
        shutil.rmtree(folder / "bare")
    cost, said = build(folder)
    print(_row("no change", said, cost), flush=True)
    chosen = cases(random.Random(asked.seed))
    for name in (name for name in asked.case or chosen if name != "none"):
        for _ in range(asked.repeat):
            day, related = change(settings, *chosen[name])
            sight = FirstSight(settings.files.site / f"news/{day.year}/{day.month:02}/{day.day}/index.html")
            sight.start()
            cost, said = build(folder)
            seen = sight.stop()
            shown = f"shown after {seen:.2f} s; " if seen is not None else ""
            print(_row(name, said, cost), f" ({day}: {shown}related lists before: {related:.2f} s)", flush=True)
    if asked.keep or asked.kept:
        print(folder)
    else:
        shutil.rmtree(folder)


def take_as_built(folder: Path) -> None:
    """Take the site in a folder for one that today's code built from the archive as it stands.

    Else the next build would make every page anew, or, where another ranker made the related lists anew, nearly every one.
    """
    settings = load_settings(folder / "daybook.toml")
    finish(relate_events(settings, datetime.now(UTC)))
    with open_for_reading(settings.files.archive) as connection:
        generation = ArchiveReader(connection).generation()
    with BuildState(settings.files.site) as state:
        state.remember("fingerprint", fingerprint_of(build_spec(settings, verified=True)))
        state.remember("generation", f"{generation}")


def work_folder(archive: Path, parent: Path | None, since: str | None) -> Path:
    """Make a folder to work in, with a copy of the archive and settings."""
    if parent is not None:
        parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="daybook-build-", dir=parent))
    for ending in ("", ".relations"):
        source = Path(f"{archive}{ending}")
        if source.exists():
            shutil.copy(source, folder / f"archive.sqlite{ending}")
    only = f"since = {since}\n" if since else ""
    (folder / "daybook.toml").write_text(
        f'[files]\narchive = "archive.sqlite"\nsite = "site"\n[site]\naddress = "https://news.example/"\n{only}',
        "utf-8",
    )
    return folder


if __name__ == "__main__":
    main()
