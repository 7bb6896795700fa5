"""Copies of many sources by one question: what the index of a web archive (CDX) has below a folder of a host, in a while.

Sources of one host and month often share a folder. Where three or more do, one request tells of all. What the list has near
enough to the day, nothing outside of it can be nearer; the rest is asked for one by one.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from urllib.parse import quote, urlencode, urlsplit

from daybook.enrich.copies import LONGEST_COPY, distance, read_timestamp
from daybook.enrich.settings import SourceReadingSettings
from daybook.enrich.web_archives import CopiesUnavailable, WebArchives, in_path
from daybook.model import ArchivedCopy

FEWEST = 3
"""Sources of one host and month for which one question is asked: for two, two simple ones cost as little."""

AROUND = timedelta(days=31)
"""How long before and after the month copies are listed."""

MOST_COPIES = 10_000
"""Copies in a list; of a longer one the rest is left out."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source of which a copy near a day is looked for."""

    address: str
    day: date


def has_index(settings: SourceReadingSettings) -> bool:
    """Say whether there is an index of the very archive whose copies are named."""
    hosts = [urlsplit(address).hostname for address in (settings.copies, settings.copies_index)]
    return all(hosts) and hosts[0] == hosts[1]


def find_captures(archives: WebArchives, wanted: Sequence[Wanted]) -> Mapping[str, ArchivedCopy]:
    """Return the copies nearest to the days, by address, for those sources of which the index tells.

    Raises `CopiesUnavailable` where it does not answer.
    """
    found: dict[str, ArchivedCopy] = {}
    for group in _groups(wanted):
        found |= _nearest(archives.settings.copies, group, _captures(archives, group))
    return found


def _groups(wanted: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    groups: defaultdict[tuple[str, int, int], list[Wanted]] = defaultdict(list)
    for each in wanted:
        if key := _key(each.address):
            groups[key[0], each.day.year, each.day.month].append(each)
    yield from (group for group in groups.values() if len(group) >= FEWEST)


def _captures(archives: WebArchives, group: Sequence[Wanted]) -> Iterator[tuple[str, datetime]]:
    """Yield the address and the time of each copy that the index has."""
    first, last = _span(group[0].day)
    # An archive looks for a prefix of the address without its scheme.
    folders = [in_path(each.address).partition("://")[2].partition("?")[0].split("/")[:-1] for each in group]
    shared = [parts[0] for parts in takewhile(lambda parts: len(set(parts)) == 1, zip(*folders, strict=False))]
    folder = f"{'/'.join(shared) or urlsplit(group[0].address).hostname}/"
    query = urlencode(
        {
            "url": folder,
            "matchType": "prefix",
            "from": f"{first:%Y%m%d}",
            "to": f"{last:%Y%m%d}",
            "filter": "statuscode:200",
            "fl": "original,timestamp",
            "limit": f"{MOST_COPIES}",
        },
        quote_via=quote,
    )
    reply = archives.ask(f"{archives.settings.copies_index}?{query}")
    if reply.status == 404:
        return
    if reply.status != 200:
        raise CopiesUnavailable(f"HTTP status {reply.status}")
    for line in reply.body.decode("utf-8", "replace").splitlines()[:MOST_COPIES]:
        original, _, timestamp = line.strip().rpartition(" ")
        if (taken := read_timestamp(timestamp)) is not None:
            yield original, taken


def _nearest(
    copies: str, group: Sequence[Wanted], captures: Iterator[tuple[str, datetime]]
) -> Mapping[str, ArchivedCopy]:
    by_key: defaultdict[tuple[str, str], list[Wanted]] = defaultdict(list)
    for each in group:
        if key := _key(each.address):
            by_key[key].append(each)
    best: dict[str, datetime] = {}
    for original, taken in captures:
        for each in by_key.get(_key(original) or ("", ""), ()):
            first, last = _span(each.day)
            edge = min(each.day - first, last - each.day)
            before = best.get(each.address)
            if distance(taken, each.day) < edge and (
                before is None or distance(taken, each.day) < distance(before, each.day)
            ):
                best[each.address] = taken
    return {
        address: ArchivedCopy(url, taken)
        for address, taken in best.items()
        if len(url := f"{copies.rstrip('/')}/{taken:%Y%m%d%H%M%S}/{in_path(address)}") <= LONGEST_COPY
    }


def _span(day: date) -> tuple[date, date]:
    """Return the first and the last day of a list that has a month."""
    start, end = day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return max(start, date.min + AROUND) - AROUND, min(end, date.max - AROUND) + AROUND


def _key(address: str) -> tuple[str, str] | None:
    """Return host and rest of an address as an index has them in common: without scheme, `www.`, usual port and fragment."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return None
    if not host:
        return None
    is_usual = port in (None, 80, 443)
    return (
        host if is_usual else f"{host}:{port}",
        f"{parts.path.rstrip('/')}{f'?{parts.query}' if parts.query else ''}",
    )
