"""`daybook demo`: a site to look at, from nothing."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.cli.conftest import PROGRAM, Run
from tests.waiting import pause


def test_the_demo_touches_no_folder_that_holds_something_else(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/chapter.txt").write_text("x")

    refused = daybook("demo", "thesis", "--no-serve")

    assert refused.returncode == 2
    assert refused.stderr == "daybook: folder is not empty: `thesis` (hint: name a new folder: `daybook demo FOLDER`)\n"
    assert [file.name for file in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_the_demo_is_a_publishers_folder_with_a_site_that_is_served(demo: tuple[Path, str]) -> None:
    """With search, the API, and what agents are told."""
    folder, port = demo
    assert (folder / "site/index.html").is_file()
    assert (folder / "archive.sqlite").is_file()

    with subprocess.Popen(
        [*PROGRAM, "demo", folder, "--port", port], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            answer = json.loads(read(f"{address}api/v1/events?q=championships&size=3"))
            further = json.loads(read(answer["next_url"]))
            page = read(f"{address}search.html?q=championships")
            told = read(f"{address}llms.txt")
            documentation = read(f"{address}api/v1/docs")
        finally:
            process.send_signal(signal.SIGINT)
            _, messages = process.communicate(timeout=300)

    assert (process.returncode, "up to date" in messages) == (0, True)
    assert f'href="{answer["events"][0]["address"]}.html"' in page
    assert further["events"]
    assert (told.count("\n"), "search_events" in told, "<h1>" in documentation) == (10, True, True)


def read(address: str) -> str:
    while True:
        try:
            with urlopen(address) as response:
                text: str = response.read().decode()
                return text
        except HTTPError as refused:  # a machine with other work is let time, as `Retry-After` asks
            if refused.code != 503:
                raise
            pause()
