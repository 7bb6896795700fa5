"""Asks web archives: one request at a time, each host at its pace, and no archive that must not be asked. Reads no answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from urllib.parse import quote, urlsplit

from daybook import __version__
from daybook.enrich.settings import SourceReadingSettings
from daybook.network.exchange import PORTS, Connection, ExchangeFailed, Limits, Reply, Request, Server
from daybook.network.public import is_public

RATE_LIMITED = 60.0
"""Seconds to wait after 429, which comes without `Retry-After`; only once, then the run ends."""

LARGEST = 1024 * 1024
"""Bytes of an answer that are read: a list of 10,000 copies, or what is cut off of a longer one."""


class CopiesUnavailable(Exception):
    """The archive cannot be asked now; what it holds stays unknown."""


class WebArchives:
    """Asks web archives, as often as the settings say and no oftener, whichever of their services is asked."""

    def __init__(
        self,
        settings: SourceReadingSettings,
        contact: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self._allows = None if settings.private else is_public
        self._headers = {
            "User-Agent": f"Daybook/{__version__} ({contact.strip() or 'no contact given'})",
            "Connection": "close",
        }
        self._sleep = sleep
        self._monotonic = monotonic
        self._next: dict[str, float] = {}

    def ask(self, address: str, *, pace: str = "", pause: float | None = None) -> Reply:
        """Return what an archive answers at an address, redirects not followed; after 429 it is asked once more.

        Between two requests to a host pass `sources.copies_pause` seconds; between two that share a `pace` besides `pause` ones.
        Raises `CopiesUnavailable` where there is no answer.
        """
        reply = self._ask(address, pace, pause)
        if reply.status == 429:
            self._sleep(RATE_LIMITED)
            reply = self._ask(address, pace, pause)
        return reply

    def _ask(self, address: str, pace: str, pause: float | None) -> Reply:
        parts = urlsplit(address)
        server = Server(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme])
        self._wait({server.netloc: self.settings.copies_pause} | ({pace: pause or 0.0} if pace else {}))
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        limits = Limits(self.settings.timeout, self.settings.longest, LARGEST)
        try:
            with closing(Connection(server, allows=self._allows, monotonic=self._monotonic)) as connection:
                return connection.exchange(Request(path, self._headers), limits)
        except ExchangeFailed as failure:
            raise CopiesUnavailable(str(failure.fault)) from failure

    def _wait(self, pauses: dict[str, float]) -> None:
        early = max(self._next.get(each, 0.0) for each in pauses) - self._monotonic()
        if early > 0:
            self._sleep(early)
        now = self._monotonic()
        self._next.update((each, now + pause) for each, pause in pauses.items())


def in_path(address: str) -> str:
    """Return an address as it stands in the path of an archive's own; a fragment, which no server sees, is left out."""
    return quote(address.partition("#")[0], safe=":/?&=%+,;@!$()*~._-")
