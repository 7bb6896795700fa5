"""Clients that are slow, silent, many, or send too much; over real connections, with the clock moved forward by hand."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.serve.served import HOST, Served, ask, served
from tests.waiting import pause

from daybook.publish.addresses import Root
from daybook.serve.connection import (
    LARGEST_BODY,
    LONGEST_HEAD,
    LONGEST_TARGET,
    MOST_PIPELINED,
    REQUEST_SECONDS,
    STALLED_SECONDS,
    BoundedConnection,
    longest_silent,
    sweep,
)
from daybook.serve.folder import SiteFolder
from daybook.serve.response import Receive, Scope, Send
from daybook.serve.server import make_server

ROOT = Root("https://example.org")
LARGE = 12_000_000


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "index.html").write_text("<p>front</p>")
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(LARGE)
    with served(SiteFolder(tmp_path, ROOT), ROOT) as answering:
        yield answering


def connect(answering: Served) -> socket.socket:
    """Open a connection, and return when the server has it."""
    before = answering.server.server_state.connections.copy()
    client = socket.create_connection((HOST, answering.port), timeout=300)
    while not answering.server.server_state.connections - before:
        pause()
    return client


def later(answering: Served, seconds: float) -> None:
    """Sweep as if so many seconds had passed."""
    connection = next(iter(answering.server.server_state.connections))
    done = threading.Event()

    def go() -> None:
        sweep(answering.server.server_state.connections, connection.loop.time() + seconds)
        done.set()

    connection.loop.call_soon_threadsafe(go)
    done.wait()


def read_all(client: socket.socket) -> bytes:
    """Read until the server ends the connection, whichever way."""
    got = bytearray()
    try:
        while piece := client.recv(65536):
            got += piece
    except ConnectionResetError:
        pass
    return bytes(got)


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"]
)
def test_a_request_that_does_not_come_whole_is_waited_for_only_so_long(answering: Served, begun: bytes) -> None:
    with connect(answering) as client:
        client.sendall(begun)
        ask(answering.port, "/")  # by then the server has read what was sent before
        later(answering, REQUEST_SECONDS - 5)
        assert len(answering.server.server_state.connections) > 0
        later(answering, REQUEST_SECONDS + 5)

        read_all(client)  # comes to an end


def test_a_client_that_takes_nothing_of_its_answer_is_cut_off(answering: Served) -> None:
    with connect(answering) as client:
        client.sendall(b"GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        (connection,) = answering.server.server_state.connections
        assert isinstance(connection, BoundedConnection)
        while not connection.flow.write_paused:
            pause()
        later(answering, 0)
        later(answering, STALLED_SECONDS + 1)

        assert len(read_all(client)) < LARGE


def test_a_client_that_reads_gets_all_of_it(answering: Served) -> None:
    with connect(answering) as client:
        client.sendall(b"GET /large.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

        assert len(read_all(client)) > LARGE


@pytest.mark.parametrize("path", [b"/", b"/nowhere", b"/large.bin"])
def test_a_client_that_closes_its_side_after_the_request_gets_its_answer(answering: Served, path: bytes) -> None:
    """As `nc -N` and some programs for tests do; what has to be made takes a thread meanwhile."""
    with connect(answering) as client:
        client.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        client.shutdown(socket.SHUT_WR)

        head, _, content = read_all(client).partition(b"\r\n\r\n")

    assert head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 404"))
    assert f"content-length: {len(content)}".encode() in head


def test_a_client_that_closes_its_side_within_its_answer_gets_all_of_it(answering: Served) -> None:
    with connect(answering) as client:
        client.sendall(b"GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        begun = client.recv(100)
        client.shutdown(socket.SHUT_WR)

        head, _, content = (begun + read_all(client)).partition(b"\r\n\r\n")

    assert f"content-length: {len(content)}".encode() in head
    assert len(content) >= LARGE


@pytest.mark.parametrize(
    ("request_sent", "status"),
    [
        (b"GET /" + b"a" * (LONGEST_TARGET + 1) + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * LONGEST_HEAD + b"\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * (LONGEST_HEAD // 6 + 1), b"431"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n \r\n\x00", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"a: b\r\n" * (LONGEST_HEAD // 6 + 1) + b"\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", b"400"),
    ],
)
def test_a_request_that_is_too_long_or_none_is_refused(answering: Served, request_sent: bytes, status: bytes) -> None:
    with connect(answering) as client:
        client.sendall(request_sent)

        assert read_all(client).startswith(b"HTTP/1.1 " + status)
    assert ask(answering.port, "/")[0].status == 200


def test_a_target_as_long_as_it_may_be_is_answered(answering: Served) -> None:
    assert ask(answering.port, "/?" + "a" * (LONGEST_TARGET - 2))[0].status == 200


def test_more_content_than_is_taken_ends_the_connection(answering: Served) -> None:
    with connect(answering) as client:
        try:
            client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\n")
            for _ in range(20 * LARGEST_BODY // 65536):
                client.sendall(b"x" * 65536)
        except (BrokenPipeError, ConnectionResetError):
            pass

        read_all(client)
    assert ask(answering.port, "/")[0].status == 200


def test_requests_sent_without_waiting_are_answered_in_turn_up_to_a_number(answering: Served) -> None:
    one = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    last = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with connect(answering) as client:
        client.sendall(one * (MOST_PIPELINED - 2) + last)
        few = read_all(client)
    with connect(answering) as client:
        client.sendall(one * 4 * MOST_PIPELINED)
        many = read_all(client)

    assert few.count(b"HTTP/1.1 200") == MOST_PIPELINED - 1
    assert many.count(b"HTTP/1.1 200") <= MOST_PIPELINED + 1


def test_silent_connections_make_room_for_those_that_ask(answering: Served) -> None:
    answering_before = BoundedConnection.most
    BoundedConnection.most = 20
    clients = []
    try:
        for _ in range(60):
            clients.append(socket.create_connection((HOST, answering.port), timeout=300))
            assert ask(answering.port, "/")[0].status == 200
        while len(answering.server.server_state.connections) > 20:
            pause()
    finally:
        BoundedConnection.most = answering_before
        for client in clients:
            client.close()


class Silent(asyncio.Transport):
    """A client that says nothing, and how often it was cut off; the server hears of its end later, as it does of any."""

    def __init__(self) -> None:
        super().__init__()
        self.aborted = 0

    def abort(self) -> None:
        self.aborted += 1


@pytest.mark.parametrize(("most", "ended"), [(20, 1), (127, 1), (128, 2), (640, 10)])
def test_connections_that_come_at_once_end_others_and_none_twice(most: int, ended: int) -> None:
    """One in sixty-four, each time that there are too many."""
    before = BoundedConnection.most

    async def connect_all() -> tuple[list[int], int]:
        server = make_server(None, lambda: None)
        BoundedConnection.most = most
        clients = [Silent() for _ in range(most + 2 * ended + 1)]
        for client in clients:
            BoundedConnection(server.config, server.server_state, {}).connection_made(client)
        return [client.aborted for client in clients], len(server.server_state.connections)

    try:
        aborted, left = asyncio.run(connect_all())
    finally:
        BoundedConnection.most = before

    # The first that is too much ends some, and there is room for as many; then it is so again, and once more.
    assert sum(aborted) == 3 * ended
    assert max(aborted) == 1
    assert left == len(aborted) - 3 * ended


class Waiting:
    """What stands between the server and a client: how many bytes the client has not taken yet."""

    def __init__(self) -> None:
        self.left = 0

    def get_write_buffer_size(self) -> int:
        return self.left


def slow_at(steps: list[tuple[float, int]], *, coming_since: float | None = None) -> list[bool]:
    """Look at a connection at some seconds, when so many bytes wait for its client; say at which it was too slow."""
    connection = BoundedConnection.__new__(BoundedConnection)
    waiting = Waiting()
    connection.transport = waiting  # type: ignore[assignment]  # all that is asked of it
    connection.coming_since, connection.leaving_since = coming_since, None
    connection._progress = (0.0, 0)
    slow = []
    for now, left in steps:
        waiting.left = left
        slow.append(connection.is_too_slow(now))
    return slow


def test_a_request_may_take_as_long_as_is_said_and_no_longer() -> None:
    assert slow_at([(5.0, 0), (5.0 + REQUEST_SECONDS, 0), (5.1 + REQUEST_SECONDS, 0)], coming_since=5.0) == [
        False,
        False,
        True,
    ]
    assert slow_at([(5.0, 0), (9999.0, 0)]) == [False, False]


@pytest.mark.parametrize(
    ("steps", "slow"),
    [
        ([(0, 9), (20, 9), (20.1, 9)], [False, False, True]),
        ([(0, 9), (15, 8), (35, 8), (35.1, 8)], [False, False, False, True]),
        ([(0, 9), (15, 12), (20, 12), (20.1, 12)], [False, False, False, True]),
        ([(0, 9), (15, 12), (18, 11), (38, 11), (38.1, 11)], [False, False, False, False, True]),
        ([(0, 9), (19, 0), (30, 9), (50, 9), (50.1, 9)], [False, False, False, False, True]),
        ([(15 * step, 99 - step) for step in range(21)] + [(301, 70)], [False] * 21 + [True]),
    ],
)
def test_a_client_that_takes_something_of_its_answer_is_waited_for_up_to_a_bound(
    steps: list[tuple[float, int]], slow: list[bool]
) -> None:
    """Twenty seconds since it took something, whatever was added; five minutes in all; nothing waits for who has taken all."""
    assert slow_at(steps) == slow


def test_those_that_wait_for_a_request_the_longest_are_ended_first() -> None:
    done, busy = SimpleNamespace(response_complete=True), SimpleNamespace(response_complete=False)
    connections = {
        name: SimpleNamespace(name=name, cycle=cycle, coming_since=since)
        for name, cycle, since in (
            ("idle", done, None), ("late", None, 9.0), ("early", None, 3.0), ("next", done, 5.0), ("busy", busy, None), ("busier", busy, 1.0),
        )
    }  # fmt: skip

    ended = [each.name for each in longest_silent(connections.values(), 9)]

    assert ended == ["early", "next", "late", "idle", "busier", "busy"]
    assert [each.name for each in longest_silent(connections.values(), 2)] == ["early", "next"]


class Heard(asyncio.Transport):
    """The client's end of a connection that has no socket: what was written to it, and whether it was closed."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 80), "sockname": ("192.0.2.2", 80)})
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        """Nothing comes that is not given."""

    resume_reading = pause_reading

    def statuses(self) -> list[int]:
        return [int(status) for status in re.findall(rb"HTTP/1\.1 ([0-9]+)", self.written)]


