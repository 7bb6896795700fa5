"""Measure the parser: speed, accuracy against a truth, and what it did not understand.

    python benchmarks/parse.py FOLDER [TRUTH.jsonl]     day pages as YYYY-MM-DD.wikitext
    python benchmarks/parse.py EXPORT.xml[.bz2]         day pages of a MediaWiki export, every revision

Prints figures on stderr and one JSON line a page on stdout (`daybook.parse.day_record`). Speed is processor time of
parsing alone. With a truth file (one JSON line a day: date and events with text, category, topics, links, sources) it
prints recall and precision of events by their words, and the share of those found whose other facts are right.
"""

from __future__ import annotations

import bz2
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from daybook.model import LineKind, ParsedDay, RawPage
from daybook.model.titles import DayTitles, normal_title
from daybook.parse import day_record, parse_page

TITLES = DayTitles()


def read_folder(folder: Path) -> Iterator[RawPage]:
    """Read the day pages of a folder, oldest first."""
    for path in sorted(folder.glob("*.wikitext")):
        yield RawPage(TITLES.title(date.fromisoformat(path.stem)), path.read_text("utf-8"))


def read_export(path: Path) -> Iterator[RawPage]:
    """Read the day pages of an export, every revision, in bounded memory."""
    with bz2.open(path) if path.suffix == ".bz2" else path.open("rb") as file:
        title = ""
        for _, element in ET.iterparse(file):
            name = element.tag.rpartition("}")[2]
            if name == "title":
                title = element.text or ""
            elif name == "text" and TITLES.day(title):
                yield RawPage(title, element.text or "")
            elif name == "page":
                element.clear()


def words(text: str | None) -> str:
    """Reduce a text to its words."""
    return " ".join(re.findall(r"\w+", re.sub(r"[\"'’‘“”]", "", text or "").lower()))


def score(days: Iterable[dict[str, Any]], truth: Path) -> str:
    """Compare records with a truth: recall, precision, and agreement of the other facts."""
    ours = {day["date"]: day["events"] for day in days}
    counts: Counter[str] = Counter()
    for line in truth.read_text("utf-8").splitlines():
        expected = json.loads(line)
        found: dict[str, list[dict[str, Any]]] = {}
        for event in ours.get(expected["date"], []):
            found.setdefault(words(event["text"]), []).append(event)
        counts["ours"] += len(ours.get(expected["date"], []))
        for event in expected["events"]:
            counts["truth"] += 1
            same = found.get(words(event["text"]))
            if not same:
                continue
            match = same.pop(0)
            counts["found"] += 1
            counts["sources"] += sorted(s["url"] for s in event["sources"]) == sorted(
                s["url"] for s in match["sources"]
            )
            counts["links"] += set(map(normal_title, event["links"])) == set(map(normal_title, match["links"]))
            counts["topics"] += [words(t) for t in event["topics"]] == [words(t) for t in match["topics"]]
            counts["category"] += words(event["category"]) == words(match["category"])
    found_count = max(counts["found"], 1)
    facts = ", ".join(f"{name} {counts[name] / found_count:.2%}" for name in ("sources", "links", "topics", "category"))
    return (
        f"recall {counts['found'] / max(counts['truth'], 1):.2%}, precision {counts['found'] / max(counts['ours'], 1):.2%}"
        f" of {counts['truth']} events; {facts}"
    )


def main(arguments: list[str]) -> None:
    """Parse everything, print records and figures."""
    if not arguments:
        sys.exit(__doc__)
    path = Path(arguments[0])
    size = pages = events = 0
    spent = 0.0
    kinds: Counter[LineKind] = Counter()
    codes: Counter[str] = Counter()
    records = []
    for page in read_folder(path) if path.is_dir() else read_export(path):
        start = time.process_time()
        day: ParsedDay = parse_page(page)
        spent += time.process_time() - start
        size += len(page.wikitext.encode())
        pages += 1
        events += len(day.events)
        kinds.update(day.lines)
        codes.update(problem.code for problem in day.problems)
        record = day_record(day)
        print(json.dumps(record, ensure_ascii=False))
        if len(arguments) > 1:
            records.append(record)
    lines = sum(kinds.values()) - kinds[LineKind.BLANK]
    report = [
        f"{pages} pages of {size / max(pages, 1) / 1000:.1f} kB with {events} events",
        f"speed: {pages / max(spent, 1e-9):.0f} pages/s, {size / max(spent, 1e-9) / 1e6:.2f} MB/s",
        f"lines not understood: {kinds[LineKind.PROBLEM]} of {lines} ({kinds[LineKind.PROBLEM] / max(lines, 1):.4%})",
        "lines: " + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())),
        "problems: " + (", ".join(f"{code} {count}" for code, count in codes.most_common()) or "none"),
    ]
    if len(arguments) > 1:
        report.append(score(records, Path(arguments[1])))
    print("\n".join(report), file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
