"""`daybook enrich --check` on servers on loopback that behave as each case does, in time that passes as told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.news_host import Host, news_host
from tests.source.exports import export, page_xml

from daybook.api import finish, load_settings
from daybook.archive import ArchiveReader, open_for_reading
from daybook.cli.run import run
from daybook.config import Settings
from daybook.enrich import health
from daybook.model import ArchivedCopy, RawPage, SourceHealth, SourceState
from daybook.pipeline.checking_sources import HealthReport, check_sources
from daybook.pipeline.intake import import_paths

DAY = date(2004, 8, 14)
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def host() -> Iterator[Host]:
    with news_host() as running:
        yield running


class Desk:
    """An archive whose events cite given addresses, and looks at them."""

    def __init__(self, folder: Path, addresses: list[str], copies: str = "", paywalls: tuple[str, ...] = ()) -> None:
        events = "".join(f"* Ferry {number} sinks. [{address} (A)]\n" for number, address in enumerate(addresses))
        page = RawPage("Portal:Current events/2004 August 14", events, 5, datetime(2004, 8, 14, 9, tzinfo=UTC), "Ed")
        path = folder / "export.xml"
        path.write_text(export(page_xml(page.title, [page])))
        settings = load_settings(assignments=[f"files.archive={folder}/archive.sqlite", "wiki.contact=me@example.org"])
        hosts = replace(settings.sources, private=True, pause=0.0, copies=copies, copies_pause=0.0, paywalls=paywalls)
        self.settings: Settings = replace(settings, sources=hosts)
        finish(import_paths([path], self.settings, NOW))

    def look(self, day: float = 0, limit: int | None = None) -> HealthReport:
        return finish(check_sources((DAY, DAY), self.settings, NOW + timedelta(days=day), limit=limit))

    def states(self) -> dict[str, SourceState]:
        with open_for_reading(self.settings.files.archive) as connection:
            reader = ArchiveReader(connection)
            events = reader.events(range(1, 2000)).values()
            return {
                source.url: state
                for event in events
                for source, state in zip(event.event.sources, event.states, strict=False)
                if state is not None
            }


def test_one_that_is_missing_is_gone_after_three_looks_three_days_apart(host: Host, tmp_path: Path) -> None:
    good, lost = host.put("/good"), f"{host.address}/lost"
    desk = Desk(tmp_path, [good, lost])
    found = []
    for day in (0, 1, 3, 6):
        desk.look(day)
        found.append(desk.states()[lost].health)

    assert found == [SourceHealth.UNKNOWN, SourceHealth.UNKNOWN, SourceHealth.UNKNOWN, SourceHealth.GONE]
    assert desk.states()[good].health is SourceHealth.ALIVE
    host.put("/lost")
    desk.look(13)
    assert desk.states()[lost].health is SourceHealth.ALIVE


def test_nothing_is_looked_at_before_it_is_due(host: Host, tmp_path: Path) -> None:
    desk = Desk(tmp_path, [host.put("/good")])

    assert [desk.look(day).looked for day in (0, 1, 6.9, 7)] == [1, 0, 0, 1]


def test_a_copy_near_the_day_is_kept_and_asked_for_once(host: Host, tmp_path: Path) -> None:
    good, other = host.put("/good"), host.put("/other")
    taken = f"/web/20040815093000/{good}"
    host.put(f"/web/20040814120000/{good}", b"", 302, Location=taken)
    desk = Desk(tmp_path, [good, other], copies=f"{host.address}/web/")

    first, second = desk.look(0), desk.look(8)

    assert (first.copies, second.copies) == (1, 0)
    assert desk.states()[good].copy == ArchivedCopy(host.address + taken, datetime(2004, 8, 15, 9, 30, tzinfo=UTC))
    assert desk.states()[other].copy is None
    assert sum(path.startswith("/web/") for path, _ in host.asked) == 2


def test_a_web_archive_that_does_not_answer_is_left_alone_after_three_questions(host: Host, tmp_path: Path) -> None:
    desk = Desk(tmp_path, [host.put(f"/{number}") for number in range(9)], copies="http://127.0.0.1:1/web/")
    report = desk.look()

    assert (report.looked, report.copies, report.unavailable) == (9, 0, "no connection")
    assert all(state.copy_asked is None for state in desk.states().values())


CASES: dict[str, tuple[SourceHealth, int, dict[str, str], bytes]] = {
    "alive": (SourceHealth.ALIVE, 200, {}, b"<title>Ferry overturns</title>"),
    "picture": (SourceHealth.ALIVE, 200, {"Content_Type": "image/png"}, b"\x89PNG"),
    "moved": (SourceHealth.MOVED, 301, {"Location": "/elsewhere/17"}, b""),
    "passing": (SourceHealth.ALIVE, 302, {"Location": "/elsewhere/17"}, b""),
    "lost": (SourceHealth.GONE, 404, {}, b""),
    "removed": (SourceHealth.GONE, 410, {}, b""),
    "broken": (SourceHealth.GONE, 500, {}, b""),
    "to-root": (SourceHealth.GONE, 302, {"Location": "/"}, b""),
    "to-lost": (SourceHealth.GONE, 302, {"Location": "/errors/404.html"}, b""),
    "says-so": (SourceHealth.GONE, 200, {}, b"<title>Page not found</title>"),
    "forbidden": (SourceHealth.BLOCKED, 403, {}, b""),
    "too-often": (SourceHealth.BLOCKED, 429, {}, b""),
    "login": (SourceHealth.BLOCKED, 401, {}, b""),
    "robots-out": (SourceHealth.BLOCKED, 200, {}, b"<title>Secret</title>"),
}
"""How a source behaves, and what it must come to within ten days."""

EACH = 36
"""Addresses of each case: 504 in all."""


def test_five_hundred_sources_are_judged_as_they_behave(host: Host, tmp_path: Path) -> None:
    host.put("/robots.txt", b"User-agent: *\nDisallow: /robots-out\n")
    host.put("/elsewhere/17")
    host.put("/")
    host.put("/errors/404.html", b"<title>Sorry</title>")
    expected = {}
    for name, (state, status, headers, body) in CASES.items():
        for number in range(EACH):
            expected[host.put(f"/{name}-{number}", body, status, **headers)] = state
    desk = Desk(tmp_path, list(expected))
    for day in (0, 3, 6, 9):
        desk.look(day)
    judged = {address: state.health for address, state in desk.states().items()}
    wrong = Counter(
        (expected[address].value, judged[address].value) for address in expected if judged[address] != expected[address]
    )

    assert len(expected) >= 500
    assert wrong == {}


def test_a_known_paywall_is_never_called_gone(host: Host, tmp_path: Path) -> None:
    statuses = (401, 402, 403, 412, 428, 440, 449)
    addresses = [host.put(f"/{status}", b"", status) for status in statuses]
    desk = Desk(tmp_path, addresses, paywalls=("127.0.0.1",))
    for day in (0, 3, 6, 9, 31, 34, 37, 62):
        desk.look(day)

    assert {state.health for state in desk.states().values()} == {SourceHealth.PAYWALLED}


def test_the_command_says_what_it_found_and_export_has_it(
    host: Host, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, [host.put("/good"), host.put("/removed", b"", 410)])
    options = [f"files.archive={desk.settings.files.archive}", "wiki.contact=me@example.org", "sources.private=true"]
    options += ["sources.pause=0", "sources.copies="]
    chosen = [part for each in options for part in ("--set", each)]

    assert run(["enrich", "--check", "--since", "2004-08-14", "--until", "2004-08-14", "--no-progress", *chosen]) == 0
    assert capfd.readouterr().err.splitlines() == [
        "looked at 2 sources: 1 alive, 1 gone; 0 not due; 0 archived copies found"
    ]
    assert run(["export", *chosen[:2]]) == 0
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [line["states"][0]["health"] for line in lines] == ["alive", "gone"]


def test_what_is_looked_at_again_is_at_least_a_day_old() -> None:
    assert min(health.APART, health.RECHECK, health.RECHECK_BLOCKED) >= timedelta(days=3)
