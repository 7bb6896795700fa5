"""Writes MediaWiki exports for tests, and makes up awkward pages to put in them."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Sequence
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape, quoteattr

import zstandard
from hypothesis import strategies as st

from daybook.model import RawPage
from daybook.model.titles import DayTitles

HEAD = (
    '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">\n'
    "<siteinfo><sitename>Test</sitename><namespaces><namespace key='100'>Portal</namespace></namespaces></siteinfo>\n"
)
TAIL = "</mediawiki>\n"


def revision_xml(page: RawPage) -> str:
    """Return a revision as MediaWiki exports it."""
    number = f"<id>{page.revision}</id>" if page.revision is not None else ""
    time = f"<timestamp>{page.timestamp:%Y-%m-%dT%H:%M:%SZ}</timestamp>" if page.timestamp else ""
    editor = f"<contributor><username>{escape(page.editor)}</username><id>7</id></contributor>" if page.editor else ""
    size = len(page.wikitext.encode())
    text = f'<text bytes="{size}" sha1="x" xml:space="preserve">{escape(page.wikitext)}</text>'
    if not page.wikitext:
        text = '<text bytes="0" />'
    return (
        f"<revision>{number}<parentid>1</parentid>{time}{editor}<comment>&lt;text&gt;</comment>"
        f"<model>wikitext</model><format>text/x-wiki</format>{text}<sha1>x</sha1></revision>"
    )


def page_xml(title: str, revisions: Sequence[RawPage], *, redirect: str | None = None) -> str:
    """Return a page as MediaWiki exports it."""
    mark = f"<redirect title={quoteattr(redirect)} />" if redirect else ""
    body = "".join(revision_xml(revision) for revision in revisions)
    return f"<page><title>{escape(title)}</title><ns>100</ns><id>3</id>{mark}{body}</page>\n"


def export(*pages: str) -> str:
    """Return a whole export of pages given as XML."""
    return HEAD + "".join(pages) + TAIL


def one_page(title: str, text: str, *, redirect: str | None = None) -> str:
    """Return a page of one revision."""
    return page_xml(title, [RawPage(title, text, 5, datetime(2020, 1, 2, tzinfo=UTC), "Ed")], redirect=redirect)


def two_streams(data: bytes) -> bytes:
    """Pack as Wikimedia's multistream exports are: bz2 streams one after another."""
    middle = len(data) // 2
    return bz2.compress(data[:middle]) + bz2.compress(b"") + bz2.compress(data[middle:])


def two_frames(data: bytes) -> bytes:
    """Pack as Zstandard frames one after another, a skippable one before them."""
    middle = len(data) // 2
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00note"
    return skippable + zstandard.compress(data[:middle]) + zstandard.compress(data[middle:])


def two_members(data: bytes) -> bytes:
    """Pack as gzip members one after another."""
    middle = len(data) // 2
    return gzip.compress(data[:middle]) + gzip.compress(data[middle:])


PACKINGS = {
    "plain": lambda data: data,
    "bz2": bz2.compress,
    "bz2 streams": two_streams,
    "gzip": gzip.compress,
    "gzip members": two_members,
    "zstd": zstandard.compress,
    "zstd frames": two_frames,
}

_XML_LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from(
    "\n\t"
)
"""What XML 1.0 can carry; MediaWiki replaces the rest before it exports."""

texts = st.text(_XML_LETTERS, max_size=300) | st.sampled_from(
    ["", " ", "]]>", "<page>&amp;</page>", "&#0;&lt;!--", "<!DOCTYPE x>", "*\u202e[[x]]"]
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[RawPage, ...]:
    """Make up the revisions of one day page or month page."""
    titles = DayTitles()
    day = draw(st.dates(date(1999, 1, 1), date(2040, 12, 31)))
    title = draw(st.sampled_from([titles.title(day), titles.month_title(day.year, day.month)]))
    moments = st.integers(10**9, 2 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
    revisions = st.builds(
        RawPage,
        st.just(title),
        texts,
        st.none() | st.integers(0, 10**12),
        st.none() | moments,
        st.none() | st.text(_XML_LETTERS, min_size=1, max_size=50),
    )
    return tuple(draw(st.lists(revisions, min_size=1, max_size=4)))
