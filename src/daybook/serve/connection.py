"""A client's connection: how long a request may take to come and an answer to be taken, and how much of it there may be.

Uvicorn's own protocol (over httptools, which reads requests) waits for a client as long as that likes. Here a sweep, once a
second, ends the connections of those who are too slow; where there are too many, the ones that have been silent longest make
room for the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from heapq import nsmallest
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_TARGET = 8_000
"""Bytes of the request line's target (RFC 9112, section 3, advises to take at least 8,000)."""

LONGEST_HEAD = 16_384
"""Bytes of the request line and all headers together."""

LARGEST_BODY = 1 << 20
"""Bytes of a request's content."""

MOST_PIPELINED = 32
"""Requests that may wait on one connection for the answer to the first."""

REQUEST_SECONDS = 10.0
"""How long a request may take from the connection, or its first byte, to its last."""

AT_ONCE = 64
"""The part of all connections, one in so many, that is ended where there are too many: to look for one takes a millisecond or two."""

IDLE_SECONDS = 15
"""How long a connection is kept after an answer for the next request."""

STALLED_SECONDS = 20.0
"""How long a client may take nothing of an answer that is on its way."""

ANSWER_SECONDS = 300.0
"""How long a client may take for what is on its way to it, however steadily it reads."""


class BoundedConnection(HttpToolsProtocol):
    """One connection. `most` of a process is set once, before the first."""

    most = 1000

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; make room where there are too many already."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self.coming_since: float | None = self.loop.time()
        self.leaving_since: float | None = None
        self._progress = (0.0, 0)
        self._head = 0
        self._fields = 0
        self._is_head = True
        self._body = 0
        self._refused = False
        if len(self.connections) > self.most:
            for each in longest_silent(self.connections, max(1, self.most // AT_ONCE)):
                each.transport.abort()
                # Not only when it is lost, or the next would end the same ones once more.
                self.connections.discard(each)

    def data_received(self, data: bytes) -> None:
        """Take what has come, unless it is too much."""
        if self._refused:
            return
        if self._is_head:
            self._head += len(data)
            if self.coming_since is None:
                self.coming_since = self.loop.time()
        super().data_received(data)
        if self._is_head and self._head > LONGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._fields = 0
        self._body = 0
        if self.coming_since is None:
            self.coming_since = self.loop.time()

    def eof_received(self) -> bool:  # type: ignore[override]  # uvicorn ends the connection
        """Let a client that has nothing more to say wait for the end of its answer; one that leaves a stream is gone."""
        cycle: Any = self.cycle  # of the last request; None before the first
        if cycle is None or cycle.response_complete or (cycle.response_started and cycle.chunked_encoding):
            return False
        cycle.keep_alive = False
        return True

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; all of them may come in one piece that is larger than they may be."""
        self._fields += len(name) + len(value) + len(": \r\n")
        if self._fields > LONGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif not self._refused:
            super().on_header(name, value)

    def on_url(self, url: bytes) -> None:
        """Take a part of the request's target."""
        super().on_url(url)
        if len(self.url) > LONGEST_TARGET:
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG)

    def on_headers_complete(self) -> None:
        """Begin the answer."""
        if self._refused:
            return
        self._is_head = False
        self._head = 0
        # One host, always (RFC 9112, section 3.2): a proxy may have looked at another one than we would.
        if self.parser.get_http_version() == "1.1" and [name for name, _ in self.headers].count(b"host") != 1:
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        if len(self.pipeline) >= MOST_PIPELINED:
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS)
            return
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of the request's content."""
        self._body += len(body)
        if self._body > LARGEST_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self._is_head = True
        self.coming_since = None
        if not self._refused:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request; once."""
        if not self._refused:
            self._refused = True
            super().send_400_response(msg)

    def _refuse(self, status: HTTPStatus) -> None:
        """Say why, and end the connection."""
        if self._refused:
            return
        self._refused = True
        cycle: Any = self.cycle  # None before the first request
        if cycle is None or cycle.response_complete:
            body = f"{status.phrase}.\n".encode()
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: text/plain; charset=utf-8\r\n"
            self.transport.write(f"{head}content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body)
        self.transport.close()

    def is_too_slow(self, now: float) -> bool:
        """Say whether the client has taken too long for a request, or for what is on its way to it."""
        if self.coming_since is not None and now - self.coming_since > REQUEST_SECONDS:
            return True
        left = self.transport.get_write_buffer_size()
        if not left:
            self.leaving_since = None
            return False
        if self.leaving_since is None:
            self.leaving_since, self._progress = now, (now, left)
        since, before = self._progress
        if left < before:
            self._progress = (now, left)
        elif left > before:
            self._progress = (since, left)
        return now - self._progress[0] > STALLED_SECONDS or now - self.leaving_since > ANSWER_SECONDS


def longest_silent(connections: Iterable[Any], count: int) -> list[Any]:
    """Return the connections to end first: those that wait for a request, the longest; else those that began first."""
    return nsmallest(
        count,
        connections,
        key=lambda each: (
            each.cycle is not None and not each.cycle.response_complete,
            each.coming_since if each.coming_since is not None else float("inf"),
        ),
    )


def sweep(connections: Iterable[Any], now: float) -> None:
    """End the connections of clients that are too slow."""
    for connection in list(connections):
        if connection.is_too_slow(now):
            connection.transport.abort()
