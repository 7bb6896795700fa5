"""A day, a week or a month as a book (EPUB 3.3): the stories that moved, then every day with all its events.

Written by hand with `zipfile`: a book is a few XHTML files and a list of them, and the library for it is under the AGPL. Equal
for equal arguments. `epubcheck` has nothing to say of it (a test, where it is installed).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from daybook.publish.pages.digest import Digest, beside_stories, days_of, title_of, under_headings
from daybook.publish.pages.reader_text import CHANGED, CONTENTS, MORE, WITHDRAWN, ReaderText
from daybook.publish.pages.records import EventItem, EventLink
from daybook.publish.render.to_xml import escape_attribute, escape_text, time_text

Url = Callable[[str], str]
"""Returns the whole address of a page of the site."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CONTAINER = (
    f'{_DECLARATION}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_STYLE = (
    "body { line-height: 1.5; }\nh1, h2 { line-height: 1.2; }\nli { margin-block: 0.5em; }\n"
    ".meta, .sources { font-size: 0.85em; }\n"
)
_FILES = {CHANGED: "changed", WITHDRAWN: "withdrawn"}
"""The files of what stands after the stories."""

_OLDEST = datetime(1980, 1, 1, tzinfo=UTC)
"""No file in a ZIP archive is older."""


@dataclass(frozen=True, slots=True)
class BookDay:
    """A day of a book: its page, and its events by category, in page order; the name is empty for those without."""

    date: date
    url: str
    groups: tuple[tuple[str, tuple[EventItem, ...]], ...]


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who made a book: `site` is its name, `identifier` tells the book from all others, `language` is that of its texts."""

    site: str
    author: str
    language: str
    rights: str
    identifier: str


@dataclass(frozen=True, slots=True)
class _Chapter:
    name: str
    title: str
    body: str


def to_epub(digest: Digest, days: Sequence[BookDay], imprint: Imprint, url: Url, text: ReaderText) -> bytes:
    """Return the book."""
    chapters = [
        _opening(digest, imprint, text),
        *_stories(digest, url, text),
        *_rest(digest, url, text),
        *(_day(day, url, text) for day in days),
    ]
    files = {
        "META-INF/container.xml": _CONTAINER,
        "book/package.opf": _package(digest, chapters, imprint, text),
        "book/contents.xhtml": _contents(chapters, imprint, text),
        "book/style.css": _STYLE,
        **{f"book/{chapter.name}.xhtml": _page(chapter, imprint, text) for chapter in chapters},
    }
    moment = max(digest.updated or _OLDEST, _OLDEST).timetuple()[:6]
    book = BytesIO()
    with ZipFile(book, "w") as archive:
        # The first file says what the whole is, at a place that is the same in every book (OCF 3.3, 4.3).
        archive.writestr(ZipInfo("mimetype", moment), b"application/epub+zip", ZIP_STORED)
        for name, content in files.items():
            archive.writestr(ZipInfo(name, moment), content.encode(), ZIP_DEFLATED, 9)
    return book.getvalue()


def _package(digest: Digest, chapters: Sequence[_Chapter], imprint: Imprint, text: ReaderText) -> str:
    items = "".join(
        f'<item id="{chapter.name}" href="{chapter.name}.xhtml" media-type="application/xhtml+xml"/>'
        for chapter in chapters
    )
    spine = "".join(f'<itemref idref="{chapter.name}"/>' for chapter in chapters)
    creator = f"<dc:creator>{escape_text(imprint.author)}</dc:creator>" if imprint.author else ""
    rights = f"<dc:rights>{escape_text(imprint.rights)}</dc:rights>" if imprint.rights else ""
    language = escape_attribute(imprint.language)
    return (
        f'{_DECLARATION}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">{escape_text(imprint.identifier)}</dc:identifier>'
        f"<dc:title>{escape_text(f'{imprint.site}: {title_of(digest.span, text)}')}</dc:title><dc:language>{language}</dc:language>"
        f"{creator}<dc:publisher>{escape_text(imprint.site)}</dc:publisher>{rights}"
        f"<dc:date>{digest.span.last.isoformat()}</dc:date><dc:source>{escape_text(digest.span.url)}</dc:source>"
        f'<meta property="dcterms:modified">{time_text(max(digest.updated or _OLDEST, _OLDEST))}</meta>'
        '<meta property="schema:accessMode">textual</meta><meta property="schema:accessModeSufficient">textual</meta>'
        '<meta property="schema:accessibilityFeature">structuralNavigation</meta>'
        '<meta property="schema:accessibilityFeature">tableOfContents</meta>'
        '<meta property="schema:accessibilityHazard">none</meta>'
        '<meta property="schema:accessibilitySummary">Text and links only.</meta></metadata>'
        '<manifest><item id="contents" href="contents.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f'<item id="style" href="style.css" media-type="text/css"/>{items}</manifest><spine page-progression-direction="{text.direction}">{spine}</spine></package>\n'
    )


def _contents(chapters: Sequence[_Chapter], imprint: Imprint, text: ReaderText) -> str:
    listed = "".join(
        f'<li><a href="{chapter.name}.xhtml">{escape_text(chapter.title)}</a></li>' for chapter in chapters
    )
    body = (
        '<nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="toc" id="toc">'
        f"<h1>{escape_text(text.say(CONTENTS))}</h1>"
        f"<ol>{listed}</ol></nav>"
    )
    return _page(_Chapter("contents", text.say(CONTENTS), body), imprint, text)


def _page(chapter: _Chapter, imprint: Imprint, text: ReaderText) -> str:
    language = escape_attribute(imprint.language)
    return (
        f'{_DECLARATION}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{language}" lang="{language}" dir="{text.direction}">'
        f'<head><title>{escape_text(chapter.title)}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>'
        f"<body>{chapter.body}</body></html>\n"
    )


def _opening(digest: Digest, imprint: Imprint, text: ReaderText) -> _Chapter:
    span = digest.span
    days, events, title = days_of(span, text), text.count("events", digest.events), title_of(span, text)
    body = (
        f"<h1>{escape_text(f'{imprint.site}: {title}')}</h1><p>{escape_text(days)}. {events}.</p>"
        f"<p>{_link(span.url, span.url)}</p>{f'<p>{escape_text(imprint.rights)}</p>' if imprint.rights else ''}"
    )
    return _Chapter("opening", title, body)


def _stories(digest: Digest, url: Url, text: ReaderText) -> Iterator[_Chapter]:
    for number, story in enumerate(digest.stories, start=1):
        is_dated = digest.span.first != digest.span.last
        parts = []
        for heading, events in under_headings(story):
            parts.append(f"<h2>{_link(url(heading.address), heading.name)}</h2>" if heading is not None else "")
            parts.append(f"<ul>{''.join(_item(item, url, text if is_dated else None) for item in events)}</ul>")
        more = story.count - len(story.events)
        rest = f"<p>{_link(url(story.story.address), text.say(MORE, n=text.number(more)))}</p>" if more > 0 else ""
        title = f"<h1>{_link(url(story.story.address), story.story.name)}</h1>"
        yield _Chapter(f"story-{number}", story.story.name, f"{title}{''.join(parts)}{rest}")


def _rest(digest: Digest, url: Url, text: ReaderText) -> Iterator[_Chapter]:
    for part, events in beside_stories(digest):
        title = text.say(part)
        items = "".join(f"<li>{_event_link(event, url, text)}</li>" for event in events)
        yield _Chapter(_FILES[part], title, f"<h1>{escape_text(title)}</h1><ul>{items}</ul>")


def _event_link(event: EventLink, url: Url, text: ReaderText) -> str:
    return f"{escape_text(text.date(event.date))}: {_link(url(event.address), event.headline)}"


def _day(day: BookDay, url: Url, text: ReaderText) -> _Chapter:
    parts = [f"<h1>{_link(day.url, text.date(day.date))}</h1>"]
    for name, items in day.groups:
        parts.append(f"<h2>{escape_text(name)}</h2>" if name else "")
        parts.append(f"<ul>{''.join(_item(item, url, None) for item in items)}</ul>")
    return _Chapter(f"day-{day.date.isoformat()}", text.date(day.date), "".join(parts))


def _item(item: EventItem, url: Url, dated_by: ReaderText | None) -> str:
    when = f"{escape_text(dated_by.date(item.date))}: " if dated_by else ""
    sources = [
        _link(source.best_url, source.label) if source.best_url else escape_text(source.label)
        for source in item.sources
    ]
    cited = f' <span class="sources">({", ".join(sources)})</span>' if sources else ""
    return f"<li>{when}{_link(url(item.address), item.headline.text)}{cited}</li>"


def _link(address: str, text: str) -> str:
    return f'<a href="{escape_attribute(address)}">{escape_text(text)}</a>'
