"""What CI decides around the tests: the Pythons that it finds, and what runs once more."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pythons(*folders: Path, **environment: str) -> list[tuple[str, str]]:
    """Return the version and path of each Python found, with these folders first on PATH."""
    path = os.pathsep.join([*map(str, folders), os.environ["PATH"]])
    lines = subprocess.run(
        [ROOT / ".ci/pythons"],
        env={**os.environ, "PATH": path, **environment},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return [(version, place) for version, _, place in (line.partition(" ") for line in lines)]


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@pytest.fixture(scope="module")
def present() -> list[tuple[str, str]]:
    """Find those of this machine; each is started for it."""
    return pythons(Path(sys.base_prefix) / "bin")


def test_the_pythons_of_this_machine_are_found_once_each_and_in_order(present: list[tuple[str, str]]) -> None:
    versions = [version for version, _ in present]
    assert platform.python_version() in versions
    assert versions == sorted(set(versions), key=number)
    assert number(versions[0]) >= (3, 11)
    for version, place in present:
        told = subprocess.run([place, "--version"], check=True, capture_output=True, text=True).stdout
        assert told.split()[1] == version


def test_what_only_looks_like_a_python_is_passed_over(tmp_path: Path) -> None:
    """Such as a shim of pyenv's for a version that is not chosen. It is not looked for where pyenv and uv keep others."""
    for name, script in (("python3.98", "#!/bin/sh\nexit 127\n"), ("python3.99", "not a program")):
        (tmp_path / name).write_text(script)
        (tmp_path / name).chmod(0o755)

    nowhere = {name: str(tmp_path / "none") for name in ("PYENV_ROOT", "UV_PYTHON_INSTALL_DIR")}
    versions = [version for version, _ in pythons(tmp_path, Path(sys.base_prefix) / "bin", **nowhere)]

    assert platform.python_version() in versions
    assert [version for version in versions if number(version) >= (3, 98)] == []


def test_tests_write_into_memory_only_where_programs_may_be_run_and_there_is_room() -> None:
    told = subprocess.run([ROOT / ".ci/memory"], check=True, capture_output=True, text=True).stdout

    assert told in ("", "TMPDIR=/dev/shm\n")
    if told:
        assert shutil.disk_usage("/dev/shm").free > 1 << 30
        assert not os.statvfs("/dev/shm").f_flag & os.ST_NOEXEC


FLAKY = """
import pathlib
import pytest

@pytest.mark.parametrize("number", range({count}))
def test_one(number):
    mark = pathlib.Path(f"seen-{{number}}")
    seen = mark.exists()
    mark.touch()
    assert seen and {ever}

def test_another():
    pathlib.Path("another").open("a").write("run\\n")
"""


def retried(folder: Path, count: int, *, ever: bool) -> tuple[int, str, int]:
    """Run tests of which some fail the first time, or ever; return the exit code, the output, and how often another one ran."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_it.py").write_text(FLAKY.format(count=count, ever=ever))
    done = subprocess.run(
        [ROOT / ".ci/retry", "sh", "-c", f"'{sys.executable}' -m pytest -q -p xdist $PYTEST_ARGS"],
        cwd=folder, env={**os.environ, "PYTEST_ARGS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout, (folder / "another").read_text().count("run")


def test_a_test_that_fails_once_runs_again_by_itself_and_is_named(tmp_path: Path) -> None:
    code, output, others = retried(tmp_path, 1, ever=True)
    assert (code, others) == (0, 1)
    assert "ci: FAILED ONCE and then passed, mend it: test_it.py::test_one[0]" in output


@pytest.mark.parametrize(("count", "ever"), [(1, False), (4, True)], ids=["fails twice", "too many"])
def test_what_fails_again_or_in_numbers_fails(tmp_path: Path, count: int, ever: bool) -> None:
    code, output, _ = retried(tmp_path, count, ever=ever)
    assert code == 1
    assert "FAILED ONCE" not in output
    assert ("runs once more" in output) is (count == 1)


def test_what_passes_runs_once(tmp_path: Path) -> None:
    (tmp_path / "seen-0").touch()
    assert retried(tmp_path, 1, ever=True)[::2] == (0, 1)
