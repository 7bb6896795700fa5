"""Ways in which a server never comes to an end, each as what `scripted_server` sends for an answer.

Each sends for ever, a little at a time, until the client has gone: what ends the exchange is the client's own deadline.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator

Send = Callable[[bytes], object]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BETWEEN_BYTES = 0.005
"""Seconds: far below every time-out between two bytes."""


def drip(start: bytes, more: Iterable[bytes]) -> Callable[[Send], None]:
    """Send a start at once, and the rest part by part."""

    def send_for_ever(send: Send) -> None:
        send(start)
        for part in more:
            send(part)
            time.sleep(BETWEEN_BYTES)

    return send_for_ever


def headers() -> Iterator[bytes]:
    """Headers without end, in as few bytes as they can have."""
    return itertools.repeat(b"a:b\r\n")


ENDLESS: dict[str, Callable[[Send], None]] = {
    "status line": drip(b"HTTP/1.1 200 ", itertools.repeat(b"O")),
    "headers": drip(HEAD, headers()),
    "one header": drip(HEAD + b"X: ", itertools.repeat(b"x")),
    "100 Continue": drip(b"", itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "headers of 103 Early Hints": drip(b"HTTP/1.1 103 Early Hints\r\n", headers()),
    "body": drip(HEAD + b"\r\n", itertools.repeat(b" ")),
    "body of a length": drip(HEAD + b"Content-Length: 999999\r\n\r\n", itertools.repeat(b" ")),
    "chunks": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", itertools.repeat(b"1\r\n \r\n")),
    "chunk size": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", itertools.repeat(b"0")),
    "chunk extension": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", itertools.repeat(b"x")),
    "trailers": drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", headers()),
}
