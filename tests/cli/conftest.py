"""Running the real program in a folder of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from daybook.cli.run import run as run_command

PAGE = """{{Current events|year=2024|month=05|day=01|content=
'''Disasters and accidents'''
*[[Storm Example]]
**A storm floods the harbour of [[Exampleton]]. [http://news.example.org/storm (Example News)]
'''Sports'''
*The [[Exampleton United]] football club wins the cup. [http://sport.example.org/cup (Example Sport)]
}}
"""


def export(wordings: tuple[str, ...]) -> str:
    """Write a MediaWiki export of one day page with these revisions, a day apart."""
    revisions = "".join(
        f"<revision><id>{100 + number}</id><timestamp>2024-05-0{number}T00:00:00Z</timestamp>"
        f"<model>wikitext</model><format>text/x-wiki</format>"
        f'<text xml:space="preserve">*{text} [http://news.example.org/ferry (Example News)]</text></revision>'
        for number, text in enumerate(wordings, start=1)
    )
    return (
        '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">'
        f"<page><title>Portal:Current events/2024 May 1</title><ns>100</ns><id>1</id>{revisions}</page></mediawiki>\n"
    )


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]
Spawn = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = (sys.executable, "-c", "from daybook.cli import main; main()")


@pytest.fixture
def daybook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `daybook` with these arguments in an empty folder, in this process: the start of a new one takes a second."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def run(*arguments: str | Path) -> Done:
        capfd.readouterr()
        code = run_command([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return run


@pytest.fixture
def spawn(tmp_path: Path, program: Path) -> Spawn:
    """Run `daybook` as a process of its own in an empty folder; `shell` goes before it, such as `ulimit -f 8;`.

    It `starts` from nothing where what is tried does not pass from a process to another that has loaded the program: privileges,
    name spaces, closed streams, Python's own variables.
    """

    def run(
        *arguments: str | Path, shell: str = "", after: str = "", starts: bool = False
    ) -> subprocess.CompletedProcess[str]:
        command = ["bash", "-c", f'{shell} "$@" {after}', "bash", *(PROGRAM if starts else [program]), *arguments]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, stdin=subprocess.DEVNULL, text=True, timeout=300, check=False
        )

    return run


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Write a day page as a file."""
    file = tmp_path / "2024-05-01.wikitext"
    file.write_text(PAGE, "utf-8")
    return file
