"""One request and its answer over HTTP/1.1, bounded as a whole: from the look-up of the name to the last byte.

A time-out between two bytes is no bound: a server that sends a byte now and then holds its client for ever, be it in the
status line, a header, the size of a chunk, a trailer or with endless `100 Continue`. So every wait for the network is cut
to what is left of one deadline, and the deadline is looked at between any two parts of an answer, however fast they come.
That is why the socket is ours. The grammar is h11's; this module is its home. Follows no redirect, keeps no cookie, and
knows nothing of what an answer means.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import TracebackType
from typing import Any, Self

import h11

LONGEST_HEAD = 128 * 1024
"""Bytes that status line and headers may have together, and the line of a chunk's size: what browsers bear with."""

MOST_INTERIM = 10
"""Interim answers (`100 Continue`, `103 Early Hints`) before the real one; a server has a use for one or two."""

READ_SIZE = 1 << 16


class Fault(StrEnum):
    """Why an exchange failed, in words that follow "it failed, because"."""

    UNKNOWN_HOST = "unknown host"
    NOT_PUBLIC = "the host is not public"
    NO_CONNECTION = "no connection"
    NOT_SECURE = "no secure connection"
    SILENT = "the server went silent"
    TOO_SLOW = "the answer took too long"
    BROKEN = "the connection broke"
    NOT_HTTP = "the answer is not valid HTTP"


