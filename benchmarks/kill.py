"""Whether fetching, importing and building can be killed at any moment.

    python -m benchmarks.kill [KILLS] [--only fetch|import|build|again] [--days 12] [--seed N]

Each of the three works on a made-up history of some days, in a process that is killed with SIGKILL at random moments, until
KILLS kills (default 300) are shared out among them. After each kill the archive must pass its integrity check; whenever a run
comes to its end, the archive, and after a build every file of the site, must be in exactly the state that runs which nobody
disturbed lead to. `fetch` asks a small wiki on loopback for whole histories; `build` first takes in the second half of a
history whose first half is published already (`again`), or publishes all of it for the first time. Prints the seed of the moments,
so that a run can be repeated as nearly as a machine repeats anything, and the counts; exits with 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count, pairwise
from pathlib import Path

from benchmarks.small_wiki import small_wiki_apart

from daybook.archive import (
    ArchiveReader,
    add_revisions,
    check_archive,
    fingerprint,
    open_for_writing,
    pack_related,
    save_related,
)
from daybook.config import Settings, load_settings
from daybook.errors import ArchiveMissing
from daybook.model import ParsedDay, RawPage, Reason, ReasonKind, Related, RelatedList, Selection
from daybook.parse import parse_page
from daybook.pipeline.building import build_site
from daybook.pipeline.fetching import FetchOptions, fetch_days
from daybook.progress import finish

ONE_THREAD = "OPENBLAS_NUM_THREADS"
"""Set to 1 when numpy is loaded: its library starts threads otherwise, and a process that has some cannot be forked safely."""
NOW = datetime(2024, 7, 1, tzinfo=UTC)
REVISIONS = 6


def make_pages(days: int) -> list[list[tuple[RawPage, ParsedDay]]]:
    """Make the histories of some days: events are added, reworded, removed and moved."""
    dice = random.Random(4)
    words = [
        first + second
        for first in ("ra", "mo", "ti", "ke", "lu", "so")
        for second in ("ban", "der", "fim", "gol", "nus")
    ]
    pages = []
    left: list[str] = []
    for number in range(days):
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
            [
                pack_related(one, RelatedList("test", (Related(other, 1.0, (), reason),)))
                for one, other in pairwise(ids)
            ],
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """What is killed: work in a folder, which `begin` prepares if need be."""

    name: str
    work: Callable[[Path], None]
    begin: Callable[[Path], None] = lambda folder: folder.mkdir()


def run_and_kill(work: Callable[[], None], delay: float) -> bool:
    """Run work in a process of its own and kill it after some seconds; return whether it came to its end before."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    ended = time.monotonic() + delay
    while time.monotonic() < ended:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            if status:
                sys.exit("a run failed by itself")
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


def state_of(folder: Path) -> dict[str, str]:
    """Return what a folder's archive and site are, with a digest for each file of the site."""
    files = (file for file in folder.glob("site/**/*") if file.is_file() and ".daybook" not in file.parts)
    found = {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return found | {"archive": fingerprint(folder / "archive.daybook")}


def try_out(trial: Trial, kills: int, folder: Path, dice: random.Random) -> tuple[int, int]:
    """Kill a trial's work that often; return how often it came to its end, and how often anything was wrong."""
    names = (folder / f"{trial.name}-{number}" for number in count())
    place = next(names)
    trial.begin(place)
    started = time.monotonic()
    if not run_and_kill(partial(trial.work, place), 600):
        sys.exit("a run takes longer than ten minutes")
    duration = time.monotonic() - started
    expected = state_of(place)
    killed = finished = wrong = 0
    place = next(names)
    trial.begin(place)
    while True:
        delay = dice.uniform(0, duration * (0.5 if killed % 2 else 1)) if killed < kills else 600
        if not run_and_kill(partial(trial.work, place), delay):
            killed += 1
            faults = check(place / "archive.daybook")
            wrong += bool(faults)
            for fault in faults:
                print(fault, file=sys.stderr)
            continue
        finished += 1
        state = state_of(place)
        for name in sorted(name for name in state.keys() | expected.keys() if state.get(name) != expected.get(name)):
            print(f"{trial.name}: not as it should be: {name}", file=sys.stderr)
        wrong += state != expected
        if killed >= kills:
            return finished, wrong
        shutil.rmtree(place)
        place = next(names)
        trial.begin(place)


def settings_for(folder: Path, api: str) -> Settings:
    """Return the settings of a folder."""
    where = [f"files.archive={folder}/archive.daybook", f"files.site={folder}/site", f"wiki.api={api}"]
    return load_settings(None, [*where, "wiki.pause=0"])


def make_trials(pages: list[list[tuple[RawPage, ParsedDay]]], api: str) -> list[Trial]:
    """Return the three works."""
    span = (pages[0][0][1].date, pages[-1][0][1].date)

    def take(folder: Path, first: int, last: int) -> None:
        with open_for_writing(folder / "archive.daybook", now=NOW, wait=60) as archive:
            for revisions in pages:
                add_revisions(archive, revisions[first:last], NOW)

    def build(folder: Path) -> None:
        finish(build_site(settings_for(folder, api), NOW))

    def publish_half(folder: Path) -> None:
        folder.mkdir()
        take(folder, 0, REVISIONS // 2)
        build(folder)

    def go_on(folder: Path) -> None:
        take(folder, REVISIONS // 2, REVISIONS)
        build(folder)

    def publish_all(folder: Path) -> None:
        take(folder, 0, REVISIONS)
        build(folder)

    def fetch(folder: Path) -> None:
        finish(fetch_days(span, settings_for(folder, api), NOW, FetchOptions(history=True)))

    return [
        Trial("fetch", fetch),
        Trial("import", lambda folder: import_all(folder / "archive.daybook", pages)),
        Trial(
            "again", go_on, publish_half
        ),  # before `build`: its first half is built here, so that templates are compiled
        Trial("build", publish_all),
    ]


def main() -> int:
    """Kill as often as asked; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int, nargs="?", default=300)
    parser.add_argument("--only", choices=("fetch", "import", "build", "again"), help="kill nothing else")
    parser.add_argument("--days", type=int, default=12, help="length of the made-up history")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the moments; any unless given")
    arguments = parser.parse_args()
    if os.environ.get(ONE_THREAD) != "1":
        os.execve(sys.executable, sys.orig_argv, {**os.environ, ONE_THREAD: "1"})
    print(f"seed {arguments.seed}", flush=True)
    pages = make_pages(arguments.days)
    total = wrong = 0
    with (
        tempfile.TemporaryDirectory(prefix="daybook-kill-") as folder,
        small_wiki_apart({revisions[0][0].title: [raw for raw, _ in revisions] for revisions in pages}) as api,
    ):
        trials = [each for each in make_trials(pages, api) if arguments.only in (None, each.name)]
        for number, trial in enumerate(trials):
            kills = arguments.kills * (number + 1) // len(trials) - total
            total += kills
            finished, found = try_out(trial, kills, Path(folder), random.Random(f"{arguments.seed} {trial.name}"))
            wrong += found
            print(
                f"{trial.name}: killed {kills} times, came to its end {finished} times, wrong {found} times", flush=True
            )
    print(f"killed {total} times in all, wrong {wrong} times")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
