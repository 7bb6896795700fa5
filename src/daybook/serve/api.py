"""The API, and feeds of a question, as handlers of a live site: what `daybook.http_api` answers, in the server's terms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from daybook.http_api import (
    BASE,
    SEARCH_FEEDS,
    ApiReply,
    ApiRequest,
    ApiSession,
    Refused,
    answer_request,
    answer_search_feed,
    explain_method,
    open_stream,
    refuse,
)
from daybook.serve.handler import NOT_STORED, Followed, Handler, Reply, Snapshot, Streamed
from daybook.serve.request import Request

NOT_INDEXED = (("X-Robots-Tag", "noindex"),)
"""Tells search engines that what is answered here stands on the site's pages."""

Clock = Callable[[], datetime]


def present() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def api_handlers(now: Clock = present) -> tuple[Handler, ...]:
    """Return the handlers; `now` only decides what lies in the future."""

    def session(snapshot: Snapshot) -> ApiSession:
        return ApiSession(snapshot.reader, snapshot.site.builder.cache, now())

    def api(request: Request, snapshot: Snapshot) -> Reply | Streamed | Followed:
        path = request.path.removeprefix(BASE)
        if path == "/changes/stream":
            return _stream(request, snapshot, session)
        asked = ApiRequest(path.removesuffix("/"), request.query, request.headers.get("accept", ""))
        return _sent(answer_request(asked, session(snapshot)), session)

    def feed(request: Request, snapshot: Snapshot) -> Reply | Streamed | None:
        if request.path not in SEARCH_FEEDS or not request.query:  # the search page itself, as JSON; or nothing
            return None
        return _sent(answer_search_feed(request.path, request.query, session(snapshot)), session)

    return (
        Handler(BASE, api, negotiates=True, is_open=True, refuse=_refuse),
        *(Handler(address, feed, is_open=True, refuse=_refuse) for address in SEARCH_FEEDS),
    )


def _stream(request: Request, snapshot: Snapshot, session: Callable[[Snapshot], ApiSession]) -> Reply | Followed:
    try:
        stream = open_stream(request.query, request.headers.get("last-event-id", ""))
    except Refused as refusal:
        return _whole(refuse(refusal, snapshot.spec.settings))
    return Followed(lambda newest: stream.piece(session(newest)))


def _sent(reply: ApiReply, session: Callable[[Snapshot], ApiSession]) -> Reply | Streamed:
    piece = reply.piece
    if piece is None:
        return _whole(reply)
    return Streamed(lambda snapshot: piece(session(snapshot)), reply.media_type, (*reply.headers, *NOT_INDEXED))


def _whole(reply: ApiReply) -> Reply:
    if reply.status == 200:
        return Reply(reply.content, reply.media_type, headers=(*reply.headers, *NOT_INDEXED))
    return Reply(reply.content, reply.media_type, reply.status, reply.headers, NOT_STORED)


def _refuse(status: int, detail: str) -> Reply:
    return _whole(explain_method(status, detail))