class ExchangeFailed(Exception):
    """An exchange came to nothing; `detail` is what the system or the TLS library says of it."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Server:
    """Whom to connect to: scheme and host as the address names them, and the port."""

    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        """The server as it stands in an address and in the `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask: `path` with its query, percent-encoded; headers but for `Host` and `Content-Length`."""

    path: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds between two bytes, seconds for the whole exchange, bytes of the body as they come over the wire."""

    idle: float
    whole: float
    largest: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What came: header names in lower case, the first of equal ones; the body, cut off at the limit unless `is_whole`."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer without end: its body comes part by part."""

    status: int
    headers: Mapping[str, str]
    body: Iterator[bytes]


@dataclass(slots=True)
class Deadline:
    """The moment at which everything must be over."""

    seconds: float
    monotonic: Callable[[], float] = time.monotonic
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = self.monotonic() + self.seconds

    def extend(self, seconds: float) -> None:
        """Put the end off by a wait that was ours and not the server's."""
        self._end += seconds

    def left(self, at_most: float) -> float:
        """Return the seconds that one wait may take; raise `ExchangeFailed` where there are none left."""
        left = self._end - self.monotonic()
        if left <= 0:
            raise ExchangeFailed(Fault.TOO_SLOW, f"over {self.seconds:g} seconds")
        return min(left, at_most)


class Connection:
    """A connection to one server, kept open between exchanges where the server agrees; close it.

    `allows` judges each IP address that the server's name leads to. Unless it allows all of them nothing is sent, and the
    connection goes to an address that was judged, whatever the name leads to a moment later.
    """

    def __init__(
        self,
        server: Server,
        *,
        allows: Callable[[str], bool] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._allows = allows
        self._monotonic = monotonic
        self._socket: socket.socket | None = None
        self._has_begun = False
        self._grammar = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the next exchange opens another."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._grammar = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)

    def exchange(self, request: Request, limits: Limits, deadline: Deadline | None = None) -> Reply:
        """Send a request and return its answer. Raises `ExchangeFailed`, whatever the server does.

        `deadline` is one that spans more than this exchange; else it is `limits.whole` from now.
        """
        deadline = deadline or Deadline(limits.whole, self._monotonic)
        is_fresh = self._socket is None
        try:
            try:
                return self._try(request, limits, deadline)
            except ExchangeFailed as failure:
                # A server may close a connection that it kept open just as the next request is on its way.
                if is_fresh or failure.fault is not Fault.BROKEN or self._has_begun:
                    raise
                self.close()
                return self._try(request, limits, deadline)
        except BaseException:
            self.close()
            raise

    def open_stream(self, request: Request, limits: Limits) -> Stream:
        """Send a request whose answer has no end meant, and return it once its head is there, within `limits.whole`.

        Its body is given part by part as it comes; a part is waited for at most `limits.idle`. The connection serves for
        nothing else. Raises `ExchangeFailed`, as reading the body does.
        """
        deadline = Deadline(limits.whole, self._monotonic)
        try:
            connected = self._socket = self._socket or self._connect(limits, deadline)
            self._has_begun = False
            self._send(connected, request, limits, deadline)
            head = self._head(connected, limits, deadline)
        except BaseException:
            self.close()
            raise
        return Stream(head.status_code, _named(head), self._parts(connected, limits))

    def _parts(self, connected: socket.socket, limits: Limits) -> Iterator[bytes]:
        while True:
            try:
                event = self._next(connected, limits, Deadline(limits.idle, self._monotonic))
            except ExchangeFailed as failure:  # a part that drips is as good as none
                raise ExchangeFailed(Fault.SILENT) if failure.fault is Fault.TOO_SLOW else failure from failure
            if not isinstance(event, h11.Data):
                return
            yield bytes(event.data)

    def _try(self, request: Request, limits: Limits, deadline: Deadline) -> Reply:
        connected = self._socket or self._connect(limits, deadline)
        self._socket = connected
        self._has_begun = False
        self._send(connected, request, limits, deadline)
        reply = self._receive(connected, limits, deadline)
        if reply.is_whole and self._grammar.our_state is h11.DONE and self._grammar.their_state is h11.DONE:
            self._grammar.start_next_cycle()
        else:
            self.close()
        return reply

    def _connect(self, limits: Limits, deadline: Deadline) -> socket.socket:
        server = self._server
        numbers = look_up(server.host, server.port, deadline.left(limits.whole))
        if self._allows is not None and not all(map(self._allows, numbers)):
            raise ExchangeFailed(Fault.NOT_PUBLIC)
        failure = ExchangeFailed(Fault.NO_CONNECTION)
        for number in numbers:
            try:
                connected = socket.create_connection((number, server.port), deadline.left(limits.idle))
            except OSError as error:
                failure = ExchangeFailed(Fault.NO_CONNECTION, error.strerror or str(error))
                continue
            return self._secure(connected, limits, deadline) if server.scheme == "https" else connected
        raise failure

    def _secure(self, plain: socket.socket, limits: Limits, deadline: Deadline) -> socket.socket:
        try:
            plain.settimeout(deadline.left(limits.idle))  # Python holds the whole handshake to it
            return _trust().wrap_socket(plain, server_hostname=self._server.host)
        except TimeoutError as error:
            plain.close()
            raise ExchangeFailed(Fault.SILENT) from error
        except (OSError, ValueError) as error:
            plain.close()
            reason = getattr(error, "verify_message", None) or getattr(error, "reason", None) or str(error)
            raise ExchangeFailed(Fault.NOT_SECURE, str(reason).lower().replace("_", " ")) from error
        except BaseException:
            plain.close()
            raise

    def _send(self, connected: socket.socket, request: Request, limits: Limits, deadline: Deadline) -> None:
        headers = [("Host", self._server.netloc), *request.headers.items()]
        if request.body:
            headers.append(("Content-Length", str(len(request.body))))
        try:
            head = h11.Request(method=request.method, target=request.path, headers=headers)
            parts = [self._grammar.send(head)]
            if request.body:
                parts.append(self._grammar.send(h11.Data(data=request.body)))
            parts.append(self._grammar.send(h11.EndOfMessage()))
        except h11.LocalProtocolError as error:
            raise ExchangeFailed(Fault.NOT_HTTP, str(error)) from error
        try:
            connected.settimeout(deadline.left(limits.idle))
            connected.sendall(b"".join(part for part in parts if part))
        except TimeoutError as error:
            raise ExchangeFailed(Fault.SILENT) from error
        except OSError as error:
            raise ExchangeFailed(Fault.BROKEN) from error

    def _receive(self, connected: socket.socket, limits: Limits, deadline: Deadline) -> Reply:
        head = self._head(connected, limits, deadline)
        headers = _named(head)
        body = bytearray()
        while True:
            event = self._next(connected, limits, deadline)
            if isinstance(event, h11.Data):
                body += event.data
                if len(body) > limits.largest:
                    return Reply(head.status_code, headers, bytes(body[: limits.largest]), is_whole=False)
            elif isinstance(event, h11.EndOfMessage):
                return Reply(head.status_code, headers, bytes(body))
            else:
                raise ExchangeFailed(Fault.BROKEN)

    def _head(self, connected: socket.socket, limits: Limits, deadline: Deadline) -> h11.Response:
        for _ in range(MOST_INTERIM + 1):
            event = self._next(connected, limits, deadline)
            if isinstance(event, h11.Response):
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise ExchangeFailed(Fault.BROKEN)
        raise ExchangeFailed(Fault.NOT_HTTP, "too many interim answers")

    def _next(self, connected: socket.socket, limits: Limits, deadline: Deadline) -> h11.Event:
        """Return the next part of the answer. The deadline counts for parts that are there already, too."""
        is_over = False
        while True:
            left = deadline.left(limits.idle)
            try:
                event = self._grammar.next_event()
                if isinstance(event, h11.Event):
                    return event
                if event is h11.PAUSED:  # the server would go on in another protocol
                    raise ExchangeFailed(Fault.NOT_HTTP)
                connected.settimeout(left)
                data = connected.recv(READ_SIZE)
                if not data and not self._has_begun:
                    raise ExchangeFailed(Fault.BROKEN)
                self._has_begun = True
                is_over = not data
                self._grammar.receive_data(data)
            except h11.RemoteProtocolError as error:
                raise ExchangeFailed(Fault.BROKEN if is_over else Fault.NOT_HTTP, str(error)) from error
            except TimeoutError as error:
                deadline.left(limits.idle)  # the deadline's own words, where it is that which ended the wait
                raise ExchangeFailed(Fault.SILENT) from error
            except OSError as error:
                raise ExchangeFailed(Fault.BROKEN) from error


def _named(head: h11.Response) -> dict[str, str]:
    """Return the headers of an answer by their names in lower case; of equal ones the first counts."""
    headers: dict[str, str] = {}
    for name, value in head.headers:
        headers.setdefault(name.decode("latin-1"), value.decode("latin-1"))
    return headers


def look_up(
    host: str, port: int, seconds: float, resolve: Callable[..., list[tuple[Any, ...]]] = socket.getaddrinfo
) -> tuple[str, ...]:
    """Return the IP addresses of a host, each once. Raises `ExchangeFailed` where it has none, or none in time.

    The system's resolver knows no deadline. So it works in a thread of its own, which is left behind where it takes too
    long: it ends by itself, and does not keep the process from ending.
    """
    answers: list[list[str] | OSError | ValueError] = []

    def ask() -> None:
        try:
            entries = resolve(host, port, type=socket.SOCK_STREAM)
            answers.append(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))
        except (OSError, ValueError) as error:  # a name that cannot be one raises `ValueError`
            answers.append(error)

    thread = threading.Thread(target=ask, name="looks up a name", daemon=True)
    thread.start()
    thread.join(seconds)
    if not answers:
        raise ExchangeFailed(Fault.TOO_SLOW, "the name server did not answer")
    (answer,) = answers
    if not isinstance(answer, list) or not answer:
        raise ExchangeFailed(Fault.UNKNOWN_HOST)
    return tuple(answer)


@cache
def _trust() -> ssl.SSLContext:
    """Return what certificates are held against: the system's authorities. Read once, for it takes a while."""
    return ssl.create_default_context()
