"""Countries in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_line, escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.pages.reader_text import ReaderText
from daybook.publish.plain_text import sort_key
from daybook.publish.render.markdown.parts import day_label, heading, page_link


def places_body(page: r.PlacesPage, text: ReaderText) -> Iterator[str]:
    """Yield the list of all countries."""
    yield from heading(page)
    named = ((text.country(each.country or each.name), each) for each in page.countries)
    for name, each in sorted(named, key=lambda pair: (-pair[1].events, sort_key(pair[0]))):
        yield f"- [{escape_markdown(name)}]({each.address}.md) ({each.events})"


def country_body(page: r.CountryPage, text: ReaderText) -> Iterator[str]:
    """Yield the page of a country."""
    yield from heading(page)
    yield escape_line(page.description)
    yield ""
    if page.places:
        yield f"## {text.say('places.within')}"
        yield ""
        yield from (f"- {escape_markdown(each.name)} ({each.events})" for each in page.places)
        yield ""
    yield f"## {text.say('places.latest')}"
    yield ""
    yield from (f"- {day_label(event.date)} {page_link(event.headline, event.address)}" for event in page.events)
