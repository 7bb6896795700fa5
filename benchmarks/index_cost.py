"""What the search index costs: its share of an import's processor time, and of an archive's size.

    python -m benchmarks.index_cost EXPORT [--pages 2000] [--rounds 3] [--archive ARCHIVE]

Reads, parses and stores the first pages of an export, with the index and without, in turns, and compares the seconds of processor
that the quickest of each took. Then adds up the bytes of the index's tables: of that import, and of a whole archive if one is named.
Ends with 1 where the index adds more than a fifth of the time or takes more than a third of the bytes.
"""

from __future__ import annotations

import argparse
import itertools
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from daybook.archive import add_revisions, open_for_writing
from daybook.archive.writing.search_entries import EntryWriter
from daybook.model.titles import DayTitles
from daybook.parse import parse_page
from daybook.source.dump import read_dump
from daybook.source.items import PageHistory

BATCH = 256
"""Pages in one write: as `daybook import` writes them."""

MOST_TIME, MOST_BYTES = 0.20, 1 / 3


def import_pages(export: Path, count: int, path: Path) -> float:
    """Read, parse and store the newest revisions of the first pages in a new archive; return the seconds of processor."""
    now = datetime.now(UTC)
    began = time.process_time()
    found = (item.content for item in read_dump(export, DayTitles()) if isinstance(item.content, PageHistory))
    pages = (history.revisions[-1] for history in itertools.islice(found, count))
    with open_for_writing(path, now=now) as archive:
        while batch := [(raw, parse_page(raw)) for raw in itertools.islice(pages, BATCH)]:
            add_revisions(archive, batch, now)
    return time.process_time() - began


class WithoutIndex:
    """Lets nothing be written to the index while it is entered."""

    names = ("write", "finish", "name_subjects")

    def __enter__(self) -> None:
        self.kept = {name: getattr(EntryWriter, name) for name in self.names}
        for name in self.names:
            setattr(EntryWriter, name, lambda *_: None)

    def __exit__(self, *_: object) -> None:
        for name, method in self.kept.items():
            setattr(EntryWriter, name, method)


def index_share(path: Path) -> tuple[int, int]:
    """Return the bytes of the index, and of the whole archive."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (of_index,) = connection.execute(
            "SELECT sum(pgsize) FROM dbstat WHERE name GLOB 'entry*' OR name GLOB 'subject_words*'"
        ).fetchone()
        (whole,) = connection.execute("SELECT sum(pgsize) FROM dbstat").fetchone()
    return int(of_index), int(whole)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--archive", type=Path)
    arguments = parser.parse_args()
    spent: dict[bool, list[float]] = {True: [], False: []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(arguments.rounds):
            kept = Path(folder) / f"{number}.sqlite"
            spent[True].append(import_pages(arguments.export, arguments.pages, kept))
            with WithoutIndex():
                spent[False].append(
                    import_pages(arguments.export, arguments.pages, Path(folder) / f"{number}-without.sqlite")
                )
        sizes = [("these pages", index_share(kept))]
    if arguments.archive:
        sizes.append((arguments.archive.name, index_share(arguments.archive)))
    indexed, plain = min(spent[True]), min(spent[False])
    added = indexed / plain - 1
    print(
        f"import of {arguments.pages:,} pages at most: {indexed:.2f} s of processor with the index, {plain:.2f} s without: it adds {added:.1%}"
    )
    for name, (of_index, whole) in sizes:
        print(f"size, {name}: the index is {of_index / 2**20:.1f} of {whole / 2**20:.1f} MiB: {of_index / whole:.1%}")
    sys.exit(added > MOST_TIME or any(of_index > MOST_BYTES * whole for _, (of_index, whole) in sizes))


if __name__ == "__main__":
    main()
