"""The threads of a server and the line before them, which is bounded: what no longer fits is refused at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from daybook.serve.handler import Busy

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process of a server takes on at a time.

    `threads` make pages; more than a few only take turns. `waiting` requests may stand in line for them: at a few
    milliseconds a page the last one waits a tenth of a second. `cache` is bytes of pages kept; a quarter as many are kept of
    other answers. `streams` are answers that are made while they are sent.
    """

    threads: int = 3
    waiting: int = 64
    cache: int = 64 << 20
    streams: int = 64


class Pool:
    """A few threads, and how many calls wait for them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._threads = ThreadPoolExecutor(limits.threads, thread_name_prefix="page")
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Have a thread do something; `Busy` where there is no room in the line."""
        if self._waiting >= self._limits.waiting:
            raise Busy
        return await self.run_in_any_case(work)

    async def run_in_any_case(self, work: Callable[[], T]) -> T:
        """Have a thread go on with what was begun already, such as the next piece of a file."""
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown()
