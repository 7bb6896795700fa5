"""What a whole build's processes spend their time on: shares by what is done, and microseconds a file by kind of page.

    python -m benchmarks.build_profile ARCHIVE [--folder FOLDER] [--part N] [--top N] [--since DAY]

Plans a whole build of a copy of ARCHIVE, does every Nth run of its portions in this process as a build's processes do them, and
looks every two milliseconds of processor time which line is at work: what C or the kernel does counts for the line that called it.
Files are written for good; a bare loop then writes the same bytes again, by kind of page too. Processor time, so a busy machine
changes it little.
"""

from __future__ import annotations

import argparse
import gc
import resource
import shutil
import signal
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Self

from benchmarks.build import work_folder

from daybook.config import load_settings
from daybook.model.encoding import tag_of
from daybook.pipeline.building import build_spec
from daybook.pipeline.relating import relate_events
from daybook.progress import finish
from daybook.publish.delivery.folder.build_state import BuildState
from daybook.publish.delivery.folder.first_build import choose_target
from daybook.publish.delivery.plan.plan_site import LastBuild, plan_all
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.delivery.portions.worker import Worker
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.records import Page

INTERVAL = 0.002
"""Seconds of processor time between two looks."""

RUN = 6
"""Portions done one after the other, so that events are at hand as in a whole build."""

SHARES = (
    ("writing files", "/delivery/folder/site_writer.py"),
    ("HTML: templates", "<template>", "/jinja2/", "/markupsafe/", "/render/templates.py"),
    ("HTML: what is shown beyond records", "/render/html_views.py", "/render/charts.py", "/render/world_map.py"),
    ("HTML: what is shown beyond records", "/formats/to_html.py", "/render/locale_text.py", "/render/split_markup.py", "/babel/"),
    ("HTML: linked data", "/render/linked_data.py"),
    ("JSON", "/formats/to_json.py"),
    ("XML", "/render/to_xml.py"),
    ("Markdown", "/render/markdown/", "/formats/to_markdown.py"),
    ("feeds", "/render/to_feed.py", "/pages/feed.py", "/delivery/families/feeds.py"),
    ("files of events", "/publish/interchange/", "/delivery/families/event_files.py"),
    ("preview images", "/render/to_png.py", "/PIL/"),
    ("search index", "/publish/search/", "/delivery/portions/search_work.py", "/daybook/ask/"),
    ("reading the archive", "/daybook/archive/", "/sqlite3/", "/pipeline/library.py", "/pipeline/relations_file.py"),
    ("page records", "/publish/pages/", "/publish/rich_text.py", "/publish/plain_text.py", "/publish/cleaning.py", "/publish/addresses/"),
    ("delivery", "/publish/delivery/", "/publish/kinds/", "/daybook/workers.py"),
)  # fmt: skip
"""What a line of code in a file belongs to: the innermost that is listed counts."""


class Sampler:
    """Looks at this process's stack again and again: `shares`, `places` in the code and `kinds` of pages, each with its looks."""

    def __init__(self) -> None:
        self.shares: Counter[str] = Counter()
        self.places: Counter[tuple[str, str]] = Counter()
        self.kinds: Counter[str] = Counter()
        self._share_of: dict[str, str] = {}

    def __enter__(self) -> Self:
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _look(self, _: int, frame: FrameType | None) -> None:
        share = place = kind = ""
        while frame is not None:
            code = frame.f_code
            if not share:
                share = self._share(code.co_filename)
                place = f"{code.co_filename.rpartition('/')[2]}:{code.co_name}"
            if code is _PUT:
                kind = tag_of(type(frame.f_locals["page"]))
                break
            if code.co_name == "files" and code.co_filename.endswith("_work.py"):
                kind = f"({code.co_filename.rpartition('/')[2].removesuffix('.py')})"
                break
            frame = frame.f_back
        self.shares[share or "other"] += 1
        self.places[share or "other", place] += 1
        self.kinds[kind] += 1

    def _share(self, name: str) -> str:
        found = self._share_of.get(name)
        if found is None:
            found = next((share for share, *parts in SHARES if any(part in name for part in parts)), "")
            self._share_of[name] = found
        return found


_PUT = Worker.put_page.__code__


