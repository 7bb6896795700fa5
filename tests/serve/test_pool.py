"""The line before the server's threads."""

from __future__ import annotations

import asyncio
import threading

import pytest

from daybook.serve.handler import Busy
from daybook.serve.pool import Limits, Pool


def test_what_does_not_fit_into_the_line_is_refused_and_what_is_in_it_is_done() -> None:
    end = threading.Event()

    async def ask() -> list[object]:
        pool = Pool(Limits(slow_threads=1, waiting=2, patience=60))
        waiting = [asyncio.ensure_future(pool.run(end.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        refused = await asyncio.wait([waiting[2]])
        end.set()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        pool.close()
        assert refused[0] == {waiting[2]}
        return list(answers)

    answers = asyncio.run(ask())

    assert answers[:2] == [True, True]
    assert isinstance(answers[2], Busy)


def test_who_has_waited_too_long_is_refused_and_not_served_late() -> None:
    done: list[int] = []

    async def ask() -> None:
        pool = Pool(Limits(slow_threads=1, patience=-1))
        with pytest.raises(Busy):
            await pool.run(lambda: done.append(1))
        await pool.run_in_any_case(lambda: done.append(2))
        pool.close()

    asyncio.run(ask())

    assert done == [2]


def test_what_is_quickly_done_does_not_wait_for_the_rest() -> None:
    end = threading.Event()

    async def ask() -> object:
        pool = Pool(Limits(slow_threads=1, patience=60))
        slow = [asyncio.ensure_future(pool.run(end.wait)) for _ in range(5)]
        await asyncio.sleep(0)
        quick = await pool.run(lambda: "at once", is_quick=True)
        end.set()
        await asyncio.gather(*slow)
        pool.close()
        return quick

    assert asyncio.run(ask()) == "at once"
