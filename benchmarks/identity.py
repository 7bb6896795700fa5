"""Which identities the archive gives to the events of an export's revisions.

    python benchmarks/identity.py EXPORT > predicted.jsonl

Imports the export into a temporary archive and prints a line a day, {"date", "events": [[id, ...], ...]}: for each of its
revisions, oldest first, the id of each event in page order. `--order` tries other ways in: `together` (each page's
revisions in one write, as an import does), `single` (one by one, as fetches bring them), `reversed` and `shuffled` (late
arrivals); the scores should not depend on it. A topic that an editor left without events is no event to the archive; where
the labelled histories count such a bullet, it has its text as its id here.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from daybook.archive import ArchiveReader, add_revisions, open_for_reading, open_for_writing
from daybook.model import ParsedDay, RawPage
from daybook.model.titles import DayTitles
from daybook.parse import parse_page
from daybook.source.dump import read_dump
from daybook.source.items import PageHistory

Pair = tuple[RawPage, ParsedDay]


def read_pairs(export: Path) -> list[list[Pair]]:
    """Return the revisions of each page of an export, parsed."""
    histories = (found.content for found in read_dump(export, DayTitles()) if isinstance(found.content, PageHistory))
    return [[(raw, parse_page(raw)) for raw in history.revisions] for history in histories]


def arrange(pages: list[list[Pair]], order: str) -> list[list[Pair]]:
    """Return what comes in one write after the other."""
    if order == "together":
        return pages
    single = sorted(
        (pair for page in pages for pair in page),
        key=lambda pair: (pair[0].timestamp or datetime.min.replace(tzinfo=UTC), pair[0].title),
    )
    if order == "reversed":
        single.reverse()
    if order == "shuffled":
        random.Random(1).shuffle(single)
    return [[pair] for pair in single]


def identify(pages: list[list[Pair]], order: str) -> Iterator[dict[str, Any]]:
    """Import the pages into an archive of their own; yield the line of each day."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="daybook-identity-") as folder:
        path = Path(folder) / "archive.daybook"
        writes = arrange(pages, order)
        started = time.process_time()
        with open_for_writing(path, now=now) as archive:
            for write in writes:
                add_revisions(archive, write, now)
        revisions = sum(map(len, writes))
        spent = (time.process_time() - started) / revisions * 1000
        print(f"{revisions} revisions stored, {spent:.2f} ms of CPU each", file=sys.stderr)
        with open_for_reading(path) as connection:
            reader = ArchiveReader(connection)
            for page in pages:
                day = page[0][1].date
                ids = {revision.number: ids for revision, ids in reader.listings(day)}
                rows = [list_bullets(parsed, ids[raw.revision]) for raw, parsed in page]
                yield {"date": day.isoformat(), "events": rows}


def main() -> None:
    """Read the arguments, import, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--order", choices=("together", "single", "reversed", "shuffled"), default="together")
    arguments = parser.parse_args()
    for line in identify(read_pairs(arguments.export), arguments.order):
        print(json.dumps(line))


def list_bullets(parsed: ParsedDay, ids: tuple[int, ...]) -> list[str]:
    """Return the ids of a revision's events, and the texts of its topics without events, in page order."""
    bullets = [(event.line, str(number)) for event, number in zip(parsed.events, ids, strict=True)]
    bullets += [(problem.line, problem.text) for problem in parsed.problems if problem.code == "topic-without-events"]
    return [name for _, name in sorted(bullets, key=lambda bullet: bullet[0])]


if __name__ == "__main__":
    main()
