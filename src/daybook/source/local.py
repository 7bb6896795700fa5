"""Reads pages from a path, whatever stands there: a folder, an export, or one page's file.

Chooses the reader; each reader is its own module.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from daybook.errors import SourceError
from daybook.model import Redirect
from daybook.model.titles import DayTitles
from daybook.source.dump import read_dump
from daybook.source.folder import PAGE_ENDINGS, read_file, read_folder
from daybook.source.items import NotRead, PageHistory, SourceItem


def read_path(path: Path, titles: DayTitles) -> Iterator[SourceItem]:
    """Yield the day pages, month pages and redirects of a folder, a page's file or a MediaWiki export.

    The path `-` is an export on standard input.
    Raises `SourceError` where there is nothing at that path, where an export is damaged (after all that is whole), and
    at the end where no page of the configured wiki was found.
    """
    has_any = False
    for item in _reader(Path("/dev/stdin") if path == Path("-") else path, titles):
        has_any = has_any or isinstance(item.content, PageHistory | Redirect | NotRead)
        yield item
    if not has_any:
        example = titles.title(date(2004, 8, 14))
        message = f"no day page in: `{path}`"
        raise SourceError(message, hint=f"expected titles such as `{example}`, or files named `2004-08-14.wikitext`")


def _reader(path: Path, titles: DayTitles) -> Iterator[SourceItem]:
    try:
        is_folder = path.is_dir()
        exists = is_folder or path.exists()
    except OSError as error:
        raise SourceError(f"cannot read `{path}`: {error.strerror}") from error
    if not exists:
        raise SourceError(f"no such file or folder: `{path}`")
    if is_folder:
        return read_folder(path, titles)
    if path.suffix.lower() in PAGE_ENDINGS:
        return read_file(path, titles)
    return read_dump(path, titles)
