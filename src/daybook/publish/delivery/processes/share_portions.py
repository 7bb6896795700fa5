"""Has portions done, here or in processes of their own. Which process did a portion changes no byte of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.folder.build_state import count_as_worker
from daybook.publish.delivery.folder.target import Target
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.delivery.portions.worker import PortionResult, Worker
from daybook.publish.delivery.processes.forked_worker import can_fork, shared_results
from daybook.publish.pages.builder import Builder

MOST_PROCESSES = 4
"""Processes, unless more are asked for: each takes some 200 MB for its events, and the disk is busy with four."""

_SMALL = 30_000
"""Work, by weight, that is not worth starting other processes for: some eight seconds at 0.27 ms a unit, most of which the single
pages and their lists take, and where each process takes one to start."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to do and with what: the `builder` is used where all is done in this process. Portions may be taken out when they are done.

    `forked` says that two processes shall share what one would do, where that can be had.
    """

    spec: BuildSpec
    builder: Builder
    target: Target
    generation: int
    portions: list[Portion]
    forked: bool = False


def results(job: Job, processes: int) -> Iterator[tuple[int, PortionResult]]:
    """Have the portions done, here or in processes of their own; yield what each gave."""
    portions = job.portions
    is_small = sum(portion.weight for portion in portions) < _SMALL
    processes = processes or (1 if is_small else min(os.cpu_count() or 1, MOST_PROCESSES))
    if processes == 1:
        # After changes the theme is that of the last build, which found nothing wrong with it.
        worker = Worker(
            job.spec,
            job.target,
            name="0",
            generation=job.generation,
            builder=job.builder,
            ready=not job.target.follows,
        )
        try:
            if job.forked and can_fork(portions):
                yield from shared_results(worker, lambda: _other_worker(job, worker), portions, job.target.folder)
            else:
                for portion in portions:
                    yield portion.weight, worker.do(portion)
        finally:
            worker.close()
        return
    from daybook.publish.delivery.processes.worker_pools import (
        pooled_results,  # a change of a day needs no other process
    )

    yield from pooled_results(job.spec, job.target, job.generation, portions, processes)


def _other_worker(job: Job, known: Worker) -> Worker:
    """Make the worker of a forked process, with connections of its own."""
    count_as_worker(job.target.folder)
    return Worker(job.spec, job.target, name="1", generation=job.generation, known=known)
