"""How fast exports are read, and in how much memory: `python benchmarks/source.py`.

Reads the scale corpus, plain and packed in each way, and a made-up export of a wiki that is almost all articles, where what
counts is how fast they are passed over. Each file is read by a process of its own, which tells its peak memory. Speeds are
by CPU time, which a busy machine stretches less.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import zstandard

from daybook.model.titles import DayTitles
from daybook.source.dump import read_dump
from daybook.source.items import PageHistory

CORPUS = Path(os.environ.get("DAYBOOK_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
SCALE = CORPUS / "scale" / "current-events-scale.xml.bz2"
PACKINGS: dict[str, Callable[..., Any]] = {"": open, ".bz2": bz2.open, ".gz": gzip.open, ".zst": zstandard.open}

_PARAGRAPH = "A ''bridge'' of [[stone]] &lt;ref name=x /&gt; stands over the river; it is {{convert|40|m}} long.\n"


def main() -> None:
    """Print a line for each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300, help="MB of articles in the made-up export")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        print(_measure(chosen.measure))
        return
    print(
        f"{'file':32}{'MB':>7}{'seconds':>9}{'CPU s':>7}{'MB/s':>7}{'pages/s':>10}{'passed over':>13}{'peak MiB':>10}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, path, size in _files(Path(folder), chosen.articles):
            command = [sys.executable, __file__, "--measure", str(path)]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            seconds, cpu, peak = float(told[0]), float(told[1]), float(told[4])
            pages, skipped = int(told[2]), int(told[3])
            speed = f"{size / cpu:7.0f}{(pages + skipped) / cpu:10,.0f}"
            print(f"{name:32}{size:7.0f}{seconds:9.2f}{cpu:7.2f}{speed}{skipped:13,}{peak:10.0f}")


def _files(folder: Path, megabytes: int) -> Iterator[tuple[str, Path, float]]:
    """Yield name, path and unpacked size in MB of each file, and delete it when it was read."""
    if SCALE.exists():
        for ending, open_packed in PACKINGS.items():
            path, size = folder / f"scale.xml{ending}", 0
            # In pieces, for the peak memory of the process that reads is never below that of the one that started it.
            with bz2.open(SCALE) as plain, open_packed(path, "wb") as packed:
                while piece := plain.read(1 << 20):
                    size += packed.write(piece)
            yield path.name, path, size / 1e6
            path.unlink()
    else:
        print(f"no scale corpus at {SCALE}: left out")
    path = folder / "articles.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write("<mediawiki>\n")
        number = 0
        while file.tell() < megabytes * 1_000_000:
            number += 1
            title = f"Bridge {number}" if number % 1000 else f"Portal:Current events/{1000 + number // 1000} May 1"
            file.write(
                f"<page><title>{title}</title><ns>0</ns><id>{number}</id><revision><id>{number}</id>"
                "<timestamp>2020-01-01T00:00:00Z</timestamp><contributor><username>Ed</username><id>1</id></contributor>"
                f"<model>wikitext</model><format>text/x-wiki</format><text>{_PARAGRAPH * 60}</text></revision></page>\n"
            )
        file.write("</mediawiki>\n")
    yield path.name, path, path.stat().st_size / 1e6


def _measure(path: Path) -> str:
    """Read an export to its end; return seconds, seconds of CPU, pages kept, pages passed over and peak memory in MiB."""
    begin, begin_cpu = time.perf_counter(), time.process_time()
    pages = skipped = 0
    for found in read_dump(path, DayTitles()):
        pages += isinstance(found.content, PageHistory)
        skipped = found.skipped
    seconds, cpu = time.perf_counter() - begin, time.process_time() - begin_cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return f"{seconds} {cpu} {pages} {skipped} {peak}"


if __name__ == "__main__":
    main()
