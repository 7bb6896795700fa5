"""Processes that work for this one: they end when it ends, and one that is killed is reported in words.

What starts processes is loaded where any are started. A pool's processes would otherwise outlive a main process that was killed,
and finish the work in their hands while the next run is at it. `map_blocks` is for work whose parts do not depend on each other and share what they are done on.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from daybook.errors import DaybookError

State = TypeVar("State")
Block = TypeVar("Block")
Result = TypeVar("Result")

_work: list[tuple[Callable[[Any, Any], Any], Any]] = []
"""What forked processes find in their memory; filled only around a fork, by `map_blocks`."""


def begin_worker() -> None:
    """Make this process, which another started, end with that one; the `initializer` of every pool.

    Ctrl-C is left to the main process, which ends the others; a terminal sends it to all of them.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_main, name="ends with the main process", daemon=True).start()


@contextmanager
def deferring_sigint() -> Iterator[None]:
    """Defer SIGINT (Ctrl-C) while modules are loaded, or processes are started, which inherit that: it would end in a traceback.

    A signal that came meanwhile reaches this process afterwards.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def give_memory_back() -> None:
    """Give the memory that is free back to the system, where its C library keeps it for later: glibc does, and other processes wait.

    Of a process that takes in what others made it is a quarter, and half a millisecond's work.
    """
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


@contextmanager
def leaving_cycles_alone() -> Iterator[None]:
    """Keep Python from looking for cycles while many records are made or taken apart that have none.

    Of an export, the search took half the time of reading and nine tenths of unpacking: of 4,000 events 0.20 s instead of 0.014.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def end_without_main() -> None:
    """End this process if the one that started it has ended meanwhile."""
    import multiprocessing

    main = multiprocessing.parent_process()
    if main is not None and not main.is_alive():
        os._exit(1)


@contextmanager
def telling_of_killed_workers() -> Iterator[None]:
    """Turn the loss of a pool's process into one line: it was killed, by the system or by somebody."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        yield
    except BrokenProcessPool as error:
        raise killed_worker() from error


def killed_worker() -> DaybookError:
    """Return the error that says that a process at work was killed."""
    return DaybookError(
        "one of the processes at work was killed",
        hint="the system may have run out of memory; run the command again, nothing is lost",
    )


def run_apart(work: Callable[[State], Result], state: State) -> Result:
    """Return `work(state)`, done in a new process that ends with it, so that what it loads and holds is given back.

    Whatever ends the waiting, Ctrl-C too, ends that process at once.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    before = multiprocessing.active_children()
    context = multiprocessing.get_context("spawn")
    with telling_of_killed_workers(), ProcessPoolExecutor(1, mp_context=context, initializer=begin_worker) as pool:
        try:
            with deferring_sigint():
                working = pool.submit(work, state)
            return working.result()
        except BaseException:
            for child in multiprocessing.active_children():
                if child not in before:
                    child.terminate()
            raise


def map_blocks(
    work: Callable[[State, Block], Result], state: State, blocks: Sequence[Block], processes: int
) -> Iterator[Result]:
    """Yield `work(state, block)` for each block, in order, made in forked processes that share the state uncopied.

    In this process where there is little to do or no forking.
    """
    if processes < 2 or len(blocks) < 2 * processes or sys.platform == "win32":
        for block in blocks:
            yield work(state, block)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    _work.append((work, state))
    try:
        context = multiprocessing.get_context("fork")
        with telling_of_killed_workers(), ProcessPoolExecutor(processes, context, initializer=begin_worker) as pool:
            with deferring_sigint(), warnings.catch_warnings():
                # Python 3.12 warns of forking beside threads; numpy's are idle, and a child runs nothing but `work`.
                warnings.simplefilter("ignore", DeprecationWarning)
                results = pool.map(_do, blocks)
            yield from results
    finally:
        _work.pop()


def _do(block: Any) -> Any:
    work, state = _work[-1]
    return work(state, block)


def _end_with_main() -> None:
    import multiprocessing

    main = multiprocessing.parent_process()
    if main is not None:
        main.join()
        os._exit(1)
