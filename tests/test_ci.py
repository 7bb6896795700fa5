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


def test_the_pythons_of_this_machine_are_found_once_each_and_in_order() -> None:
    found = pythons(Path(sys.base_prefix) / "bin")

    versions = [version for version, _ in found]
    assert platform.python_version() in versions
    assert versions == sorted(set(versions), key=number)
    assert number(versions[0]) >= (3, 11)
    for version, place in found:
        told = subprocess.run([place, "--version"], check=True, capture_output=True, text=True).stdout
        assert told.split()[1] == version


@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 127\n", "not a program"])
def test_what_only_looks_like_a_python_is_passed_over(tmp_path: Path, script: str) -> None:
    """Such as a shim of pyenv's for a version that is not chosen."""
    file = tmp_path / "python3.99"
    file.write_text(script)
    file.chmod(0o755)

    assert pythons(tmp_path) == pythons()
