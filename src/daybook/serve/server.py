"""Running the application on a port, in one process or several: the home of uvicorn.

Several processes take connections from the same socket (`serve/intake.py`). The process that started them answers nothing: it
waits, starts another in the place of one that was killed, and ends them all.
"""

from __future__ import annotations

import asyncio
import errno
import multiprocessing
import os
import resource
import signal
import socket
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from typing import Any

import uvicorn

from daybook.errors import DaybookError, reason_of
from daybook.serve.connection import IDLE_SECONDS, BoundedConnection, sweep
from daybook.serve.intake import Intake, OpenCounts
from daybook.workers import begin_worker

BACKLOG = 2048
"""Connections that the system holds until they are taken."""

OTHER_FILES = 64
"""Descriptors that are kept free for files, the archive and logs."""

MOST_CONNECTIONS = 4096
"""Of one process: each takes some ten kilobytes."""

GRACE = 10
"""Seconds in which answers under way may be finished when the server is to stop."""

SHORTEST_LIFE = 1.0
"""Seconds: processes that end sooner after they have begun were not killed, but cannot work."""

MOST_SHORT_LIVES = 5
"""So many of those in a row end the server, which would start them for ever."""

OpenApp = Callable[[int], AbstractContextManager[Any]]
"""Opens the application in the process that is to run it; given its number, from 0."""

Place = tuple[OpenCounts, int]
"""What processes of one server tell each other, and which of them this is."""

_ENDING = {signal.SIGINT, signal.SIGTERM}


def listen(host: str, port: int) -> socket.socket:
    """Take a port before anything else is done, so that a taken one is reported at once; port 0 takes any free one."""
    if not 0 <= port <= 65535:
        raise DaybookError(f"not a port: `{port}`", hint="ports go from 0 to 65535")
    try:
        taken = _bound(host, port)
        taken.listen(BACKLOG)
        return taken
    except (OSError, TypeError) as error:  # the latter for a name that cannot be one of a host
        raise cannot_listen(host, port, error) from error


def cannot_listen(host: str, port: int, error: OSError | TypeError) -> DaybookError:
    """Return what to tell the publisher of an error that taking a port raised."""
    return DaybookError(f"cannot listen: `{host}:{port}`: {_reason(error)}", hint=_hint(error))


def _bound(host: str, port: int) -> socket.socket:
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
    except BaseException:
        taken.close()
        raise
    return taken


