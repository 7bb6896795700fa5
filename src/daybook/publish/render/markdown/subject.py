"""Pages of subjects and the lists of them in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.model import SourceHealth
from daybook.publish.markdown_text import escape_line, escape_markdown, link_target
from daybook.publish.pages import records as r
from daybook.publish.pages.reader_text import ReaderText
from daybook.publish.pages.subject import index_words
from daybook.publish.render.markdown.parts import (
    day_label,
    event_item,
    heading,
    neighbour_links,
    page_link,
    section,
    span_of,
    top_subject_lists,
)


def subject_body(page: r.SubjectPage, text: ReaderText) -> Iterator[str]:
    """Yield the page of a subject."""
    yield from heading(page, f"{page.name}, {_part(page.span, text)}" if page.span else page.name)
    if page.about:
        yield escape_line(page.about)
        yield ""
    if page.wiki:
        yield f"[{escape_markdown(page.article or page.name)}]({link_target(page.wiki)})"
        yield ""
    yield f"{text.count('events', page.total)}, {span_of(page.first, page.last, text)}"
    yield ""
    if page.hosts:
        yield text.say("subject.hosts", hosts=", ".join(page.hosts))
        yield ""
    if page.outlet:
        yield from _outlet(page.outlet, text)
    if page.chronicle:
        yield page_link(text.say("subject.forwards"), page.chronicle)
        yield ""
    yield from _turns(page, text)
    yield from (event_item(item, text, dated=True) for item in page.events)
    yield ""
    named = ((part, _part(part.name, text)) for part in page.parts)
    # A part has no page where the subject has few events: its name stands without a link.
    parts = (f"- {f'[{name}]({part.address}.md)' if part.address else name} ({part.events})" for part, name in named)
    yield from section(text.say("subject.events"), parts)
    indented = (("  " * (story.depth - 1), story) for story in page.stories)
    stories = (f"{space}- {page_link(story.name, story.address)} ({story.events})" for space, story in indented)
    yield from section(text.say("subject.inner"), stories)
    yield from top_subject_lists(page.top_subjects, text)
    yield from neighbour_links(page, text)


def _part(name: str, text: ReaderText) -> str:
    """Name a part of a subject: a year, or a month such as 2004-08."""
    return text.month(int(name[:4]), int(name[5:])) if len(name) > 4 else name


def _outlet(outlet: r.OutletDetails, text: ReaderText) -> Iterator[str]:
    if outlet.checked:
        known = [
            f"{text.say(f'outlet.{each.health.value}')} {text.number(each.sources)}"
            for each in outlet.health
            if each.health in (SourceHealth.GONE, SourceHealth.BLOCKED)
        ]
        checked, answering = text.number(outlet.checked), text.number(outlet.answering)
        yield ", ".join([text.say("outlet.answering", checked=checked, answering=answering), *known])
        yield ""
    if outlet.agencies:
        names = [
            f"{page_link(each.name, each.address) if each.address else escape_markdown(each.name)} ({each.events})"
            for each in outlet.agencies
        ]
        yield f"{text.say('outlet.agencies')}: {', '.join(names)}"
        yield ""
    if outlet.through:
        names = [f"{page_link(each.name, each.address)} ({each.events})" for each in outlet.through]
        yield f"{text.say('outlet.through')} ({text.count('events', outlet.told)}): {', '.join(names)}"
        yield ""


def _turns(page: r.SubjectPage | r.ChroniclePage, text: ReaderText) -> Iterator[str]:
    """Yield how a story went."""
    if page.turning_points:
        yield f"## {text.say('subject.turning_points')}"
        yield ""
        for point in page.turning_points:
            kind = text.say(f"subject.turn_{point.kind}", events=text.count("events", point.events))
            yield f"- {kind}: {day_label(point.date)} {page_link(point.event.headline, point.event.address)}"
        for grown in page.figures:
            values = f"{', '.join(grown.course.values)} {grown.course.words}"
            yield f"- {escape_markdown(values)}: {day_label(grown.event.date)} {page_link(grown.event.headline, grown.event.address)}"
        yield ""


def chronicle_body(page: r.ChroniclePage, text: ReaderText) -> Iterator[str]:
    """Yield a story from its first day."""
    yield from heading(page, text.say("subject.chronicle", name=page.main.name))
    backwards = page_link(text.say("subject.backwards"), page.main.address)
    yield f"{text.count('events', page.total)}, {span_of(page.first, page.last, text)}. {backwards}"
    yield ""
    yield from _turns(page, text)
    for month in page.months:
        name = f"[{month.month}]({month.address}.md)" if month.address else month.month
        yield f"## {name} ({month.events})"
        yield ""
        yield from (event_item(item, text, dated=True) for item in month.items)
        yield ""
    if page.unread:
        yield text.say("chart.unread", months=", ".join(page.unread))


def letter_body(page: r.LetterPage, text: ReaderText) -> Iterator[str]:
    """Yield the subjects of a kind that begin with some letters."""
    yield from heading(page, f"{text.say(index_words(page.subject))}: {page.letters}")
    yield from (f"- {page_link(link.name, link.address)}" for link in (*page.parts, *page.names))


def index_body(page: r.IndexPage, text: ReaderText) -> Iterator[str]:
    """Yield the list of subjects of a kind."""
    yield from heading(page)
    if page.letters:
        yield " ".join(f"{page_link(letter.name, letter.address)} ({letter.events})" for letter in page.letters)
        yield ""
    for key, subjects in (("index.most", page.most), ("index.latest", page.latest)):
        yield f"## {text.say(key)}"
        yield ""
        for subject in subjects:
            about = f": {escape_markdown(subject.about)}" if subject.about else ""
            yield f"- {page_link(subject.name, subject.address)} ({subject.events}){about}"
        yield ""
