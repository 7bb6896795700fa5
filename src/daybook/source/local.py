"""Reads pages from a path, whatever stands there: a folder, an export, or one page's file.

Each form is one record in `READERS`; each reader is its own module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from daybook.errors import SourceError
from daybook.model import Redirect
from daybook.model.titles import DayTitles
from daybook.source.dump import read_dump
from daybook.source.folder import PAGE_ENDINGS, read_file, read_folder
from daybook.source.items import NotRead, PageHistory, SourceItem


@dataclass(frozen=True, slots=True)
class PathReader:
    """A form in which pages stand on a disk: its name, which paths have it, and what reads them."""

    name: str
    is_for: Callable[[Path], bool]
    read: Callable[[Path, DayTitles], Iterator[SourceItem]]


READERS: list[PathReader] = [
    PathReader("folder", Path.is_dir, read_folder),
    PathReader("page", lambda path: path.suffix.lower() in PAGE_ENDINGS, read_file),
    PathReader("export", lambda _path: True, read_dump),
]
"""All forms, tried in this order; the last takes whatever is left. Another program puts its own in front."""


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
        exists = path.exists()
    except OSError as error:
        raise SourceError(f"cannot read `{path}`: {error.strerror}") from error
    if not exists:
        raise SourceError(f"no such file or folder: `{path}`")
    return next(reader for reader in READERS if reader.is_for(path)).read(path, titles)
