"""Copies in a web archive: the nearest one is named, its absence is known, and whatever else it says is neither."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.news_host import Host, news_host

from daybook.enrich.copies import CopyFinder
from daybook.enrich.settings import SourceReadingSettings
from daybook.enrich.web_archives import CopiesUnavailable, WebArchives
from daybook.model import ArchivedCopy
from daybook.model.setting import check_rules

DAY = date(2004, 8, 14)
SOURCE = "http://courier.example/2004/bridge?id=7&x=ü"
ASKED = "/web/20040814120000/http://courier.example/2004/bridge?id=7&x=%C3%BC"
TAKEN = "/web/20040815093000/http://courier.example/2004/bridge?id=7"


@pytest.fixture
def host() -> Iterator[Host]:
    with news_host() as running:
        yield running


class Clock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def finder(host: Host, clock: Clock | None = None, **more: float | str) -> CopyFinder:
    clock = clock or Clock()
    settings = SourceReadingSettings(private=True, copies=f"{host.address}/web/", timeout=300.0, **more)  # type: ignore[arg-type]
    archives = WebArchives(settings, "editor@daybook.example", sleep=clock.sleep, monotonic=lambda: clock.now)
    return CopyFinder(archives)


def test_the_copy_nearest_to_the_day_is_named_by_the_redirect(host: Host) -> None:
    host.put(ASKED, b"", 302, Location=TAKEN)

    assert finder(host).find(SOURCE, DAY) == ArchivedCopy(
        host.address + TAKEN, datetime(2004, 8, 15, 9, 30, tzinfo=UTC)
    )
    assert [path for path, _ in host.asked] == [ASKED]
    assert "editor@daybook.example" in host.asked[0][1]["User-Agent"]


def test_none_is_known_to_be_none(host: Host) -> None:
    assert finder(host).find(SOURCE, DAY) is None


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/web/20040815093000/http://courier.example/",
        "/web/2004/http://courier.example/",
        "/web/20041399999999/http://courier.example/",
        "http://[",
        "javascript:/20040815093000/",
        "/web/20040815093000/" + "x" * 20_000,
    ],
)
def test_an_answer_that_names_no_copy_of_the_archive_is_no_answer(host: Host, location: str) -> None:
    host.put(ASKED, b"", 302, Location=location)

    with pytest.raises(CopiesUnavailable):
        finder(host).find(SOURCE, DAY)


@pytest.mark.parametrize("status", [200, 403, 500, 503])
def test_any_other_status_leaves_it_unknown(host: Host, status: int) -> None:
    host.put(ASKED, b"", status)

    with pytest.raises(CopiesUnavailable, match=str(status)):
        finder(host).find(SOURCE, DAY)


def test_too_many_requests_are_waited_out_once(host: Host) -> None:
    host.put(ASKED, b"", 429)
    clock = Clock()

    with pytest.raises(CopiesUnavailable, match="429"):
        finder(host, clock).find(SOURCE, DAY)
    assert clock.waits[0] == 60.0
    assert len(host.asked) == 2


def test_a_hundred_sources_keep_to_the_rate(host: Host) -> None:
    clock = Clock()
    asking = finder(host, clock)
    for number in range(100):
        asking.find(f"http://courier.example/{number}", DAY)

    assert clock.now >= 99 * 2.5


def test_a_copy_is_asked_for_at_most_four_times_a_minute_and_all_requests_keep_to_the_rate(host: Host) -> None:
    clock = Clock()
    asking = finder(host, clock, save=f"{host.address}/save/")
    times: list[tuple[float, str]] = []
    for number in range(60):
        source = f"http://courier.example/{number}"
        host.put(f"/save/{source}", b"", 302, Location=f"/web/20261128120000/{source}")
        asking.find(source, DAY)
        times.append((clock.now, "find"))
        assert asking.save(source) is not None
        times.append((clock.now, "save"))

    for start, _ in times:
        within = [kind for when, kind in times if start <= when < start + 60]
        assert within.count("save") <= 4
        assert len(within) <= 24


@pytest.mark.parametrize(
    ("status", "headers", "is_named"),
    [
        (302, {"Location": "/web/20261128120000/http://courier.example/a"}, True),
        (200, {"Content_Location": "/web/20261128120000/http://courier.example/a"}, True),
        (200, {}, False),
        (302, {"Location": "http://elsewhere.example/web/20261128120000/http://courier.example/a"}, False),
    ],
)
def test_a_copy_that_was_asked_for_is_known_where_the_answer_names_it(
    host: Host, status: int, headers: dict[str, str], is_named: bool
) -> None:
    host.put("/save/http://courier.example/a", b"", status, **headers)
    copy = finder(host, save=f"{host.address}/save/").save("http://courier.example/a")

    assert (copy is not None) == is_named


def test_an_archive_that_is_not_there_is_unavailable() -> None:
    settings = SourceReadingSettings(private=True, copies="http://127.0.0.1:1/web/")

    with pytest.raises(CopiesUnavailable, match="no connection"):
        CopyFinder(WebArchives(settings, "")).find(SOURCE, DAY)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a/",
        "web.archive.org/web/",
        "http://",
        "http://[",
        "http://a:b/",
        "https://archive.today/",
        "http://www.Archive.PH/x/",
    ],
)
def test_a_setting_that_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="copies"):
        check_rules(replace(SourceReadingSettings(), copies=address))


@pytest.mark.parametrize(
    "name", ["archive.today", "archive.is", "archive.ph", "archive.fo", "archive.li", "archive.md", "archive.vn"]
)
@pytest.mark.parametrize("setting", ["copies", "copies_index", "save", "timemaps"])
def test_archive_today_is_never_asked(name: str, setting: str) -> None:
    address = f"https://{name}/timemap/"
    value = (address,) if setting == "timemaps" else address

    with pytest.raises(ValueError, match=setting):
        check_rules(replace(SourceReadingSettings(), **{setting: value}))  # type: ignore[arg-type]
