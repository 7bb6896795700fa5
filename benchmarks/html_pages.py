"""How fast HTML pages are made, without archive and disk: `python -m benchmarks.html_pages`.

Prints pages a second of one process (CPU time, best of five rounds) and bytes for the made-up page of each kind; for events,
what looking attributes up Jinja's way would cost instead.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable

import msgspec
from jinja2.compiler import CodeGenerator
from tests.publish.render import sample_pages

from daybook.publish.formats.to_html import HtmlRenderer
from daybook.publish.pages.records import EventPage, Page
from daybook.publish.render import templates
from daybook.publish.render.theme import read_theme
from daybook.publish.settings import SiteSettings

ROUNDS = 5
SECONDS = 0.3
"""CPU time of a round: long enough to even out what else the machine does."""


def typical(page: EventPage) -> EventPage:
    """Return an event page like most: one source, four contexts, one story, ten related events with a reason each."""
    related = tuple(msgspec.structs.replace(item, reasons=item.reasons[:1], folded=()) for item in page.related)
    return msgspec.structs.replace(
        page,
        sources=page.sources[:1],
        contexts=page.contexts[:4],
        stories=page.stories[:1],
        topics=page.topics[:1],
        related=related,
    )


def pages_a_second(render: Callable[[Page], bytes], page: Page) -> float:
    """Return how often a page is made in a second of CPU time, in the best of a few rounds."""
    render(page)
    best = 0.0
    for _ in range(ROUNDS):
        start, done = time.process_time(), 0
        while (spent := time.process_time() - start) < SECONDS:
            render(page)
            done += 1
        best = max(best, done / spent)
    return best


def main() -> None:
    """Measure and print."""
    site, theme = SiteSettings(), read_theme()
    render = HtmlRenderer(site, theme).render
    event = typical(sample_pages.event_page())
    print(f"{'page':20} {'pages/s':>8} {'bytes':>8} {'gzip':>7}")
    for kind, page in {"event, typical": event, **sample_pages.pages()}.items():
        content = render(page)
        print(f"{kind:20} {pages_a_second(render, page):8.0f} {len(content):8} {len(gzip.compress(content, 6)):7}")

    setattr(templates._Environment, "code_generator_class", CodeGenerator)  # noqa: B010 - Jinja's own, for once
    print(f"{'event, Jinja as is':20} {pages_a_second(HtmlRenderer(site, theme).render, event):8.0f}")


if __name__ == "__main__":
    main()
