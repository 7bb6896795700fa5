"""Reads standard input, whatever comes there: a MediaWiki export, packed or not, or the wikitext of one day's page.

An export begins as XML or as a packed file does; anything else is wikitext. It cannot be read twice, so its beginning is
looked at and the rest read from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from daybook.errors import SourceError, reason_of
from daybook.model import RawPage
from daybook.model.titles import DayTitles
from daybook.source.compression import is_packed
from daybook.source.dump import read_open_dump
from daybook.source.items import LARGEST_PAGE, Cause, NotRead, PageHistory, SourceItem

PATH = Path("/dev/stdin")
_LOOK = 1 << 12
_XML = (b"<?xml", b"<mediawiki", b"<!doctype")
_WHITE = b"\xef\xbb\xbf \t\r\n"


def read_standard_input(titles: DayTitles, day: date) -> Iterator[SourceItem]:
    """Yield the pages of an export, or the page of `day` whose wikitext it is.

    Raises `SourceError` where it cannot be read, is empty, or is a damaged export.
    """
    try:
        with open(0, "rb", closefd=False) as raw:
            start = raw.peek(_LOOK)
            if not start:
                raise SourceError("standard input is empty", hint="pipe wikitext or a MediaWiki export into it")
            if is_packed(start[:4]) or start.lstrip(_WHITE)[:10].lower().startswith(_XML):
                yield from read_open_dump(raw, start[:4], PATH, titles)
            else:
                yield SourceItem(_page(raw.read(LARGEST_PAGE + 1), titles.title(day)), 1, 1, "pages")
    except OSError as error:
        raise SourceError(f"cannot read standard input: {reason_of(error)}") from error


def _page(content: bytes, title: str) -> PageHistory | NotRead:
    if len(content) > LARGEST_PAGE:
        return NotRead(str(PATH), Cause.TOO_LARGE, detail=f"over {LARGEST_PAGE // 2**20} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return NotRead(str(PATH), Cause.NOT_UTF8, detail=f"byte {error.start}: {error.reason}")
    return PageHistory(title, (RawPage(title, text.replace("\r\n", "\n")),))
