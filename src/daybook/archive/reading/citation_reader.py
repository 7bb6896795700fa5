"""Which events cite an article: found among those of its outlet, by the address without what does not matter."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from urllib.parse import unquote

import msgspec

from daybook.archive.encoding.codec import Codec
from daybook.archive.identity.source_address import normal_address, outlet_slug

_WRAPPERS = ("web.archive.org", "archive.ph", "archive.is", "archive.today", "archive.org", "archive.vn", "archive.li")
"""Outlets whose addresses hold those of others."""

_VARIANTS = ("", "www.", "m.", "amp.", "mobile.", "edition.")
"""What may stand before the host of one and the same article; `normal_address` leaves it out."""


class _CitedSource(msgspec.Struct, gc=False):
    url: str


class _CitingEvent(msgspec.Struct, gc=False):
    sources: tuple[_CitedSource, ...] = ()


_CITING = Codec(_CitingEvent)


def citing_events(connection: sqlite3.Connection, url: str) -> list[int]:
    """Return the events, withdrawn ones too, whose wording cites an article, by day and place on the page."""
    wanted = normal_address(url)
    host = wanted.partition("/")[0].partition("?")[0]
    outlets = {outlet_slug(url), *(outlet_slug(f"//{variant}{host}/") for variant in _VARIANTS), *_WRAPPERS}
    rows = connection.execute(
        "SELECT DISTINCT event.id, wording FROM subject JOIN member ON member.subject = coalesce(subject.target, subject.id) "
        "JOIN event ON event.id = member.event WHERE subject.kind = 'source' "
        "AND subject.slug IN (SELECT value FROM json_each(?)) ORDER BY event.date, event.position, event.id",
        (json.dumps(sorted(outlets)),),
    )
    # An outlet has up to twenty thousand events: only addresses that end alike are taken apart.
    tail = _tail(wanted)
    return [
        event
        for event, wording in rows
        if any(
            tail in unquote(source.url).lower() and normal_address(source.url) == wanted
            for source in _CITING.decode(wording).sources
        )
    ]


def _tail(address: str) -> str:
    parts: Sequence[str] = address.partition("?")[0].split("/")
    return max(parts[1:], key=len, default="")
