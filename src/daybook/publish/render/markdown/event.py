"""Pages of events and of their versions in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.model import Status
from daybook.publish.markdown_text import escape_line, escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.render.markdown.parts import (
    day_label,
    differences,
    heading,
    moment,
    origin_line,
    page_link,
    source_link,
)


def event_body(page: r.EventPage) -> Iterator[str]:
    """Yield the page of an event."""
    yield f"### [{day_label(page.date)}]({page.breadcrumbs[-1].address}.md)"
    yield ""
    if page.status is Status.WITHDRAWN:
        yield "**Withdrawn:** the editors no longer list this event."
        if page.told_again:
            yield f"It is perhaps told now as {page_link(page.told_again.headline, page.told_again.address)}"
        yield ""
    if page.kicker:
        yield f"##### {escape_markdown(page.kicker)}"
    yield f"# {escape_markdown(page.headline.text)}"
    yield from ("", "", escape_line(page.lead) if page.lead else "", "")
    for note in page.notes:
        sources = "".join(f" ({source_link(source)})" for source in note.sources)
        yield from (f"{escape_line(note.text.text)}{sources}", "")
    if page.sources:
        yield f"### Source{'s' if len(page.sources) > 1 else ''}:"
        yield ""
        for number, source in enumerate(page.sources, 1):
            yield f"{number}. {source_link(source)}{f', {source.published}' if source.published else ''}"
        yield ""
    if page.related:
        yield "### Related:"
        yield ""
        for number, item in enumerate(page.related, 1):
            yield f"{number}. {page_link(item.headline, item.address)}{_context(item)}"
    if page.opinion:
        yield ""
        yield "### Opinion:"
        yield ""
        yield from (f"- {page_link(article.title, article.address)}" for article in page.opinion)
    if page.location:
        parts = [part for part in (page.location.place, page.location.name) if part]
        point = f" ({page.location.lat}, {page.location.lon})" if page.location.lat is not None else ""
        yield from ("", f"Place: {escape_markdown(', '.join(parts))}{point}")
    if page.history:
        yield ""
        yield f"[History]({page.history}.md)"


def _context(item: r.RelatedItem) -> str:
    if item.contexts:
        return f" _Context: {', '.join(escape_markdown(title) for title in item.contexts)}_"
    if item.reasons:
        first = item.reasons[0]
        return f" _{first.kind.capitalize()}: {', '.join(escape_markdown(value) for value in first.values)}_"
    return ""


def history_body(page: r.HistoryPage) -> Iterator[str]:
    """Yield the page of the versions of an event."""
    yield from heading(page)
    yield f"{day_label(page.event.date)} {page_link(page.event.headline, page.event.address)}"
    yield ""
    if page.status is Status.WITHDRAWN:
        yield "**Withdrawn:** the editors no longer list this event."
        yield ""
    for course in page.figures:
        yield f"- {escape_markdown(course.words)}: {', '.join(course.values)}"
    if page.figures:
        yield ""
    for version in page.versions:
        kinds = ", ".join(kind.value for kind in version.kinds)
        yield f"- {version.number}. {moment(version.origin)}{kinds}. {origin_line(version.origin)}"
        if version.headline and not version.words:
            yield f"  - {escape_markdown(version.headline.text)}"
        yield from differences(version)
