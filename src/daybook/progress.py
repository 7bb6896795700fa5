"""How long work reports its progress: as values that it yields. Draws nothing; `daybook.cli.console` does.

A step of the pipeline is a generator of `Progress` that returns its result when it is done.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one task has come: `done` of `total` (None while unknown) of its `unit`."""

    task: str
    done: int
    total: int | None = None
    unit: str = "pages"


Steps = Generator[Progress, None, R]
"""Work under way: yields its progress, returns its result."""


def finish(steps: Steps[R]) -> R:
    """Do all the work without showing its progress, and return the result."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: R = stop.value
            return result
