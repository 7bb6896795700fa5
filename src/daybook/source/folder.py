"""Reads a folder of wikitext files: day pages, month pages, and articles that are redirects.

A file is a page when its name ends in `.wikitext`, `.wiki` or `.txt` and its path below the folder gives a title. These are
understood, tried in this order (`PREFIX` is the wiki's, "Portal:Current events"):

- `2004-08-14.wikitext`, in any subfolder: the page of that day;
- a title, with `_` for spaces and `%2F` and the like for other characters, "/" being a subfolder:
  `Portal:Current events/2004 August 14.wiki`, `Portal%3ACurrent_events%2F2004_August_14.txt`, below any other folder too;
- the same where a file system took another character for ":" and "/": `Portal_Current events_2004 August 14.wikitext`;
- the last part of such a title alone: `2004 August 14.txt`, `August 2003.txt`.

Any other such file is an article named by the file alone, without the folders: kept where it is a redirect, skipped
where it is not. Hidden files and other endings are passed over unopened. Symbolic links are not followed: a folder of pages from elsewhere must not be able
to name files outside of it. Nothing here is changed or locked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from daybook.errors import SourceError, reason_of
from daybook.model import RawPage, Redirect
from daybook.model.redirects import LOOK, make_redirect, redirect_target
from daybook.model.titles import DayTitles, normal_title
from daybook.source.items import LARGEST_PAGE, Cause, NotRead, PageHistory, SourceItem

PAGE_ENDINGS = frozenset({".wikitext", ".wiki", ".txt"})

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_STAND_INS = re.compile(r"[\s_:/\\\-\u2215\u2044\uff1a\uff0f]+")


@dataclass(frozen=True, slots=True)
class _File:
    """A file that may be a page: its path, its title, and where it stands in the order of reading."""

    path: Path
    title: str
    is_page: bool
    order: tuple[date, str]


def read_folder(folder: Path, titles: DayTitles) -> Iterator[SourceItem]:
    """Yield what stands in a folder and its subfolders: redirects first, then pages in the order of their days.

    The order does not depend on the file system. Where several files name the same page, the first by path counts.
    Raises `SourceError` where the folder itself cannot be listed.
    """
    files, troubles, skipped = _list_files(folder, titles)
    total = len(files) + len(troubles)
    for done, trouble in enumerate(troubles, start=1):
        yield SourceItem(trouble, done, total, "files", skipped)
    seen: set[str] = set()
    for done, file in enumerate(files, start=len(troubles) + 1):
        item = _read(file)
        if isinstance(item, PageHistory):
            if item.title in seen:
                item = NotRead(str(file.path), Cause.DUPLICATE, detail=item.title, hint="keep one file for each page")
            else:
                seen.add(item.title)
        elif item is None:
            skipped += 1
        yield SourceItem(item, done, total, "files", skipped)


def read_file(path: Path, titles: DayTitles) -> Iterator[SourceItem]:
    """Yield the one page that a wikitext file holds; its name is understood as in a folder."""
    title, is_page = title_of(tuple(_shown(Path(part)) for part in path.parts[-2:]), titles)
    item = _read(_File(path.resolve(), title, is_page, _order(title, path.name, titles)))
    if item is None:
        message = f"cannot tell which day this is: `{path}`"
        raise SourceError(message, hint="name the file by its day, such as `2004-08-14.wikitext`")
    yield SourceItem(item, 1, 1, "files")


def title_of(parts: tuple[str, ...], titles: DayTitles) -> tuple[str, bool]:
    """Return the title that a path below a folder stands for, and whether it is that of a day page or a month page."""
    names = (*parts[:-1], os.path.splitext(parts[-1])[0])  # noqa: PTH122 - names, not paths
    if _ISO_DAY.fullmatch(names[-1]):
        try:
            return titles.title(date.fromisoformat(names[-1])), True
        except ValueError:
            return names[-1], False
    decoded = [unquote(name).replace("_", " ") for name in names]
    readings = ["/".join(decoded[start:]) for start in range(len(decoded))]
    readings.append(_mend_stand_ins(decoded[-1], titles.prefix))
    readings.append(f"{titles.prefix}/{decoded[-1]}")
    for reading in readings:
        if titles.day(reading) is not None or titles.month(reading) is not None:
            return normal_title(reading), True
    return normal_title(decoded[-1]), False


def _mend_stand_ins(name: str, prefix: str) -> str:
    """Put the prefix back as the wiki writes it where a name has other characters for its ":" and "/"."""
    words, wanted = _STAND_INS.split(name.strip()), _STAND_INS.split(prefix)
    if [word.lower() for word in words[: len(wanted)]] != [word.lower() for word in wanted]:
        return name
    return f"{prefix}/{' '.join(words[len(wanted) :])}"


def _order(title: str, path: str, titles: DayTitles) -> tuple[date, str]:
    day = titles.day(title)
    if day is None:
        month = titles.month(title)
        day = date(*month, 1) if month else date.min
    return day, path


def _list_files(folder: Path, titles: DayTitles) -> tuple[list[_File], list[NotRead], int]:
    files: list[_File] = []
    troubles: list[NotRead] = []
    skipped = 0
    for entry in _walk(folder, troubles):
        path = folder.joinpath(*entry)
        is_page_file = path.suffix.lower() in PAGE_ENDINGS
        if path.is_symlink() and (is_page_file or path.is_dir()):
            troubles.append(NotRead(_shown(path), Cause.LINK, hint="put the file or folder itself there"))
        elif is_page_file and _shown(path) != str(path):
            troubles.append(NotRead(_shown(path), Cause.UNREADABLE, detail="its name is not UTF-8", hint="rename it"))
        elif is_page_file:
            title, is_page = title_of(entry, titles)
            files.append(_File(path, title, is_page, _order(title, "/".join(entry), titles)))
        else:
            skipped += 1
    files.sort(key=lambda file: file.order)
    return files, sorted(troubles, key=lambda trouble: trouble.name), skipped


def _walk(folder: Path, troubles: list[NotRead]) -> Iterator[tuple[str, ...]]:
    """Yield the parts below the folder of every file and link that is not hidden."""
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        below = waiting.pop()
        where = folder.joinpath(*below)
        try:
            with os.scandir(where) as entries:
                children = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError as error:
            if not below:
                raise SourceError(f"cannot list `{where}`: {reason_of(error)}") from error
            detail = reason_of(error)
            troubles.append(NotRead(_shown(where), Cause.UNREADABLE, detail=detail, hint="check the folder's rights"))
            continue
        for name, is_folder in children:
            if name.startswith("."):
                continue
            if is_folder:
                waiting.append((*below, name))
            else:
                yield (*below, name)


def _read(file: _File) -> PageHistory | Redirect | NotRead | None:
    try:
        content = _content(file.path, LARGEST_PAGE + 1 if file.is_page else LOOK * 4)
    except OSError as error:
        return NotRead(_shown(file.path), Cause.UNREADABLE, detail=reason_of(error), hint="check the file's rights")
    if not file.is_page:
        target = redirect_target(content.decode("utf-8-sig", errors="replace"))
        return make_redirect(file.title, target) if target else None
    if len(content) > LARGEST_PAGE:
        return NotRead(_shown(file.path), Cause.TOO_LARGE, detail=f"over {LARGEST_PAGE // 2**20} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = f"byte {error.start}: {error.reason}"
        return NotRead(_shown(file.path), Cause.NOT_UTF8, detail=detail, hint="save the file as UTF-8")
    text = text.replace("\r\n", "\n")
    if target := redirect_target(text):
        return NotRead(_shown(file.path), Cause.REDIRECT, detail=f"{file.title} leads to {target}")
    return PageHistory(file.title, (RawPage(file.title, text),))


def _content(path: Path, limit: int) -> bytes:
    """Read at most `limit` bytes; a pipe or a device under that name is an error, not a wait."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - an open descriptor, so that nothing can change in between
        if not path.is_file():
            raise OSError(0, "not a plain file")
        return file.read(limit)


def _shown(path: Path) -> str:
    """Return a path as text that can be printed: names that are not UTF-8 with marks in their place."""
    return os.fsencode(path).decode("utf-8", errors="replace")
