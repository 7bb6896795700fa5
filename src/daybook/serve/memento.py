"""Memento (RFC 7089): events and days as they were, found by the time that a client names.

    GET /timegate/news/2021/08/15/slug.html   Accept-Datetime -> 302 to the memento of that time
    GET /timemap/link/news/2021/08/15/slug.html                -> all mementos, as links
    GET /memento/20210815120000/news/2021/08/15/slug.html      -> the page as of that moment, with Memento-Datetime

The pages themselves lead there: their header `Link` names the timegate and the timemap (RFC 7089, section 2.2).

A memento is made from the archive as of its moment, by the makers and renderers of the site; it lists no related events, for
which ones were related then is not known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape

from daybook.archive import ArchiveReader, MomentReader
from daybook.model import (
    ArchivedEvent,
    DayRecord,
    EventHeadline,
    LocationCount,
    RelatedList,
    Revision,
    Selection,
    Subject,
    SubjectKind,
    Version,
)
from daybook.publish.addresses import DayPlace, EventPlace, Format, HistoryPlace, Place, Root
from daybook.publish.delivery.live import SUMMARIES, MovedTo
from daybook.publish.kinds import parse
from daybook.publish.pages.builder import DayBuilder
from daybook.publish.pages.event_cache import EventCache
from daybook.serve.content_types import content_type
from daybook.serve.handler import NOT_STORED, Handler, Reply, Snapshot
from daybook.serve.request import Request

TIMEGATE, TIMEMAP, MEMENTO = "/timegate", "/timemap/link", "/memento"

LINK_FORMAT = "application/link-format"
"""The type of a TimeMap (RFC 6690)."""

_STAMP = re.compile(r"/([0-9]{14})(/.*)")

MOST = 2_000
"""Mementos that a TimeMap lists, the newest ones: more changes than any day page had."""


@dataclass(frozen=True, slots=True)
class _Original:
    """A page whose past can be asked for: where it stands, and the moments from which on it said something else."""

    path: str
    place: EventPlace | HistoryPlace | DayPlace
    form: Format
    moments: tuple[datetime, ...]

    def at(self, moment: datetime) -> int | None:
        """Return which of the moments held at one; None before the first."""
        held = sum(each <= moment for each in self.moments)
        return held - 1 if held else None


def answer_timegate(request: Request, snapshot: Snapshot) -> Reply:
    """Send a client to the memento of the time that it names; without one, to the newest."""
    original = _original(request.path.removeprefix(TIMEGATE), snapshot)
    if original is None:
        return _refuse(404, "no event or day has this address")
    asked = request.headers.get("accept-datetime")
    moment = _read_time(asked) if asked is not None else original.moments[-1]
    if moment is None:
        return _refuse(400, "Accept-Datetime is no date of HTTP, such as Sun, 15 Aug 2021 12:00:00 GMT")
    chosen = original.moments[original.at(moment) or 0]
    location = snapshot.site.builder.site.root.absolute(_memento(original.path, chosen))
    headers = (("Location", location), ("Vary", "accept-datetime"), ("Link", _links(original, snapshot)))
    return Reply(b"", "text/plain; charset=utf-8", 302, headers, NOT_STORED)


def answer_timemap(request: Request, snapshot: Snapshot) -> Reply:
    """List the mementos of an event or a day, oldest first."""
    original = _original(request.path.removeprefix(TIMEMAP), snapshot)
    if original is None:
        return _refuse(404, "no event or day has this address")
    root = snapshot.site.builder.site.root
    moments = original.moments[-MOST:]
    itself = f'<{root.absolute(TIMEMAP + original.path)}>; rel="self"; type="{LINK_FORMAT}"'
    lines = [
        f'<{root.absolute(original.path)}>; rel="original"',
        _timegate_link(original.path, root),
        f'{itself}; from="{_written(moments[0])}"; until="{_written(moments[-1])}"',
        *(_memento_link(original, each, snapshot) for each in moments),
    ]
    return Reply((",\n".join(lines) + "\n").encode(), LINK_FORMAT)


def answer_memento(request: Request, snapshot: Snapshot) -> Reply:
    """Return the page of an event or a day as of a moment."""
    found = _STAMP.fullmatch(request.path.removeprefix(MEMENTO))
    moment = _read_stamp(found[1]) if found else None
    original = _original(found[2], snapshot) if found and moment else None
    if found is None or moment is None or original is None:
        return _refuse(404, "no event or day has this address")
    held = original.at(moment)
    content = _past_page(snapshot, original, moment) if held is not None else None
    if isinstance(content, MovedTo):
        location = snapshot.site.builder.site.root.absolute(_memento(content.path, moment))
        return Reply(b"", "text/plain; charset=utf-8", 302, (("Location", location),), NOT_STORED)
    if held is None or not isinstance(content, bytes):
        return _refuse(404, "nothing was known of it at this moment")
    headers = (
        ("Memento-Datetime", _written(original.moments[held])),
        ("Link", _links(original, snapshot)),
        ("X-Robots-Tag", "noindex"),
    )
    if original.path.endswith(f".{Format.HTML}"):
        content = _note(content, moment, snapshot.site.builder.site.root.relative(original.path))
    return Reply(content, content_type(original.path), headers=headers)


def _original(path: str, snapshot: Snapshot) -> _Original | None:
    """Return the page at a path, if it is one of an event or a day that the archive knows."""
    # As elsewhere, an address without its ending is that of the page in HTML.
    path = f"{path}index.html" if path.endswith("/") else path
    parsed = parse(path)
    if parsed is None and "." not in path.rpartition("/")[2]:
        path = f"{path}.html"
        parsed = parse(path)
    if parsed is None:
        return None
    place, form = parsed
    reader = snapshot.reader
    moments: Sequence[datetime] = ()
    if not isinstance(place, EventPlace | HistoryPlace | DayPlace):
        return None
    if isinstance(place, DayPlace):
        moments = reader.day_moments(place.date)
    else:
        event = reader.find(place.date, place.slug)
        moments = reader.event_moments(event) if event is not None else ()
        # What is one event now may have been two, of which this address was that of the later one.
        first = next((at for at, each in enumerate(moments) if reader.at(each).find(place.date, place.slug)), None)
        moments = moments[first:] if first is not None else ()
    return _Original(path, place, form, tuple(moments)) if moments else None


def _past_page(snapshot: Snapshot, original: _Original, moment: datetime) -> bytes | MovedTo | None:
    if not snapshot.site.has(original.place, original.form):
        return None
    library = PastLibrary(snapshot.reader, moment, original.place.date)
    builder = DayBuilder(library, EventCache(library, snapshot.spec.site(), limit=SUMMARIES))
    return snapshot.site.show(builder.page(original.place), original.form)


class PastLibrary:
    """What the pages of events and days ask of an archive, as of a moment; of other days than one it knows only that they were."""

    def __init__(self, reader: ArchiveReader, moment: datetime, day: date) -> None:
        then = reader.at(moment)
        assert isinstance(then, MomentReader)
        self._then = then
        self._reader = reader
        self._day = day

    def events(self, ids: Sequence[int]) -> Mapping[int, ArchivedEvent]:
        """Return events as they were known."""
        return self._then.events(ids)

    def headlines(self, ids: Sequence[int]) -> Mapping[int, EventHeadline]:
        """Return what links to events needed."""
        return self._then.headlines(ids)

    def related(self, ids: Sequence[int]) -> Mapping[int, RelatedList]:
        """Return no list: which events were related then is not known."""
        return self._then.related(ids)

    def versions(self, ids: Sequence[int]) -> Mapping[int, tuple[Version, ...]]:
        """Return the versions that were known."""
        return self._then.versions(ids)

    def select(self, selection: Selection) -> Sequence[int]:
        """Return the events selected as they were known."""
        return self._then.select(selection)

    def find(self, day: date, slug: str) -> int | None:
        """Return the event that had this address by then."""
        return self._then.find(day, slug)

    def days(self, first: date | None = None, last: date | None = None) -> Sequence[DayRecord]:
        """Return the days that had a page by then, the one day as it was known."""
        whole = {record.date: record for record in self._then.days(self._day, self._day)}
        return [
            whole.get(day) or DayRecord(day, title, _UNREAD, _UNREAD.saved, 0, 0, 0, 0, 0, ())
            for day, title in self._then.day_titles().items()
            if (first is None or first <= day) and (last is None or day <= last)
        ]

    def month_titles(self) -> Mapping[str, str]:
        """Return for the title of each day without a page of its own on the wiki that of its month's page, as known today."""
        return self._reader.month_titles()

    def location_counts(self, selection: Selection) -> Sequence[LocationCount]:
        """Return where the events selected were, as they were worded then."""
        events = self._then.events(self._then.select(selection)).values()
        counts = Counter(event.location for event in events if event.location is not None)
        return [LocationCount(location, events) for location, events in counts.most_common()]

    def subjects(self, kind: SubjectKind, slugs: Sequence[str] | None = None) -> Mapping[str, Subject]:
        """Return subjects with the events that they had; all of a kind by their names of today."""
        return self._reader.subjects(kind) if slugs is None else self._then.subjects(kind, slugs)


