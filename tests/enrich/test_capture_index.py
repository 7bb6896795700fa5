"""The index of a web archive: one question for many sources, what is nearest, and what it does not tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.news_host import Host, news_host

from daybook.enrich.capture_index import Wanted, find_captures
from daybook.enrich.settings import SourceReadingSettings
from daybook.enrich.web_archives import CopiesUnavailable, WebArchives

DAY = date(2004, 8, 14)
SOURCES = [f"http://www.courier.example/2004/08/{name}" for name in ("bridge?id=7", "ferry", "quake/")]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def host() -> Iterator[Host]:
    with news_host() as running:
        yield running


def index(host: Host, body: str, status: int = 200) -> WebArchives:
    """Return archives whose index answers anything with this."""
    host.fallback = (status, {"Content-Type": "text/plain"}, body.encode())
    settings = SourceReadingSettings(
        private=True, copies=f"{host.address}/web/", copies_index=f"{host.address}/cdx", copies_pause=0.0
    )
    return WebArchives(settings, "")


def test_three_sources_of_a_folder_cost_one_question(host: Host) -> None:
    archives = index(
        host,
        "http://courier.example:80/2004/08/ferry 20040901000000\n"
        "http://courier.example/2004/08/ferry 20040815093000\n"
        "https://www.courier.example/2004/08/bridge?id=7 20040810000000\n"
        "http://www.courier.example/2004/08/bridge?id=8 20040814000000\n",
    )
    found = find_captures(archives, [Wanted(address, DAY) for address in SOURCES])
    asked = parse_qs(urlsplit(host.asked[0][0]).query)

    assert len(host.asked) == 1
    assert (asked["url"], asked["matchType"]) == (["www.courier.example/2004/08/"], ["prefix"])
    assert (asked["from"], asked["to"]) == (["20040701"], ["20041001"])
    assert {address: copy.taken for address, copy in found.items()} == {
        SOURCES[1]: datetime(2004, 8, 15, 9, 30, tzinfo=UTC),
        SOURCES[0]: datetime(2004, 8, 10, tzinfo=UTC),
    }
    assert found[SOURCES[1]].url == f"{host.address}/web/20040815093000/{SOURCES[1]}"


def test_few_sources_and_several_months_are_not_asked_for_together(host: Host) -> None:
    archives = index(host, "")
    wanted = [Wanted(SOURCES[0], DAY), Wanted(SOURCES[1], DAY), Wanted(SOURCES[2], date(2005, 1, 1))]

    assert find_captures(archives, wanted) == {}
    assert host.asked == []


def test_what_may_have_a_nearer_copy_outside_of_the_list_is_left_to_a_question_of_its_own(host: Host) -> None:
    archives = index(host, f"{SOURCES[1]} 20040928000000\n")

    assert find_captures(archives, [Wanted(address, date(2004, 8, 2)) for address in SOURCES]) == {}


@pytest.mark.parametrize("status", [403, 500, 503])
def test_an_index_that_refuses_is_unavailable(host: Host, status: int) -> None:
    with pytest.raises(CopiesUnavailable, match=str(status)):
        find_captures(index(host, "", status), [Wanted(address, DAY) for address in SOURCES])


@given(st.text(max_size=300))
def test_whatever_an_index_answers_is_a_copy_or_nothing(body: str) -> None:
    with news_host() as host:
        found = find_captures(index(host, body), [Wanted(address, DAY) for address in SOURCES])
    assert all(address in SOURCES for address in found)


def test_two_hundred_questions_keep_to_four_fifths_of_thirty_a_minute(host: Host) -> None:
    clock, times = Clock(), []
    index(host, "")
    settings = SourceReadingSettings(private=True, copies=f"{host.address}/web/", copies_index=f"{host.address}/cdx")
    archives = WebArchives(settings, "", sleep=clock.sleep, monotonic=lambda: clock.now)
    for number in range(200):
        find_captures(archives, [Wanted(f"http://{number}.example/{name}", DAY) for name in "abc"])
        times.append(clock.now)

    assert len(host.asked) == 200
    assert max(sum(start <= when < start + 60 for when in times) for start in times) <= 24
