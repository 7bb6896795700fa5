"""Processes that work for another end with it, and one that is killed is told in a line."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daybook.archive import open_for_writing
from daybook.errors import DaybookError
from daybook.workers import begin_worker, deferring_sigint, run_apart, telling_of_killed_workers

SCRIPT = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from daybook.archive import open_for_writing
from daybook.workers import begin_worker

with open_for_writing(Path(sys.argv[1]), now=datetime.now(UTC)), ProcessPoolExecutor(2, initializer=begin_worker) as pool:
    print(*{pool.submit(os.getpid).result() for _ in range(4)}, flush=True)
    pool.submit(time.sleep, 600).result()
"""


def is_alive(process: int) -> bool:
    """Say whether a process runs; one that ended and waits to be counted does not."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout
    return state.strip()[:1] not in ("", "Z")


def test_workers_end_when_the_main_process_is_killed_and_hold_no_archive(tmp_path: Path) -> None:
    archive = tmp_path / "test.daybook"
    main = subprocess.Popen([sys.executable, "-c", SCRIPT, archive], stdout=subprocess.PIPE, text=True)
    assert main.stdout is not None
    workers = [int(number) for number in main.stdout.readline().split()]
    main.kill()
    main.wait()
    main.stdout.close()

    with open_for_writing(archive, now=datetime.now(UTC)):
        pass
    while any(map(is_alive, workers)):  # ends, or the whole suite's time limit tells
        time.sleep(0.05)


def test_a_worker_that_is_killed_is_told_in_a_line() -> None:
    with (
        pytest.raises(DaybookError, match="killed"),
        telling_of_killed_workers(),
        ProcessPoolExecutor(1, initializer=begin_worker) as pool,
    ):
        pool.submit(os.kill, pool.submit(os.getpid).result(), signal.SIGKILL).result()


@pytest.mark.parametrize("method", ["spawn", "fork"])
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_leaves_control_c_to_the_main_one_from_its_first_moment(method: str) -> None:
    """Before its initializer runs, while modules are loaded: it starts with the signal held back."""
    with ProcessPoolExecutor(1, multiprocessing.get_context(method)) as pool:
        with deferring_sigint():
            asked = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ())

        assert signal.SIGINT in asked.result()
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def interrupt_and_wait(pid: int) -> None:
    os.kill(pid, signal.SIGINT)
    signal.pause()


def process_of(_: None) -> int:
    return os.getpid()


def test_work_apart_is_done_in_a_process_of_its_own() -> None:
    assert run_apart(process_of, None) != os.getpid()


def test_ctrl_c_ends_work_apart_and_its_process() -> None:
    """Who waited for it would wait for ever."""
    before = multiprocessing.active_children()

    with pytest.raises(KeyboardInterrupt):
        run_apart(interrupt_and_wait, os.getpid())

    assert multiprocessing.active_children() == before
