"""Where the `mcp` library is not installed, what needs it says so, and all else works."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import daybook

SOURCE = Path(daybook.__file__).parents[1]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment that has every installed package but that one."""
    folder = tmp_path / "packages"
    folder.mkdir()
    for installed in Path(sysconfig.get_path("purelib")).iterdir():
        if not installed.name.startswith(("mcp", "_", "__editable__")):
            (folder / installed.name).symlink_to(installed)
    return {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{SOURCE}"}


def run(environment: dict[str, str], code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-S", "-c", code]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def test_the_command_says_how_to_install_it(environment: dict[str, str], tmp_path: Path) -> None:
    done = run(environment, "import sys; sys.argv[1:] = ['mcp']; from daybook.cli import main; main()", tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'daybook-archive[mcp]'" in done.stderr


def test_a_live_site_answers_without_its_tools(environment: dict[str, str], tmp_path: Path) -> None:
    code = (
        "from daybook.serve.assembly import HANDLERS, MOUNTS\n"
        "absent = next(each for each in HANDLERS if each.has('/mcp'))\n"
        "reply = absent.answer(None, None)\n"
        "print(len(MOUNTS), reply.status, reply.content.decode())"
    )
    done = run(environment, code, tmp_path)

    assert done.stdout.startswith("0 501 "), done.stderr
    assert "daybook-archive[mcp]" in done.stdout
