"""What CI decides before it runs anything: the Pythons that it finds."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pythons(*folders: Path) -> list[tuple[str, str]]:
    """Return the version and path of each Python found, with these folders first on PATH."""
    path = os.pathsep.join([*map(str, folders), os.environ["PATH"]])
    lines = subprocess.run(
        [ROOT / ".ci/pythons"], env={**os.environ, "PATH": path}, check=True, capture_output=True, text=True
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


def test_what_only_looks_like_a_python_is_passed_over(tmp_path: Path, present: list[tuple[str, str]]) -> None:
    """Such as a shim of pyenv's for a version that is not chosen."""
    for name, script in (("python3.98", "#!/bin/sh\nexit 127\n"), ("python3.99", "not a program")):
        (tmp_path / name).write_text(script)
        (tmp_path / name).chmod(0o755)

    assert pythons(tmp_path, Path(sys.base_prefix) / "bin") == present
