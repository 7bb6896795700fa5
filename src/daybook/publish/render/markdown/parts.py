"""Pieces that several kinds of page have in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from daybook.model import ChangeKind, SourceHealth
from daybook.publish.markdown_text import escape_markdown, link_target
from daybook.publish.pages import records as r
from daybook.publish.pages.reader_text import COPY, SPAN, ReaderText


def format_links(formats: Sequence[r.FormatLink], text: ReaderText) -> str:
    """Return the links to the other formats of a page."""
    links = "".join(f"[{form.name}]({form.address})  " for form in formats if not form.address.endswith(".md"))
    return f"{text.say('markdown.formats')} {links}"


def page_link(name: str, address: str) -> str:
    """Return a link to a page of the site."""
    return f"[{escape_markdown(name)}]({address}.md)"


def day_label(day: date) -> str:
    """Label a day as the seed site did: the day of the month without a leading zero."""
    return f"{day.year:04}-{day.month:02}-{day.day}"


def source_link(source: r.SourceLink, text: ReaderText) -> str:
    """Return a cited article, linked where it has an address."""
    label = escape_markdown(source.label)
    linked = f"[{label}]({link_target(source.best_url)})" if source.best_url else label
    if source.best_url == source.url and source.copy_url is None and source.health is not SourceHealth.GONE:
        return linked  # most are so
    first = ""
    if source.url and source.best_url != source.url:
        first = f"[{text.say('health.first')}]({link_target(source.url)})"
    copied, gone = text.say(COPY, date=f"{source.copy_taken}"), text.say("health.gone")
    if source.is_replaced:
        return f"{linked} ({copied}; {f'{first}, ' if first else ''}{gone})"
    gone = f" ({gone})" if source.health is SourceHealth.GONE else ""
    moved = f" ({text.say('health.moved')}; {first})" if first else ""
    copy = f" ([{copied}]({link_target(source.copy_url)}))" if source.copy_url else ""
    return linked + gone + moved + copy


def heading(page: r.Page, title: str | None = None) -> Iterator[str]:
    """Yield the way down to a page, and its title, or the one given."""
    if page.breadcrumbs:
        yield " / ".join(page_link(link.name, link.address) for link in page.breadcrumbs)
        yield ""
    yield f"# {escape_markdown(title or page.title)}"
    yield ""


def neighbour_links(page: r.Page, text: ReaderText) -> Iterator[str]:
    """Yield the links to the pages before and after."""
    links = [
        f"{text.say(key)} {page_link(link.name, link.address)}"
        for key, link in (("markdown.previous", page.previous), ("markdown.next", page.next))
        if link
    ]
    if links:
        yield ""
        yield "  ".join(links)


def event_item(item: r.EventItem, text: ReaderText, *, dated: bool = False) -> str:
    """Return an event as an item of a list."""
    when = f"{day_label(item.date)} " if dated else ""
    sources = "".join(f" ({source_link(source, text)})" for source in item.sources)
    return f"- {when}{page_link(item.headline.text, item.address)}{sources}"


def moment(origin: r.Origin) -> str:
    """Return when a revision was saved, before what is said of it; empty where the source did not say."""
    return f"{origin.saved:%Y-%m-%d %H:%M} UTC: " if origin.saved else ""


def origin_line(origin: r.Origin, text: ReaderText) -> str:
    """Return the revision that a page was made from, and its licence."""
    page = (
        f"[{escape_markdown(origin.page)}]({link_target(origin.url)})" if origin.url else escape_markdown(origin.page)
    )
    revision = ""
    if origin.revision is not None:
        number = text.say("origin.revision", n=f"{origin.revision}")
        revision = f", [{number}]({link_target(origin.revision_url)})" if origin.revision_url else f", {number}"
    licence = f", [{origin.licence.name}]({origin.licence.url})" if origin.licence.name else ""
    return f"{text.say('markdown.from', page=page)}{revision}{licence}"


def kinds_of(kinds: Iterable[ChangeKind], text: ReaderText) -> str:
    """Return what changed, in words."""
    return ", ".join(text.say(f"kind.{kind.value}") for kind in kinds)


def span_of(first: date, last: date, text: ReaderText) -> str:
    """Return the days between which something was, or its one day."""
    if first == last:
        return text.date(last)
    return text.say(SPAN, first=text.date(first), last=text.date(last))


def tally_list(title: str, tallies: Iterable[r.Tally]) -> Iterator[str]:
    """Yield a titled list of names with their counts; nothing where it is empty."""
    listed = [f"- {page_link(tally.name, tally.address)} ({tally.events})" for tally in tallies]
    if listed:
        yield f"## {title}"
        yield ""
        yield from listed
        yield ""


def top_subject_lists(top_subjects: r.TopSubjects, text: ReaderText) -> Iterator[str]:
    """Yield what occurs most among the events of a page."""
    yield from tally_list(text.say("markdown.contexts"), top_subjects.contexts)
    yield from tally_list(text.say("subject.with_topics"), top_subjects.topics)
    yield from tally_list(text.say("subject.with_categories"), top_subjects.categories)
    yield from tally_list(text.say("subject.with_outlets"), top_subjects.outlets)


def _words(parts: Sequence[r.DiffPart]) -> str:
    marks = {"same": "{}", "removed": "~~{}~~", "added": "**{}**"}
    return "".join(_marked(marks[part.change], part.text) for part in parts)


def _marked(mark: str, text: str) -> str:
    """Put a mark around text, its outer spaces outside: `** word**` would not be understood."""
    inner = text.strip()
    if not inner:
        return text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return lead + mark.format(escape_markdown(inner)) + trail


def differences(item: r.VersionItem | r.ChangeItem, text: ReaderText) -> Iterator[str]:
    """Yield what a version changed."""
    if item.words:
        yield f"  - {_words(item.words)}"
    yield from (f"  - {text.say('kind.source added')}: {source_link(source, text)}" for source in item.sources_added)
    yield from (
        f"  - {text.say('kind.source removed')}: {source_link(source, text)}" for source in item.sources_removed
    )


def section(title: str, lines: Iterable[str], *, level: int = 2) -> Iterator[str]:
    """Yield a section: its heading, its lines, and a blank line after each; nothing where it has no lines."""
    shown = list(lines)
    if shown:
        yield from (f"{'#' * level} {title}", "", *shown, "")
