"""Weeks in short, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_line
from daybook.publish.pages import records as r
from daybook.publish.pages.digest import under_headings
from daybook.publish.pages.reader_text import CHANGED, WITHDRAWN, ReaderText
from daybook.publish.render.markdown.parts import event_item, heading, kinds_of, neighbour_links, page_link


def digest_body(page: r.DigestPage, text: ReaderText) -> Iterator[str]:
    """Yield a week in short."""
    yield from heading(page)
    yield escape_line(page.description)
    yield ""
    for story in page.stories:
        yield f"## {page_link(story.story.name, story.story.address)}"
        yield ""
        for below, items in under_headings(story):
            if below is not None:
                yield f"### {page_link(below.name, below.address)}"
                yield ""
            yield from (event_item(item, text, dated=True) for item in items)
            yield ""
        if story.count > len(story.events):
            yield text.say("markdown.more", n=text.number(story.count - len(story.events)))
            yield ""
    if page.changed:
        yield f"## {text.say(CHANGED)}"
        yield ""
        for change in page.changed:
            yield f"- {page_link(change.event.headline, change.event.address)} ({kinds_of(change.kinds, text)})"
        yield ""
    if page.withdrawn:
        yield f"## {text.say(WITHDRAWN)}"
        yield ""
        yield from (f"- {page_link(event.headline, event.address)}" for event in page.withdrawn)
        yield ""
    yield from neighbour_links(page, text)


def digest_index_body(page: r.DigestIndexPage, text: ReaderText) -> Iterator[str]:  # noqa: ARG001 - as the others
    """Yield the list of all weeks."""
    yield from heading(page)
    yield from (f"- [{week.week}]({week.address}.md) ({week.events})" for week in page.weeks)
