"""How well search finds what people remember: questions over real days, asked of the archive and typed in Chromium.

    python -m benchmarks.evaluate_search PAGES QUERIES OUT [--live-only]

PAGES is a folder of day pages, QUERIES the questions (a line of JSON each, with `query`). Writes OUT/live.jsonl and
OUT/static.jsonl, a line a question: its first 20 events, its stories and contexts. A scorer prints what they come to.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.reading import BROWSER, browser, served
from benchmarks.search_site import write_search_site
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

from daybook.api import Query, finish, import_paths, load_settings, open_archive
from daybook.cli.values import now
from daybook.model import SubjectKind

DEPTH = 20
NAMED = (SubjectKind.TOPIC, SubjectKind.CONTEXT)

ANSWER = """
const items = [...document.querySelectorAll("[data-search-results] li:not(.search-more)")];
return {
  status: document.querySelector("[data-search-status]").textContent,
  busy: document.querySelector("[data-search-results]").ariaBusy === "true",
  results: items.map((item) => ({
    date: item.querySelector("time").getAttribute("datetime"), headline: item.querySelector("a").textContent,
  })),
  subjects: [...document.querySelectorAll("[data-search-stories] a")].map((link) => link.textContent),
};
"""


def ask_archive(archive: Path, questions: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Ask the engine each question."""
    with open_archive(archive) as opened:
        for question in questions:
            result = opened.search(question, Query(size=DEPTH))
            yield {
                "query": question,
                "results": [
                    {"date": found.event.date.isoformat(), "headline": found.event.event.headline.plain}
                    for found in result.events
                ],
                "subjects": [subject.name for subject in result.answer.subjects if subject.kind in NAMED],
            }


def ask_browser(site: Path, questions: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Open the search page with each question and read what it shows once it has come to rest."""
    with served(site) as address, browser() as driver:
        for question in questions:
            driver.get(f"{address}/search.html?q={quote(question)}")
            shown = WebDriverWait(driver, 120, poll_frequency=0.3).until(Rest())
            yield {"query": question, "results": shown["results"][:DEPTH], "subjects": shown["subjects"]}


class Rest:
    """Waits until the page shows an answer that is the same as a moment before."""

    def __init__(self) -> None:
        self.before: dict[str, Any] | None = None

    def __call__(self, driver: Chrome) -> Any:
        """Return what the page shows, False while it changes."""
        shown: dict[str, Any] = driver.execute_script(ANSWER)
        same = bool(shown["status"]) and not shown["busy"] and shown == self.before
        self.before = shown
        return shown if same else False


def main() -> None:
    """Ask all questions and write the answers."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--live-only", action="store_true")
    arguments = parser.parse_args()
    questions = [json.loads(line)["query"] for line in arguments.queries.read_text("utf-8").splitlines() if line]
    shutil.rmtree(arguments.out, ignore_errors=True)
    arguments.out.mkdir(parents=True)
    archive = arguments.out / "archive.sqlite"
    finish(import_paths([arguments.pages], load_settings(None, (f"files.archive={archive}",)), now()))
    write(arguments.out / "live.jsonl", ask_archive(archive, questions))
    if not arguments.live_only and BROWSER.exists():
        write_search_site(archive, arguments.out / "site")
        write(arguments.out / "static.jsonl", ask_browser(arguments.out / "site", questions))


def write(file: Path, answers: Iterator[dict[str, Any]]) -> None:
    """Write a line an answer."""
    file.write_text("".join(f"{json.dumps(answer, ensure_ascii=False)}\n" for answer in answers), encoding="utf-8")


if __name__ == "__main__":
    main()
