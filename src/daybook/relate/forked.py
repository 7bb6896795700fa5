"""The same work on many blocks of rows, in forked processes that share what it is done on without copying it.

The only place that knows of processes. Results come in the order of the blocks, so their number changes nothing.
"""

from __future__ import annotations

import multiprocessing
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from daybook.relate.ranker import Places
from daybook.workers import begin_worker, telling_of_killed_workers

State = TypeVar("State")
Result = TypeVar("Result")

_work: list[tuple[Callable[[Any, Places], Any], Any]] = []
"""What forked processes find in their memory; filled only around a fork, by `map_blocks`."""


def map_blocks(
    work: Callable[[State, Places], Result], state: State, blocks: Sequence[Places], processes: int
) -> Iterator[Result]:
    """Yield `work(state, block)` for each block; in this process where there is little to do or no forking."""
    if processes < 2 or len(blocks) < 2 * processes or sys.platform == "win32":
        for block in blocks:
            yield work(state, block)
        return
    _work.append((work, state))
    try:
        context = multiprocessing.get_context("fork")
        with telling_of_killed_workers(), ProcessPoolExecutor(processes, context, initializer=begin_worker) as pool:
            with warnings.catch_warnings():
                # Python 3.12 warns of forking beside threads; numpy's are idle, and a child runs nothing but `work`.
                warnings.simplefilter("ignore", DeprecationWarning)
                results = pool.map(_do, blocks)
            yield from results
    finally:
        _work.pop()


def _do(block: Places) -> Any:
    work, state = _work[-1]
    return work(state, block)
