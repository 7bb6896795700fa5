"""Processes that do the portions of a large build, each a run of years."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack

from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.folder.build_state import count_as_worker
from daybook.publish.delivery.folder.target import Target
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.delivery.portions.worker import PortionResult, Worker
from daybook.workers import begin_worker, deferring_sigint, give_memory_back, telling_of_killed_workers


def pooled_results(
    spec: BuildSpec, target: Target, generation: int, portions: list[Portion], processes: int
) -> Iterator[tuple[int, PortionResult]]:
    """Have portions done by so many processes; yield what each gave. They are taken out of the list as they are done."""
    context = multiprocessing.get_context("spawn")
    with telling_of_killed_workers(), ExitStack() as stack:
        pools = [
            stack.enter_context(ProcessPoolExecutor(1, mp_context=context, initializer=begin_worker))
            for _ in range(processes)
        ]
        try:
            # As work, not as the processes' arguments: what a process is started with goes through a pipe that nobody reads
            # where the process dies at once, and this one would wait for ever; and what goes wrong comes back as it is.
            with deferring_sigint():
                begun = [pool.submit(_begin, spec, target, generation) for pool in pools]
            for each in begun:
                each.result()
            streams = _streams(portions, processes)
            portions.clear()
            give_memory_back()  # planning took as much again as the plan does
            yield from _pooled(pools, streams)
        except BaseException:
            for pool in pools:
                pool.shutdown(wait=True, cancel_futures=True)
            raise


def _streams(portions: Sequence[Portion], count: int) -> list[deque[Portion]]:
    """Deal portions out as runs of about equal weight, so that each process stays in its own years and their events."""
    share = sum(portion.weight for portion in portions) / count
    streams: list[deque[Portion]] = [deque() for _ in range(count)]
    before = 0
    for portion in portions:
        streams[min(int(before / share), count - 1)].append(portion)
        before += portion.weight
    return streams


def _pooled(
    pools: Sequence[ProcessPoolExecutor], streams: Sequence[deque[Portion]]
) -> Iterator[tuple[int, PortionResult]]:
    """Keep two portions in the hands of each process: of its own stream, then of the end of the longest other one."""
    waiting: dict[Future[PortionResult], tuple[int, int]] = {}

    def hand_on(number: int) -> None:
        stream = streams[number] or max(streams, key=len)
        if stream:
            portion = stream.popleft() if stream is streams[number] else stream.pop()
            with deferring_sigint():
                future = pools[number].submit(_do, portion)
            waiting[future] = (number, portion.weight)

    for number in (*range(len(pools)), *range(len(pools))):
        hand_on(number)
    while waiting:
        finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in finished:
            number, weight = waiting.pop(future)
            hand_on(number)
            yield weight, future.result()
        del finished, future  # with their results
        give_memory_back()


_worker: Worker | None = None


def _begin(spec: BuildSpec, target: Target, generation: int) -> None:
    """Make this process's worker."""
    count_as_worker(target.folder)
    global _worker  # noqa: PLW0603 - a pool hands its processes nothing else to keep things in
    gc.disable()  # nothing of ours has cycles, and looking for them among all summaries takes a tenth of the time
    _worker = Worker(spec, target, name=f"{os.getpid()}", generation=generation)


def _do(portion: Portion) -> PortionResult:
    assert _worker is not None
    done = _worker.do(portion)
    give_memory_back()
    return done
