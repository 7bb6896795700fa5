"""Rates and times of the server, measured with wrk on the same machine.

    python -m benchmarks.serve ARCHIVE [--site FOLDER] [--connections 32] [--seconds 15]

Random event pages of an archive, live: cold (each page is asked for once or twice), then warm (two thousand pages, all held in
memory), then 304s; with `--site` those of a built folder too; then ten times the connections. Prints requests a second, median and
99th percentile, answers that were neither 2xx nor 3xx, the server's memory, and what share of the processors wrk itself took:
client and server take turns on them, so a machine of its own answers more.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from daybook.archive import ArchiveReader, open_for_reading
from daybook.model import Selection

SCRIPT = """
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local tag = os.getenv("TAG")
local place = 0
function setup(thread) thread:set("first", math.random(#paths)) end
function init() place = first or 0 end
function request()
    place = place % #paths + 1
    local headers = {["Accept-Encoding"] = "gzip"}
    if tag ~= "" then headers["If-None-Match"] = tag end
    return wrk.format("GET", paths[place], headers)
end
function done(summary, latency)
    io.write(string.format("RESULT %d %d %.2f %.2f %d\\n", summary.requests, summary.duration, latency:percentile(50) / 1000,
        latency:percentile(99) / 1000, summary.errors.status + summary.errors.timeout + summary.errors.read))
end
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run of wrk saw: a second, milliseconds, answers in error, and wrk's share of one processor."""

    rate: float
    median: float
    worst: float
    errors: int
    share: float

    def __str__(self) -> str:
        return (
            f"{self.rate:8,.0f}/s   median {self.median:7.1f} ms   p99 {self.worst:7.1f} ms   "
            f"errors {self.errors:6,}   wrk took {self.share:4.0%} of a processor"
        )


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the program; give its process and address."""
    command = [sys.executable, "-c", "from daybook.cli import main; main()", "serve", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip().rstrip("/")
        try:
            yield process, address
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def measure(address: str, paths: list[str], connections: int, seconds: int, *, tag: str = "") -> Figures:
    """Ask for paths in turn."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "paths").write_text("\n".join(paths))
        (Path(folder) / "script.lua").write_text(SCRIPT)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        told = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", f"{folder}/script.lua", address],
            env={**os.environ, "PATHS": f"{folder}/paths", "TAG": tag},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)", told)
    assert found, told
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rate = int(found[1]) / int(found[2]) * 1e6
    return Figures(rate, float(found[3]), float(found[4]), int(found[5]), used / (time.monotonic() - begun))


def memory(process: subprocess.Popen[str]) -> float:
    """Return the MiB that a server's processes take together, what they share counted once."""
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False).stdout
    total = 0
    for number in [process.pid, *map(int, children.split())]:
        text = Path(f"/proc/{number}/smaps_rollup").read_text()
        total += int(re.findall(r"^Pss: +(\d+)", text, re.MULTILINE)[0])
    return total / 1024


def event_paths(archive: Path, count: int) -> list[str]:
    """Return the addresses of random events."""
    with open_for_reading(archive) as connection:
        reader = ArchiveReader(connection)
        ids = list(reader.select(Selection()))
        chosen = reader.events(random.Random(1).sample(ids, min(count, len(ids)))).values()
    return [f"/news/{each.date.year:04}/{each.date.month:02}/{each.date.day}/{each.slug}.html" for each in chosen]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--site", type=Path)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=int, default=15)
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: apt install wrk")
    paths = event_paths(arguments.archive, 40_000)
    warm = paths[:2000]
    connections, seconds = arguments.connections, arguments.seconds
    with serving("--live", "--set", f"files.archive={arguments.archive}") as (process, address):
        print(f"live, cold    {measure(address, paths, connections, seconds)}")
        measure(address, warm, connections, seconds)
        print(f"live, warm    {measure(address, warm, connections, seconds)}")
        before = memory(process)
        print(f"live, storm   {measure(address, paths, 10 * connections, 2 * seconds)}")
        print(f"live, after   {measure(address, warm, connections, seconds)}")
        print(f"memory {before:.0f} MiB before the storm, {memory(process):.0f} MiB after")
    if arguments.site:
        with serving("--set", f"files.site={arguments.site}") as (process, address):
            print(f"folder        {measure(address, paths, connections, seconds)}")
            print(f"memory {memory(process):.0f} MiB")


if __name__ == "__main__":
    main()
