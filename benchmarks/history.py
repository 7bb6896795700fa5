"""How the time of a day's history grows with its revisions.

    python -m benchmarks.history [REVISIONS ...]

Makes up a day that editors saved so many times (100, 200, 400 and 800 unless told), each time with a word more, a source
more, an event more, one taken out or put back, and measures on an archive of its own: storing all revisions at once, as
an import of a wiki's whole history does; storing one more, as following the wiki does; and reading all versions of all
events. Prints milliseconds of processor time, and for a revision where that should stay the same.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daybook.archive import ArchiveReader, add_revisions, open_for_reading, open_for_writing
from daybook.model import ParsedDay, RawPage, Selection
from daybook.parse import parse_page

TITLE = "Portal:Current events/2026 March 5"
BEGIN = datetime(2026, 3, 5, tzinfo=UTC)
EVENTS = 30
"""Events that stand on the page at a time: a busy day."""
WORDS = (
    "ferry",
    "port",
    "strike",
    "storm",
    "court",
    "vote",
    "bridge",
    "rescue",
    "river",
    "team",
    "final",
    "border",
    "mine",
    "film",
)
PLACES = tuple(
    f"{first}{last}" for first in ("Ald", "Fen", "Kir", "Mor", "Nor") for last in ("moor", "wick", "by", "ton")
)


def pages(count: int) -> Iterator[tuple[RawPage, ParsedDay]]:
    """Yield the revisions of the day, each with what the parser finds in it."""
    dice = random.Random(13)
    lines = [_line(dice, number) for number in range(EVENTS)]
    gone: list[str] = []
    for revision in range(1, count + 1):
        at = dice.randrange(len(lines))
        match dice.randrange(6):
            case 0 if len(lines) < EVENTS + 10:
                lines.insert(at, _line(dice, 1000 + revision))
            case 1 if len(lines) > EVENTS - 10:
                gone.append(lines.pop(at))
            case 2 if gone:
                lines.insert(at, gone.pop())
            case 3:
                lines[at] += f" [https://e.org/{revision} (Outlet {revision % 7})]"
            case _:
                lines[at] = lines[at].replace(".", f" {dice.choice(WORDS)}.", 1)
        raw = RawPage(
            TITLE, "\n".join(("'''Disasters and accidents'''", *lines)), revision, BEGIN + timedelta(minutes=revision)
        )
        yield raw, parse_page(raw)


def _line(dice: random.Random, number: int) -> str:
    words = " ".join(dice.sample(WORDS, 6))
    return f"* [[{dice.choice(PLACES)}]] {number}: {words}. [https://e.org/first/{number} (Outlet)]"


def main(arguments: list[str]) -> None:
    """Measure and print."""
    print(f"{'revisions':>9} {'stored at once':>20} {'one more':>10} {'versions read':>20}")
    for count in [int(argument) for argument in arguments] or [100, 200, 400, 800]:
        stored, more, read = _measure(count)
        each = [f"{total:,.0f} ms ({total / count:.2f})" for total in (stored, read)]
        print(f"{count:>9,} {each[0]:>20} {more:>7,.0f} ms {each[1]:>20}", flush=True)


def _measure(count: int) -> tuple[float, float, float]:
    """Return the milliseconds for storing so many revisions, for storing one more, and for reading all versions."""
    *most, last = pages(count + 1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "archive.sqlite")
        with open_for_writing(file, now=BEGIN) as archive:
            stored = _milliseconds(lambda: add_revisions(archive, most, BEGIN + timedelta(days=9)))
            more = _milliseconds(lambda: add_revisions(archive, [last], BEGIN + timedelta(days=10)))
        with open_for_reading(file) as connection:
            reader = ArchiveReader(connection)
            read = _milliseconds(lambda: reader.versions(reader.select(Selection())))
    return stored, more, read


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    main(sys.argv[1:])
