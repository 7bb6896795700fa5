"""The threads of a server and the line before them, which is bounded: what no longer fits is refused at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from daybook.serve.handler import Busy

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process of a server takes on at a time.

    One thread makes what takes a few milliseconds, `slow_threads` all else: threads of one process only take turns, and several
    that work at the same time spend a third of their time on handing over (1.2 ms of processor a page with one, 1.9 with three;
    a fifth more for a search with two: `python -m benchmarks.serve` prints it). For each of the two, `waiting` requests may stand in line: at a millisecond a
    page the last one waits a fifteenth of a second. Who has waited longer than `patience` (seconds), as the machine has other
    work too, is refused instead of served late. `cache` is bytes of pages kept; half as many are kept of other answers.
    `streams` are answers that are made while they are sent.
    """

    slow_threads: int = 1
    waiting: int = 64
    patience: float = 1.0
    cache: int = 64 << 20
    streams: int = 64

    @property
    def threads(self) -> int:
        """How many threads there are."""
        return 1 + self.slow_threads


class _Line:
    """Some threads, and how many calls wait for them."""

    def __init__(self, threads: int, limits: Limits) -> None:
        self._limits = limits
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        if self._waiting >= self._limits.waiting:
            raise Busy
        until = time.monotonic() + self._limits.patience

        def work_in_time() -> T:
            if time.monotonic() > until:
                raise Busy
            return work()

        return await self.run_in_any_case(work_in_time)

    async def run_in_any_case(self, work: Callable[[], T]) -> T:
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._threads.shutdown()


class Pool:
    """A line for what is quickly done, and one for all else, so that nobody waits for a page behind a long search."""

    def __init__(self, limits: Limits) -> None:
        self._quick = _Line(1, limits)
        self._slow = _Line(limits.slow_threads, limits)

    async def run(self, work: Callable[[], T], *, is_quick: bool = False) -> T:
        """Have a thread do something; `Busy` where there is no room in the line, or it does not move."""
        return await (self._quick if is_quick else self._slow).run(work)

    async def run_in_any_case(self, work: Callable[[], T]) -> T:
        """Have a thread go on with what was begun already, such as the next piece of a file."""
        return await self._slow.run_in_any_case(work)

    def close(self) -> None:
        """Let the threads end."""
        self._quick.close()
        self._slow.close()
