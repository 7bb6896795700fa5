"""Listens to a wiki's stream of changes: server-sent events, as Wikimedia's EventStreams sends them.

Reads the form (https://html.spec.whatwg.org/multipage/server-sent-events.html) and the schema `mediawiki/page/change`
(https://stream.wikimedia.org/?doc#/streams/get_v2_stream_mediawiki_page_change_v1), and says which pages of one wiki changed.
Every change comes with the id that the stream is to be asked to go on from. Keeps nothing: who listens stores the id once the
change is stored. So a change can come twice, and never not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from daybook.errors import FetchError
from daybook.model.encoding import decoder
from daybook.network.exchange import PORTS, Connection, ExchangeFailed, Limits, Request, Server

LARGEST_EVENT = 1 << 20
"""Bytes of one event; a page's change has about 2 kB."""


class StreamRefused(FetchError):
    """The server answered, but not with a stream."""


@dataclass(frozen=True, slots=True)
class PageChange:
    """A change of a page of the wiki that is listened to; `title` has spaces.

    `kind` is "create", "edit", "move", "delete", "undelete" or "visibility_change"; `revision` is 0 where there is none.
    """

    title: str
    kind: str
    revision: int = 0


@dataclass(frozen=True, slots=True)
class StreamItem:
    """What was heard: a change, or only that the stream lives; and the id to go on from, None until there is one."""

    change: PageChange | None
    last_id: str | None


@dataclass(frozen=True, slots=True)
class _Meta:
    domain: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    page_title: str = ""


@dataclass(frozen=True, slots=True)
class _Revision:
    rev_id: int = 0


@dataclass(frozen=True, slots=True)
class _Event:
    meta: _Meta = field(default_factory=_Meta)
    page: _Page = field(default_factory=_Page)
    revision: _Revision = field(default_factory=_Revision)
    page_change_kind: str = ""


_decode = decoder(_Event)


def listen(
    address: str,
    domain: str,
    headers: Mapping[str, str],
    *,
    last_id: str | None,
    silence: float,
    is_wanted: Callable[[str], bool],
) -> Iterator[StreamItem]:
    """Yield what a stream says, for as long as it lives: a change of a wanted page of `domain`, and signs of life between.

    `silence` is how many seconds without a byte are the end of it. Raises `FetchError` when the stream ends, for whatever
    reason; going on is the caller's.
    """
    parts = urlsplit(address)
    server = Server(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    more = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
    if last_id is not None:
        more["Last-Event-ID"] = last_id
    with closing(Connection(server)) as connection:
        try:
            answer = connection.open_stream(Request(path, {**headers, **more}), Limits(silence, silence, LARGEST_EVENT))
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if answer.status != 200 or kind != "text/event-stream":
                message = f"the stream answered with HTTP status {answer.status}, `{kind[:40]}`: `{address}`"
                raise StreamRefused(message, hint="check `follow.stream`")
            yield StreamItem(None, last_id)  # it is open
            for fields in read_fields(answer.body):
                last_id = fields.id if fields.id is not None else last_id
                yield StreamItem(_change(fields.data, domain, is_wanted), last_id)
        except ExchangeFailed as failure:
            raise FetchError(f"the stream ended ({failure.fault}): `{address}`") from failure
    raise FetchError(f"the stream ended: `{address}`")


def _change(data: str, domain: str, is_wanted: Callable[[str], bool]) -> PageChange | None:
    """Return the change that an event reports, None for another wiki's, another page's, and for the stream's own canaries.

    Canaries are events that Wikimedia sends through each stream to see that it lives; their domain is "canary".
    """
    if domain not in data:  # nine of ten events are other wikis': not worth decoding
        return None
    try:
        event = _decode(data.encode("utf-8", "replace"))
    except ValueError:
        return None
    title = event.page.page_title.replace("_", " ")
    if event.meta.domain != domain or not is_wanted(title):
        return None
    return PageChange(title, event.page_change_kind, event.revision.rev_id)


@dataclass(slots=True)
class Fields:
    """One event as it was sent: its data, the lines joined; its id, None where it had none."""

    data: str = ""
    id: str | None = None


def read_fields(parts: Iterator[bytes]) -> Iterator[Fields]:
    """Yield the events of a stream of bytes, also empty ones, which are comments to keep the line open.

    An event longer than `LARGEST_EVENT` ends the stream with `FetchError`: it would have to be held whole.
    """
    waiting = b""
    lines: list[bytes] = []
    held = 0
    for part in parts:
        waiting += part
        *whole, waiting = waiting.replace(b"\r\n", b"\n").split(b"\n")
        for line in whole:
            if line:
                lines.append(line)
                held += len(line)
                continue
            yield _fields(lines)
            lines, held = [], 0
        if held + len(waiting) > LARGEST_EVENT:
            raise FetchError("the stream sent an event without end")


def _fields(lines: list[bytes]) -> Fields:
    fields = Fields()
    data: list[str] = []
    for line in lines:
        name, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name == "id" and value.isprintable() and value.isascii():
            fields.id = value
    fields.data = "\n".join(data)
    return fields
