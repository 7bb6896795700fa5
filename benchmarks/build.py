"""How long a site takes to build: whole, after no change, after one changed day, against a bare loop that writes the same bytes.

    python benchmarks/build.py ARCHIVE [--folder FOLDER] [--processes N] [--keep]

ARCHIVE is any archive with its related lists made (`daybook import`, `daybook relate`); it is copied, never changed. Prints
files, bytes, seconds, the ratio to the bare loop of the same run, and the peak memory of all processes (each page of memory
shared by several counted once). Where `hugo` is installed, also its time for the same event pages.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daybook.archive import ArchiveReader, add_revisions, open_for_reading, open_for_writing
from daybook.config import Settings, load_settings
from daybook.model import RawPage, Selection
from daybook.parse import parse_page
from daybook.pipeline import relate_events, site_recipe
from daybook.progress import finish
from daybook.publish.build import BuildOptions, BuildReport, build_site

INTERVAL = 0.2
"""Seconds between two looks at the memory of all processes."""


class Memory(threading.Thread):
    """Watches the memory of this process and of all that it started; `peak` is in bytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._over = threading.Event()

    def run(self) -> None:
        """Look again and again."""
        while not self._over.wait(INTERVAL):
            self.peak = max(self.peak, sum(_memory(pid) for pid in _family(os.getpid())))

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


def build(settings: Settings, processes: int) -> tuple[float, int, BuildReport]:
    """Build a site; return seconds, peak memory and the report."""
    memory = Memory()
    memory.start()
    began = time.perf_counter()
    *_, report = build_site(site_recipe(settings), settings.files.site, BuildOptions(processes=processes))
    seconds = time.perf_counter() - began
    assert isinstance(report, BuildReport)
    return seconds, memory.stop(), report


def bare_loop(site: Path, copy: Path) -> float:
    """Write the files of a site to new places in one loop; return the seconds spent on writing alone."""
    seconds = 0.0
    for folder, _, names in os.walk(site):
        if ".daybook" in Path(folder).relative_to(site).parts:
            continue
        target = copy / Path(folder).relative_to(site)
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            content = Path(folder, name).read_bytes()
            place = str(target / name)
            began = time.perf_counter()
            with open(place, "wb") as file:  # noqa: PTH123 - the barest there is
                file.write(content)
            seconds += time.perf_counter() - began
    return seconds


def change_a_day(settings: Settings) -> tuple[str, float]:
    """Add an event to the latest day and bring the related lists up to date; return the day and the seconds of that."""
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        record = reader.days()[-1]
        raw = reader.pages([record.page])[record.page]
    line = (
        "*[[United Kingdom]] and [[Germany]] open a [[bridge]] that was moved twice. [https://news.example/x (Example)]"
    )
    lines = raw.wikitext.splitlines()
    place = next((number for number, text in enumerate(lines) if text.startswith("*")), len(lines))
    saved = (raw.timestamp or record.read) + timedelta(hours=2)
    page = RawPage(raw.title, "\n".join([*lines[:place], line, *lines[place:]]), (raw.revision or 0) + 10**9, saved)
    now = datetime.now(UTC)
    with open_for_writing(settings.files.archive, now=now) as archive:
        add_revisions(archive, [(page, parse_page(page))], read_at=now)
    began = time.perf_counter()
    finish(relate_events(settings, now))
    return record.date.isoformat(), time.perf_counter() - began


