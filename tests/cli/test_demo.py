"""`daybook demo`: a site to look at, from nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.cli.conftest import Run
from tests.ports import free_port
from tests.waiting import pause


def test_the_demo_touches_no_folder_that_holds_something_else(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/chapter.txt").write_text("x")

    refused = daybook("demo", "thesis", "--no-serve")

    assert refused.returncode == 2
    assert refused.stderr == "daybook: folder is not empty: `thesis` (hint: name a new folder: `daybook demo FOLDER`)\n"
    assert [file.name for file in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_the_demo_is_a_publishers_folder_with_a_site_that_is_served(daybook: Run, tmp_path: Path) -> None:
    """With search, the API, and what agents are told."""
    port = str(free_port())
    command = [sys.executable, "-c", "from daybook.cli import main; main()", "demo", "--port", port]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
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
            assert process.wait(timeout=300) == 0

    again = daybook("demo", "--no-serve", "--port", port)
    assert (again.returncode, again.stdout, "up to date" in again.stderr) == (0, "", True)
    assert (tmp_path / "daybook-demo/site/index.html").is_file()
    assert (tmp_path / "daybook-demo/archive.sqlite").is_file()
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