_UNREAD = Revision(None, datetime(1970, 1, 1, tzinfo=UTC), timed=False)


def _note(content: bytes, moment: datetime, address: str) -> bytes:
    """Say on a page that it is of the past, and lead to what it says today."""
    when = f"{moment:%Y-%m-%d %H:%M:%S} UTC"
    note = f'<p role="note"><strong>As of {when}.</strong> <a href="{escape(address)}">This page today</a></p>'
    before, start, rest = content.partition(b'<main id="content" tabindex="-1">')
    return before + start + (note.encode() if start else b"") + rest


def original_links(place: Place, path: str, root: Root) -> tuple[tuple[str, str], ...]:
    """Return the headers by which the page at a path leads to its past; none where it is not of an event or a day."""
    if not isinstance(place, DayPlace | EventPlace | HistoryPlace):
        return ()
    return (("Link", f"{_timegate_link(path, root)}, {_timemap_link(path, root)}"),)


def _timegate_link(path: str, root: Root) -> str:
    return f'<{root.absolute(TIMEGATE + path)}>; rel="timegate"'


def _timemap_link(path: str, root: Root) -> str:
    return f'<{root.absolute(TIMEMAP + path)}>; rel="timemap"; type="{LINK_FORMAT}"'


def _links(original: _Original, snapshot: Snapshot) -> str:
    root = snapshot.site.builder.site.root
    return ", ".join(
        (
            f'<{root.absolute(original.path)}>; rel="original"',
            _timegate_link(original.path, root),
            _timemap_link(original.path, root),
            *dict.fromkeys(
                _memento_link(original, each, snapshot) for each in (original.moments[0], original.moments[-1])
            ),
        )
    )


def _memento_link(original: _Original, moment: datetime, snapshot: Snapshot) -> str:
    address = snapshot.site.builder.site.root.absolute(_memento(original.path, moment))
    ends = [name for name, end in (("first", original.moments[0]), ("last", original.moments[-1])) if moment == end]
    return f'<{address}>; rel="{" ".join((*ends, "memento"))}"; datetime="{_written(moment)}"'


def _memento(path: str, moment: datetime) -> str:
    return f"{MEMENTO}/{moment:%Y%m%d%H%M%S}{path}"


def _written(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def _read_time(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _read_stamp(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _refuse(status: int, detail: str) -> Reply:
    return Reply(f"{detail}\n".encode(), "text/plain; charset=utf-8", status, cache=NOT_STORED)


MEMENTOS = (
    Handler(TIMEGATE, answer_timegate, is_open=True),
    Handler(TIMEMAP, answer_timemap, is_open=True),
    Handler(MEMENTO, answer_memento, is_open=True),
)
"""What answers Memento's addresses on a live site."""
