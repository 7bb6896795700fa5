"""Sources read from a real server, and all the ways in which one may be led astray."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.news_host import PAGE, Host, news_host

from daybook.enrich.fetch import NotRead, SourcePage, SourceReader, is_public
from daybook.enrich.settings import SourceReadingSettings

HERE = SourceReadingSettings(private=True, pause=0.0, timeout=2.0, longest=4.0)


@pytest.fixture
def host() -> Iterator[Host]:
    """Run a server for a test."""
    with news_host() as running:
        yield running


def reader(settings: SourceReadingSettings = HERE) -> SourceReader:
    """Make a reader."""
    return SourceReader(settings, "editor@daybook.example")


def test_a_page_is_read_with_an_honest_name_after_its_robots_txt(host: Host) -> None:
    address = host.put("/news/ferry?id=7")

    assert reader().read(address) == SourcePage(address, PAGE, "utf-8")
    assert [path for path, _ in host.asked] == ["/robots.txt", "/news/ferry?id=7"]
    assert all("editor@daybook.example" in headers["User-Agent"] for _, headers in host.asked)


def test_redirects_are_followed_to_where_the_page_is(host: Host) -> None:
    address = host.put("/old", b"", 301, Location="/new")
    host.put("/new", gzip.compress(PAGE), Content_Encoding="gzip")

    assert reader().read(address) == SourcePage(f"{host.address}/new", PAGE, "utf-8")


def test_redirects_in_a_circle_end(host: Host) -> None:
    address = host.put("/a", b"", 302, Location="/b")
    host.put("/b", b"", 302, Location="/a")

    assert reader().read(address) == NotRead("its redirects do not end", for_good=True)


def test_robots_txt_is_obeyed_with_wildcards_and_asked_once(host: Host) -> None:
    host.put("/robots.txt", b"User-agent: *\nDisallow: /*/private\n\nUser-agent: other\nDisallow: /\n")
    address, secret = host.put("/news/ferry"), host.put("/news/private")
    ours = reader()

    assert isinstance(ours.read(address), SourcePage)
    assert ours.read(secret) == NotRead("its host's robots.txt keeps programs out", for_good=True)
    assert [path for path, _ in host.asked] == ["/robots.txt", "/news/ferry"]


@pytest.mark.parametrize(("status", "is_read"), [(404, True), (403, True), (503, False), (429, False)])
def test_a_robots_txt_that_is_missing_allows_and_one_that_fails_forbids(host: Host, status: int, is_read: bool) -> None:
    host.put("/robots.txt", b"", status)
    address = host.put("/news/ferry")

    found = reader().read(address)

    assert isinstance(found, SourcePage) is is_read
    assert isinstance(found, SourcePage) or not found.for_good


def test_a_host_is_left_in_peace_between_requests(host: Host) -> None:
    """As long as the setting says, or its robots.txt if that is longer; and not read at all if it wants much longer."""
    host.put("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n")
    addresses = [host.put("/1"), host.put("/2")]
    waits: list[float] = []
    ours = SourceReader(replace(HERE, pause=2.0), "", sleep=waits.append, monotonic=lambda: 100.0)

    assert all(isinstance(ours.read(address), SourcePage) for address in addresses)
    assert waits == [2.0, 7.0]
    host.put("/robots.txt", b"User-agent: *\nCrawl-delay: 3600\n")
    assert reader().read(addresses[0]) == NotRead("its host's robots.txt asks for too long a wait", for_good=True)


@pytest.mark.parametrize(
    ("status", "kind", "for_good"),
    [(404, "text/html", True), (500, "text/html", False), (429, "text/html", False), (200, "application/pdf", True)],
)
def test_what_is_no_page_is_told_and_whether_to_ask_again(host: Host, status: int, kind: str, for_good: bool) -> None:
    address = host.put("/x", b"x", status, Content_Type=kind)

    found = reader().read(address)

    assert isinstance(found, NotRead)
    assert found.for_good is for_good


def test_only_the_first_part_of_a_large_page_is_read(host: Host) -> None:
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
def test_nothing_on_this_machine_or_in_its_network_is_asked(host: Host, address: str) -> None:
    port = host.address.rpartition(":")[2]

    found = reader(replace(HERE, private=False)).read(address.format(port=port))

    assert isinstance(found, NotRead)
    assert host.asked == []


def test_a_redirect_into_a_network_of_its_own_is_not_followed(host: Host) -> None:
    """The first host counts as public here; where it sends us does not."""
    address = host.put("/out", b"", 302, Location="http://169.254.169.254/secret")
    ours = SourceReader(HERE, "", allows=lambda number: number == "127.0.0.1")

    assert ours.read(address) == NotRead("its host is in a network of its own", for_good=True)


@pytest.mark.parametrize(
    "address", ["ftp://a.example/", "file:///etc/passwd", "http://", "http://user:secret@a.example/", "http://[", "x"]
)
def test_addresses_that_are_none_are_told(address: str) -> None:
    found = reader().read(address)

    assert isinstance(found, NotRead)
    assert found.for_good


@pytest.mark.parametrize(
    ("number", "expected"),
    [("93.184.216.34", True), ("2606:4700::1111", True), ("100.64.0.1", False), ("224.0.0.1", False),
     ("2002:7f00:1::", False), ("fe80::1%eth0", False), ("::", False)],
)  # fmt: skip
def test_public_addresses(number: str, expected: bool) -> None:
    assert is_public(number) is expected


def test_a_server_that_falls_silent_is_asked_another_time(host: Host) -> None:
    assert reader().read(host.address.replace("127.0.0.1", "127.0.0.2").rpartition(":")[0] + ":1/") == NotRead(
        "its host has no robots.txt to be had now", for_good=False
    )
