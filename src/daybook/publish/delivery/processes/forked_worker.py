"""A second process for a change that takes a second: forked, so that it begins at once with all that is loaded and planned.

Both take portions from one line, a pipe with a byte for each. The child opens the archive for itself, never uses a connection of
its parent, who outlives it, and ends with `os._exit`, whatever happens: what it did goes back through a pipe.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from daybook.publish.delivery.folder.site_writer import OWN_FOLDER
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.delivery.portions.worker import PortionResult, Worker
from daybook.workers import deferring_sigint, killed_worker

MOST = 255
"""Portions that one byte can number."""

Results = list[tuple[int, PortionResult]]


def can_fork(portions: Sequence[Portion]) -> bool:
    """Say whether a second process can be had so: there is a processor for it, and no other thread, whose locks it would inherit."""
    several = (os.cpu_count() or 1) > 1 and threading.active_count() == 1
    return several and sys.platform == "linux" and 1 < len(portions) <= MOST


def shared_results(
    worker: Worker, make_other: Callable[[], Worker], portions: Sequence[Portion], folder: Path
) -> Iterator[tuple[int, PortionResult]]:
    """Have portions done by a worker and, at the same time, by another one that a forked process makes; yield what each gave."""
    line, end = os.pipe()
    os.write(end, bytes(range(len(portions))))
    os.close(end)
    receiving, sending = os.pipe()
    with deferring_sigint(), warnings.catch_warnings():
        # Python 3.12 warns of forking beside threads; those of a library that related events are idle, and none is used here.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
        if not child:
            _be_the_other(make_other, portions, folder, (line, sending))
    os.close(sending)
    try:
        for number in _numbers(line):
            yield portions[number].weight, worker.do(portions[number])
        with open(receiving, "rb", closefd=False) as pipe:
            content = pipe.read()
    except BaseException:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(line)
        os.close(receiving)
        os.waitpid(child, 0)
    if not content:
        raise killed_worker()
    done: Results | BaseException = pickle.loads(content)  # noqa: S301 - our own child wrote it
    if isinstance(done, BaseException):
        raise done
    yield from done


def _numbers(line: int) -> Iterator[int]:
    """Take one portion after the other from the line: each byte is read by one of the two processes."""
    while taken := os.read(line, 1):
        yield taken[0]


def _be_the_other(
    make_worker: Callable[[], Worker], portions: Sequence[Portion], folder: Path, pipes: tuple[int, int]
) -> None:
    """Do portions in the child, hand on what came of them, and end."""
    try:
        line, sending = pipes
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which ends this process
        parent = os.getppid()
        _let_go_of_lock(folder)
        done: Results | Exception = []
        try:
            worker = make_worker()
            done = []
            for number in _numbers(line):
                if os.getppid() != parent:
                    os._exit(1)
                done.append((portions[number].weight, worker.do(portions[number])))
            worker.close()
        except Exception as error:  # noqa: BLE001 - raised again by the parent
            done = error
        with open(sending, "wb") as pipe:  # noqa: PTH123 - no path
            pickle.dump(done, pipe, pickle.HIGHEST_PROTOCOL)
        os._exit(0)
    finally:
        os._exit(1)


def _let_go_of_lock(folder: Path) -> None:
    """Close the site's lock, which a fork hands on: else a build that is killed would keep it until its child ends.

    All else stays open: what SQLite knows of files that a process has open, it shares between connections.
    """
    lock = (folder / OWN_FOLDER / "lock").stat()
    for handle in [int(each.name) for each in Path("/proc/self/fd").iterdir()]:
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), lock):
                os.close(handle)