class Echo:
    """Answers with the lengths of the target and the content; `/slow` and `/pieces` when they may, the latter without a length."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.heard: list[tuple[int, int]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message, size = await receive(), 0
        while message["type"] == "http.request":
            size += len(message["body"])
            if not message["more_body"]:
                break
            message = await receive()
        self.heard.append((len(scope["raw_path"] + scope["query_string"]), size))
        has_length = scope["path"] != "/pieces"
        headers = [(b"content-length", b"2")] if has_length else []
        if scope["path"] == "/slow":
            await self.may.wait()
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"o", "more_body": True})
        if scope["path"] != "/":
            await self.may.wait()
        await send({"type": "http.response.body", "body": b"k"})


@contextmanager
def connected() -> Iterator[tuple[BoundedConnection, Heard, Echo]]:
    """Give a connection with its client, on the event loop that runs."""
    app, client = Echo(), Heard()
    server = make_server(app, lambda: None)
    connection = BoundedConnection(server.config, server.server_state, {})
    connection.connection_made(client)
    yield connection, client, app
    app.may.set()


async def settle() -> None:
    """Let all go on that can."""
    for _ in range(50):
        await asyncio.sleep(0)


def talk(*chunks: bytes) -> tuple[list[int], bool, list[tuple[int, int]]]:
    """Send a server some pieces; return the statuses that it answers with, whether it hangs up, and what reached the application."""

    async def go() -> tuple[list[int], bool, list[tuple[int, int]]]:
        with connected() as (connection, client, app):
            for chunk in chunks:
                connection.data_received(chunk)
                await settle()
            return client.statuses(), client.closed, app.heard

    return asyncio.run(go())


GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
OWN = len(b"Host: a\r\n") + len(b"X: \r\n")


@pytest.mark.parametrize(
    ("chunks", "statuses", "closed"),
    [
        ([GET + b"\r\n"], [200], False),
        ([GET + b"Connection: close\r\n\r\n"], [200], True),
        ([b"GET /" + b"a" * (LONGEST_TARGET - 1) + b" HTTP/1.1\r\nHost: a\r\n\r\n"], [200], False),
        ([b"GET /" + b"a" * LONGEST_TARGET + b" HTTP/1.1\r\nHost: a\r\n\r\n"], [414], True),
        ([b"GET /" + b"a" * 5000, b"a" * 5000, b" HTTP/1.1\r\nHost: a\r\n\r\n"], [414], True),
        ([GET + b"X: " + b"a" * (LONGEST_HEAD - OWN) + b"\r\n\r\n"], [200], False),
        ([GET + b"X: " + b"a" * (LONGEST_HEAD - OWN + 1) + b"\r\n\r\n"], [431], True),
        ([GET + b"X: ", b"a" * (LONGEST_HEAD - len(GET) - 3)], [], False),
        ([GET + b"X: ", b"a" * (LONGEST_HEAD - len(GET) - 3), b"a"], [431], True),
        ([GET + b"X: " + b"a" * 9000, b"\r\n\r\n"] * 3, [200] * 3, False),
        ([(GET + b"X: " + b"a" * 9000 + b"\r\n\r\n") * 2], [200] * 2, False),
        ([GET + b"\r\n", GET + b"X: ", b"a" * LONGEST_HEAD], [200, 431], True),
        ([b"GET / HTTP/1.1\r\n\r\n"], [400], True),
        ([b"GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"], [400], True),
        ([b"GET / HTTP/1.0\r\n\r\n"], [200], True),
        ([b"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"], [200], True),
        ([b"nonsense\r\n\r\n"], [400], True),
        ([b"nonsense\r\n\r\n", GET + b"\r\n", b"nonsense\r\n\r\n"], [400], True),
        ([b"GET / HTTP/1.1\r\n\r\n", GET + b"\r\n"], [400], True),
        ([b"GET / HTTP/1.1\r\n\r\n" * 2], [400], True),
        ([b"GET / HTTP/1.1\r\n\r\n" + GET + b"\r\n"], [400], True),
        ([GET + b"\r\n", b"nonsense\r\n\r\n"], [200, 400], True),
        ([GET + b"\r\n", b"GET / HTTP/1.1\r\n\r\n"], [200, 400], True),
    ],
)
def test_a_request_is_answered_up_to_a_size_and_refused_beyond_it_once(
    chunks: list[bytes], statuses: list[int], closed: bool
) -> None:
    """However it is cut into pieces, and whatever came on the connection before it; nothing is read after a refusal."""
    assert talk(*chunks)[:2] == (statuses, closed)


POST = b"POST / HTTP/1.1\r\nHost: a\r\n"


@pytest.mark.parametrize(
    ("chunks", "heard", "closed"),
    [
        ([POST + b"Content-Length: 5\r\n\r\n", b"abc", b"de"], [(1, 5)], False),
        ([POST + b"Content-Length: %d\r\n\r\n" % LARGEST_BODY, b"x" * LARGEST_BODY], [(1, LARGEST_BODY)], False),
        ([POST + b"Content-Length: 600000\r\n\r\n", b"x" * 600_000] * 3, [(1, 600_000)] * 3, False),
        ([POST + b"Content-Length: 9999999\r\n\r\n", b"x" * LARGEST_BODY, b"x"], [], True),
        ([POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", b"2\r\nde\r\n0\r\n\r\n"], [(1, 5)], False),
    ],
)
def test_content_reaches_the_application_up_to_a_size(
    chunks: list[bytes], heard: list[tuple[int, int]], closed: bool
) -> None:
    """Of a larger one there is no answer but the end of the connection: the client is not listening yet."""
    statuses, *rest = talk(*chunks)

    assert rest == [closed, heard]
    assert statuses == [200] * len(heard)


@pytest.mark.parametrize(("waiting", "closed"), [(MOST_PIPELINED, False), (MOST_PIPELINED + 1, True)])
def test_so_many_requests_may_wait_for_the_answer_to_the_first(waiting: int, closed: bool) -> None:
    async def go() -> tuple[bool, list[int]]:
        with connected() as (connection, client, app):
            connection.data_received(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" + (GET + b"\r\n") * waiting)
            await settle()
            was_closed = client.closed
            app.may.set()
            for _ in range(2 * waiting):
                await settle()
            return was_closed, client.statuses()

    was_closed, statuses = asyncio.run(go())

    assert was_closed is closed
    assert closed or statuses == [200] * (waiting + 1)


@pytest.mark.parametrize(
    ("sent", "stays"),
    [
        (b"", False),
        (b"GET / HT", False),
        (GET + b"\r\n", False),
        (b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (b"GET /known HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (b"GET /pieces HTTP/1.1\r\nHost: a\r\n\r\n", False),
    ],
)
def test_a_client_that_closes_its_side_is_answered_to_the_end_unless_it_has_no_end(sent: bytes, stays: bool) -> None:
    """The connection ends with the answer."""

    async def go() -> tuple[bool, bool, list[int]]:
        with connected() as (connection, client, app):
            connection.data_received(sent)
            await settle()
            answer = connection.eof_received()
            app.may.set()
            await settle()
            return answer, client.closed, client.statuses()

    answer, closed, statuses = asyncio.run(go())

    assert (answer, closed) == (stays, stays)
    assert len(statuses) == (sent.endswith(b"\r\n\r\n"))


def test_a_request_is_waited_for_from_its_first_byte_to_its_last() -> None:
    """And from the beginning of the connection; not between requests, nor while one is answered."""

    async def go() -> list[bool]:
        with connected() as (connection, _, app):
            waits = [connection.coming_since is not None]
            for chunk in (
                b"GET /slow HT",
                b"TP/1.1\r\nHost: a\r\n\r\n",
                b"",
                POST,
                b"Content-Length: 2\r\n\r\n",
                b"a",
                b"b",
                b"G",
            ):
                if not chunk:
                    app.may.set()
                else:
                    connection.data_received(chunk)
                await settle()
                waits.append(connection.coming_since is not None)
            since = connection.coming_since
            connection.data_received(b"E")
            assert connection.coming_since == since
            return waits

    assert asyncio.run(go()) == [True, True, False, False, True, True, True, False, True]


def test_a_request_that_comes_with_the_end_of_another_is_waited_for_from_then_on() -> None:
    async def go() -> list[bool]:
        with connected() as (connection, _, _app):
            connection.data_received(GET + b"\r\n" + POST + b"Content-Length: 2\r\n\r\n")
            waits = [connection.coming_since is not None]
            connection.data_received(b"ab")
            waits.append(connection.coming_since is not None)
            return waits

    assert asyncio.run(go()) == [True, False]


def test_those_who_are_too_slow_are_cut_off_and_no_others() -> None:
    def client(*, is_slow: bool) -> Any:
        transport = Silent()
        return SimpleNamespace(transport=transport, is_too_slow=lambda now: is_slow and now == 7.0)

    clients = [client(is_slow=is_slow) for is_slow in (True, False, True)]

    sweep(iter(clients), 7.0)

    assert [each.transport.aborted for each in clients] == [1, 0, 1]
