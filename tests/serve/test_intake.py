"""How the processes of a server leave connections to those of them that have fewer."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

import pytest

from daybook.serve.intake import AT_ONCE, LEAVE_SECONDS, Intake, OpenCounts


@pytest.mark.parametrize(
    ("counts", "few"),
    [((0, 0), True), ((1, 0), True), ((2, 0), False), ((2, 1), True), ((0, 9), True), ((5,), True), ((3, 2, 1), False)],
)
def test_a_process_has_few_that_has_at_most_one_more_than_another(counts: tuple[int, ...], *, few: bool) -> None:
    shared = OpenCounts(len(counts))
    for number, count in enumerate(counts):
        shared[number] = count

    assert shared.has_few(0) is few


class Taken(asyncio.Protocol):
    """Counts the connections that were made, and when."""

    made: list[float]

    def __init__(self, made: list[float]) -> None:
        self.made = made

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.made.append(asyncio.get_running_loop().time())


async def take(others: int, clients: int, *, closed: bool = False) -> tuple[int, int, int]:
    """Let clients connect to a process with nine connections, beside one with others.

    Return how many it took, how often it looked how many it has until then, and what it tells the other.
    """
    counts, made, looks = OpenCounts(2), list[float](), list[int]()
    counts[1] = others

    def count() -> int:
        looks.append(9)
        return 9

    with socket.create_server(("127.0.0.1", 0)) as listening:
        intake = Intake(listening, counts, 0, lambda: Taken(made), count)
        if closed:
            intake.close()
        sockets = [socket.create_connection(listening.getsockname()) for _ in range(clients)]
        for _ in range(5 if closed else 600_000):
            if len(made) == clients:
                break
            await asyncio.sleep(0.001)
        await asyncio.sleep(0)
        until_then = len(looks)
        if not closed:
            intake.tell()
        told = counts._counts[0]
        intake.close()
        for each in sockets:
            each.close()
    return len(made), until_then, told


def test_a_process_with_more_connections_leaves_one_five_times_and_takes_it_in_the_end() -> None:
    """It looks at the beginning, each time that it leaves it, when it takes it, and afterwards."""
    assert asyncio.run(take(0, 1)) == (1, 1 + 5 + 1 + 1, 9)
    assert asyncio.run(take(0, 2)) == (2, 1 + 2 * 7, 9)


def test_a_process_with_as_few_takes_all_that_come_at_once() -> None:
    """Sixteen in a row, before those that are open get on."""
    taken, _, told = asyncio.run(take(9, 2 * AT_ONCE + 1))

    assert (taken, told) == (2 * AT_ONCE + 1, 9)


def test_a_process_that_ends_takes_none_and_leaves_them_to_the_others() -> None:
    assert asyncio.run(take(9, 1, closed=True)) == (0, 1, 0)


class Listening:
    """A listening socket that always has a connection, or an error, for who takes one."""

    def __init__(self, take: Callable[[], socket.socket]) -> None:
        self._ready, other = socket.socketpair()
        other.send(b"x")
        self._other = other
        self._take = take
        self.asked = 0

    def settimeout(self, seconds: float) -> None:
        assert seconds == 0

    def fileno(self) -> int:
        return self._ready.fileno()

    def accept(self) -> tuple[socket.socket, None]:
        self.asked += 1
        return self._take(), None

    def close(self) -> None:
        self._ready.close()
        self._other.close()


def refuse(number: int) -> Callable[[], socket.socket]:
    def take() -> socket.socket:
        raise OSError(number, "no")

    return take


@pytest.mark.parametrize(
    ("error", "rests"),
    [
        (errno.EMFILE, True),
        (errno.ENFILE, True),
        (errno.ENOBUFS, True),
        (errno.ENOMEM, True),
        (errno.EAGAIN, False),
        (errno.ECONNABORTED, False),
    ],
)
def test_a_process_rests_where_there_is_no_room_for_a_connection_and_not_where_another_was_quicker(
    error: int, rests: bool
) -> None:
    listening = Listening(refuse(error))

    async def go() -> bool:
        intake = Intake(listening, OpenCounts(1), 0, lambda: Taken([]), lambda: 0)  # type: ignore[arg-type]
        for _ in range(50):
            await asyncio.sleep(0)
        has_reader = asyncio.get_running_loop().remove_reader(listening)
        intake.close()
        return has_reader

    has_reader = asyncio.run(go())
    listening.close()

    assert has_reader is not rests
    assert (listening.asked == 1) is rests


def test_no_more_connections_are_beginning_than_a_few_however_many_wait() -> None:
    """And each begins without Nagle's delay."""
    server = socket.create_server(("127.0.0.1", 0))
    clients, taken = list[socket.socket](), list[socket.socket]()

    def take() -> socket.socket:
        clients.append(socket.create_connection(server.getsockname()))
        taken.append(server.accept()[0])
        return taken[-1]

    listening = Listening(take)
    beginning, told, delays = list[int](), list[int](), set[int]()

    async def go() -> None:
        made, counts = list[float](), OpenCounts(1)
        intake = Intake(listening, counts, 0, lambda: Taken(made), lambda: len(made))  # type: ignore[arg-type]
        while len(made) < 3 * AT_ONCE:
            await asyncio.sleep(0)
            beginning.append(len(taken) - len(made))
            told.append(counts._counts[0] - len(taken))
        delays.update(each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for each in taken[: len(made)])
        intake.close()
        for each in clients:
            each.close()
        while any(each.fileno() >= 0 for each in taken):  # the server's side ends with the client's
            await asyncio.sleep(0)

    asyncio.run(go())
    server.close()
    listening.close()

    assert max(beginning) == AT_ONCE
    assert (min(told) >= 0, max(told) <= AT_ONCE) == (True, True)  # one that has just begun counts twice for a moment
    assert 0 not in delays


def test_a_connection_that_cannot_begin_is_closed_and_counts_no_more() -> None:
    """Here one that is none of TCP."""
    pairs: list[tuple[socket.socket, socket.socket]] = []

    def take() -> socket.socket:
        if len(pairs) == 3:
            raise BlockingIOError(errno.EAGAIN, "none")
        pairs.append(socket.socketpair())
        return pairs[-1][0]

    listening = Listening(take)

    async def go() -> int:
        counts = OpenCounts(1)
        intake = Intake(listening, counts, 0, lambda: Taken([]), lambda: 0)  # type: ignore[arg-type]
        for _ in range(50):
            await asyncio.sleep(0)
        intake.tell()
        told = counts._counts[0]
        intake.close()
        return told

    told = asyncio.run(go())
    closed = [one.fileno() for one, _ in pairs]
    listening.close()
    for _, other in pairs:
        other.close()

    assert (told, closed) == (0, [-1] * 3)


def test_a_process_that_ends_while_it_leaves_connections_to_others_takes_none_afterwards() -> None:
    listening = Listening(refuse(errno.EAGAIN))

    async def go() -> bool:
        counts, looks = OpenCounts(2), list[int]()

        def count() -> int:
            looks.append(9)
            return 9

        intake = Intake(listening, counts, 0, lambda: Taken([]), count)  # type: ignore[arg-type]
        while len(looks) < 2:  # at the beginning, and when it left one
            await asyncio.sleep(0)
        intake.close()
        await asyncio.sleep(3 * LEAVE_SECONDS)  # by then it would take it up again
        return asyncio.get_running_loop().remove_reader(listening)

    has_reader = asyncio.run(go())
    listening.close()

    assert (has_reader, listening.asked) == (False, 0)
