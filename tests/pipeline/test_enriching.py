"""`daybook enrich` on a newspaper's server on loopback: what is read, what is not, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.news_host import Host, news_host
from tests.source.exports import export, page_xml

from daybook.cli.run import run
from daybook.model import RawPage

Enrich = Callable[..., str]


@pytest.fixture
def host() -> Iterator[Host]:
    with news_host() as running:
        yield running


@pytest.fixture
def enrich(host: Host, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Enrich:
    """Give what runs `daybook enrich` on an archive whose events cite these addresses; it returns what was said."""
    archive = tmp_path / "archive.sqlite"

    def run_it(addresses: list[str], *arguments: str) -> str:
        if not archive.exists():
            events = "".join(f"* Ferry {number} sinks. [{address} (A)]\n" for number, address in enumerate(addresses))
            page = RawPage(
                "Portal:Current events/2004 August 14", events, 5, datetime(2004, 8, 14, 9, tzinfo=UTC), "Ed"
            )
            path = tmp_path / "export.xml"
            path.write_text(export(page_xml(page.title, [page])))
            assert run(["import", str(path), "--set", f"files.archive={archive}", "--quiet"]) == 0
        span = ["--since", "2004-08-01", "--until", "2004-08-31", "--no-progress"]
        fixed = [f"files.archive={archive}", "wiki.contact=me@example.org", "sources.pause=0"]
        options = [part for each in fixed for part in ("--set", each)]
        assert run(["enrich", *span, *options, *arguments]) == 0
        return capfd.readouterr().err

    return run_it


def test_reasons_are_counted_and_hosts_named_on_request(host: Host, enrich: Enrich) -> None:
    host.put("/robots.txt", b"User-agent: *\nDisallow: /private\n")
    good, pdf, secret = host.put("/good"), host.put("/pdf", Content_Type="application/pdf"), host.put("/private")
    missing = [f"{host.address}/missing{number}" for number in range(2)]

    said = enrich([good, pdf, secret, *missing], "--verbose", "--set", "sources.private=true")

    assert said.splitlines() == [
        "asked 5 sources: 1 read (1 with new facts), 4 not read; 0 not due",
        "  2 not read: HTTP status 404",
        "    127.0.0.1 (2)",
        "  1 not read: not an HTML page",
        "    127.0.0.1 (1)",
        "  1 not read: robots.txt disallows it",
        "    127.0.0.1 (1)",
    ]


def test_what_a_setting_forbade_is_asked_again_when_it_no_longer_does(host: Host, enrich: Enrich) -> None:
    address = host.put("/good")

    refused = enrich([address])
    again = enrich([address])
    allowed = enrich([address], "--set", "sources.private=true")

    assert "1 not read: not a public web address" in refused
    assert again.startswith("asked 0 sources")
    assert allowed.startswith("asked 1 source: 1 read (1 with new facts), 0 not read")


def test_one_hostile_source_does_not_end_the_run(host: Host, enrich: Enrich) -> None:
    """Each of these ended every run for good once."""
    hostile = [
        host.put("/a", b"", 302, Location="http://["),
        host.put("/b", b'<title>T</title><meta name="date" content="Mon, 01 Jan 2020 00:00:00 +999999999999999">'),
        host.put("/c", Content_Type="text/html; charset=\x01"),
        host.put("/d", b'<title>T</title><meta name="date" content="Mon, 01 Jan 10000000000000000000 00:00:00 GMT">'),
    ]

    said = enrich([*hostile, host.put("/good")], "--set", "sources.private=true")

    assert said.startswith("asked 5 sources: ")
    assert "invalid address" in said