def hugo(settings: Settings, folder: Path) -> float | None:
    """Return the seconds that Hugo takes for the same events with their related links, in four formats."""
    if shutil.which("hugo") is None:
        return None
    (folder / "layouts/_default").mkdir(parents=True)
    (folder / "content/news").mkdir(parents=True)
    (folder / "hugo.toml").write_text(
        'baseURL = "https://news.example/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section"]\n'
        'timeout = "600s"\n[outputs]\npage = ["HTML", "JSON", "XML", "MD"]\n'
        '[mediaTypes."text/markdown"]\nsuffixes = ["md"]\n[outputFormats.XML]\nmediaType = "application/xml"\n'
        '[outputFormats.MD]\nmediaType = "text/markdown"\nisPlainText = true\n'
    )
    (folder / "config.toml").write_bytes((folder / "hugo.toml").read_bytes())
    item = "{{ range .Params.related }}%s{{ end }}"
    layouts = {
        "single.html": "<h1>{{ .Title }}</h1><ul>" + item % '<li><a href="{{ .to }}">{{ .text }}</a></li>' + "</ul>",
        "single.json": '{{ dict "title" .Title "related" .Params.related | jsonify }}',
        "single.xml": "<event><title>{{ .Title }}</title>" + item % "<related>{{ .text }}</related>" + "</event>",
        "single.md": "# {{ .Title }}\n" + item % "- [{{ .text }}]({{ .to }})\n",
    }
    for name, text in layouts.items():
        (folder / "layouts/_default" / name).write_text(text)
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        ids = reader.select(Selection())
        for start in range(0, len(ids), 2000):
            part = ids[start : start + 2000]
            lists = reader.related(part)
            wanted = {item.event for listed in lists.values() for item in listed.items}
            others = reader.events(sorted(wanted | set(part)))
            for number in part:
                listed = lists[number].items if number in lists else ()
                related = [
                    {
                        "to": f"/news/{others[each.event].slug}-{each.event}/",
                        "text": others[each.event].event.headline.plain,
                    }
                    for each in listed
                ]
                event = others[number]
                front = {"title": event.event.headline.plain, "date": event.date.isoformat(), "related": related}
                (folder / f"content/news/{event.slug[:150]}-{number}.md").write_text(json.dumps(front))
    began = time.perf_counter()
    subprocess.run(["hugo", "--quiet", "--destination", str(folder / "public")], cwd=folder, check=True)
    return time.perf_counter() - began


def _row(name: str, report: BuildReport, seconds: float, peak: int) -> str:
    files = report.created + report.replaced + report.unchanged
    return (
        f"{name:<22}{files:>10,}{report.created:>10,}{report.replaced:>10,}{report.size / 1e6:>10,.0f}"
        f"{seconds:>10.2f}{peak / 2**20:>9,.0f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--folder", type=Path, help="where to work: a disk with room for twice the site")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", action="store_true", help="leave the site where it was built")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="daybook-build-", dir=asked.folder))
    archive = folder / "archive.sqlite"
    for ending in ("", ".relations"):
        source = Path(f"{asked.archive}{ending}")
        if source.exists():
            shutil.copy(source, f"{archive}{ending}")
    settings = load_settings(
        assignments=(f"files.archive={archive}", f"files.site={folder / 'site'}", "site.address=https://news.example/")
    )
    finish(relate_events(settings, datetime.now(UTC)))  # lists made by another version would all change with the day
    out = sys.stdout
    print(f"{'build':<22}{'files':>10}{'created':>10}{'replaced':>10}{'MB':>10}{'seconds':>10}{'MiB':>9}", file=out)
    seconds, peak, report = build(settings, asked.processes)
    print(_row(f"whole, {asked.processes} processes", report, seconds, peak), flush=True)
    bare = bare_loop(settings.files.site, folder / "bare")
    print(f"{'bare loop':<22}{report.created:>10,}{'':>20}{report.size / 1e6:>10,.0f}{bare:>10.2f}", flush=True)
    print(f"ratio to the bare loop: {seconds / bare:.2f}", flush=True)
    shutil.rmtree(folder / "bare")
    seconds, peak, report = build(settings, asked.processes)
    print(_row("no change", report, seconds, peak), flush=True)
    day, related = change_a_day(settings)
    seconds, peak, report = build(settings, asked.processes)
    print(_row(f"changed: {day}", report, seconds, peak), f" (related lists before: {related:.2f} s)", flush=True)
    taken = hugo(settings, folder / "hugo")
    print(f"hugo, event pages only: {taken:.1f} s" if taken is not None else "hugo: not installed")
    if asked.keep:
        print(settings.files.site)
    else:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
