"""Measure the parser: speed, accuracy against a truth, and what it did not understand.

    python benchmarks/parse.py FOLDER [TRUTH.jsonl]     day pages as YYYY-MM-DD.wikitext
    python benchmarks/parse.py EXPORT.xml[.bz2]         day pages of a MediaWiki export, every revision
    python benchmarks/parse.py --hostile                pages made of one piece of markup over and over

Prints figures on stderr and one JSON line a page on stdout (`daybook.parse.day_record`). Speed is processor time of
parsing alone. With a truth file (one JSON line a day: date and events with text, category, topics, links, sources) it
prints recall and precision of events by their words, and the share of those found whose other facts are right.

Hostile pages are parsed at two lengths, one four times the other: a parser that looks back takes sixteen times as long for
the longer one, one that does not takes four.
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


HOSTILE = (
    "[[", "{{", "''", "'''x", "[http://e.org/a ", "(", "<b>", "<!--", "&amp;", "{{a|", "}}", "[[a|", "[http://e.org/a x] ",
    "<ref>", "<nowiki>", "{{{", "|}\n", "{|\n", "* {{x|\n", " ", "http://e.org/ ", "[[File:a|[[b]]", "[[File:a]]]", "[[a|[http://e.org/a b",
    "<ref name=a>http://e.org/a (X)</ref>", "-->\n", ";a:b\n", "* a [http://e.org/a [x\n", "{{Current events|", "a'''b ''c",
    "([http://e.org/a b],", "(in Persian) ", "<li>", "[[a|b\n", "{{c|\n* x\n", "{{zzz|a}} ", "a [http://e.org/a b] ",
    "[[Category:x]] ", "(BBC: [http://e.org/a])", "[http://e.org/a\nb] ", "Source: [http://e.org/a] ", "<li>a</li>", "a.** b ",
    "{{#switch:a|b=", "{{Current events|content=a|b ", "'''a\n", "<!--\n-->", "[http://e.org/a (b ", "*a\n:b\n", "\t", "__A",
    "{{nowrap|x}}", "a. ", "a <s> ", "[[a]]b", "[//e.org", "\u200b", "1,2 ", "a/b - ", "{{Current events|content=\n", "{{Current events|\n* a\n", "mailto:a ", "[tel:a b",
    "{{nowrap|\n", "<nowiki/>", "<nowiki>a</nowiki>", "<nowiki><!--", "<ul><li>a", "<li>a\n", "{{#tag:ref|a", "{{#expr:(1+", "{{x|\n* a|", "<ref>\n* a\n</ref>", "<b title=[[a]]>", "[[a|http://e.org/a ]]", "{{x|* a|b=", "{{cn}}", "{{convert|1|ft|", "<h3>a", "{{{a|", "<poem>a\n", "<poem>a</poem>", "{{PAGENAME}}", "<div>a", "</div>", "__TOC__", "{{#tag:ref|<ref>a</ref>", "* <ul><li>a</li></ul> b\n", "[[::a]]", "'''Sports'''*", "[[a|]]",
)  # fmt: skip
SHORT = 25_000
"""Characters of the shorter of two hostile pages: three times a long day page."""


def measure_hostile() -> None:
    """Print for each piece the times of two lengths, the steepest growth first."""
    found = []
    for piece in HOSTILE:
        times = []
        for length in (SHORT, 4 * SHORT):
            page = RawPage("Portal:Current events/2004 August 14", "* " + piece * (length // len(piece)))
            times.append(min(_seconds(page) for _ in range(3)))
        found.append((times[1] / max(times[0], 1e-4), times, piece))
    print(f"{'growth':>6}  {SHORT:>9,}  {4 * SHORT:>9,}  characters of")
    for growth, (short, long), piece in sorted(found, reverse=True):
        print(f"{growth:6.1f}  {short * 1000:6.1f} ms  {long * 1000:6.1f} ms  {piece!r}")


def _seconds(page: RawPage) -> float:
    start = time.process_time()
    parse_page(page)
    return time.process_time() - start


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
    if arguments[0] == "--hostile":
        measure_hostile()
        return
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
