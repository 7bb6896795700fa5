"""Rates and times of the server, measured with wrk on the same machine.

    python -m benchmarks.serve ARCHIVE [--site FOLDER] [--connections 32] [--seconds 15] [--only live|api|storm|fetch|folder]

`live`: random event pages of an archive, cold (each page is asked for once or twice), then warm (two thousand pages, all held in
memory). `api`: lists and searches, each asked for once or twice, then two thousand of both again and again. `storm`: ten times the connections for 30 seconds, then the same as before. `fetch`: some of a copy of the archive, while
another process imports a changed day every few seconds, and while none does. `folder`: 20,000 pages as files, or the built site
at `--site`.

Prints requests a second, median, 99th percentile and longest time, answers that were neither 2xx nor 3xx, the processor time that
the server took for a request, what wrk took, and for each rate what is to be reached. From these two follows what all processors of this machine answer when nothing
else runs on it: that is printed too, as rates and times only mean something on an idle machine. Ends with 1 where a storm
brought other errors than 503, the memory afterwards is more than 1.2 times what it was, times did not come back within 5 seconds,
or a fetch cost a request more than 250 ms.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from benchmarks.api_addresses import listings, sampled, searches

from daybook.archive import ArchiveReader, open_for_reading
from daybook.config import load_settings
from daybook.model import Selection
from daybook.pipeline.building import build_spec
from daybook.publish.delivery.live import LiveSite

FILES = 20_000
"""Pages of a folder, where no built site is given."""

ASKED = {
    "live, cold": (1_200, 50), "live, warm": (4_000, 20),
    "lists, cold": (400, 60), "lists, warm": (400, 60),
    "searches, cold": (400, 60), "searches, warm": (400, 60),
    "folder, cold": (3_000, 20), "folder, warm": (3_000, 20),
}  # fmt: skip
"""What is to be reached on two processors: requests a second at least, milliseconds of the 99th percentile at most."""

PROCESSORS = len(os.sched_getaffinity(0))

WARM = 2000
"""Pages that are asked for again and again."""

STORM_SECONDS, BACK_SECONDS, LONGEST_P99, FETCH_COST = 30, 5.0, 20.0, 250.0
"""How long a storm is, within how long it must be over, and milliseconds: of a warm page, and that a fetch may cost."""

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
    io.write(string.format("RESULT %d %d %.2f %.2f %.2f %d %d\\n", summary.requests, summary.duration,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000, summary.errors.status,
        summary.errors.timeout + summary.errors.read + summary.errors.write + summary.errors.connect))
end
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run of wrk saw: requests a second, milliseconds, refusals, broken requests; milliseconds of processor a request."""

    rate: float
    median: float
    p99: float
    longest: float
    refused: int
    broken: int
    served: float
    asked: float

    def __str__(self) -> str:
        return (
            f"{self.rate:8,.0f}/s   median {self.median:7.1f} ms   p99 {self.p99:7.1f} ms   longest {self.longest:7.1f} ms   "
            f"refused {self.refused:6,}   broken {self.broken:4,}   processor {self.served:.2f} + {self.asked:.2f} ms: "
            f"{PROCESSORS * 1000 / (self.served + self.asked):,.0f}/s alone"
        )


