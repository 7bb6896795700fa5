"""Pages of subjects and the lists of them in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_line, escape_markdown, link_target
from daybook.publish.pages import records as r
from daybook.publish.pages.english_text import long_date
from daybook.publish.render.markdown.parts import (
    day_label,
    event_item,
    heading,
    neighbour_links,
    page_link,
    top_subject_lists,
)


def subject_body(page: r.SubjectPage) -> Iterator[str]:
    """Yield the page of a subject."""
    yield from heading(page)
    if page.about:
        yield escape_line(page.about)
        yield ""
    if page.wiki:
        yield f"[{escape_markdown(page.article or page.name)}]({link_target(page.wiki)})"
        yield ""
    yield f"{page.total} event{'' if page.total == 1 else 's'}, {long_date(page.first)} to {long_date(page.last)}"
    yield ""
    if page.hosts:
        yield f"Also under: {', '.join(page.hosts)}"
        yield ""
    if page.outlet:
        yield from _outlet(page.outlet)
    if page.chronicle:
        yield page_link("From the first day", page.chronicle)
        yield ""
    yield from _turns(page)
    yield from (event_item(item, dated=True) for item in page.events)
    yield ""
    if page.parts:
        yield "## All events"
        yield ""
        for part in page.parts:
            yield (
                f"- [{part.name}]({part.address}.md) ({part.events})"
                if part.address
                else f"- {part.name} ({part.events})"
            )
        yield ""
    if page.stories:
        yield "## Stories within"
        yield ""
        for story in page.stories:
            yield f"{'  ' * (story.depth - 1)}- {page_link(story.name, story.address)} ({story.events})"
        yield ""
    yield from top_subject_lists(page.top_subjects)
    yield from neighbour_links(page)


def _outlet(outlet: r.OutletDetails) -> Iterator[str]:
    if outlet.checked:
        known = ", ".join(f"{each.health} {each.sources}" for each in outlet.health)
        yield f"Sources looked at: {outlet.checked}, of which {outlet.answering} answer ({known})"
        yield ""
    if outlet.agencies:
        names = [
            f"{page_link(each.name, each.address) if each.address else escape_markdown(each.name)} ({each.events})"
            for each in outlet.agencies
        ]
        yield f"Agencies whose texts it carried: {', '.join(names)}"
        yield ""
    if outlet.through:
        names = [f"{page_link(each.name, each.address)} ({each.events})" for each in outlet.through]
        yield f"Carried by others, in {outlet.told} events: {', '.join(names)}"
        yield ""


def _turns(page: r.SubjectPage | r.ChroniclePage) -> Iterator[str]:
    """Yield how a story went."""
    if page.turning_points:
        yield "## Turning points"
        yield ""
        for point in page.turning_points:
            number = f" ({point.events})" if point.kind == "most" else ""
            yield f"- {point.kind.capitalize()}{number}: {day_label(point.date)} {page_link(point.event.headline, point.event.address)}"
        for grown in page.figures:
            values = f"{', '.join(grown.course.values)} {grown.course.words}"
            yield f"- {escape_markdown(values)}: {day_label(grown.event.date)} {page_link(grown.event.headline, grown.event.address)}"
        yield ""


def chronicle_body(page: r.ChroniclePage) -> Iterator[str]:
    """Yield a story from its first day."""
    yield from heading(page)
    yield f"{page.total} events, {long_date(page.first)} to {long_date(page.last)}. {page_link('Latest first', page.main.address)}"
    yield ""
    yield from _turns(page)
    for month in page.months:
        name = f"[{month.month}]({month.address}.md)" if month.address else month.month
        yield f"## {name} ({month.events})"
        yield ""
        yield from (event_item(item, dated=True) for item in month.items)
        yield ""
    if page.unread:
        yield f"Not read: {', '.join(page.unread)}"


def letter_body(page: r.LetterPage) -> Iterator[str]:
    """Yield the subjects of a kind that begin with some letters."""
    yield from heading(page)
    yield from (f"- {page_link(link.name, link.address)}" for link in (*page.parts, *page.names))


def index_body(page: r.IndexPage) -> Iterator[str]:
    """Yield the list of subjects of a kind."""
    yield from heading(page)
    if page.letters:
        yield " ".join(f"{page_link(letter.name, letter.address)} ({letter.events})" for letter in page.letters)
        yield ""
    for title, subjects in (("Most events", page.most), ("Latest", page.latest)):
        yield f"## {title}"
        yield ""
        for subject in subjects:
            about = f": {escape_markdown(subject.about)}" if subject.about else ""
            yield f"- {page_link(subject.name, subject.address)} ({subject.events}){about}"
        yield ""
