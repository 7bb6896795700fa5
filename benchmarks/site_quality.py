"""How good a built site is to read, in figures: `make site-quality`, for any built site `make site-quality SITE=folder`.

For the heaviest page of each kind: errors of the Nu HTML checker, violations that axe-core finds in both colour schemes
(WCAG 2.2 AA and axe's best practices), sideways scroll at 320 CSS pixels; links that lead nowhere, in every format; and, as on
a slow phone, first paint, transfer and layout shift. The checkers come from npm (`--tools` says where they are put); the
browser is Debian's Chromium. Exits with 1 where something is wrong or misses what is promised.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.links import print_links
from benchmarks.reading import SITE, browser, chosen_pages, served, set_scheme, set_width
from selenium.webdriver import Chrome

NO_FAULT = "violates Content Security Policy"
"""The checker says so of the site's own scripts, as a file has no host to be from, and of JSON-LD, which is data and which browsers
leave alone. That browsers find nothing to refuse is tested (`tests/browser`)."""

TOOLS = ("vnu-jar@26.9.27", "axe-core@4.14.1")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
NOT_OFTEN_FIRST = ("about", "changes", "history", "not-found", "on-this-day-index", "opinion", "opinion-index")
"""Kinds of pages whose speed is not measured: readers come to them from others, which are larger."""

FIRST_PAINT, TRANSFER = 1000, 60
"""What is promised on the first network: milliseconds, kilobytes; and a layout shift of 0."""

CPU = 4
"""How much slower than this machine the processor is made: what Lighthouse takes for a middling phone."""

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Network:
    """A network as Chromium imitates it: milliseconds before each answer, kilobits a second down and up."""

    name: str
    latency: float
    down: float
    up: float


NETWORKS = (
    Network("slow 4G, as Lighthouse simulates it", 150, 1638.4, 675),
    Network("Slow 4G of the developer tools", 562.5, 1474.56, 675),
)
"""Both go by the name. 150 ms is the network's own round trip and what Lighthouse's figures are given for: the promise is held
to it. 562.5 ms is what the developer tools delay each request by, to make up for what they do not imitate: told besides."""


def install(tools: Path) -> tuple[Path, Path]:
    """Put the checkers into a folder, unless they are there; return the paths of vnu.jar and axe.min.js."""
    modules = tools / "node_modules"
    found = (modules / "vnu-jar/build/dist/vnu.jar", modules / "axe-core/axe.min.js")
    if not all(path.exists() for path in found):
        subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--prefix", tools, *TOOLS], check=True)
    return found


def check_markup(jar: Path, files: list[Path]) -> int:
    """Print what the Nu HTML checker has to say of files; return the number of errors."""
    command = ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--exit-zero-always", *map(str, files)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    messages = [message for message in json.loads(answer.stderr)["messages"] if NO_FAULT not in message["message"]]
    errors = [message for message in messages if message["type"] != "info"]
    for message in errors:
        print(f"{message['type']}: {message.get('url')}:{message.get('lastLine')}: {message['message']}")
    for note, times in Counter(message["message"] for message in messages if message["type"] == "info").items():
        print(f"note, {times} times: {note}")
    print(f"Nu HTML checker: {len(files)} pages, {len(errors)} errors, {len(messages) - len(errors)} notes")
    return len(errors)


def check_access(driver: Chrome, axe: str) -> list[dict[str, Any]]:
    """Return axe-core's violations on the page that is open."""
    driver.execute_script(axe)
    script = "const done = arguments[1]; axe.run({runOnly: arguments[0], resultTypes: ['violations']}).then(done)"
    found: dict[str, list[dict[str, Any]]] = driver.execute_async_script(script, list(TAGS))
    return found["violations"]


MEASURE = """
const done = arguments[0];
let shift = 0, largest = 0;
new PerformanceObserver((list) => { for (const e of list.getEntries()) shift += e.value; }).observe({type: "layout-shift", buffered: true});
new PerformanceObserver((list) => { for (const e of list.getEntries()) largest = e.startTime; }).observe({type: "largest-contentful-paint", buffered: true});
setTimeout(() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const parts = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  done({first: paint ? paint.startTime : null, largest, shift, bytes: parts.reduce((sum, part) => sum + part.transferSize, 0),
        requests: parts.length, nodes: document.getElementsByTagName("*").length});
}, 600);
"""


