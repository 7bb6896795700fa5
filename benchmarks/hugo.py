"""Hugo and Daybook in one run: the same events, four formats, pages of the same content, each with its own related events.

    python -m benchmarks.hugo ARCHIVE [--events N] [--folder FOLDER]

Takes the latest days of ARCHIVE that have N events (10,000 by default), whose related lists are made. Daybook writes the
pages of those days with its renderers, in two processes; Hugo is given the records of the same pages (the JSON that Daybook
wrote, without their related lists) and templates that say the same, and finds related pages by its own related content, from
the same contexts and topics. Prints seconds, files and bytes of each, and the ratio. What Daybook's related lists take is
printed by `daybook relate` and `python -m benchmarks.intake`, for they are found once and not with every build.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from daybook.config import load_settings
from daybook.pipeline.building import build_spec
from daybook.publish.delivery.folder.build_state import BuildState
from daybook.publish.delivery.folder.target import Target
from daybook.publish.delivery.portions.day_work import DayWork
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.delivery.processes.share_portions import Job, results
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.calendar import Calendar
from daybook.publish.pages.site import Site

LAYOUTS = Path(__file__).parent / "hugo_layouts"
DAYS_AT_ONCE = 20
RELATED = """\
{{ if not (.Scratch.Get "related") }}{{ .Scratch.Set "related" (first 10 (.Site.RegularPages.Related .)) }}{{ end }}\
"""
CONFIG = """\
baseURL = "https://news.example/"
uglyURLs = true
timeout = "600s"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section"]
[outputs]
page = ["HTML", "JSON", "XML", "MD"]
[mediaTypes."text/markdown"]
suffixes = ["md"]
[outputFormats.XML]
mediaType = "application/xml"
[outputFormats.MD]
mediaType = "text/markdown"
isPlainText = true
[related]
threshold = 1
includeNewer = true
[[related.indices]]
name = "contexts"
weight = 100
[[related.indices]]
name = "topics"
weight = 80
"""


def latest_days(calendar: Calendar, events: int) -> list[date]:
    """Return the latest days that have so many events together, oldest first."""
    days: list[date] = []
    found = 0
    for record in reversed(calendar.days.values()):
        if found >= events:
            break
        days.append(record.date)
        found += record.events
    return days[::-1]


def with_daybook(archive: Path, site: Path, events: int) -> float:
    """Write the pages of the latest days; return the seconds that it took, reading the archive's index of days included."""
    settings = load_settings(
        assignments=(f"files.archive={archive}", f"files.site={site}", "site.address=https://news.example/")
    )
    spec = build_spec(settings)
    site.mkdir(parents=True)
    with spec.open_library() as library, BuildState(site):
        began = time.perf_counter()
        builder = Builder(library, Site(spec.settings, spec.texts))
        days = latest_days(builder.calendar, events)
        portions = [
            Portion((DayWork(tuple(days[start : start + DAYS_AT_ONCE])),))
            for start in range(0, len(days), DAYS_AT_ONCE)
        ]
        for _ in results(Job(spec, builder, Target(site, fresh=True), library.generation(), portions), 2):
            pass
        return time.perf_counter() - began


def event_records(site: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the records of event pages that Daybook wrote, with their paths."""
    for file in sorted((site / "news").rglob("*.json")):
        record = json.loads(file.read_bytes())
        if record["kind"] == "event":
            yield file, record


def give_to_hugo(site: Path, folder: Path) -> int:
    """Write the records as Hugo's content, and templates that say what Daybook's pages say; return how many there are."""
    layouts = folder / "layouts/_default"
    layouts.mkdir(parents=True)
    (folder / "config.toml").write_text(CONFIG)
    number = 0
    for number, (file, record) in enumerate(event_records(site), 1):
        if number == 1:
            _write_layouts(layouts, file.with_suffix(".html").read_text("utf-8"))
        record.pop("related", None)
        front = {
            "title": record["title"],
            "date": record["date"],
            "contexts": [chip["name"] for chip in record.get("contexts", ())],
            "topics": [topic["name"] for topic in record.get("topics", ())],
            "record": record,
        }
        content = folder / "content" / file.relative_to(site).with_suffix(".md")
        content.parent.mkdir(parents=True, exist_ok=True)
        content.write_text(json.dumps(front), "utf-8")
    return number


def _write_layouts(layouts: Path, page: str) -> None:
    """Write the templates; what all of Daybook's pages have around their main part stands in them as it is."""
    head, _, rest = page.partition("<main")
    foot = rest.partition("</main>")[2]
    main = (LAYOUTS / "main.html").read_text("utf-8")
    (layouts / "single.html").write_text(RELATED + head + main + foot, "utf-8")
    for name in ("single.json", "single.xml", "single.md"):
        (layouts / name).write_text(RELATED + (LAYOUTS / name).read_text("utf-8"), "utf-8")


def with_hugo(folder: Path) -> float:
    """Have Hugo build its site; return the seconds that it took."""
    began = time.perf_counter()
    subprocess.run(["hugo", "--quiet", "--destination", "public"], cwd=folder, check=True)
    return time.perf_counter() - began


def _weighed(folder: Path, endings: tuple[str, ...] = (".html", ".json", ".xml", ".md")) -> tuple[int, int]:
    """Return the number of page files below a folder, and their bytes."""
    files = [Path(at, name) for at, _, names in os.walk(folder) for name in names if name.endswith(endings)]
    return len(files), sum(file.stat().st_size for file in files)


def compare(archive: Path, folder: Path, events: int) -> str:
    """Return what both took as lines of text."""
    site, hugo = folder / "site", folder / "hugo"
    ours = with_daybook(archive, site, events)
    number = give_to_hugo(site, hugo)
    theirs = with_hugo(hugo)
    rows = [("daybook", ours, *_weighed(site / "news")), ("hugo", theirs, *_weighed(hugo / "public"))]
    lines = [f"{number:,} events{'':12}{'seconds':>9}{'files':>10}{'MB':>8}"]
    lines += [f"{name:<24}{seconds:>9.1f}{files:>10,}{size / 1e6:>8.0f}" for name, seconds, files, size in rows]
    return "\n".join([*lines, f"daybook to hugo: {ours / theirs:.2f}"])


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="where to work")
    asked = parser.parse_args()
    if shutil.which("hugo") is None:
        parser.exit(1, "hugo is not installed: `apt install hugo`\n")
    with tempfile.TemporaryDirectory(prefix="daybook-hugo-", dir=asked.folder) as folder:
        print(compare(asked.archive, Path(folder), asked.events))


if __name__ == "__main__":
    main()
