"""Fixtures that the tests of several parts share."""

from __future__ import annotations

import gc
import os
import resource
import signal
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.examples import load_profile
from tests.loaded_program import loaded_program, look_seldom
from tests.mediawiki import LocalWiki, missing_parts
from tests.ports import free_port
from tests.processes import put_in_order

if TYPE_CHECKING:
    from tests.scheduler import Sharing
    from xdist.remote import Producer

load_profile()

LARGEST = 3 << 30
"""Bytes of memory that a process of the suite, or one that it starts, may fill: five times what the hungriest test takes. What grows without end
fails with a `MemoryError`, not with the machine. Memory that is only set aside does not count, of which browsers take terabytes."""


def pytest_configure() -> None:
    """Bound memory, hear Ctrl-C, multiply in one thread, and hold back what is printed, as for whoever uses the program.

    A shell has what it starts in the background ignore Ctrl-C, and with that all that tests start; machines that run tests have Python
    write at once, and what a full disk does not take then looks different.
    """
    os.environ.pop("PYTHONUNBUFFERED", None)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = LARGEST if hard == resource.RLIM_INFINITY else min(LARGEST, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep Python from looking for garbage in what is loaded to stay, a tenth of the suite's time, and seldom in the rest: 3 % of it."""
    gc.disable()
    collected = yield
    gc.enable()
    look_seldom()
    return collected


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    put_in_order(items)


def pytest_runtest_setup() -> None:
    """Let Ctrl-C interrupt what waits: polars, once imported, has such a call begin again, and a test that counts on the end waits on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    """Share the tests among the processes, where there are several."""
    from tests.scheduler import Sharing  # a single process needs nothing of it

    return Sharing(config, log)


@pytest.fixture(scope="session")
def local_wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWiki]:
    """Start a real MediaWiki on loopback, shared by all tests: each should use titles of its own."""
    lacking = missing_parts()
    if lacking:
        pytest.skip(lacking)
    wiki = LocalWiki(tmp_path_factory.mktemp("mediawiki"))
    yield wiki
    wiki.stop()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, program: Path) -> tuple[Path, str]:
    """Make what `daybook demo` makes, once for all tests that only look at it; return its folder and the port that it is for."""
    folder, port = tmp_path_factory.mktemp("demo") / "daybook-demo", str(free_port())
    done = subprocess.run(
        [program, "demo", folder, "--no-serve", "--port", port], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return folder, port


@pytest.fixture(scope="session")
def golden_sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Build the sample's sites once for all tests that only read them; return their folder and what `golden_text` says of them."""
    from tests.golden_site import golden_text  # loads every stage, which most tests do not need

    folder = tmp_path_factory.mktemp("golden")
    return folder, golden_text(folder)


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give what is run like `daybook` without its start, as in `subprocess.run([program, "status"], cwd=folder)`."""
    with loaded_program(tmp_path_factory.mktemp("program")) as client:
        yield client
