"""Countries in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_line, escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.render.markdown.parts import day_label, heading, page_link


def places_body(page: r.PlacesPage) -> Iterator[str]:
    """Yield the list of all countries."""
    yield from heading(page)
    yield from (f"- [{escape_markdown(each.name)}]({each.address}.md) ({each.events})" for each in page.countries)


def country_body(page: r.CountryPage) -> Iterator[str]:
    """Yield the page of a country."""
    yield from heading(page)
    yield escape_line(page.description)
    yield ""
    if page.places:
        yield "## Places"
        yield ""
        yield from (f"- {escape_markdown(each.name)} ({each.events})" for each in page.places)
        yield ""
    yield "## Latest"
    yield ""
    yield from (f"- {day_label(event.date)} {page_link(event.headline, event.address)}" for event in page.events)
