"""Tells a WebSub hub which feeds a build changed, so that it fetches them at once and hands them on to whoever subscribed.

The way in which a publisher tells its hub is a convention (a form with `hub.mode=publish` and `hub.url`); the hub itself is named
in each feed (W3C WebSub, section 4). A hub that fails fails no build: what it missed, it learns with the next change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from urllib.parse import urlencode, urlsplit

from daybook import __version__
from daybook.network.exchange import PORTS, Connection, Deadline, ExchangeFailed, Limits, Request, Server

MOST = 500
"""Most feeds that a hub is notified of after one build: more change only with the settings of the site, and no entry does then."""

LONGEST = 15.0
"""Seconds that telling may take in all: the next edit may be waiting."""

LIMITS = Limits(5.0, 15.0, 64 * 1024)
"""Seconds without a byte, seconds for one answer, bytes of it."""


def tell_hub(hub: str, feeds: Sequence[str], *, monotonic: Callable[[], float] = time.monotonic) -> tuple[int, str]:
    """Tell a hub that feeds, given by their addresses, changed; return how many it was notified of, and what went wrong, if anything.

    Those of the site as a whole, whose addresses are shortest in parts, come first.
    """
    parts = urlsplit(hub)
    server = Server(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme])
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    headers = {"User-Agent": f"Daybook/{__version__}", "Content-Type": "application/x-www-form-urlencoded"}
    deadline = Deadline(LONGEST, monotonic)
    ordered = sorted(feeds, key=lambda feed: (feed.count("/"), feed))
    notified = 0
    with closing(Connection(server, monotonic=monotonic)) as connection:
        for feed in ordered[:MOST]:
            body = urlencode({"hub.mode": "publish", "hub.url": feed, "hub.topic": feed}).encode()
            try:
                reply = connection.exchange(Request(path, headers, "POST", body), LIMITS, deadline)
            except ExchangeFailed as failure:
                return notified, str(failure.fault)
            if not 200 <= reply.status < 300:
                return notified, f"HTTP status {reply.status}"
            notified += 1
    return notified, ""
