"""Pages about the archive in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_line, escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.pages.reader_text import ReaderText
from daybook.publish.render.markdown.parts import (
    day_label,
    differences,
    heading,
    kinds_of,
    moment,
    neighbour_links,
    page_link,
)


def changes_body(page: r.ChangesPage, text: ReaderText) -> Iterator[str]:
    """Yield the page of changes."""
    yield from heading(page)
    for change in page.changes:
        kinds = kinds_of(change.kinds, text)
        link = page_link(change.event.headline, change.event.address)
        yield f"- {moment(change.origin)}{kinds}. {link}"
        yield from differences(change, text)

    if page.months:
        yield ""
        yield f"## {text.say('changes.by_month')}"
        yield ""
        yield from (f"- [{month.name}]({month.address}.md) ({month.events})" for month in page.months)


def changes_month_body(page: r.ChangesMonthPage, text: ReaderText) -> Iterator[str]:
    """Yield what changed in the events of a month."""
    yield from heading(page)
    for item in page.material:
        kinds = kinds_of(item.kinds, text)
        yield f"- {day_label(item.event.date)} {page_link(item.event.headline, item.event.address)}: {kinds}. [{text.say('event.history')}]({item.history}.md)"
        yield from (f"  - {escape_markdown(course.words)}: {', '.join(course.values)}" for course in item.figures)
    if page.reworded:
        yield ""
        yield f"## {text.say('changes.reworded')}"
        yield ""
        yield from (f"- {day_label(link.date)} {page_link(link.headline, link.address)}" for link in page.reworded)
    yield from neighbour_links(page, text)


def about_body(page: r.AboutPage, text: ReaderText) -> Iterator[str]:
    """Yield the page about the site."""
    yield from heading(page)
    yield page.text.text
    yield ""
    figures = page.figures
    counts = (
        ("about.days", figures.days),
        ("about.events", figures.events),
        ("about.contexts", figures.contexts),
        ("about.topics", figures.topics),
        ("about.outlets", figures.outlets),
    )
    yield from (f"- {text.say(key)}: {text.number(count)}" for key, count in counts)
    yield ""
    yield from (f"- [{escape_markdown(file.name)}]({file.address})" for file in page.files)
    if page.licence.name:
        yield ""
        yield f"[{page.licence.name}]({page.licence.url})"


def plain_body(page: r.NotFoundPage | r.SearchPage, text: ReaderText) -> Iterator[str]:  # noqa: ARG001 - as the others
    """Yield a page that has a heading and a sentence."""
    yield from heading(page)
    yield escape_line(page.description)


def random_body(page: r.RandomPage, text: ReaderText) -> Iterator[str]:  # noqa: ARG001 - as the others
    """Yield the page that leads to an event by chance."""
    yield from heading(page)
    yield from (f"- [{month.month}]({month.address}.md) ({month.events})" for month in page.months)


def redirect_body(page: r.RedirectPage, text: ReaderText) -> Iterator[str]:
    """Yield where the page stands now."""
    yield f"{text.say('redirect.text' if page.lasting else 'redirect.now')} [{page.location}]({page.location}.md)"
