"""Progress and messages on standard error."""

from __future__ import annotations

import io
import os
import pty
import select
from collections.abc import Iterator

from daybook.cli.console import Console, printable
from daybook.progress import Progress, Steps


def work(counts: tuple[int, ...], total: int | None = 100) -> Steps[str]:
    for count in counts:
        yield Progress("reading", count, total)
    return "result"


def ticking(seconds: float) -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += seconds


def console(stream: io.StringIO, *, seconds: float = 1.0, quiet: bool = False, progress: bool = True) -> Console:
    clock = ticking(seconds)
    return Console(stream, quiet=quiet, progress=progress, clock=lambda: next(clock))


def test_work_returns_its_result_however_it_is_shown() -> None:
    assert console(io.StringIO()).follow(work((1, 2))) == "result"
    assert console(io.StringIO(), quiet=True).follow(work((1, 2))) == "result"


def test_where_there_is_no_terminal_progress_is_plain_lines_with_rate_and_time_left() -> None:
    stream = io.StringIO()

    console(stream, seconds=2.0).follow(work((0, 20, 40, 60, 80, 100)))

    assert stream.getvalue() == (
        "reading: 60 of 100 pages, 10/s, 4 s left\n"  # the first line after five seconds
        "reading: 100 of 100 pages, 8/s\n"  # and one when it is done, two seconds after the last step
    )


def test_bytes_are_told_in_megabytes() -> None:
    def reading() -> Steps[None]:
        for done in (0, 1_000_000, 3_000_000):
            yield Progress("reading", done, 12_300_000, "bytes")

    stream = io.StringIO()
    console(stream, seconds=3.0).follow(reading())

    assert stream.getvalue() == "reading: 3.0 of 12.3 MB, 0.5 MB/s, 19 s left\n"


def test_each_task_ends_with_a_line() -> None:
    def two_tasks() -> Steps[None]:
        yield Progress("reading", 3)
        yield Progress("writing", 4, 4, "files")

    stream = io.StringIO()
    console(stream, seconds=0.1).follow(two_tasks())

    assert stream.getvalue() == "reading: 3 pages\nwriting: 4 of 4 files\n"


def test_quiet_says_nothing_but_why_it_failed() -> None:
    stream = io.StringIO()
    silent = console(stream, quiet=True)

    silent.say("done")
    silent.follow(work((1, 2)))
    silent.fail("no archive")

    assert stream.getvalue() == "daybook: no archive\n"


def test_no_progress_keeps_messages() -> None:
    stream = io.StringIO()
    plain = console(stream, progress=False)

    plain.follow(work((1, 2)))
    plain.say("done")

    assert stream.getvalue() == "done\n"


def test_a_failure_is_one_line() -> None:
    stream = io.StringIO()

    console(stream).fail("one\ntwo\n  three")

    assert stream.getvalue() == "daybook: one two three\n"


def test_messages_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[31mb\x07\u202ec\r\n\td") == "a\ufffd[31mb\ufffd\ufffdc\ufffd\n\td"


def test_on_a_terminal_a_bar_is_drawn() -> None:
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w", encoding="utf-8") as stream:
        result = Console(stream).follow(work((10, 50, 100)))
        drawn = read_terminal(leader)
    os.close(leader)

    assert result == "result"
    assert "reading" in drawn
    assert "100 of 100 pages" in drawn


def read_terminal(leader: int) -> str:
    """Return all that was drawn so far."""
    drawn = b""
    while select.select([leader], [], [], 0)[0]:
        drawn += os.read(leader, 65536)
    return drawn.decode()
