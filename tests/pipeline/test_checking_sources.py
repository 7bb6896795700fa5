"""`daybook enrich --check` on servers on loopback that behave as each case does, in time that passes as told."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.http_api.asking import body
from tests.http_api.conftest import session_of
from tests.news_host import Host, news_host
from tests.source.exports import export, page_xml

from daybook.api import finish, load_settings
from daybook.archive import ArchiveReader, open_for_reading
from daybook.cli.run import run
from daybook.config import Settings
from daybook.enrich import health
from daybook.model import ArchivedCopy, RawPage, SourceHealth, SourceState
from daybook.pipeline.building import build_site
from daybook.pipeline.checking_sources import HealthReport, check_sources
from daybook.pipeline.exporting import export_tables
from daybook.pipeline.intake import import_paths

DAY = date(2004, 8, 14)
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def host() -> Iterator[Host]:
    with news_host() as running:
        yield running


class Desk:
    """An archive whose events cite given addresses, and looks at them."""

    def __init__(self, folder: Path, addresses: list[str], copies: str = "", **more: str | tuple[str, ...]) -> None:
        events = "".join(f"* Ferry {number} sinks. [{address} (A)]\n" for number, address in enumerate(addresses))
        page = RawPage("Portal:Current events/2004 August 14", events, 5, datetime(2004, 8, 14, 9, tzinfo=UTC), "Ed")
        path = folder / "export.xml"
        path.write_text(export(page_xml(page.title, [page])))
        settings = load_settings(
            assignments=[
                f"files.archive={folder}/archive.sqlite",
                f"files.site={folder}/site",
                "wiki.contact=me@example.org",
            ]
        )
        hosts = replace(settings.sources, private=True, pause=0.0, copies=copies, copies_pause=0.0, **more)  # type: ignore[arg-type]
        self.settings: Settings = replace(settings, sources=hosts)
        self.now = NOW
        finish(import_paths([path], self.settings, NOW))

    def look(self, day: float = 0, limit: int | None = None) -> HealthReport:
        return finish(check_sources((DAY, DAY), self.settings, self.now + timedelta(days=day), limit=limit))

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


def test_copies_of_many_sources_of_a_folder_are_found_by_one_question(host: Host, tmp_path: Path) -> None:
    addresses = [host.put(f"/2004/{number}") for number in range(20)]
    rows = "".join(f"{address} 2004081509300{number % 10}\n" for number, address in enumerate(addresses[:19]))
    host.fallback = (200, {"Content-Type": "text/plain"}, rows.encode())
    host.put("/robots.txt", b"")
    host.put(f"/web/20040814120000/{addresses[19]}", b"", 404)
    desk = Desk(tmp_path, addresses, copies=f"{host.address}/web/", copies_index=f"{host.address}/cdx")

    report = desk.look()

    assert report.copies == 19
    assert [path.partition("?")[0] for path, _ in host.asked if path.startswith(("/cdx", "/web"))] == [
        "/cdx",
        f"/web/20040814120000/{addresses[19]}",
    ]


def test_an_index_of_another_archive_is_not_asked(host: Host, tmp_path: Path) -> None:
    addresses = [host.put(f"/{number}") for number in range(3)]
    desk = Desk(tmp_path, addresses, copies=f"{host.address}/web/", copies_index="http://localhost:1/cdx")
    desk.look()

    assert sum(path.startswith("/web/") for path, _ in host.asked) == 3


def test_a_further_archive_is_asked_where_the_first_has_no_copy(host: Host, tmp_path: Path) -> None:
    source = host.put("/good")
    memento = '<http://library.example/1>; rel="memento"; datetime="Sun, 15 Aug 2004 09:30:00 GMT"'
    host.put(f"/timemap/{source}", memento.encode())
    desk = Desk(tmp_path, [source], copies=f"{host.address}/web/", timemaps=(f"{host.address}/timemap/",))
    desk.look()

    assert desk.states()[source].copy == ArchivedCopy(
        "http://library.example/1", datetime(2004, 8, 15, 9, 30, tzinfo=UTC)
    )


def test_only_a_new_source_that_answers_is_saved_and_only_where_no_archive_has_it(host: Host, tmp_path: Path) -> None:
    new, lost, kept = host.put("/new"), f"{host.address}/lost", host.put("/kept")
    host.put(f"/web/20040814120000/{kept}", b"", 302, Location=f"/web/20040815093000/{kept}")
    host.put(f"/save/{new}", b"")
    desk = Desk(tmp_path, [new, lost, kept], copies=f"{host.address}/web/", save=f"{host.address}/save/")
    desk.now = datetime(2004, 8, 15, tzinfo=UTC)
    desk.look()

    assert [path for path, _ in host.asked if path.startswith("/save/")] == [f"/save/{new}"]
    host.put(f"/web/20040814120000/{new}", b"", 302, Location=f"/web/20040815093000/{new}")
    desk.look(8)
    assert desk.states()[new].copy is not None  # it was looked for again, as it was being made
    assert sum(path.startswith("/save/") for path, _ in host.asked) == 1


def test_an_old_source_is_never_saved(host: Host, tmp_path: Path) -> None:
    desk = Desk(tmp_path, [host.put("/old")], copies=f"{host.address}/web/", save=f"{host.address}/save/")
    desk.look()

    assert not [path for path, _ in host.asked if path.startswith("/save/")]


def test_a_web_archive_that_does_not_answer_is_left_alone_after_three_questions(host: Host, tmp_path: Path) -> None:
    desk = Desk(tmp_path, [host.put(f"/{number}") for number in range(9)], copies="http://127.0.0.1:1/web/")
    report = desk.look()

    assert (report.looked, report.copies, report.unavailable) == (9, 0, "no connection")
    assert all(state.copy_asked is None for state in desk.states().values())


Page = tuple[int, dict[str, str], bytes]
"""Status, headers and content of an answer."""

OK: Page = (200, {}, b"<title>Ferry overturns</title>")
GONE, ALIVE, MOVED = SourceHealth.GONE, SourceHealth.ALIVE, SourceHealth.MOVED
BLOCKED, PAYWALLED, UNKNOWN = SourceHealth.BLOCKED, SourceHealth.PAYWALLED, SourceHealth.UNKNOWN


def answer(status: int, to: str = "", title: str = "", **headers: str) -> Page:
    """Return an answer with a redirect, or a title."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, named | ({"Location": to} if to else {}), f"<title>{title}</title>".encode()


