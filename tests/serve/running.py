"""A server that runs in this very process, or in processes forked from it, asked meanwhile and ended by a signal."""

from __future__ import annotations

import gc
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

from daybook.config import Settings
from daybook.serve.assembly import ServeOptions, serve_site
from daybook.serve.connection import BoundedConnection


class Terminated(Exception):
    """The process was asked to end by SIGTERM."""


def _terminated(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise Terminated


@contextmanager
def unchanged_process() -> Iterator[None]:
    """Put back what a server's process sets for itself; have SIGTERM raise `Terminated`, as SIGINT raises `KeyboardInterrupt`."""
    thresholds, files, most = gc.get_threshold(), resource.getrlimit(resource.RLIMIT_NOFILE), BoundedConnection.most
    handler = signal.signal(signal.SIGTERM, _terminated)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)
        BoundedConnection.most = most
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(files[0], hard), files[1]))


def meanwhile(act: Callable[[], None], end: signal.Signals = signal.SIGINT) -> None:
    """Do something beside the server, in a thread; then have the process end, whatever came of it."""

    def act_and_end() -> None:
        try:
            act()
        finally:
            os.kill(os.getpid(), end)

    threading.Thread(target=act_and_end).start()


def is_alive(process: int) -> bool:
    """Say whether a process runs, or stands still, and is not only waited for."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


@contextmanager
def answering_apart(settings: Settings, options: ServeOptions) -> Iterator[int]:
    """Serve a site in a process of its own, which need not load what this one has; give its port."""
    reading, writing = os.pipe()

    def serve_apart() -> None:
        serve_site(settings, options, lambda: datetime.now(UTC), lambda address: _write(writing, address))

    process = get_context("fork").Process(target=serve_apart)
    process.start()
    os.close(writing)
    try:
        address = os.read(reading, 1000).decode()
        yield int(address.split(":")[2].partition("/")[0])
    finally:
        os.close(reading)
        process.terminate()
        process.join()


def _write(pipe: int, text: str) -> None:
    os.write(pipe, text.encode())
