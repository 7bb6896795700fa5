"""What storing a revision costs: in a first import, and when every snapshot of each page comes.

    python -m benchmarks.import_cost EXPORT

Stores the same parsed pages of an export three times, each time in a new archive: only the latest revision of each page, all
of them with each page's in one write (an import), and one by one in the order of saving (fetches). Prints milliseconds of CPU
a revision, of parsing and of storing, and how the whole cost compares with the first import's.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.identity import Pair, arrange, read_pairs

from daybook.archive import add_revisions, open_for_writing

BATCH = 256
"""Revisions in one write of an import: as `daybook import` writes them."""


def store(writes: list[list[Pair]], path: Path) -> float:
    """Store pages, a write each; return milliseconds of CPU for each revision."""
    now = datetime.now(UTC)
    started = time.process_time()
    with open_for_writing(path, now=now) as archive:
        for write in writes:
            add_revisions(archive, write, now)
    return (time.process_time() - started) * 1000 / sum(map(len, writes))


def gather(pages: list[list[Pair]]) -> list[list[Pair]]:
    """Return writes of a few hundred revisions, no page torn apart."""
    writes: list[list[Pair]] = [[]]
    for page in pages:
        if len(writes[-1]) >= BATCH:
            writes.append([])
        writes[-1] += page
    return writes


def main(export: Path) -> None:
    """Measure and print."""
    started = time.process_time()
    pages = read_pairs(export)
    parsing = (time.process_time() - started) * 1000 / sum(map(len, pages))
    ways = {
        "first import, the latest revisions": gather([[page[-1]] for page in pages]),
        "import, every revision": gather(pages),
        "fetches, every revision one by one": arrange(pages, "single"),
    }
    print(f"reading and parsing a revision: {parsing:.2f} ms")
    first = 0.0
    with tempfile.TemporaryDirectory(prefix="daybook-cost-") as folder:
        store(ways["first import, the latest revisions"][:1], Path(folder) / "warm.daybook")  # what is loaded once
        for number, (name, writes) in enumerate(ways.items()):
            storing = store(writes, Path(folder) / f"{number}.daybook")
            first = first or parsing + storing
            count = sum(map(len, writes))
            print(
                f"{name}: {count} revisions, {storing:.2f} ms to store each, {(parsing + storing) / first:.2f} of the first"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
