"""What a request for a path is answered with, and who can answer: the seam between HTTP and the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a page, the path within the site that tells their type, and when they last changed (UTC), if known."""

    content: bytes
    path: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The page stands at another path of the site: for good, or (today, a random event) only now."""

    path: str
    lasting: bool = True


Answer = Page | Moved


class Site(Protocol):
    """Where pages come from: the built folder, or the archive."""

    def answer(self, path: str) -> Answer | None:
        """Return the page at a decoded path that starts with `/`, where it moved to, or None. Called from any thread."""
        ...

    def not_found(self) -> Page | None:
        """Return the site's own page for what is not there, if it has one."""
        ...
