"""How a reader's search fares on a built site: how large the index is, when it is ready, when it answers, what it loads.

    python -m benchmarks.search [--site demo/site] [QUERY ...]

Each query is typed letter by letter, a key every 150 ms, in a new Chromium with an empty cache and four times slower
processor, over a line of 1.6 Mbit/s with 150 ms before each answer. *ready* is from the first key to the manifest at hand;
*answer* from the last key to the results on the page; *loaded* what came over the line from the first key to them.
"""

from __future__ import annotations

import argparse
import gzip
import time
from pathlib import Path

from benchmarks.reading import SITE, browser, served, set_width
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

QUERIES = ("earthquake japan", '"prime minister" resigns', "president", "volcano eruption iceland", "covid vaccine")
KEY_SECONDS = 0.15
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 100_000}
CPU = 4

WATCH = """
window.answered = window.typed = 0;
document.getElementById("q").addEventListener("input", () => { window.typed = performance.now(); }, true);
new MutationObserver(() => { window.answered = performance.now(); })
  .observe(document.querySelector("[data-search-status]"), { childList: true, characterData: true, subtree: true });
"""

TOLD = """
const from = arguments[0];
const parts = performance.getEntriesByType("resource").filter((part) => part.startTime >= from);
const ready = parts.find((part) => part.name.endsWith("/search/index.json"));
return {
  typed: window.typed, answered: window.answered, ready: ready ? ready.responseEnd - from : null,
  bytes: parts.reduce((sum, part) => sum + part.transferSize, 0), files: parts.length,
};
"""


def print_size(site: Path) -> None:
    """Print how many files the index has, their bytes, and those bytes compressed."""
    files = [file for file in sorted((site / "search").rglob("*")) if file.is_file()]
    sizes = [(len(content), len(gzip.compress(content, 6))) for content in (file.read_bytes() for file in files)]
    plain, packed = sum(size for size, _ in sizes), sum(size for _, size in sizes)
    print(f"index: {len(files)} files, {plain / 1e6:.1f} MB, {packed / 1e6:.1f} MB compressed")


def measure(driver: Chrome, address: str, query: str) -> dict[str, float]:
    """Type a query as a reader does; return milliseconds and bytes."""
    driver.get(f"{address}/search.html")
    driver.execute_script(WATCH)
    field = driver.find_element(By.ID, "q")
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", LINE)
    driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": CPU})
    first = driver.execute_script("return performance.now()")
    for letter in query:
        field.send_keys(letter)
        time.sleep(KEY_SECONDS)
    WebDriverWait(driver, 30).until(lambda found: found.execute_script("return answered > typed"))
    time.sleep(1.5)  # answers of older shards may still come
    told = driver.execute_script(TOLD, first)
    return {
        "ready": told["ready"] or 0.0,
        "answer": told["answered"] - told["typed"],
        "kilobytes": told["bytes"] / 1000,
        "files": told["files"],
        "results": len(driver.find_elements(By.CSS_SELECTOR, ".search-results a")),
    }


def main() -> None:
    """Measure each query and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("queries", nargs="*", default=list(QUERIES))
    arguments = parser.parse_args()
    print_size(arguments.site)
    print(f"{'query':32} {'ready ms':>9} {'answer ms':>10} {'loaded kB':>10} {'files':>6} {'shown':>6}")
    with served(arguments.site) as address:
        for query in arguments.queries:
            with browser() as driver:
                set_width(driver, 390)
                row = measure(driver, address, query)
            print(
                f"{query:32} {row['ready']:9.0f} {row['answer']:10.0f} {row['kilobytes']:10.1f} {row['files']:6.0f}"
                f" {row['results']:6.0f}"
            )


if __name__ == "__main__":
    main()
