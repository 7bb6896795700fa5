"""Reads what strangers wrote in a process of its own, which is ended when it takes too long or too much memory.

One megabyte of HTML can keep a parser busy for minutes, and one rule of a robots.txt a matcher for ever. Nothing inside a
process can bound that, for such work does not come back to Python. So the pages and rules of strangers are read by another
process, one after the other over a pipe; where it does not answer in time, or dies, that page counts as not readable and the
next one gets a new process. What is read there is `metadata.py`'s and protego's.
"""

from __future__ import annotations

import math
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import TracebackType
from typing import IO, Self

from daybook.model import SourceFacts
from daybook.model.encoding import decoder, to_json

LONGEST_READING = 10.0
"""Seconds that reading one page or one robots.txt may take. A page of 1 MB takes a tenth of a second; a busy machine is
slower, not a hundred times (`python -m benchmarks.source --facts`)."""

MOST_MEMORY = 1 << 30
"""Bytes of memory that the process may have: the tree of 1 MB of HTML has taken a fifth of it at worst."""

_LENGTH = 8
"""Bytes before each message, which tell how long it is."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a robots.txt says of an address: whether it may be read, and the seconds between two requests, if it says so."""

    allowed: bool
    delay: float | None = None


@dataclass(frozen=True, slots=True)
class _Task:
    """One thing to read: a page, or with `agent` a robots.txt."""

    content: bytes
    address: str
    today: date
    charset: str | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    facts: SourceFacts | None = None
    verdict: Verdict | None = None


_decode_task = decoder(_Task)
_decode_outcome = decoder(_Outcome)


class ConfinedReader:
    """A process that reads pages of strangers; started at the first of them. Close it, or use it in a `with` statement."""

    def __init__(self, seconds: float = LONGEST_READING) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def read_facts(self, page: bytes, address: str, today: date, charset: str | None = None) -> SourceFacts | None:
        """Return what `metadata.read_facts` does; None where the page cannot be read within time and memory."""
        outcome = self._ask(_Task(page, address, today, charset))
        return outcome.facts if outcome else None

    def judge_robots(self, rules: bytes, address: str, agent: str) -> Verdict | None:
        """Say what a robots.txt allows; None where it cannot be read within time and memory."""
        outcome = self._ask(_Task(rules, address, date.min, agent=agent))
        return outcome.verdict if outcome else None

    def _ask(self, task: _Task) -> _Outcome | None:
        process = self._process = self._process or _start()
        assert process.stdin is not None
        assert process.stdout is not None
        message = to_json(task)
        end = time.monotonic() + self._seconds
        try:
            process.stdin.write(len(message).to_bytes(_LENGTH, "big") + message)
            process.stdin.flush()
            length = int.from_bytes(_read_until(process.stdout, _LENGTH, end), "big")
            return _decode_outcome(_read_until(process.stdout, length, end))
        except (OSError, ValueError):  # it died, or its time is over
            self.close()
            return None
        except BaseException:  # Ctrl-C in between: what it says next would answer the question before
            self.close()
            raise


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "daybook.enrich.confined"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def _read_until(pipe: IO[bytes], size: int, end: float) -> bytes:
    """Read so many bytes; raise `ValueError` where they do not come before the end."""
    received = bytearray()
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)
        while len(received) < size:
            if not waiting.select(max(0.0, end - time.monotonic())):
                raise ValueError("too slow")
            part = os.read(pipe.fileno(), size - len(received))
            if not part:
                raise ValueError("it died")
            received += part
    return bytes(received)


def main() -> None:
    """Read what comes over the pipe until it ends. An exception ends the process, which is all that it may do."""
    from daybook.enrich.metadata import read_facts  # the libraries are for this process alone

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process, which closes the pipe
    _limit_memory()
    while head := sys.stdin.buffer.read(_LENGTH):
        task = _decode_task(sys.stdin.buffer.read(int.from_bytes(head, "big")))
        if task.agent is None:
            outcome = _Outcome(facts=read_facts(task.content, task.address, task.today, task.charset))
        else:
            outcome = _Outcome(verdict=_judge(task.content, task.address, task.agent))
        message = to_json(outcome)
        sys.stdout.buffer.write(len(message).to_bytes(_LENGTH, "big") + message)
        sys.stdout.buffer.flush()


def _limit_memory() -> None:
    with suppress(ImportError, OSError, ValueError):  # where the system knows no such limit there is still the time
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


@lru_cache(maxsize=32)
def _rules(content: bytes) -> object:
    from protego import Protego

    return Protego.parse(content.decode("utf-8", "replace"))


def _judge(content: bytes, address: str, agent: str) -> Verdict:
    from protego import Protego

    rules = _rules(content)
    assert isinstance(rules, Protego)
    delay = rules.crawl_delay(agent)
    if delay is not None and not math.isfinite(delay):
        delay = 1e9
    return Verdict(rules.can_fetch(address, agent), delay)


if __name__ == "__main__":
    main()
