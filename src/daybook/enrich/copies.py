"""Copies of cited sources in a web archive: the one nearest to the day on which an event happened.

Asks as the archive's own documentation says: for `ADDRESS/TIMESTAMP/URL`, redirects not followed. A redirect names the copy that
is nearest in time, 404 says that there is none. One request at a time, slowly; nothing that the archive holds is read.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from urllib.parse import quote, urljoin, urlsplit

from daybook import __version__
from daybook.enrich.settings import SourceReadingSettings
from daybook.model import ArchivedCopy
from daybook.network.exchange import PORTS, Connection, ExchangeFailed, Limits, Request, Server
from daybook.network.public import is_public

LONGEST_COPY = 10_000
"""Characters of the address of a copy: that of the source, and some more."""

RATE_LIMITED = 60.0
"""Seconds to wait after 429, which comes without `Retry-After`; only once, then the run ends."""

_TIMESTAMP = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/")


class CopiesUnavailable(Exception):
    """The archive cannot be asked now; what it holds stays unknown."""


class CopyFinder:
    """Asks one web archive for copies, at most as often as the settings say."""

    def __init__(
        self,
        settings: SourceReadingSettings,
        contact: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(settings.copies)
        self._server = Server(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme])
        self._prefix = parts.path.rstrip("/")
        self._settings = settings
        self._allows = None if settings.private else is_public
        self._headers = {
            "User-Agent": f"Daybook/{__version__} ({contact.strip() or 'no contact given'})",
            "Connection": "close",
        }
        self._sleep = sleep
        self._monotonic = monotonic
        self._next = 0.0

    def find(self, address: str, day: date) -> ArchivedCopy | None:
        """Return the copy of a source that was taken nearest to noon of a day; None where there is none.

        Raises `CopiesUnavailable` where the archive gives no answer, or one that names no copy of its own.
        """
        status, location = self._ask(address, day)
        if status == 429:
            self._sleep(RATE_LIMITED)
            status, location = self._ask(address, day)
        if status == 404:
            return None
        if status not in (301, 302, 307, 308) or not location:
            raise CopiesUnavailable(f"HTTP status {status}")
        return self._copy(location)

    def _ask(self, address: str, day: date) -> tuple[int, str]:
        early = self._next - self._monotonic()
        if early > 0:
            self._sleep(early)
        self._next = self._monotonic() + self._settings.copies_pause
        path = f"{self._prefix}/{day:%Y%m%d}120000/{quote(address, safe=':/?&=%+,;@!$()*~._-')}"
        limits = Limits(self._settings.timeout, self._settings.longest, 64 * 1024)
        try:
            with closing(Connection(self._server, allows=self._allows, monotonic=self._monotonic)) as connection:
                reply = connection.exchange(Request(path, self._headers), limits)
        except ExchangeFailed as failure:
            raise CopiesUnavailable(str(failure.fault)) from failure
        return reply.status, reply.headers.get("location", "")

    def _copy(self, location: str) -> ArchivedCopy:
        """Return the copy at an address of the archive itself."""
        try:
            url = urljoin(f"{self._server.scheme}://{self._server.netloc}/", location)
            is_own = urlsplit(url).hostname == self._server.host and len(url) <= LONGEST_COPY and url.isprintable()
            stamp = _TIMESTAMP.search(url) if is_own else None
            taken = datetime.strptime(stamp[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC) if stamp else None
        except ValueError:
            taken = None
        if taken is None:
            raise CopiesUnavailable("the answer names no copy")
        return ArchivedCopy(url, taken)
