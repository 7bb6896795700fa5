"""Weeks in short, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_line
from daybook.publish.pages import records as r
from daybook.publish.pages.digest import under_headings
from daybook.publish.render.markdown.parts import event_item, heading, neighbour_links, page_link


def digest_body(page: r.DigestPage) -> Iterator[str]:
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
            yield from (event_item(item, dated=True) for item in items)
            yield ""
        if story.count > len(story.events):
            yield f"And {story.count - len(story.events)} more."
            yield ""
    if page.changed:
        yield "## Changed"
        yield ""
        for change in page.changed:
            yield f"- {page_link(change.event.headline, change.event.address)} ({', '.join(change.kinds)})"
        yield ""
    if page.withdrawn:
        yield "## Withdrawn"
        yield ""
        yield from (f"- {page_link(event.headline, event.address)}" for event in page.withdrawn)
        yield ""
    yield from neighbour_links(page)


def digest_index_body(page: r.DigestIndexPage) -> Iterator[str]:
    """Yield the list of all weeks."""
    yield from heading(page)
    yield from (f"- [{week.week}]({week.address}.md) ({week.events})" for week in page.weeks)
