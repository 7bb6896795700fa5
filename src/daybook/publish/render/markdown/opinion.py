"""Pages of the publisher's own articles in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_line, escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.pages.reader_text import ReaderText
from daybook.publish.render.markdown.parts import day_label, event_item, heading, neighbour_links, page_link


def opinion_body(page: r.OpinionPage, text: ReaderText) -> Iterator[str]:
    """Yield an article of the publisher's own."""
    yield from heading(page)
    revised = f", {text.say('opinion.revised')} {day_label(page.revised)}" if page.revised else ""
    by = f"{escape_markdown(page.author)}, " if page.author else ""
    yield escape_line(f"{by}{day_label(page.date)}{revised}")
    yield ""
    yield page.text.text
    if page.events:
        yield ""
        yield f"### {text.say('opinion.events')}"
        yield ""
        yield from (event_item(item, text, dated=True) for item in page.events)
    yield from neighbour_links(page, text)


def opinion_index_body(page: r.OpinionIndexPage, text: ReaderText) -> Iterator[str]:  # noqa: ARG001 - as the others
    """Yield the list of articles."""
    yield from heading(page)
    for item in page.articles:
        by = f", {escape_markdown(item.author)}" if item.author else ""
        summary = f": {escape_markdown(item.summary)}" if item.summary else ""
        yield f"- {day_label(item.date)} {page_link(item.title, item.address)}{by}{summary}"
