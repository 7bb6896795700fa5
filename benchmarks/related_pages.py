"""What event pages show beside the event itself: counts over a built site, and lists to read.

    python -m benchmarks.related_pages SITE [--show N] [--words WORDS]

SITE is the folder of any site of `daybook build`. Counts events without related events, those with neither these nor a story,
and what must not be: an event in the story block and among the related ones, or twice in any of them; groups that are
not in the order of dates; lines of one list that differ in numbers only; an event with neither that does not say so, or leads
on to nothing. Ends with 1 if there is anything of that. `--show` prints so many pages as a reader sees them, drawn by hash,
of those whose headline has all WORDS.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html

RELATED = "//div[@role='region'][@aria-labelledby='related']"
STORY = "//section[contains(@class, 'passage')]"
READ_ON = "//section[@aria-labelledby='on']"


@dataclass(frozen=True, slots=True)
class Line:
    """A related event as a page lists it; `group` counts from 0, `folded` are the addresses under it."""

    address: str
    day: str
    headline: str
    reasons: str
    group: int
    folded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on an event's page besides the event: addresses of its stories, related lines, and what it leads on to."""

    address: str
    day: str
    headline: str
    stories: tuple[tuple[str, ...], ...]
    related: tuple[Line, ...]
    read_on: tuple[str, ...] | None


def main() -> int:
    """Read all pages; print counts, or some pages."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("site", type=Path)
    options.add_argument("--show", type=int, default=0, metavar="N")
    options.add_argument("--words", default="")
    chosen = options.parse_args()
    paths = sorted(path for path in chosen.site.glob("news/*/*/*/*.html") if path.stem != "index")
    if chosen.show:
        paths.sort(key=lambda path: hashlib.sha256(path.name.encode()).digest())
        left = chosen.show
        for page in read_pages(paths):
            if all(word.casefold() in page.headline.casefold() for word in chosen.words.split()):
                print_page(page)
                left -= 1
            if not left:
                break
        return 0
    counts: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    for page in read_pages(paths):
        counts["events"] += 1
        counts["with a story"] += bool(page.stories)
        counts["without a related event"] += not page.related
        counts["with neither"] += not page.related and not page.stories
        counts["related lines"] += len(page.related)
        counts["lines with others folded under them"] += any(line.folded for line in page.related)
        faults.update(find_faults(page))
    for name, count in counts.items():
        print(f"{count:>8,}  {count / max(counts['events'], 1):>6.1%}  {name}")
    for name in FAULTS:
        print(f"{faults[name]:>8,}          {name}")
    return 1 if faults.total() or not counts["events"] else 0


FAULTS = (
    "events both in a story block and among the related ones",
    "events twice among the related ones",
    "events of story, list or page again in what to read on",
    "groups out of the order of dates",
    "lines of one list that differ in numbers only",
    "pages with neither list nor story that lead on to nothing",
)


def find_faults(page: Shown) -> Iterator[str]:
    """Yield a name of `FAULTS` for each fault of a page."""
    in_stories = {address for story in page.stories for address in story}
    related = [address for line in page.related for address in (line.address, *line.folded)]
    both, twice, again, order, numbers, nothing = FAULTS
    yield from (both for address in set(related) if address in in_stories)
    yield from (twice for _, count in Counter(related).items() if count > 1)
    seen = {*in_stories, *related, page.address}
    yield from (again for address in page.read_on or () if address in seen)
    for group in {line.group for line in page.related}:
        days = [line.day for line in page.related if line.group == group]
        if days != sorted(days):
            yield order
    wordings = Counter(re.sub(r"[\d.,]+", "0", line.headline).casefold() for line in page.related)
    yield from (numbers for _, count in wordings.items() if count > 1)
    if not page.related and not page.stories and not page.read_on:
        yield nothing


def read_pages(paths: list[Path]) -> Iterator[Shown]:
    """Yield what each page of an event shows."""
    for path in paths:
        page = html.parse(str(path)).getroot()
        if page.xpath("//div[contains(@class, 'event-page')]"):
            yield _read(path, page)


def _read(path: Path, page: html.HtmlElement) -> Shown:
    lines = []
    for group, part in enumerate(page.xpath(f"{RELATED}/ul")):
        for item in part.xpath("./li"):
            (link,) = item.xpath("./a[@class='event']")
            lines.append(
                Line(
                    _address(link),
                    item.xpath("string(./time/@datetime)"),
                    _text(link),
                    " ".join(map(_text, item.xpath("./span[@class='why']"))),
                    group,
                    tuple(map(_address, item.xpath(".//details//a"))),
                )
            )
    read_on = page.xpath(READ_ON)
    return Shown(
        "/" + "/".join(path.parts[-5:]).removesuffix(".html"),
        page.xpath("string(//article//time[contains(@class, 'dt-published')]/@datetime)"),
        _text(page.xpath("//h1")[0]),
        tuple(tuple(map(_address, part.xpath(".//a[@class='event']"))) for part in page.xpath(STORY)),
        tuple(lines),
        tuple(map(_address, read_on[0].xpath(".//a"))) if read_on else None,
    )


def print_page(page: Shown) -> None:
    """Print a page as a reader sees it."""
    print(f"\n{page.day}  {page.headline}\n    story: {len({near for story in page.stories for near in story})} events")
    for line in page.related:
        folded = f" (+{len(line.folded)})" if line.folded else ""
        print(f"    {line.day}  {line.headline}{folded}\n        {line.reasons}")
    if page.read_on is not None:
        print(f"    alone; leads on to {', '.join(page.read_on)}")


def _address(link: html.HtmlElement) -> str:
    """Return the address without its dots and ending: pages name each other from where they stand."""
    named = "/".join(part for part in str(link.get("href")).split("/") if part not in ("", ".", ".."))
    return "/" + named.removesuffix(".html")


def _text(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


if __name__ == "__main__":
    sys.exit(main())