@dataclass(frozen=True)
class Case:
    """How a source behaves at its looks, the last answer for all further ones, and what it must be called after four looks.

    `host` is "press", "paid" (a known paywall), or the start of an address at which nobody is.
    """

    health: SourceHealth
    answers: tuple[Page, ...] = ()
    host: str = "press"
    path: str = ""


CASES: dict[str, Case] = {
    "an article": Case(ALIVE, (OK,)),
    "an article with a number in its headline": Case(ALIVE, (answer(200, title="404 dead in floods"),)),
    "an article on pages that are lost": Case(ALIVE, (answer(200, title="Page not found: the lost decade"),)),
    "a picture": Case(ALIVE, ((200, {"Content-Type": "image/png"}, b"\x89PNG"),)),
    "a file": Case(ALIVE, ((200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"),)),
    "an empty page": Case(ALIVE, ((200, {}, b""),)),
    "damaged compression": Case(ALIVE, ((200, {"Content-Encoding": "gzip"}, b"no gzip"),)),
    "moved for a while": Case(ALIVE, (answer(302, "/elsewhere"),)),
    "moved for a while, told by 307": Case(ALIVE, (answer(307, "/elsewhere"),)),
    "a slash at the end": Case(ALIVE, (answer(301, "./SELF/"),)),
    "down once": Case(ALIVE, (answer(404), OK)),
    "down twice": Case(ALIVE, (answer(500), answer(503), OK)),
    "down three times, then back": Case(ALIVE, (answer(404), answer(404), answer(404), OK)),
    "down at last": Case(ALIVE, (OK, OK, answer(404))),
    "removed, then back": Case(ALIVE, (answer(410), OK)),
    "moved for good": Case(MOVED, (answer(301, "/elsewhere"),)),
    "moved for good, told by 308": Case(MOVED, (answer(308, "/elsewhere"),)),
    "moved in two steps": Case(MOVED, (answer(301, "/step"),)),
    "not found": Case(GONE, (answer(404),)),
    "not found, with a page that says nothing": Case(GONE, (answer(404, title="Courier"),)),
    "removed": Case(GONE, (answer(410),)),
    "broken": Case(GONE, (answer(500),)),
    "bad gateway": Case(GONE, (answer(502),)),
    "in maintenance for ever": Case(GONE, (answer(503),)),
    "sent to the front page": Case(GONE, (answer(302, "/"),)),
    "sent to the front page for good": Case(GONE, (answer(301, "/index.html"),)),
    "sent to a page of errors": Case(GONE, (answer(302, "/errors/404.html"),)),
    "a page that says it is none": Case(GONE, (answer(200, title="Page not found"),)),
    "a page that says so with its outlet": Case(GONE, (answer(200, title="404 Not Found | Courier"),)),
    "a German page that says so": Case(GONE, (answer(200, title="Seite nicht gefunden - Kurier"),)),
    "no host": Case(GONE, host="http://nowhere.invalid/"),
    "no server": Case(GONE, host="http://127.0.0.1:1/"),
    "forbidden": Case(BLOCKED, (answer(403),)),
    "too often": Case(BLOCKED, (answer(429),)),
    "for known people": Case(BLOCKED, (answer(401),)),
    "for a fee, at a host that nobody knows": Case(BLOCKED, (answer(402),)),
    "for legal reasons": Case(BLOCKED, (answer(451),)),
    "a guard": Case(BLOCKED, (answer(503, title="Just a moment...", Server="cloudflare"),)),
    "a guard that tells": Case(BLOCKED, (answer(403, cf_mitigated="challenge"),)),
    "robots are kept out": Case(BLOCKED, (OK,), path="robots-out/"),
    "sent to log in": Case(BLOCKED, (answer(302, "/login"),)),
    "sent to consent, for good": Case(BLOCKED, (answer(301, "/consent/"),)),
    "sent in circles": Case(BLOCKED, (answer(302, "/circle"),)),
    "an odd refusal": Case(UNKNOWN, (answer(418),)),
    "a time-out of the server": Case(UNKNOWN, (answer(408),)),
    **{
        f"a subscription, told by {status}": Case(PAYWALLED, (answer(status),), "paid")
        for status in (401, 402, 403, 412, 428, 440, 449)
    },
    "a subscription, sent to the front page": Case(PAYWALLED, (answer(302, "/"),), "paid"),
    "a subscription, sent to subscribe": Case(PAYWALLED, (answer(301, "/subscribe"),), "paid"),
    "a subscription, answered once": Case(PAYWALLED, (OK, answer(403)), "paid"),
    "a subscription, down twice": Case(PAYWALLED, (answer(404), answer(500), answer(403)), "paid"),
    "a subscription with a guard": Case(PAYWALLED, (answer(403, Server="cloudflare"),), "paid"),
    "of a paper for subscribers, open": Case(ALIVE, (OK,), "paid"),
}
"""58 ways to behave, each judged by hand."""

EACH = 9
"""Addresses of each case: 522 in all."""


def test_five_hundred_sources_are_judged_as_they_behave(host: Host, tmp_path: Path) -> None:
    """No source that is there is called gone, none of a known paywall is, and all others are what they are."""
    host.put("/robots.txt", b"User-agent: *\nDisallow: /robots-out\n")
    for path in ("/", "/elsewhere", "/index.html", "/subscribe", "/consent/", "/login"):
        host.put(path)
    host.put("/step", b"", 301, Location="/elsewhere")
    host.put("/circle", b"", 302, Location="/circle")
    host.put("/errors/404.html", b"<title>Sorry</title>")
    cases: dict[str, Case] = {}
    starts = {"press": f"{host.address}/", "paid": f"{host.address}/".replace("127.0.0.1", "localhost")}
    for number, case in enumerate(CASES.values()):
        for copy in range(EACH):
            cases[f"{starts.get(case.host, case.host)}{case.path}{number}-{copy}"] = case
    desk = Desk(tmp_path, list(cases), paywalls=("localhost",))
    for turn, day in enumerate((0, 3, 6, 13)):
        for address, case in cases.items():
            path = urlsplit(address).path
            if case.answers:
                status, headers, body = case.answers[min(turn, len(case.answers) - 1)]
                to = headers.get("Location", "").replace("./SELF", path).replace("SELF", path)
                host.pages[path] = (
                    status,
                    {"Content-Type": "text/html", **headers} | ({"Location": to} if to else {}),
                    body,
                )
                host.pages[f"{path}/"] = (200, {"Content-Type": "text/html"}, OK[2])
        desk.look(day)
    judged = {address: state.health for address, state in desk.states().items()}
    wrong = Counter(
        (case.health.value, judged[address].value) for address, case in cases.items() if judged[address] != case.health
    )

    assert len(cases) == 522
    assert wrong == {}


def test_a_machine_without_a_network_calls_nothing_gone(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ["http://nowhere.invalid/1", "http://127.0.0.1:1/2"])
    for day in (0, 3, 6, 9, 12, 20):
        desk.look(day)

    assert {state.health for state in desk.states().values()} == {SourceHealth.UNKNOWN}


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
    assert run(["status", *chosen[:2]]) in (0, 1)
    assert "sources          1 alive, 1 gone; 0 archived copies; 0 due" in capfd.readouterr().out.splitlines()
    assert run(["export", *chosen[:2]]) == 0
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [line["states"][0]["health"] for line in lines] == ["alive", "gone"]


def test_what_is_looked_at_again_is_at_least_a_day_old() -> None:
    assert min(health.APART, health.RECHECK, health.RECHECK_BLOCKED) >= timedelta(days=3)


def test_a_source_that_is_gone_is_replaced_by_its_copy_in_every_format(host: Host, tmp_path: Path) -> None:
    """Pages and lists lead to the copy first, and data has both."""
    lost = host.put("/lost", b"", 410)
    copy = f"{host.address}/web/20040815093000/{lost}"
    host.put(f"/web/20040814120000/{lost}", b"", 302, Location=copy)
    desk = Desk(tmp_path, [lost], copies=f"{host.address}/web/")
    desk.look()
    finish(build_site(desk.settings, NOW))
    finish(export_tables(desk.settings, tmp_path / "data", ("csv", "sqlite")))
    event = desk.settings.files.site / "news/2004/08/14/ferry-0-sinks"
    day = event.parent / "index"
    told = json.loads(event.with_suffix(".json").read_bytes())["sources"][0]
    row = next(csv.DictReader((tmp_path / "data/sources.csv").read_text("utf-8").splitlines()))

    for page in (f"{event}.html", f"{day}.html", f"{day}.md", f"{event}.md"):
        text = Path(page).read_text("utf-8")
        assert copy in text, page
        assert text.find(copy) < (text.find(f'{lost}"') if f'href="{lost}"' in text else len(text)), page
    assert (told["url"], told["health"], told["copy_url"], told["copy_taken"]) == (lost, "gone", copy, "2004-08-15")
    xml = event.with_suffix(".xml").read_text("utf-8")
    assert f'copy-url="{copy}"' in xml
    for feed in (desk.settings.files.site / "feeds").glob("news.*"):
        assert copy in feed.read_text("utf-8").replace("\\/", "/"), feed
    linked = re.search(r'"archivedAt": ?"([^"]+)"', event.with_suffix(".html").read_text("utf-8"))
    assert linked is not None
    assert linked[1] == copy
    assert (row["health"], row["copy"], row["copy_taken"][:10]) == ("gone", copy, "2004-08-15")


def test_the_api_has_health_and_copy_but_not_as_of_a_moment(host: Host, tmp_path: Path) -> None:
    lost = host.put("/lost", b"", 410)
    copy = f"{host.address}/web/20040815093000/{lost}"
    host.put(f"/web/20040814120000/{lost}", b"", 302, Location=copy)
    desk = Desk(tmp_path, [lost], copies=f"{host.address}/web/")
    desk.look()
    with session_of(desk.settings.files.archive, desk.settings.site) as session:
        now = body(session, "/events/1?extra=sources")["event"]["sources"][0]
        then = body(session, "/events/1?extra=sources&as_of=2010-01-01")["event"]["sources"][0]

    assert (now["health"], now["copy_url"], now["copy_taken"]) == ("gone", copy, "2004-08-15T09:30:00Z")
    assert (then["url"], then["health"], then["copy_url"], then["moved_to"]) == (lost, None, None, None)


def test_a_site_built_again_after_looks_is_as_one_built_anew(host: Host, tmp_path: Path) -> None:
    """All that shows a source, or counts those of an outlet, is made again: lists of stories and outlets too."""
    lost, good = host.put("/lost", b"", 410), host.put("/good")
    copy = f"{host.address}/web/20040815093000/{lost}"
    host.put(f"/web/20040814120000/{lost}", b"", 302, Location=copy)
    desk = Desk(tmp_path, [lost, good], copies=f"{host.address}/web/")
    finish(build_site(desk.settings, NOW))
    desk.look()
    finish(build_site(desk.settings, NOW))
    fresh = replace(desk.settings, files=replace(desk.settings.files, site=tmp_path / "fresh"))
    finish(build_site(fresh, NOW))
    outlet = json.loads((desk.settings.files.site / "source/127.0.0.1.json").read_bytes())["outlet"]

    assert files_of(desk.settings.files.site) == files_of(fresh.files.site)
    assert (outlet["checked"], outlet["answering"]) == (2, 1)
    assert copy in (desk.settings.files.site / "source/127.0.0.1.html").read_text("utf-8")


def test_an_agency_that_another_outlet_carries_is_made_again(tmp_path: Path) -> None:
    """The page of an agency counts what others carried, and changes when that does."""
    desk = Desk(tmp_path, ["https://apnews.com/1"])
    finish(build_site(desk.settings, NOW))
    title = "Portal:Current events/2004 August 16"
    page = RawPage(title, "* A bridge opens. [https://courier.example/1 (AP via Courier)]\n", 6, NOW, "Ed")
    path = tmp_path / "more.xml"
    path.write_text(export(page_xml(title, [page])))
    finish(import_paths([path], desk.settings, NOW))
    finish(build_site(desk.settings, NOW))
    fresh = replace(desk.settings, files=replace(desk.settings.files, site=tmp_path / "fresh"))
    finish(build_site(fresh, NOW))
    agency = json.loads((desk.settings.files.site / "source/apnews.com.json").read_bytes())["outlet"]

    assert files_of(desk.settings.files.site) == files_of(fresh.files.site)
    assert [(each["name"], each["events"]) for each in agency["through"]] == [("courier.example", 1)]


@pytest.mark.parametrize("since", [None, date(2004, 9, 1)], ids=["whole", "since September"])
def test_an_outlet_leads_to_the_agency_that_it_carried_only_while_that_has_a_page(
    tmp_path: Path, since: date | None
) -> None:
    """An agency's own pages come to be cited, and no longer are; or are cited on days alone that the site has not."""
    settings = load_settings(None, [f"files.archive={tmp_path}/archive.sqlite", f"files.site={tmp_path}/site"])
    settings = replace(settings, site=replace(settings.site, since=since, images=False))

    def take(day: str, text: str, revision: int) -> None:
        page = RawPage(f"Portal:Current events/{day}", text, revision, NOW + timedelta(days=revision), "Ed")
        (tmp_path / "more.xml").write_text(export(page_xml(page.title, [page])))
        finish(import_paths([tmp_path / "more.xml"], settings, NOW + timedelta(days=revision)))
        finish(build_site(settings, NOW))

    def agency() -> str | None:
        fresh = replace(
            settings, files=replace(settings.files, site=tmp_path / f"fresh-{len(list(tmp_path.iterdir()))}")
        )
        finish(build_site(fresh, NOW))
        assert files_of(settings.files.site) == files_of(fresh.files.site)
        carried = json.loads((settings.files.site / "source/courier.example.json").read_bytes())["outlet"]["agencies"]
        address: str | None = carried[0].get("address")
        return address

    take("2004 September 16", "* A bridge opens. [https://courier.example/1 (AP via Courier)]\n", 1)
    assert agency() is None
    take(
        "2004 August 16", "* A ferry sinks. [https://apnews.com/1 (AP)]\n* A port opens. [https://e.example/1 (E)]\n", 2
    )
    assert agency() == (None if since else "/source/apnews.com")
    for revision in (3, 9):
        take("2004 August 16", "* A port opens. [https://e.example/1 (E)]\n", revision)
    assert agency() is None


def files_of(site: Path) -> dict[str, bytes]:
    """Return the files of a site, but for what a build keeps for the next one."""
    return {
        str(path.relative_to(site)): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and not str(path.relative_to(site)).startswith(".")
    }
