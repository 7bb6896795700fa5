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


@pytest.mark.parametrize(("is_quick", "threads"), [(True, 1), (False, 3)])
def test_there_is_one_thread_for_what_is_quick_and_as_many_as_are_said_for_the_rest(
    is_quick: bool, threads: int
) -> None:
    end, others = threading.Event(), set(threading.enumerate())

    async def ask() -> int:
        pool = Pool(Limits(slow_threads=3, patience=60))
        waiting = [asyncio.ensure_future(pool.run(end.wait, is_quick=is_quick)) for _ in range(6)]
        await asyncio.sleep(0)
        count = len(set(threading.enumerate()) - others)
        end.set()
        await asyncio.gather(*waiting)
        pool.close()
        return count

    assert asyncio.run(ask()) == threads
    assert Limits(slow_threads=3).threads == 4


def test_a_line_has_room_again_when_what_was_in_it_is_done_or_failed() -> None:
    def fail() -> None:
        raise ValueError

    async def ask() -> list[int]:
        pool = Pool(Limits(waiting=1, patience=60))
        done = []
        for number in range(3):
            with pytest.raises(ValueError):  # noqa: PT011 - as it was raised
                await pool.run(fail)
            await pool.run_in_any_case(lambda: None)
            done.append(await pool.run(lambda number=number: number))  # type: ignore[misc]
        pool.close()
        return done

    assert asyncio.run(ask()) == [0, 1, 2]


@pytest.mark.parametrize("is_quick", [True, False])
def test_a_full_line_refuses_its_own_and_leaves_the_other_open(is_quick: bool) -> None:
    end = threading.Event()

    async def ask() -> str:
        pool = Pool(Limits(waiting=1, patience=60))
        first = asyncio.ensure_future(pool.run(end.wait, is_quick=is_quick))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await pool.run(lambda: "", is_quick=is_quick)
        other = await pool.run(lambda: "other", is_quick=not is_quick)
        end.set()
        await first
        pool.close()
        return other

    assert asyncio.run(ask()) == "other"


def test_a_pool_that_is_closed_has_no_threads_left() -> None:
    others = set(threading.enumerate())

    async def ask() -> None:
        pool = Pool(Limits(patience=60))
        await pool.run(lambda: None)
        await pool.run(lambda: None, is_quick=True)
        pool.close()

    asyncio.run(ask())

    assert [thread.name for thread in set(threading.enumerate()) - others if thread.name.startswith("page")] == []