def show(name: str, figures: Figures) -> Figures:
    """Print what a run saw, and beside it what is to be reached."""
    rate, p99 = ASKED[name]
    reached = figures.rate >= rate and figures.p99 <= p99
    print(f"{name:15}{figures}   asked {rate:,}/s, p99 {p99} ms: {'reached' if reached else 'NOT reached'}", flush=True)
    return figures


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the program; give its process and address."""
    command = [sys.executable, "-c", "from daybook.cli import main; main()", "serve", "--port", "0"]
    command += ["--set", "site.data=false", *options]  # tables would be made first, and again after each import
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip().rstrip("/")
        try:
            yield process, address
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def measure(
    process: subprocess.Popen[str], address: str, paths: list[str], connections: int, seconds: int, *, tag: str = ""
) -> Figures:
    """Ask a server for paths in turn."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "paths").write_text("\n".join(paths))
        (Path(folder) / "script.lua").write_text(SCRIPT)
        before, served = resource.getrusage(resource.RUSAGE_CHILDREN), processor_time(process)
        told = subprocess.run(
            [
                "wrk",
                "-t1",
                "--timeout",
                "10s",
                f"-c{connections}",
                f"-d{seconds}s",
                "-s",
                f"{folder}/script.lua",
                address,
            ],
            env={**os.environ, "PATHS": f"{folder}/paths", "TAG": tag},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        after, served = resource.getrusage(resource.RUSAGE_CHILDREN), processor_time(process) - served
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+) (\d+) (\d+)", told)
    assert found, told
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    count = max(1, int(found[1]))
    rate = count / int(found[2]) * 1e6
    median, p99, longest = (float(found[place]) for place in (3, 4, 5))
    return Figures(rate, median, p99, longest, int(found[6]), int(found[7]), served / count, used * 1000 / count)


def codes(address: str) -> dict[str, int]:
    """Return how many responses of each status a server has sent, as its metrics tell."""
    with urlopen(f"{address}/-/metrics") as response:
        text = response.read().decode()
    return {code: int(count) for code, count in re.findall(r'daybook_responses_total\{code="(\w+)"\} (\d+)', text)}


def processes_of(process: subprocess.Popen[str]) -> list[int]:
    """Return a server's processes."""
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False).stdout
    return [process.pid, *map(int, children.split())]


def processor_time(process: subprocess.Popen[str]) -> float:
    """Return the milliseconds of processor time that a server's processes have taken."""
    found = (Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split() for number in processes_of(process))
    return sum(int(fields[11]) + int(fields[12]) for fields in found) * 1000 / os.sysconf("SC_CLK_TCK")


def memory(process: subprocess.Popen[str]) -> float:
    """Return the MiB that a server's processes take together, what they share counted once."""
    total = 0
    for number in processes_of(process):
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


def live(archive: Path, paths: list[str], connections: int, seconds: int) -> bool:
    """Measure pages that nobody asked for before, then pages that are held."""
    warm = paths[:WARM]
    with serving("--live", "--set", f"files.archive={archive}") as (process, address):
        show("live, cold", measure(process, address, paths, connections, seconds))
        measure(process, address, warm, connections, seconds)
        show("live, warm", measure(process, address, warm, connections, seconds))
        print(f"memory {memory(process):.0f} MiB")
    return True


def api(archive: Path, paths: list[str], connections: int, seconds: int) -> bool:
    """Measure lists and searches of the API, those that nobody asked for before, then those that are held."""
    del paths
    events = sampled(archive, 12_000)
    with serving("--live", "--set", f"files.archive={archive}") as (process, address):
        rates = []
        for name, asked in (("lists", listings(events)), ("searches", searches(events))):
            cold = show(f"{name}, cold", measure(process, address, asked, connections, seconds))
            measure(process, address, asked[:WARM], connections, seconds)
            show(f"{name}, warm", measure(process, address, asked[:WARM], connections, seconds))
            rates.append(cold)
        print(f"memory {memory(process):.0f} MiB")
    return all(not each.broken for each in rates)


