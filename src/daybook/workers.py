"""Processes that work for this one: they end when it ends, and one that is killed is told in words.

A pool's processes would otherwise outlive a main process that was killed, and finish the work in their hands while the
next run is at it. Starts no process itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from daybook.errors import DaybookError


def begin_worker() -> None:
    """Make this process, which another started, end with that one; the `initializer` of every pool.

    Ctrl-C is left to the main process, which ends the others; a terminal sends it to all of them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_main, name="ends with the main process", daemon=True).start()


def end_without_main() -> None:
    """End this process if the one that started it has ended meanwhile."""
    main = multiprocessing.parent_process()
    if main is not None and not main.is_alive():
        os._exit(1)


@contextmanager
def telling_of_killed_workers() -> Iterator[None]:
    """Turn the loss of a pool's process into one line: it was killed, by the system or by somebody."""
    try:
        yield
    except BrokenProcessPool as error:
        raise DaybookError(
            "one of the processes at work was killed",
            hint="the system may have run out of memory; run the command again, nothing is lost",
        ) from error


def _end_with_main() -> None:
    main = multiprocessing.parent_process()
    if main is not None:
        main.join()
        os._exit(1)
