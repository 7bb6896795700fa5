"""Copies in further web archives, as their TimeMaps list them (RFC 7089, section 5): links with a time each. Pure but for asking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from daybook.enrich.copies import LONGEST_COPY, distance
from daybook.enrich.settings import must_not_be_asked
from daybook.enrich.web_archives import CopiesUnavailable, WebArchives, in_path
from daybook.model import ArchivedCopy

MOST_MEMENTOS = 10_000
"""Copies of one source that are looked at."""


def find_memento(archives: WebArchives, timemap: str, address: str, day: date) -> ArchivedCopy | None:
    """Return the copy nearest to noon of a day that a TimeMap lists; None where it lists none.

    `timemap` is the address before that of the source. Raises `CopiesUnavailable` where there is no answer.
    """
    reply = archives.ask(f"{timemap.rstrip('/')}/{in_path(address)}")
    if reply.status == 404:
        return None
    if reply.status != 200:
        raise CopiesUnavailable(f"HTTP status {reply.status}")
    mementos = list(read_mementos(reply.body.decode("utf-8", "replace")))
    return min(mementos, key=lambda copy: (distance(copy.taken, day), copy.url), default=None)


def read_mementos(text: str) -> Iterator[ArchivedCopy]:
    """Yield the copies that a list of links names, in its order; what is malformed, or must not be named, is left out."""
    found = 0
    for target, attributes in _links(text):
        if "memento" not in attributes.get("rel", "").split() or not _is_usable(target):
            continue
        taken = _time(attributes.get("datetime", ""))
        if taken is not None:
            yield ArchivedCopy(target, taken)
            found += 1
            if found == MOST_MEMENTOS:
                return


def _links(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield target and attributes of each link (RFC 8288, section 3), reading every character once."""
    place = 0
    while (start := text.find("<", place)) >= 0:
        end = text.find(">", start)
        if end < 0:
            return
        attributes, place = _attributes(text, end + 1)
        yield text[start + 1 : end], attributes


def _attributes(text: str, place: int) -> tuple[dict[str, str], int]:
    attributes: dict[str, str] = {}
    while place < len(text) and text[place] not in ",<":
        name_end = place
        while name_end < len(text) and text[name_end] not in '=;,<"':
            name_end += 1
        name, value = text[place:name_end].strip(" ;\t\r\n").lower(), ""
        place = name_end
        if text[place : place + 1] == "=":
            place += 1
            if text[place : place + 1] == '"':
                closed = text.find('"', place + 1)
                closed = len(text) if closed < 0 else closed
                value, place = text[place + 1 : closed], closed + 1
            else:
                ends = [end for mark in ";,<" if (end := text.find(mark, place, place + 200)) >= 0]
                ended = min(ends, default=min(place + 200, len(text)))
                value, place = text[place:ended].strip(), ended
        if name and len(attributes) < 20:
            attributes.setdefault(name, value)
        if text[place : place + 1] in (";", '"'):
            place += 1
    return attributes, place + 1 if text[place : place + 1] == "," else place


def _is_usable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
    is_plain = len(address) <= LONGEST_COPY and address.isprintable() and " " not in address
    return is_web and is_plain and not must_not_be_asked(parts.hostname or "")


def _time(text: str) -> datetime | None:
    try:
        taken = parsedate_to_datetime(text[:100])
    except (ValueError, IndexError, OverflowError):
        return None
    try:
        return taken.astimezone(UTC) if taken.tzinfo else taken.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None
