"""Clients that are slow, silent, many, or send too much; over real connections, with the clock moved forward by hand."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

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
    got = b""
    try:
        while piece := client.recv(65536):
            got += piece
    except ConnectionResetError:
        pass
    return got


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
