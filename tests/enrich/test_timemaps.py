"""Copies in further archives: lists of links, well-formed or not, and the archive that nobody is sent to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.news_host import Host, news_host

from daybook.enrich.settings import SourceReadingSettings
from daybook.enrich.timemaps import find_memento, read_mementos
from daybook.enrich.web_archives import CopiesUnavailable, WebArchives

DAY = date(2004, 8, 14)
LIST = """<http://courier.example/a>; rel="original",
<http://library.example/timegate/http://courier.example/a>; rel=timegate,
<http://library.example/20040801000000/http://courier.example/a>; rel="first memento"; datetime="Sun, 01 Aug 2004 00:00:00 GMT",
<http://library.example/20040815093000/http://courier.example/a,b>;datetime="Sun, 15 Aug 2004 09:30:00 GMT";rel="memento",
<https://archive.ph/20040814120000/http://courier.example/a>; rel="memento"; datetime="Sat, 14 Aug 2004 12:00:00 GMT",
<javascript:1>; rel="memento"; datetime="Sat, 14 Aug 2004 12:00:00 GMT",
<http://library.example/undated>; rel="memento"; datetime="yesterday",
<http://library.example/20260101000000/http://courier.example/a>; rel="last memento"; datetime="Thu, 01 Jan 2026 00:00:00 GMT"""


@pytest.fixture
def host() -> Iterator[Host]:
    with news_host() as running:
        yield running


def archives(host: Host) -> WebArchives:
    return WebArchives(SourceReadingSettings(private=True, copies_pause=0.0), "")


def test_the_nearest_copy_of_a_list_is_taken_but_never_one_of_archive_today(host: Host) -> None:
    host.put("/timemap/link/http://courier.example/a", LIST.encode())
    copy = find_memento(archives(host), f"{host.address}/timemap/link/", "http://courier.example/a", DAY)

    assert copy is not None
    assert copy.url == "http://library.example/20040815093000/http://courier.example/a,b"
    assert copy.taken == datetime(2004, 8, 15, 9, 30, tzinfo=UTC)


def test_a_list_that_is_not_there_says_that_there_is_no_copy(host: Host) -> None:
    assert find_memento(archives(host), f"{host.address}/timemap/link/", "http://courier.example/a", DAY) is None


def test_an_archive_that_fails_says_nothing(host: Host) -> None:
    host.put("/timemap/link/http://courier.example/a", b"", 503)

    with pytest.raises(CopiesUnavailable, match="503"):
        find_memento(archives(host), f"{host.address}/timemap/link/", "http://courier.example/a", DAY)


def test_every_part_of_a_list_is_read() -> None:
    assert [copy.url.rpartition("/")[2] for copy in read_mementos(LIST)] == ["a", "a,b", "a"]


@given(st.text(alphabet='<>;,="relmntodi \n\x00:/', max_size=400))
def test_no_list_is_too_odd(text: str) -> None:
    assert list(read_mementos(text)) is not None


@pytest.mark.parametrize("text", ["<" * 500_000, "<a>;" * 200_000, '<a>;rel="' * 100_000, "<a>" + ";x=y" * 250_000])
def test_a_long_list_is_read_once(text: str) -> None:
    assert list(read_mementos(text)) == []