def measure_speed(address: str, network: Network) -> dict[str, float]:
    """Open a page as a slow phone would; return milliseconds, bytes, requests and layout shift.

    The browser is new and has nothing of the site; it has run before, with a page without style or script, as a reader's has.
    """
    with browser() as driver:
        set_width(driver, 390, 844)
        driver.get(address.partition("//")[0] + "//" + address.split("/")[2] + "/robots.txt")
        driver.execute_cdp_cmd("Network.enable", {})
        driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        conditions = {
            "offline": False,
            "latency": network.latency,
            "downloadThroughput": network.down * 1024 / 8,
            "uploadThroughput": network.up * 1024 / 8,
        }
        driver.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)
        driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": CPU})
        driver.get(address)
        figures: dict[str, float] = driver.execute_async_script(MEASURE)
        return figures


def print_speed(address: str, pages: dict[str, str]) -> int:
    """Print first paint, transfer and layout shift; return how many pages miss what is promised, on the first network."""
    missed = 0
    for network in NETWORKS:
        print(f"\n{network.name}: {network.latency:g} ms, {network.down:g} kbit/s; processor {CPU} times slower")
        print(
            f"{'page':16} {'first paint':>12} {'largest':>9} {'transfer':>10} {'requests':>9} {'shift':>7} {'elements':>9}"
        )
        for kind, path in pages.items():
            if kind not in NOT_OFTEN_FIRST:
                rounds = [
                    measure_speed(address + path, network) for _ in range(ROUNDS if network is NETWORKS[0] else 1)
                ]
                first, largest = (median(figures[name] for figures in rounds) for name in ("first", "largest"))
                worst = max(figures["shift"] for figures in rounds)
                last = rounds[-1]
                over = first > FIRST_PAINT or last["bytes"] > TRANSFER * 1000 or worst > 0
                missed += over and network is NETWORKS[0]
                print(
                    f"{kind:16} {first:9.0f} ms {largest:6.0f} ms {last['bytes'] / 1000:7.1f} kB {last['requests']:9.0f} "
                    f"{worst:7.3f} {last['nodes']:9.0f}  {path}{'  missed' if over and network is NETWORKS[0] else ''}"
                )
    return missed


def main() -> None:
    """Check and measure, print, and exit with 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=SITE, help="folder of a built site (default: %(default)s)")
    parser.add_argument("--tools", type=Path, default=Path("build/tools"), help="folder for the checkers")
    parser.add_argument("--no-speed", action="store_true", help="check only")
    chosen = parser.parse_args()
    jar, axe = install(chosen.tools)
    pages = chosen_pages(chosen.site)
    with served(chosen.site) as address, browser() as driver:
        faults = check_markup(jar, [chosen.site / path.lstrip("/") for path in pages.values()])
        violations = overflows = 0
        for kind, path in pages.items():
            for scheme in ("light", "dark"):
                set_scheme(driver, scheme)
                set_width(driver, 1280)
                driver.get(address + path)
                for violation in check_access(driver, axe.read_text()):
                    violations += 1
                    nodes = violation["nodes"]
                    print(f"axe: {kind}, {scheme}: {violation['id']}: {violation['help']} ({len(nodes)})")
                    print(f"     {nodes[0]['html'][:160]}\n     {nodes[0]['failureSummary'][:300]}")
            set_width(driver, 320)
            driver.get(address + path)
            width = int(driver.execute_script("return document.documentElement.scrollWidth"))
            if width > 320:
                overflows += 1
                print(f"sideways scroll: {kind}: {width} px")
        print(f"axe-core: {len(pages)} pages in two schemes, {violations} violations")
        print(f"at 320 px: {overflows} pages scroll sideways")
        broken = print_links(chosen.site)
        missed = 0 if chosen.no_speed else print_speed(address, pages)
    sys.exit(1 if faults or violations or overflows or broken or missed else 0)


if __name__ == "__main__":
    main()