def address(listening: socket.socket) -> str:
    """Return the address to open in a browser."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def serve(open_app: OpenApp, listening: socket.socket, workers: int, ready: Callable[[], None]) -> None:
    """Answer requests in so many processes until asked to stop; `ready` is called when they are answered and Ctrl-C is heard.

    Ctrl-C before that is held back, not lost: it would reach whatever runs just then, not all of which lets it through.
    """
    _allow_many_files()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        if workers == 1:
            with open_app(0) as app:
                make_server(app, ready).run(sockets=[listening])
        else:
            _Workers(open_app, listening, workers).run(ready)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def make_server(app: Any, ready: Callable[[], None], place: Place | None = None) -> uvicorn.Server:
    """Return the server for an application; `run(sockets=[...])` answers until it is asked to stop."""
    BoundedConnection.most = min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - OTHER_FILES)
    config = uvicorn.Config(
        app,
        http=BoundedConnection,
        ws="none",
        interface="asgi3",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE,
    )
    return _Server(config, ready, place)


class _Server(uvicorn.Server):
    """Uvicorn, which says when it has begun, takes its share of connections, and sweeps out clients that are too slow.

    Ended by a signal, it raises it again afterwards, as is right for a program, but not for a process that has a place among others.
    """

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], place: Place | None) -> None:
        super().__init__(config)
        self._ready = ready
        self._place = place
        self._intakes: list[Intake] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        assert sockets is not None  # `run` is given one
        await super().startup([])  # it would take all that come
        counts, number = self._place or (OpenCounts(1), 0)
        connections = self.server_state.connections
        self._intakes = [
            Intake(each, counts, number, self._make_connection, lambda: len(connections)) for each in sockets
        ]
        self._ready()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)  # its own handlers stand by now

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        end = getattr(self.config.app, "end", None)  # what would go on for ever would be waited for
        if end is not None:
            end()
        for each in self._intakes:
            each.close()
        await super().shutdown(sockets)
        if self._place is not None:
            self._captured_signals.clear()

    def _make_connection(self) -> BoundedConnection:
        return BoundedConnection(self.config, self.server_state, self.lifespan.state)

    async def on_tick(self, counter: int) -> bool:
        for each in self._intakes:
            each.tell()
        if counter % 10 == 0:  # of a tenth of a second each
            sweep(self.server_state.connections, asyncio.get_running_loop().time())
        return await super().on_tick(counter)


class _Workers:
    """The processes of a server, and what their parent does: it waits until it is asked to stop, or one of them ends."""

    def __init__(self, open_app: OpenApp, listening: socket.socket, count: int) -> None:
        self._open_app = open_app
        self._listening = listening
        self._count = count
        self._counts = OpenCounts(count)
        self._processes: list[BaseProcess] = []
        self._begun: list[float] = []
        self._short_lives = 0

    def run(self, ready: Callable[[], None]) -> None:
        """Start the processes, keep as many, and end them when asked to."""
        reading, writing = os.pipe()
        try:
            for number in range(self._count):
                self._processes.append(self._start(number, writing))
                self._begun.append(time.monotonic())
            os.close(writing)
            for _ in range(self._count):
                if not os.read(reading, 1):
                    raise DaybookError("no server process could start", hint="`--workers 1` shows why")
            ending = self._wait(ready)
        finally:
            os.close(reading)
            end_processes(self._processes, GRACE + 2)
        signal.raise_signal(ending)

    def _start(self, number: int, writing: int | None) -> BaseProcess:
        process = multiprocessing.get_context("fork").Process(target=self._work, args=(number, writing))
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", DeprecationWarning
            )  # threads beside a fork: there are none here but numpy's idle ones
            process.start()
        return process

    def _work(self, number: int, writing: int | None) -> None:
        """Be a process that answers requests."""
        begin_worker()

        def begun() -> None:
            if writing is not None:
                os.write(writing, b".")
                os.close(writing)

        try:
            with self._open_app(number) as app:
                make_server(app, begun, (self._counts, number)).run(sockets=[self._listening])
        except DaybookError as error:
            sys.stderr.write(f"daybook: {error}\n")
            os._exit(2)

    def _wait(self, ready: Callable[[], None]) -> int:
        """Wait until asked to stop, and return by which signal; meanwhile replace processes that were killed."""
        received: list[int] = []
        woken, waking = os.pipe()
        os.set_blocking(waking, False)

        def stop(number: int, _: object) -> None:
            received.append(number)

        before = {number: signal.signal(number, stop) for number in _ENDING}
        # A signal that comes just before the system call that waits has its handler run only after that, which may be never: so
        # the interpreter itself is to write a byte as soon as the signal comes.
        waker = signal.set_wakeup_fd(waking)
        try:
            ready()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
            while not received:
                connection.wait([woken, *(process.sentinel for process in self._processes)])
                for number, process in enumerate(self._processes):
                    if not received and not process.is_alive():
                        self._replace(number)
        finally:
            signal.set_wakeup_fd(waker)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(woken)
            os.close(waking)
        return received[0]

    def _replace(self, number: int) -> None:
        """Start a process in the place of one that ended."""
        self._short_lives = short_lives(self._short_lives, time.monotonic() - self._begun[number])
        if self._short_lives >= MOST_SHORT_LIVES:
            raise DaybookError("a server process exits as soon as it starts", hint="see the lines above")
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)  # the new one hears signals when it has begun
        self._processes[number] = self._start(number, None)
        self._begun[number] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def short_lives(before: int, lived: float) -> int:
    """Return how many processes in a row lived too short, given how many did before the one that lived so many seconds."""
    return before + 1 if lived < SHORTEST_LIFE else 0


def end_processes(processes: Sequence[BaseProcess], seconds: float) -> None:
    """Ask processes to end, and kill those that have not after so many seconds in all."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + seconds
    for process in processes:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def _allow_many_files() -> None:
    """Raise the number of files and connections that may be open as far as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files_allowed(soft, hard), hard))


def files_allowed(soft: int, hard: int) -> int:
    """Return how many files a server should be allowed, given the limit that stands and the one that it can be raised to."""
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return soft
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)


def _reason(error: OSError | TypeError) -> str:
    if isinstance(error, TypeError):
        return "not the name of a host"
    if error.errno == errno.EADDRINUSE:
        return "the port is in use"
    return reason_of(error)


def _hint(error: OSError | TypeError) -> str:
    match error.errno if isinstance(error, OSError) else None:
        case errno.EADDRINUSE:
            return "choose another with --port, or stop what uses it"
        case errno.EACCES:
            return "ports below 1024 need the system's permission; choose another with --port"
        case _:
            return "check --host and --port"
