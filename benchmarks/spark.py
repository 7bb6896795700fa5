"""What an engine adds: two processors against one, and a dump without day pages against `bzcat`.

python -m benchmarks.spark FOLDER_OF_PARTS --master local[2]     seconds to read and parse all parts, of three runs the best
python -m benchmarks.spark DUMP.bz2 --pass-over                  of a dump without day pages: the share of bzcat's speed
"""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from daybook.model.titles import DayTitles
from daybook.source.dump import read_dump

RUNS = 3


def best_of(run: Callable[[], object]) -> float:
    """Return the seconds of the quickest of some runs."""
    seconds = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def pass_over(dump: Path) -> None:
    """Print how fast a dump is passed over, and unpacked by `bzcat`."""
    pages = [0]

    def read() -> None:
        for item in read_dump(dump, DayTitles(), redirects=False):
            pages[0] = item.skipped

    unpacked = best_of(lambda: subprocess.run(["bzcat", dump], stdout=subprocess.DEVNULL, check=True))
    passed = best_of(read)
    print(
        f"bzcat {unpacked:.2f} s, passed over {pages[0]:,} pages in {passed:.2f} s: {unpacked / passed:.0%} of its speed"
    )


def parse_parts(folder: Path, master: str) -> None:
    """Print how long an engine takes to parse all parts in a folder."""
    from pyspark.sql import SparkSession

    from daybook.spark import WikiExports, read_revisions

    spark = SparkSession.builder.master(master).config("spark.ui.enabled", "false").getOrCreate()
    lines = read_revisions(spark, [WikiExports("wiki", (str(folder),))], rows="lines")

    def read() -> None:
        lines.write.format("noop").mode("overwrite").save()

    read()  # starts the workers
    print(f"{master}: {best_of(read):.2f} s")
    print(f"{lines.count():,} revisions")


def main() -> None:
    """Measure one of the two."""
    options = argparse.ArgumentParser()
    options.add_argument("path", type=Path)
    options.add_argument("--master", default="local[2]")
    options.add_argument("--pass-over", action="store_true")
    given = options.parse_args()
    if given.pass_over:
        pass_over(given.path)
    else:
        parse_parts(given.path, given.master)


if __name__ == "__main__":
    main()