class Counted(Worker):
    """A worker that notes the files of each kind of page."""

    files: Counter[str]
    paths: dict[str, str]

    def put_page(self, page: Page) -> list[str]:
        """Write a page as a worker does, and note its files."""
        paths = super().put_page(page)
        kind = tag_of(type(page))
        self.paths.update(dict.fromkeys(paths, kind))
        return paths


def chosen(portions: tuple[Portion, ...], part: int) -> list[Portion]:
    """Return every so manyth run of portions, and of those that follow."""
    return [portion for place, portion in enumerate(portions) if place // RUN % part == 0]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--folder", type=Path, help="where to work")
    parser.add_argument("--since", help="plan only the days from this one on (`site.since`)")
    parser.add_argument("--part", type=int, default=12, metavar="N", help="do every Nth run of portions")
    parser.add_argument("--top", type=int, default=4, metavar="N", help="functions to name of each share")
    asked = parser.parse_args()
    folder = work_folder(asked.archive, asked.folder, asked.since)
    settings = load_settings(folder / "daybook.toml")
    finish(relate_events(settings, datetime.now(UTC)))
    spec = build_spec(settings, verified=True)
    settings.files.site.mkdir(exist_ok=True)
    gc.disable()  # as a build's processes do
    with spec.open_library() as library, BuildState(settings.files.site) as state:
        began = time.process_time()
        builder = Builder(library, spec.site())
        portions = plan_all(builder, LastBuild(state.paths_of, frozenset())).portions
        planned = time.process_time() - began
        target = choose_target(state, "", follows=False)
        taken = chosen(portions, asked.part)
        worker = Counted(spec, target, name="0", generation=library.generation())
        worker.paths = {}
        before = resource.getrusage(resource.RUSAGE_SELF)
        with Sampler() as sampler:
            for portion in taken:
                worker.do(portion)
        after = resource.getrusage(resource.RUSAGE_SELF)
        worker.close()
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    weights = sum(portion.weight for portion in taken), sum(portion.weight for portion in portions)
    print(
        f"{len(taken)} of {len(portions)} portions, {weights[0] / weights[1]:.1%} of the weight; planned in {planned:.2f} s"
    )
    print(
        f"{user + system:.2f} s of the processor, {system:.2f} s of them in the kernel; {after.ru_maxrss >> 10:,} MiB at most\n"
    )
    looks = sum(sampler.shares.values())
    print(f"{'share of processor time':<38}{'s':>8}{'%':>7}")
    for share, count in sampler.shares.most_common():
        print(f"{share:<38}{(user + system) * count / looks:>8.2f}{100 * count / looks:>7.1f}")
        of_share = [(number, name) for (which, name), number in sampler.places.items() if which == share]
        for number, name in sorted(of_share, reverse=True)[: asked.top]:
            print(f"    {name:<34}{(user + system) * number / looks:>8.2f}{100 * number / looks:>7.1f}")
    _print_kinds(sampler, worker.paths, settings.files.site / target.below, (user + system) / looks)
    shutil.rmtree(folder)


def _print_kinds(sampler: Sampler, paths: dict[str, str], site: Path, seconds_a_look: float) -> None:
    """Print what each kind of page took, and what a bare loop takes to write the same files again."""
    files: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    bare: defaultdict[str, float] = defaultdict(float)
    total = 0.0
    copy = site.parent / "bare"
    for name, kind in sorted(paths.items()):
        content = (site / name[1:]).read_bytes()
        place = copy / name[1:]
        place.parent.mkdir(parents=True, exist_ok=True)
        began = time.process_time()
        with open(place, "wb") as file:  # noqa: PTH123 - the barest there is
            file.write(content)
        taken = time.process_time() - began
        total += taken
        bare[kind] += taken
        files[kind] += 1
        sizes[kind] += len(content)
    print(f"\n{'kind of page':<20}{'files':>9}{'MB':>8}{'s':>8}{'us/file':>9}{'bare':>7}")
    for kind, looks in sampler.kinds.most_common():
        seconds, count = looks * seconds_a_look, files[kind]
        if count:
            print(
                f"{kind:<20}{count:>9,}{sizes[kind] / 1e6:>8.1f}{seconds:>8.2f}"
                f"{1e6 * seconds / count:>9.0f}{1e6 * bare[kind] / count:>7.0f}"
            )
        else:
            print(f"{kind or '(other)':<20}{'':>17}{seconds:>8.2f}")
    print(f"bare loop: {total:.2f} s for {sum(files.values()):,} files")


if __name__ == "__main__":
    main()
