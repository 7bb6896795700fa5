"""How the processes of a server share connections out among them: all take from one queue, and those with more leave them to others.

With a queue for each process (SO_REUSEPORT) the system shares out by chance: of 32 connections, one of two processes has 20 or
more in a fifth of all cases, and whoever is there waits nearly twice as long as the others.
"""

from __future__ import annotations

import asyncio
import errno
import mmap
import socket
from collections.abc import Callable

LEAVE_SECONDS = 0.002
"""How long a process with more connections than another leaves a new one to that."""

MOST_LEFT = 5
"""How often in a row: the other may stand still."""

SLACK = 1
"""Connections more than another that are not worth waiting for: short ones come and go."""

AT_ONCE = 16
"""Connections that are taken and have not begun: those that are open already get on before more are."""

PAUSE_SECONDS = 1.0
"""After there was no file left for a connection."""

_NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

_WIDTH = 4


class OpenCounts:
    """How many connections each process has open, in memory that all share: made before they are."""

    def __init__(self, processes: int) -> None:
        self._counts = memoryview(mmap.mmap(-1, max(processes, 1) * _WIDTH)).cast("i")

    def __setitem__(self, process: int, count: int) -> None:
        self._counts[process] = count

    def has_few(self, process: int) -> bool:
        """Say whether no process has clearly fewer than this one."""
        return self._counts[process] <= min(self._counts) + SLACK


class Intake:
    """Takes connections from a listening socket, on the event loop of one process; `count` says how many it has open.

    `make_protocol` makes what speaks with each.
    """

    def __init__(
        self,
        listening: socket.socket,
        counts: OpenCounts,
        number: int,
        make_protocol: Callable[[], asyncio.Protocol],
        count: Callable[[], int],
    ) -> None:
        listening.settimeout(0)
        self._listening = listening
        self._counts = counts
        self._number = number
        self._make_protocol = make_protocol
        self._count = count
        self._loop = asyncio.get_running_loop()
        self._beginning: set[asyncio.Task[None]] = set()
        self._left = 0
        self._is_closed = False
        self.tell()
        self._wait()

    def tell(self) -> None:
        """Tell the other processes how many connections this one has."""
        self._counts[self._number] = self._count() + len(self._beginning)

    def close(self) -> None:
        """Take no more."""
        self._is_closed = True
        self._loop.remove_reader(self._listening)
        self._counts[self._number] = 0

    def _wait(self) -> None:
        if not self._is_closed:
            self._loop.add_reader(self._listening, self._take)

    def _rest(self, seconds: float) -> None:
        self._loop.remove_reader(self._listening)
        self._loop.call_later(seconds, self._wait)

    def _take(self) -> None:
        """Take connections as long as others have not clearly fewer: where more wait, this is called again."""
        self.tell()
        if self._left < MOST_LEFT and not self._counts.has_few(self._number):
            self._left += 1
            self._rest(LEAVE_SECONDS)
            return
        self._left = 0
        # Each that is beginning has a file open already, and makes no room for another yet.
        for _ in range(AT_ONCE - len(self._beginning)):
            try:
                taken, _ = self._listening.accept()
            except OSError as error:  # there is none, another process was quicker, or the client is gone again
                if error.errno in _NO_ROOM:
                    self._rest(PAUSE_SECONDS)
                return
            task = self._loop.create_task(self._begin(taken))
            self._beginning.add(task)
            task.add_done_callback(self._beginning.discard)
            self.tell()
            if not self._counts.has_few(self._number):
                return

    async def _begin(self, taken: socket.socket) -> None:
        try:
            taken.settimeout(0)
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self._loop.connect_accepted_socket(self._make_protocol, taken)
        except OSError:  # the client is gone again
            taken.close()
