"""What is piped into `daybook parse -`: wikitext of a day, or an export, whatever comes."""

from __future__ import annotations

import bz2
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.source.exports import HEAD, TAIL, page_xml

from daybook.model import RawPage

TITLE = "Portal:Current events/2024 May 1"


Parse = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def parse(program: Path) -> Parse:
    def run(content: bytes, *more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [program, "parse", "-", *more], input=content, capture_output=True, timeout=300, check=False
        )

    return run


def days(done: subprocess.CompletedProcess[bytes]) -> list[tuple[str, list[str]]]:
    """Return the days printed, each with the texts of its events."""
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [(line["date"], [event["text"] for event in line["events"]]) for line in lines]


@pytest.mark.parametrize(
    "wikitext", ["* A ferry sinks.", "\ufeff* A ferry sinks.\r\n", "<!-- news -->\n* A ferry sinks."]
)
def test_wikitext_is_the_page_of_the_day_that_is_named(parse: Parse, wikitext: str) -> None:
    assert days(parse(wikitext.encode(), "--date", "2024-05-01")) == [("2024-05-01", ["A ferry sinks."])]


@pytest.mark.parametrize("pack", [bytes, bz2.compress, lambda content: b"\n " + content])
def test_an_export_is_read_as_before(parse: Parse, pack: object) -> None:
    whole = (HEAD + page_xml(TITLE, [RawPage(TITLE, "* A ferry sinks.", 7)]) + TAIL).encode()

    assert days(parse(pack(whole))) == [("2024-05-01", ["A ferry sinks."])]  # type: ignore[operator]


def test_the_day_is_today_unless_it_is_named(parse: Parse) -> None:
    ((day, _),) = days(parse(b"* A ferry sinks."))

    assert len(day) == 10


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "standard input is empty"), (b"\xff\xfe", "not UTF-8 text"), (b"7z\xbc\xaf'\x1c", "cannot unpack 7z")],
)
def test_what_is_neither_is_told_in_one_line(parse: Parse, content: bytes, told: str) -> None:
    done = parse(content)

    assert told in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""
