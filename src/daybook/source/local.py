"""Reads pages from a path, whatever stands there: a folder, an export, or one page's file.

Each form is one record in `READERS`; each reader is its own module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from daybook.errors import DaybookError, SourceError, reason_of
from daybook.extensions import load_extensions
from daybook.model import RawPage, Redirect
from daybook.model.titles import DayTitles
from daybook.source import standard_input
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
"""All forms, tried in this order; the last takes whatever is left. Another program puts its own in front, by
`register_source`."""


def register_source(
    name: str, is_for: Callable[[Path], bool], pages: Callable[[Path], Iterable[RawPage | Redirect]]
) -> None:
    """Add a form in which pages stand on a disk, tried before all others; in the place of one of the same name.

    `is_for` says whether a path has this form, `pages` yields what stands there: the revisions of a page one after the other,
    oldest first, and redirects. Pages that are no day or month page of the configured wiki are skipped. Whatever `pages`
    raises ends the reading with a `SourceError` that names the form.
    """

    def read(path: Path, titles: DayTitles) -> Iterator[SourceItem]:
        try:
            yield from _as_items(pages(path), titles)
        except DaybookError:
            raise
        except Exception as error:
            raise SourceError(f"cannot read `{path}` as {name}: {error}") from error

    READERS[:] = [PathReader(name, is_for, read), *(reader for reader in READERS if reader.name != name)]


def _as_items(pages: Iterable[RawPage | Redirect], titles: DayTitles) -> Iterator[SourceItem]:
    """Yield what a source yields of single revisions: a page's in pieces of a bounded number, with those that are wanted."""
    done = skipped = 0
    held: list[RawPage] = []
    for page in pages:
        done += 1
        is_next = bool(held) and not (isinstance(page, RawPage) and page.title == held[0].title)
        if is_next or len(held) >= _REVISIONS:
            yield _piece(held, done, skipped, more=not is_next)
            held = []
        if isinstance(page, Redirect):
            yield SourceItem(page, done, None, "pages", skipped)
        elif titles.day(page.title) is None and titles.month(page.title) is None:
            skipped += 1
        else:
            held.append(page)
    if held:
        yield _piece(held, done, skipped, more=False)


def _piece(held: list[RawPage], done: int, skipped: int, *, more: bool) -> SourceItem:
    return SourceItem(PageHistory(held[0].title, tuple(held), more), done, None, "pages", skipped)


_REVISIONS = 256
"""Revisions of a page that are handed on together."""


def read_path(path: Path, titles: DayTitles, day: date | None = None) -> Iterator[SourceItem]:
    """Yield the day pages, month pages and redirects of a folder, a page's file or a MediaWiki export.

    The path `-` is an export on standard input, or, where a `day` is given, that day's wikitext.
    Raises `SourceError` where there is nothing at that path, where an export is damaged (after all that is whole), and
    at the end where no page of the configured wiki was found.
    """
    has_any = False
    path = standard_input.PATH if path == Path("-") else path
    is_piped = day is not None and path == standard_input.PATH
    for item in standard_input.read_standard_input(titles, day) if is_piped and day else _reader(path, titles):
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
        raise SourceError(f"cannot read `{path}`: {reason_of(error)}") from error
    if not exists:
        raise SourceError(f"no such file or folder: `{path}`")
    load_extensions()
    return next(reader for reader in READERS if reader.is_for(path)).read(path, titles)
