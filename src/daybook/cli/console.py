"""The terminal: the only place that draws progress and writes messages, all on standard error.

Standard output belongs to data and is written by the commands themselves. Draws a bar where standard error is a
terminal, plain lines otherwise, nothing when quiet.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from typing import TextIO, TypeVar

from daybook.progress import Progress, Steps, finish

R = TypeVar("R")

LINE_EVERY = 5.0
"""Seconds between plain lines of one task: often enough to see life in a cron mail, seldom enough to read it."""

LONG_WAIT = 3.0
"""Seconds of waiting after which a person wonders why."""

DRAWS_PER_SECOND = 8
"""Redraws of the bar; rich's default of 10 costs measurably more on slow terminals, below 5 it looks stuck."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return text that cannot steer a terminal: control and direction characters become U+FFFD."""
    return _CONTROL.sub("\ufffd", text)


class Console:
    """Where a command's messages and progress go."""

    def __init__(
        self,
        stream: TextIO,
        *,
        quiet: bool = False,
        progress: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._quiet = quiet
        self._progress = progress
        self._clock = clock

    def say(self, text: str) -> None:
        """Write one message, unless quiet."""
        if not self._quiet:
            self._write(text)

    def fail(self, text: str) -> None:
        """Write why the command stops: one line, quiet or not."""
        self._write("daybook: " + " ".join(text.split()))

    def wait(self, seconds: float, why: str) -> None:
        """Wait, and say so where it takes long enough to wonder."""
        if seconds >= LONG_WAIT:
            self.say(f"waiting {seconds:,.0f} s: {why}")
        time.sleep(seconds)

    def follow(self, steps: Steps[R]) -> R:
        """Do the work, show how far it is, and return its result."""
        if self._quiet or not self._progress:
            return finish(steps)
        if self._stream.isatty():
            return self._draw(steps)
        return self._tell(steps)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(printable(text) + "\n")
            self._stream.flush()
        except (
            OSError
        ):  # nobody can read it, for it goes to a full disk or a closed pipe: no reason to give up the work
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def _draw(self, steps: Steps[R]) -> R:
        from rich import progress as bars  # slow to load, and only terminals need it
        from rich.console import Console as Terminal

        columns = (
            bars.TextColumn("{task.description}", markup=False),
            bars.BarColumn(),
            bars.TextColumn("{task.fields[count]}", markup=False),
            bars.TimeRemainingColumn(elapsed_when_finished=True),
        )
        terminal = Terminal(file=self._stream)
        with bars.Progress(*columns, console=terminal, refresh_per_second=DRAWS_PER_SECOND) as drawing:
            tasks: dict[str, tuple[bars.TaskID, float]] = {}

            def show(step: Progress) -> None:
                name = printable(step.task)
                if name not in tasks:
                    tasks[name] = drawing.add_task(name, count="", total=step.total), self._clock()
                task, started = tasks[name]
                count = _count(step, self._clock() - started)
                drawing.update(task, completed=step.done, total=step.total, count=count)

            return _each(steps, show)

    def _tell(self, steps: Steps[R]) -> R:
        started: dict[str, float] = {}
        shown: dict[str, tuple[float, int]] = {}
        last: Progress | None = None

        def show(step: Progress) -> None:
            nonlocal last
            now = self._clock()
            if last is not None and last.task != step.task:
                report(last, now)
            last = step
            begun = started.setdefault(step.task, now)
            if now - shown.get(step.task, (begun, 0))[0] >= LINE_EVERY:
                report(step, now)

        def report(step: Progress, now: float) -> None:
            if shown.get(step.task, (0.0, -1))[1] != step.done:
                shown[step.task] = now, step.done
                self._write(f"{step.task}: {_count(step, now - started[step.task], left=True)}")

        result = _each(steps, show)
        if last is not None:
            report(last, self._clock())
        return result


def _each(steps: Steps[R], show: Callable[[Progress], None]) -> R:
    while True:
        try:
            show(next(steps))
        except StopIteration as stop:
            result: R = stop.value
            return result


def _count(step: Progress, elapsed: float, *, left: bool = False) -> str:
    """Say how much is done, how fast, and, where asked and known, how long it will still take."""
    is_bytes = step.unit == "bytes"
    show = _megabytes if is_bytes else "{:,}".format
    total = f" of {show(step.total)}" if step.total is not None else ""
    text = f"{show(step.done)}{total} {'MB' if is_bytes else step.unit}"
    if elapsed < 1 or not step.done:
        return text
    rate = step.done / elapsed
    if is_bytes:
        text += f", {_megabytes(rate)} MB/s"
    else:
        text += f", {rate:,.0f}/s" if rate >= 1 else f", {rate * 60:,.0f}/min"
    if left and step.total is not None and step.done < step.total:
        text += f", {_duration((step.total - step.done) / rate)} left"
    return text


def _megabytes(count: float) -> str:
    return f"{count / 1e6:,.1f}"


def _duration(seconds: float) -> str:
    minutes, seconds_left = divmod(round(seconds), 60)
    hours, minutes_left = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes_left} min"
    return f"{minutes} min {seconds_left} s" if minutes else f"{seconds_left} s"