def storm(archive: Path, paths: list[str], connections: int, seconds: int) -> bool:
    """Ask for ten times as much for a while, and see what that did to the server."""
    warm = paths[:WARM]
    with serving("--live", "--monitor", "--set", f"files.archive={archive}") as (process, address):
        measure(process, address, paths, connections, seconds)
        measure(process, address, warm, connections, seconds)
        calm = measure(process, address, warm, connections, seconds)
        before, answered = memory(process), codes(address)
        print(f"before        {calm}")
        during = measure(process, address, paths, 10 * connections, STORM_SECONDS)
        print(f"storm         {during}")
        after, answers = memory(process), codes(address)
        time.sleep(BACK_SECONDS / 2)
        measure(process, address, warm, connections, int(BACK_SECONDS / 2))
        back = measure(process, address, warm, connections, seconds)
        print(f"after         {back}")
    sent = {code: count - answered.get(code, 0) for code, count in answers.items() if count > answered.get(code, 0)}
    print(
        f"statuses in the storm: {sent}; memory {before:.0f} MiB before, {after:.0f} MiB after ({after / before:.2f})"
    )
    unexpected = {code for code in sent if code not in ("200", "503")}
    is_back = back.p99 <= max(2 * calm.p99, LONGEST_P99) and not back.refused
    return not unexpected and not during.broken and after <= 1.2 * before and is_back


def fetch(archive: Path, paths: list[str], connections: int, seconds: int) -> bool:
    """Compare the longest times while days are imported, and while none is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "archive.sqlite"
        shutil.copyfile(archive, copy)
        few = max(2, connections // 8)
        with serving("--live", "--set", f"files.archive={copy}") as (process, address):
            measure(process, address, paths, few, seconds)
            alone = measure(process, address, paths[WARM:], few, seconds)
            print(f"no fetch      {alone}")
            writing = threading.Event()
            writer = threading.Thread(target=import_days, args=(copy, Path(folder), writing))
            writing.set()
            writer.start()
            beside = measure(process, address, paths[2 * WARM :], few, seconds)
            writing.clear()
            writer.join()
            print(f"fetch         {beside}")
    return beside.longest <= alone.longest + FETCH_COST and not beside.broken


def import_days(archive: Path, folder: Path, writing: threading.Event) -> None:
    """Import a page that says something else each time, a few seconds apart, as a fetch would."""
    page = folder / "2026-03-30.wikitext"
    for number in itertools.count():
        if not writing.is_set():
            return
        page.write_text("".join(f"*Ferry {each} of {number} sails past island {each}.\n" for each in range(20)))
        command = [sys.executable, "-c", "from daybook.cli import main; main()", "import", "--quiet", str(page)]
        subprocess.run([*command, "--set", f"files.archive={archive}"], check=True)
        time.sleep(2)


def folder(archive: Path, paths: list[str], connections: int, seconds: int) -> bool:
    """Measure files: the pages of events, as a build would write them."""
    settings = load_settings(None, [f"files.archive={archive}", "site.data=false"])
    spec = build_spec(settings, verified=True)
    with tempfile.TemporaryDirectory() as made, spec.open_library() as library:
        site = LiveSite(library, spec)
        for path in ("/404.html", *paths[:FILES]):
            file = Path(made + path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(bytes(site.at(path) or b""))  # type: ignore[arg-type]
        return folder_site(Path(made), paths[:FILES], connections, seconds)


def folder_site(site: Path, paths: list[str], connections: int, seconds: int) -> bool:
    """Measure the files of a built site."""
    with serving("--set", f"files.site={site}") as (process, address):
        show("folder, cold", measure(process, address, paths, connections, seconds))
        show("folder, warm", measure(process, address, paths, connections, seconds))
        print(f"memory {memory(process):.0f} MiB")
    return True


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--site", type=Path)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--only", choices=["live", "api", "storm", "fetch", "folder"])
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: apt install wrk")
    paths = event_paths(arguments.archive, 40_000)
    parts = {"live": live, "api": api, "storm": storm, "fetch": fetch, "folder": folder}
    if arguments.site:
        parts["folder"] = lambda _, *others: folder_site(arguments.site, *others)
    chosen = [part for name, part in parts.items() if arguments.only in (None, name)]
    fared = [part(arguments.archive, paths, arguments.connections, arguments.seconds) for part in chosen]
    sys.exit(0 if all(fared) else 1)


if __name__ == "__main__":
    main()
