"""How the processes of a server leave connections to those of them that have fewer."""

from __future__ import annotations

import asyncio
import socket

import pytest

from daybook.serve.intake import AT_ONCE, Intake, OpenCounts


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
