"""Sources read from a real server, and all the ways in which one may be led astray."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.news_host import PAGE, Host, news_host

from daybook.enrich.confined import ConfinedReader
from daybook.enrich.fetch import SourceFailure, SourceFault, SourcePage, SourceReader, reopened
from daybook.enrich.settings import SourceReadingSettings

TODAY = date(2026, 11, 28)
HERE = SourceReadingSettings(private=True, pause=0.0, timeout=300.0, longest=600.0)


@pytest.fixture
def host() -> Iterator[Host]:
    """Run a server for a test."""
    with news_host() as running:
        yield running


@pytest.fixture(scope="module")
def confined() -> Iterator[ConfinedReader]:
    """Share the process that reads what hosts sent."""
    with ConfinedReader() as running:
        yield running


Readers = Callable[..., SourceReader]


@pytest.fixture
def reader(confined: ConfinedReader) -> Readers:
    """Give what makes a reader."""

    def make(settings: SourceReadingSettings = HERE, **more: Any) -> SourceReader:
        return SourceReader(settings, "editor@daybook.example", confined=confined, **more)

    return make


def test_a_page_is_read_with_an_honest_name_after_its_robots_txt(reader: Readers, host: Host) -> None:
    address = host.put("/news/ferry?id=7")

    assert reader().read(address) == SourcePage(address, PAGE, "utf-8")
    assert [path for path, _ in host.asked] == ["/robots.txt", "/news/ferry?id=7"]
    assert all("editor@daybook.example" in headers["User-Agent"] for _, headers in host.asked)


def test_redirects_are_followed_to_where_the_page_is(reader: Readers, host: Host) -> None:
    address = host.put("/old", b"", 301, Location="/new")
    host.put("/new", gzip.compress(PAGE), Content_Encoding="gzip")

    assert reader().read(address) == SourcePage(f"{host.address}/new", PAGE, "utf-8")


def test_redirects_in_a_circle_end(reader: Readers, host: Host) -> None:
    address = host.put("/a", b"", 302, Location="/b")
    host.put("/b", b"", 302, Location="/a")

    assert reader().read(address) == SourceFailure(SourceFault.REDIRECTS)


def test_robots_txt_is_obeyed_with_wildcards_and_asked_once(reader: Readers, host: Host) -> None:
    host.put("/robots.txt", b"User-agent: *\nDisallow: /*/private\n\nUser-agent: other\nDisallow: /\n")
    address, secret = host.put("/news/ferry"), host.put("/news/private")
    ours = reader()

    assert isinstance(ours.read(address), SourcePage)
    assert ours.read(secret) == SourceFailure(SourceFault.ROBOTS)
    assert [path for path, _ in host.asked] == ["/robots.txt", "/news/ferry"]


@pytest.mark.parametrize(("status", "is_read"), [(404, True), (403, True), (503, False), (429, False)])
def test_a_robots_txt_that_is_missing_allows_and_one_that_fails_forbids(
    reader: Readers, host: Host, status: int, is_read: bool
) -> None:
    host.put("/robots.txt", b"", status)
    address = host.put("/news/ferry")

    found = reader().read(address)

    assert isinstance(found, SourcePage) is is_read
    assert isinstance(found, SourcePage) or not found.for_good


def test_a_host_is_left_in_peace_between_requests(reader: Readers, host: Host) -> None:
    """As long as the setting says, or its robots.txt if that is longer; and not read at all if it wants much longer."""
    host.put("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n")
    addresses = [host.put("/1"), host.put("/2")]
    waits: list[float] = []
    ours = reader(replace(HERE, pause=2.0), sleep=waits.append, monotonic=lambda: 100.0)

    assert all(isinstance(ours.read(address), SourcePage) for address in addresses)
    assert waits == [2.0, 7.0]
    host.put("/robots.txt", b"User-agent: *\nCrawl-delay: 3600\n")
    assert reader().read(addresses[0]) == SourceFailure(SourceFault.LONG_DELAY)


@pytest.mark.parametrize(
    ("status", "kind", "for_good"),
    [(404, "text/html", True), (500, "text/html", False), (429, "text/html", False), (200, "application/pdf", True)],
)
def test_what_is_no_page_is_told_and_whether_to_ask_again(
    reader: Readers, host: Host, status: int, kind: str, for_good: bool
) -> None:
    address = host.put("/x", b"x", status, Content_Type=kind)

    found = reader().read(address)

    assert isinstance(found, SourceFailure)
    assert found.for_good is for_good


def test_only_the_first_part_of_a_large_page_is_read(reader: Readers, host: Host) -> None:
    bomb = host.put("/bomb", gzip.compress(b"a" * 5_000_000), Content_Encoding="gzip")
    large = host.put("/large", PAGE + b"a" * 5_000_000)
    ours = reader(replace(HERE, largest=1000))

    for address in (bomb, large):
        found = ours.read(address)
        assert isinstance(found, SourcePage)
        assert len(found.content) == 1000


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://2130706433:{port}/",
        "http://127.0.0.1/", "http://0.0.0.0/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/",
        "http://10.0.0.1/", "http://[fd00::1]/",
    ],
)  # fmt: skip
def test_nothing_on_this_machine_or_in_its_network_is_asked(reader: Readers, host: Host, address: str) -> None:
    port = host.address.rpartition(":")[2]

    found = reader(replace(HERE, private=False)).read(address.format(port=port))

    assert isinstance(found, SourceFailure)
    assert host.asked == []


def test_a_redirect_into_a_network_of_its_own_is_not_followed(reader: Readers, host: Host) -> None:
    """The first host counts as public here; where it sends us does not."""
    address = host.put("/out", b"", 302, Location="http://169.254.169.254/secret")
    ours = reader(HERE, allows=lambda number: number == "127.0.0.1")

    assert ours.read(address) == SourceFailure(SourceFault.NOT_PUBLIC)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example/",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@a.example/",
        "http://[",
        "x",
        "http://a b/",
        "http://a\x00b/",
        "http://" + "a" * 9000,
    ],
)
def test_addresses_that_are_none_are_told(reader: Readers, address: str) -> None:
    found = reader().read(address)

    assert isinstance(found, SourceFailure)
    assert found.for_good


def test_a_server_that_falls_silent_is_asked_another_time(reader: Readers, host: Host) -> None:
    assert reader().read(host.address.replace("127.0.0.1", "127.0.0.2").rpartition(":")[0] + ":1/") == SourceFailure(
        SourceFault.NO_CONNECTION
    )


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ({}, frozenset()),
        ({"private": True}, {"host is not public", "not a public web address"}),
        ({"pause": 60.0}, {"robots.txt asks for a longer pause than we wait"}),
    ],
)
def test_a_setting_that_does_away_with_a_reason_opens_it_again(changed: dict[str, Any], again: frozenset[str]) -> None:
    assert reopened(replace(SourceReadingSettings(), **changed)) == again


@pytest.mark.parametrize("status", [301, 404, 410, 451])
def test_equal_reasons_have_equal_words(status: int) -> None:
    assert SourceFailure(SourceFault.STATUS, status).why == f"HTTP status {status}"
    assert SourceFailure(SourceFault.STATUS, status).for_good


def test_a_look_tells_where_it_arrived_and_whether_for_good(host: Host) -> None:
    there = host.put("/a/17", b"<title>Ferry overturns</title>")
    old, passing = host.put("/old", b"", 301, Location="/a/17"), host.put("/passing", b"", 302, Location="/old")
    with SourceReader(HERE, "") as reader:
        looks = [reader.look(address, TODAY) for address in (there, old, passing, host.address + "/none")]

    assert [(look.status, look.arrived, look.lasting, look.title) for look in looks[:3]] == [
        (200, there, True, "Ferry overturns"),
        (200, there, True, "Ferry overturns"),
        (200, there, False, "Ferry overturns"),
    ]
    assert (looks[3].status, looks[3].fault) == (404, None)


def test_a_look_at_a_host_that_is_not_there_is_a_fault() -> None:
    with SourceReader(HERE, "") as reader:
        assert reader.look("http://127.0.0.1:1/", TODAY).fault is SourceFault.NO_CONNECTION


def test_a_look_obeys_robots_txt(host: Host) -> None:
    host.put("/robots.txt", b"User-agent: *\nDisallow: /")
    with SourceReader(HERE, "") as reader:
        assert reader.look(host.put("/x"), TODAY).fault is SourceFault.ROBOTS
