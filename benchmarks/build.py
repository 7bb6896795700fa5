"""How long a site takes to build: whole, against a bare loop that writes the same bytes, and after the changes of a day.

    python -m benchmarks.build ARCHIVE [--folder FOLDER] [--processes N] [--keep]
    python -m benchmarks.build --kept FOLDER [--case NAME ...]

ARCHIVE is any archive with its related lists made (`daybook import`, `daybook relate`); it is copied, never changed. With
`--keep`, copy and site stay, and `--kept` measures changes on them again without another whole build. Prints files, bytes, seconds and the processors' seconds (which tell more on a busy machine), the ratio to the bare loop of the same
run, and the peak memory of all processes (each page of memory shared by several counted once). Related lists are brought up
to date before each build, in seconds of their own. `python -m benchmarks.hugo` compares Hugo.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from daybook.archive import ArchiveReader, add_revisions, open_for_reading, open_for_writing
from daybook.config import Settings, load_settings
from daybook.model import DayRecord, RawPage
from daybook.parse import parse_page
from daybook.pipeline.building import build_spec
from daybook.pipeline.relating import relate_events
from daybook.progress import finish
from daybook.publish.delivery.build import BuildOptions, BuildReport, build_site

INTERVAL = 0.3
"""Seconds between two looks at the memory of all processes: a look itself takes some hundredths of a second of their time."""


class Memory(threading.Thread):
    """Watches the memory of this process and of all that it started; `peak` is in bytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._over = threading.Event()

    def run(self) -> None:
        """Look again and again."""
        while True:
            self.peak = max(self.peak, sum(_memory(pid) for pid in _family(os.getpid())))
            if self._over.wait(INTERVAL):
                return

    def stop(self) -> int:
        """Stop looking and return the peak."""
        self._over.set()
        self.join()
        return self.peak


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
    """What something took: seconds, of them the processor's in all processes, and the peak of their memory in bytes."""

    seconds: float
    processor: float
    peak: int = 0


def build(settings: Settings, processes: int) -> tuple[Cost, BuildReport]:
    """Build a site; return what it took and the report."""
    memory = Memory()
    memory.start()
    began, worked = time.perf_counter(), _processor()
    *_, report = build_site(build_spec(settings), settings.files.site, BuildOptions(processes=processes))
    seconds, processor = time.perf_counter() - began, _processor() - worked
    assert isinstance(report, BuildReport)
    return Cost(seconds, processor, memory.stop()), report


def _processor() -> float:
    """Return the seconds that processors gave to this process and to those it started that have ended."""
    return sum(os.times()[:4])


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


def with_event(pages: Pages, number: int) -> list[RawPage]:
    """Return the pages with one more event each."""
    line = (
        f"*[[United Kingdom]] and [[Germany]] open a [[bridge]] that was moved {number} times. "
        f"[https://paper.example/{number} (Example)]"
    )
    return [_saved_again(record, raw, _before_first_bullet(raw.wikitext, line)) for record, raw in pages]


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


def change(settings: Settings, choose: Callable[[Sequence[DayRecord]], Iterable[DayRecord]], edit: Edit) -> float:
    """Edit some day pages and bring the related lists up to date; return the seconds that the lists took."""
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
    return time.perf_counter() - began


CASES: Mapping[str, tuple[Callable[[Sequence[DayRecord]], Iterable[DayRecord]], Edit]] = {
    "latest day changed": (lambda days: days[-1:], partial(with_event, number=2)),
    "new day": (lambda days: days[-1:], next_day),
    "day in the middle": (lambda days: [days[len(days) // 2]], partial(with_event, number=3)),
    "one event reworded": (lambda days: [days[-len(days) // 20]], reworded),
    "ten days changed": (lambda days: days[len(days) // 11 :: len(days) // 11][:10], partial(with_event, number=4)),
}
"""What happens to an archive between two builds: which days, and what to them."""


def _row(name: str, report: BuildReport, cost: Cost) -> str:
    files = report.created + report.replaced + report.unchanged
    return (
        f"{name:<22}{files:>10,}{report.created:>10,}{report.replaced:>10,}{report.size / 1e6:>10,.0f}"
        f"{cost.seconds:>10.2f}{cost.processor:>11.2f}{cost.peak / 2**20:>9,.0f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("archive", type=Path, nargs="?")
    place.add_argument("--kept", type=Path, metavar="FOLDER", help="the folder that an earlier run printed")
    parser.add_argument("--folder", type=Path, help="where to work: a disk with room for twice the site")
    parser.add_argument("--processes", type=int, default=2, help="of whole builds; small ones choose for themselves")
    parser.add_argument("--keep", action="store_true", help="leave copy and site, and print their folder")
    parser.add_argument("--case", action="append", choices=[*CASES], help="only these changes")
    asked = parser.parse_args()
    folder = asked.kept or _work_folder(asked.archive, asked.folder)
    settings = load_settings(
        assignments=(
            f"files.archive={folder / 'archive.sqlite'}",
            f"files.site={folder / 'site'}",
            "site.address=https://news.example/",
        )
    )
    finish(relate_events(settings, datetime.now(UTC)))  # lists made by another version would all change with the day
    print(
        f"{'build':<22}{'files':>10}{'created':>10}{'replaced':>10}{'MB':>10}{'seconds':>10}{'processor':>11}{'MiB':>9}"
    )
    if not asked.kept:
        _whole(settings, folder, asked.processes)
    cost, report = build(settings, asked.processes)
    print(_row("no change", report, cost), flush=True)
    for name in asked.case or CASES:
        related = change(settings, *CASES[name])
        cost, report = build(settings, 0)
        print(_row(name, report, cost), f" (related lists before: {related:.2f} s)", flush=True)
    if asked.keep or asked.kept:
        print(folder)
    else:
        shutil.rmtree(folder)


def _work_folder(archive: Path, parent: Path | None) -> Path:
    """Make a folder to work in, with a copy of the archive."""
    if parent is not None:
        parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="daybook-build-", dir=parent))
    for ending in ("", ".relations"):
        source = Path(f"{archive}{ending}")
        if source.exists():
            shutil.copy(source, folder / f"archive.sqlite{ending}")
    return folder


def _whole(settings: Settings, folder: Path, processes: int) -> None:
    """Print what a whole build and the bare loop take."""
    cost, report = build(settings, processes)
    print(_row(f"whole, {processes} processes", report, cost), flush=True)
    bare = bare_loop(settings.files.site, folder / "bare")
    print(_row("bare loop", report, bare), flush=True)
    print(
        f"ratio to the bare loop: {cost.seconds / bare.seconds:.2f}; of processor time, shared by {processes}: "
        f"{cost.processor / processes / bare.processor:.2f}",
        flush=True,
    )
    shutil.rmtree(folder / "bare")


if __name__ == "__main__":
    main()
