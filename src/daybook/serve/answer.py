"""What a request for a path is answered with, and who can answer: the seam between HTTP and the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Version:
    """What identifies the present state of an address without making its page.

    While `tag` (letters, digits, hyphens) stays the same, so does the page. `modified` is when it became so (UTC). `state`
    names the state of the archive that it is of, by which it can be purged from caches; empty for a file.
    """

    tag: str
    modified: datetime
    state: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a page, and the path within the site that gives their type.

    `coded` are the same bytes compressed beforehand, each with its content coding (`br`, `gzip`). `headers` are of its own,
    such as `Link`.
    """

    content: bytes
    path: str
    coded: tuple[tuple[str, bytes], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A file that is too large to be held in memory, sent piece by piece.

    `coded` are files with the same content compressed beforehand, each with its content coding and its size.
    """

    file: Path
    size: int
    path: str
    coded: tuple[tuple[str, Path, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """The page stands at another path of the site: for good, or (today, a random event) only now."""

    path: str
    lasting: bool = True


Answer = Page | LargeFile | Moved

LARGEST_PAGE = 1 << 20
"""Bytes up to which a file is read at once; larger ones (tables, a publisher's own) are sent piece by piece."""


def stored_answer(file: Path, path: str) -> Page | LargeFile | None:
    """Return the answer that a file holds, for a path within the site; None where there is no such file."""
    try:
        size = file.stat().st_size
        return LargeFile(file, size, path) if size > LARGEST_PAGE else Page(file.read_bytes(), path)
    except OSError:  # being replaced at this moment
        return None


class Site(Protocol):
    """Where pages come from: the built folder, or the archive. Called from any thread."""

    def version(self, path: str) -> Version | None:
        """Return what identifies the present state of a decoded path that starts with `/`, at once; None where nothing does."""
        ...

    def is_quick(self, path: str) -> bool:
        """Say whether a few milliseconds are enough to answer for such a path."""
        ...

    def answer(self, path: str) -> Answer | None:
        """Return the page at such a path, where it moved to, or None."""
        ...

    def not_found(self) -> Page | None:
        """Return the site's own page for what is not there, if it has one."""
        ...
