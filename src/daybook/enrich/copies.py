"""Copies of cited sources in web archives: the one nearest to the day on which an event happened.

Asks as the archive's own documentation says: for `ADDRESS/TIMESTAMP/URL`, redirects not followed. A redirect names the copy that
is nearest in time, 404 says that there is none. Slowly; nothing that an archive holds is read.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from daybook.enrich.web_archives import CopiesUnavailable, WebArchives, in_path
from daybook.model import ArchivedCopy

LONGEST_COPY = 10_000
"""Characters of the address of a copy: that of the source, and some more."""

SAVES_A_MINUTE = 4
"""How often the Internet Archive lets a visitor without an account ask for a copy to be made."""

SAVE_PAUSE = 60 / (0.8 * SAVES_A_MINUTE)
"""Seconds between two such requests: four fifths of what is allowed."""

_TIMESTAMP = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/")


class CopyFinder:
    """Asks one web archive for copies of one source after the other."""

    def __init__(self, archives: WebArchives) -> None:
        self._archives = archives
        self._settings = archives.settings

    def find(self, address: str, day: date) -> ArchivedCopy | None:
        """Return the copy of a source that was taken nearest to noon of a day; None where there is none.

        Raises `CopiesUnavailable` where the archive gives no answer, or one that names no copy of its own.
        """
        prefix = self._settings.copies.rstrip("/")
        reply = self._archives.ask(f"{prefix}/{day:%Y%m%d}120000/{in_path(address)}")
        if reply.status == 404:
            return None
        location = reply.headers.get("location", "")
        if reply.status not in (301, 302, 307, 308) or not location:
            raise CopiesUnavailable(f"HTTP status {reply.status}")
        copy = copy_at(self._settings.copies, location)
        if copy is None:
            raise CopiesUnavailable("the answer names no copy")
        return copy

    def save(self, address: str) -> ArchivedCopy | None:
        """Ask the archive to take a copy of a source; return it where the answer names it already.

        Raises `CopiesUnavailable` where the archive refuses.
        """
        asked = f"{self._settings.save.rstrip('/')}/{in_path(address)}"
        reply = self._archives.ask(asked, pace="save", pause=SAVE_PAUSE)
        if not 200 <= reply.status < 400:
            raise CopiesUnavailable(f"HTTP status {reply.status}")
        named = reply.headers.get("content-location") or reply.headers.get("location", "")
        return copy_at(self._settings.save, named) if named else None


def copy_at(asked: str, location: str) -> ArchivedCopy | None:
    """Return the copy at an address of the archive that was asked; None where the address is none of its copies."""
    try:
        url = urljoin(asked, location)
        is_own = urlsplit(url).hostname == urlsplit(asked).hostname and len(url) <= LONGEST_COPY and url.isprintable()
        stamp = _TIMESTAMP.search(url) if is_own else None
        taken = read_timestamp(stamp[1]) if stamp else None
    except ValueError:
        taken = None
    return ArchivedCopy(url, taken) if taken else None


def read_timestamp(digits: str) -> datetime | None:
    """Return the time of 14 digits (UTC), None where they tell none."""
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def distance(taken: datetime, day: date) -> timedelta:
    """Return how far a copy is from noon of a day."""
    return abs(taken - datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
