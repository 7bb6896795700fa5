"""One exchange against real servers on loopback, most of which never come to an end."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples
from tests.network.hostile import ENDLESS, HEAD, Send
from tests.source.scripted_server import http, scripted_server

from daybook.network.exchange import (
    LONGEST_HEAD,
    MOST_INTERIM,
    Connection,
    Deadline,
    ExchangeFailed,
    Fault,
    Limits,
    Reply,
    Request,
    Server,
    look_up,
)

PATIENT = Limits(idle=300.0, whole=600.0, largest=1 << 20)
HURRIED = Limits(idle=300.0, whole=0.3, largest=1 << 20)
ASK = Request("/", {"Accept": "*/*"})


def connection(address: str, scheme: str = "http") -> Connection:
    """Connect to where an address leads."""
    return Connection(Server(scheme, "127.0.0.1", int(address.split(":")[2].split("/", maxsplit=1)[0])))


def ask(reply: bytes | Callable[[Send], None], limits: Limits = PATIENT, request: Request = ASK) -> Reply:
    """Return what becomes of one answer."""
    with scripted_server(reply) as server, connection(server.address) as ours:
        return ours.exchange(request, limits)


@pytest.mark.parametrize("way", sorted(ENDLESS))
def test_an_answer_without_end_is_ended_by_the_deadline(way: str) -> None:
    """Between two bytes there is never a long wait: only a deadline for the whole of it ends these."""
    with pytest.raises(ExchangeFailed) as caught:
        ask(ENDLESS[way], HURRIED)

    assert caught.value.fault in (Fault.TOO_SLOW, Fault.NOT_HTTP)


def test_a_handshake_without_end_is_ended_by_the_deadline() -> None:
    def never_greet(send: Send) -> None:
        send(b"\x16\x03\x03\x40\x00")
        while True:
            send(b"\x02")

    with (
        raw_server(never_greet) as port,
        closing(Connection(Server("https", "127.0.0.1", port))) as ours,
        pytest.raises(ExchangeFailed) as caught,
    ):
        ours.exchange(ASK, HURRIED)

    assert caught.value.fault in (Fault.SILENT, Fault.TOO_SLOW, Fault.NOT_SECURE)


def test_a_server_that_never_says_anything_is_silent() -> None:
    done = threading.Event()
    with (
        raw_server(lambda _send: done.wait(600)) as port,
        closing(Connection(Server("http", "127.0.0.1", port))) as ours,
    ):
        with pytest.raises(ExchangeFailed) as caught:
            ours.exchange(ASK, Limits(idle=0.1, whole=20.0, largest=100))
        done.set()

    assert caught.value.fault is Fault.SILENT


def test_the_deadline_counts_for_what_is_there_already() -> None:
    """A million chunks of one byte come at once; taking them apart is bounded as well."""
    chunks = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 1_000_000
    looks = iter(range(10**9))
    with scripted_server(chunks) as server, connection(server.address) as ours, pytest.raises(ExchangeFailed) as caught:
        ours.exchange(ASK, PATIENT, Deadline(1_000.0, lambda: float(next(looks))))

    assert caught.value.fault is Fault.TOO_SLOW


@pytest.mark.parametrize(
    "reply",
    [
        HEAD + b"X: " + b"x" * (2 * LONGEST_HEAD) + b"\r\n\r\n",
        HEAD + b"a: b\r\n" * LONGEST_HEAD + b"\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * (MOST_INTERIM + 1) + HEAD + b"\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    ],
)
def test_what_is_no_http_or_too_much_of_it_is_refused(reply: bytes) -> None:
    with pytest.raises(ExchangeFailed) as caught:
        ask(reply)

    assert caught.value.fault is Fault.NOT_HTTP


@pytest.mark.parametrize("reply", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", HEAD + b"Content-Length: 9\r\n\r\n{"])
def test_an_answer_that_is_cut_off_is_a_broken_connection(reply: bytes) -> None:
    with pytest.raises(ExchangeFailed) as caught:
        ask(reply)

    assert caught.value.fault is Fault.BROKEN


def test_a_body_is_read_up_to_the_limit_and_says_so() -> None:
    endless = ENDLESS["body"]

    reply = ask(endless, Limits(300.0, 600.0, largest=7))
    whole = ask(http(b"1234567"), Limits(300.0, 600.0, largest=7))

    assert (reply.body, reply.is_whole) == (b" " * 7, False)
    assert (whole.body, whole.is_whole) == (b"1234567", True)


def test_interim_answers_are_passed_over() -> None:
    reply = ask(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + http(b"{}"))

    assert (reply.status, reply.body) == (200, b"{}")
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert "link" not in reply.headers


def test_a_request_goes_out_with_its_body() -> None:
    with scripted_server(http(b"{}")) as server, connection(server.address) as ours:
        ours.exchange(Request("/a?b=c", {"X-A": "1"}, "POST", b"q=1"), PATIENT)

    (request,) = server.requests
    assert (request.line, request.body, request.headers["x-a"]) == ("POST /a?b=c HTTP/1.1", "q=1", "1")


@pytest.mark.parametrize("request_", [Request("/a b", {}), Request("/", {"X": "a\r\nB: c"}), Request("/\x00", {})])
def test_a_request_that_would_be_two_is_not_sent(request_: Request) -> None:
    with scripted_server(http(b"{}")) as server, connection(server.address) as ours, pytest.raises(ExchangeFailed):
        ours.exchange(request_, PATIENT)

    assert server.requests == []


def test_one_connection_serves_many_exchanges() -> None:
    with counting_server() as (port, connections), closing(Connection(Server("http", "127.0.0.1", port))) as ours:
        statuses = [ours.exchange(ASK, PATIENT).status for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert len(connections) == 1


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again() -> None:
    kept = HEAD + b"Content-Length: 2\r\n\r\n{}"  # promises to stay, and closes
    with scripted_server(kept, kept) as server, connection(server.address) as ours:
        bodies = [ours.exchange(ASK, PATIENT).body for _ in range(2)]

    assert bodies == [b"{}", b"{}"]


def test_nothing_is_sent_where_one_address_is_not_allowed() -> None:
    with scripted_server(http(b"{}")) as server:
        port = int(server.address.split(":")[2].split("/")[0])
        ours = Connection(Server("http", "localhost", port), allows=lambda number: ":" in number)
        with pytest.raises(ExchangeFailed) as caught:
            ours.exchange(ASK, PATIENT)

    assert caught.value.fault is Fault.NOT_PUBLIC
    assert server.requests == []


@pytest.mark.parametrize("host", ["a\x00b", "a" * 300, "no-such-host.invalid", "", "[::1]x"])
def test_a_name_that_leads_nowhere_is_an_unknown_host(host: str) -> None:
    with pytest.raises(ExchangeFailed):
        Connection(Server("http", host, 1)).exchange(ASK, HURRIED)


def test_a_name_server_without_an_answer_is_too_slow() -> None:
    answered = threading.Event()

    def resolve(*_question: object, **_more: object) -> list[tuple[object, ...]]:
        answered.wait(600)
        return []

    with pytest.raises(ExchangeFailed) as caught:
        look_up("localhost", 80, 0.05, resolve)
    answered.set()

    assert caught.value.fault is Fault.TOO_SLOW


PIECES = st.sampled_from(
    [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 C\r\n\r\n", b"HTTP/9.9 x\r\n", b"Transfer-Encoding: chunked\r\n",
     b"Content-Length: 3\r\n", b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999999\r\n", b"\r\n",
     b"3\r\nabc\r\n", b"0\r\n", b"ffffffffffffffffffff\r\n", b"-1\r\n", b"\x00", b"\xff\xfe", b" ", b": \r\n",
     b"Location: http://[\r\n", b"abc"]
) | st.binary(max_size=8)  # fmt: skip


@examples(80)
@given(pieces=st.lists(PIECES, max_size=12))
def test_whatever_is_sent_there_is_a_reply_or_a_failure(pieces: list[bytes]) -> None:
    try:
        outcome: Reply | Fault = ask(b"".join(pieces))
    except ExchangeFailed as failure:
        outcome = failure.fault

    assert isinstance(outcome, Reply) or outcome in (Fault.BROKEN, Fault.NOT_HTTP)


@contextmanager
def raw_server(answer: Callable[[Send], object]) -> Iterator[int]:
    """Listen on loopback and let a function answer the first connection, whatever is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            peer, _ = listening.accept()
            with peer:
                try:
                    answer(peer.sendall)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


@contextmanager
def counting_server() -> Iterator[tuple[int, list[object]]]:
    """Serve empty answers over connections that stay open, and note each connection."""
    connections: list[object] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            connections.append(self.client_address)
            super().setup()

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1], connections
        server.shutdown()
        thread.join()
