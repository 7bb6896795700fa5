"""Pages of events and of their versions in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daybook.model import Status
from daybook.publish.markdown_text import escape_line, escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.pages.english_text import shorten
from daybook.publish.pages.history import NAMED
from daybook.publish.pages.reader_text import ReaderText
from daybook.publish.render.markdown.parts import (
    day_label,
    differences,
    heading,
    kinds_of,
    moment,
    origin_line,
    page_link,
    section,
    source_link,
)


def event_body(page: r.EventPage, text: ReaderText) -> Iterator[str]:
    """Yield the page of an event."""
    yield f"### [{day_label(page.date)}]({page.breadcrumbs[-1].address}.md)"
    yield ""
    if page.status is Status.WITHDRAWN:
        yield text.say("markdown.withdrawn")
        if page.told_again:
            yield f"{text.say('event.told_again')} {page_link(page.told_again.headline, page.told_again.address)}"
        yield ""
    if page.kicker:
        yield f"##### {escape_markdown(page.kicker)}"
    yield f"# {escape_markdown(page.headline.text)}"
    yield from ("", "", escape_line(page.lead) if page.lead else "", "")
    for note in page.notes:
        sources = "".join(f" ({source_link(source, text)})" for source in note.sources)
        yield from (f"{escape_line(note.text.text)}{sources}", "")
    cited = (f"{source_link(each, text)}{f', {each.published}' if each.published else ''}" for each in page.sources)
    several = "markdown.sources" if len(page.sources) > 1 else "markdown.source"
    yield from section(text.say(several), _numbered(cited), level=3)
    if page.related:
        yield from (f"### {text.say('markdown.related')}", "")
        yield from _numbered(f"{page_link(item.headline, item.address)}{_context(item, text)}" for item in page.related)
    if page.opinion:  # what may be the last of a page begins with a blank line and ends without one
        yield from ("", f"### {text.say('markdown.opinion')}", "")
        yield from (f"- {page_link(article.title, article.address)}" for article in page.opinion)
    if page.location:
        yield from ("", text.say("markdown.place", place=_place(page.location, text)))
    if page.history:
        yield ""
        yield f"[{text.say('event.history')}]({page.history}.md)"


def _numbered(items: Iterable[str]) -> Iterator[str]:
    return (f"{number}. {item}" for number, item in enumerate(items, 1))


def _place(location: r.LocationItem, text: ReaderText) -> str:
    country = text.country(location.country) if location.country else location.name
    names = escape_markdown(", ".join(part for part in (location.place, country) if part))
    return f"{names} ({location.lat}, {location.lon})" if location.lat is not None else names


def _context(item: r.RelatedItem, text: ReaderText) -> str:
    if item.contexts:
        key, shared = "contexts", item.contexts
    elif item.reasons:
        key, shared = item.reasons[0].kind.value, item.reasons[0].values
    else:
        return ""
    return f" _{text.say(f'markdown.{key}_shared', values=', '.join(map(escape_markdown, shared)))}_"


def history_body(page: r.HistoryPage, text: ReaderText) -> Iterator[str]:
    """Yield the page of the versions of an event."""
    yield from heading(page, f"{text.say('history.title')}: {shorten(page.event.headline, NAMED)}")
    yield f"{day_label(page.event.date)} {page_link(page.event.headline, page.event.address)}"
    yield ""
    if page.status is Status.WITHDRAWN:
        yield text.say("markdown.withdrawn")
        yield ""
    for course in page.figures:
        yield f"- {escape_markdown(course.words)}: {', '.join(course.values)}"
    if page.figures:
        yield ""
    for version in page.versions:
        kinds = kinds_of(version.kinds, text)
        yield f"- {version.number}. {moment(version.origin)}{kinds}. {origin_line(version.origin, text)}"
        if version.headline and not version.words:
            yield f"  - {escape_markdown(version.headline.text)}"
        yield from differences(version, text)
