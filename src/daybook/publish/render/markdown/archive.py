"""Pages about the archive in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.publish.markdown_text import escape_line, escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.render.markdown.parts import day_label, differences, heading, moment, neighbour_links, page_link


def changes_body(page: r.ChangesPage) -> Iterator[str]:
    """Yield the page of changes."""
    yield from heading(page)
    for change in page.changes:
        kinds = ", ".join(kind.value for kind in change.kinds)
        link = page_link(change.event.headline, change.event.address)
        yield f"- {moment(change.origin)}{kinds}. {link}"
        yield from differences(change)

    if page.months:
        yield ""
        yield "## By month"
        yield ""
        yield from (f"- [{month.name}]({month.address}.md) ({month.events})" for month in page.months)


def changes_month_body(page: r.ChangesMonthPage) -> Iterator[str]:
    """Yield what changed in the events of a month."""
    yield from heading(page)
    for item in page.material:
        kinds = ", ".join(kind.value for kind in item.kinds)
        yield f"- {day_label(item.event.date)} {page_link(item.event.headline, item.event.address)}: {kinds}. [History]({item.history}.md)"
        yield from (f"  - {escape_markdown(course.words)}: {', '.join(course.values)}" for course in item.figures)
    if page.reworded:
        yield ""
        yield "## Reworded"
        yield ""
        yield from (f"- {day_label(link.date)} {page_link(link.headline, link.address)}" for link in page.reworded)
    yield from neighbour_links(page)


def about_body(page: r.AboutPage) -> Iterator[str]:
    """Yield the page about the site."""
    yield from heading(page)
    yield page.text.text
    yield ""
    figures = page.figures
    yield f"- Days: {figures.days}"
    yield f"- Events: {figures.events}"
    yield f"- Contexts: {figures.contexts}"
    yield f"- Stories: {figures.topics}"
    yield f"- Sources: {figures.outlets}"
    yield ""
    yield from (f"- [{escape_markdown(file.name)}]({file.address})" for file in page.files)
    if page.licence.name:
        yield ""
        yield f"[{page.licence.name}]({page.licence.url})"


def plain_body(page: r.NotFoundPage | r.SearchPage) -> Iterator[str]:
    """Yield a page that has a heading and a sentence."""
    yield from heading(page)
    yield escape_line(page.description)


def random_body(page: r.RandomPage) -> Iterator[str]:
    """Yield the page that leads to an event by chance."""
    yield from heading(page)
    yield from (f"- [{month.month}]({month.address}.md) ({month.events})" for month in page.months)


def redirect_body(page: r.RedirectPage) -> Iterator[str]:
    """Yield where the page stands now."""
    yield f"{'Moved to' if page.lasting else 'Now at'} [{page.location}]({page.location}.md)"
