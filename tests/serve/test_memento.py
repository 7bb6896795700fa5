"""Memento (RFC 7089) on a live site: the page that a client wants to see, as it was at the time that it names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.archive.histories import DAY, NEXT, event, reading, revision, store
from tests.serve.served import ask, served

from daybook.config import Settings, load_settings
from daybook.model import DayRecord, Revision, Selection, SubjectKind
from daybook.pipeline.building import build_spec
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.publish.addresses import Root
from daybook.serve.live import SiteFromArchive
from daybook.serve.memento import MEMENTOS, PastLibrary

ROOT = Root("https://example.org", "/daily")
SITE = "https://example.org/daily"
STORY = ["Ferry accident"]
DAY_PAGE = "/news/2024/05/4/index.html"
EVENT = "/news/2024/05/4/a-ferry-runs-aground-near-kilmore.html"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Store a toll that rises, beside other events, and one that is withdrawn."""
    path = tmp_path_factory.mktemp("memento") / "archive.sqlite"
    cited = "https://example.org/ferry"

    def ferry(rest: str) -> object:
        return event(f"A ferry runs aground near Kilmore{rest}", cited, links=["Kilmore"], topics=STORY)

    store(
        path,
        revision(1, 9, ferry("."), "A choir sings."),  # type: ignore[arg-type]
        revision(2, 12, ferry(", two are hurt."), "A choir sings."),  # type: ignore[arg-type]
        revision(3, 15, ferry(", five are hurt."), "Two bakers go on strike."),  # type: ignore[arg-type]
        revision(4, 9, event("The ferry is afloat again.", topics=STORY), day=NEXT),
    )
    return load_settings(None, [f"files.archive={path}", f"site.address={SITE}/"])


@pytest.fixture(scope="module")
def port(settings: Settings) -> Iterator[int]:
    with (
        SiteFromArchive(build_spec(settings), settings.files.archive) as live,
        served(live, ROOT, states=live, handlers=MEMENTOS) as answering,
    ):
        yield answering.port


@pytest.mark.parametrize(
    ("wanted", "stamp"),
    [
        ("Sat, 04 May 2024 10:00:00 GMT", "20240504090000"),
        ("Sat, 04 May 2024 12:00:00 GMT", "20240504120000"),
        ("Sun, 05 May 2024 00:00:00 +0200", "20240504150000"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "20240504090000"),
        (None, "20240504150000"),
    ],
)
def test_a_timegate_leads_to_the_memento_of_the_time_that_a_client_names(
    port: int, wanted: str | None, stamp: str
) -> None:
    """Before the first to the first; without a time to the newest."""
    path = f"/daily/timegate{EVENT}"
    response, _ = ask(port, path, Accept_Datetime=wanted) if wanted else ask(port, path)

    assert response.status == 302
    assert response.headers["location"] == f"{SITE}/memento/{stamp}{EVENT}"
    assert "accept-datetime" in ", ".join(response.headers.get_all("vary", [])).lower()
    assert f'<{SITE}{EVENT}>; rel="original"' in response.headers["link"]
    assert f'<{SITE}/timemap/link{EVENT}>; rel="timemap"' in response.headers["link"]


def test_addresses_without_their_ending_have_a_past_too(port: int) -> None:
    for short, whole in ((EVENT.removesuffix(".html"), EVENT), (DAY_PAGE.removesuffix("index.html"), DAY_PAGE)):
        assert ask(port, f"/daily/timegate{short}")[0].headers["location"].endswith(whole)
        assert f'<{SITE}{whole}>; rel="original"'.encode() in ask(port, f"/daily/timemap/link{short}")[1]


def test_a_time_that_is_none_is_refused(port: int) -> None:
    for wrong in ("yesterday", "Sat, 99 May 2024 10:00:00 GMT", ""):
        response, content = ask(port, f"/daily/timegate{EVENT}", Accept_Datetime=wrong)
        assert (response.status, b"Accept-Datetime" in content) == (400, True)


def test_a_memento_says_what_was_known_then(port: int) -> None:
    """Its moment is that of its last change; one between two changes is answered alike."""
    response, content = ask(port, f"/daily/memento/20240504133000{EVENT}")
    page = content.decode()

    assert response.status == 200
    assert response.headers["memento-datetime"] == "Sat, 04 May 2024 12:00:00 GMT"
    assert response.headers["x-robots-tag"] == "noindex"
    assert "Memento-Datetime" in response.headers["access-control-expose-headers"]
    assert "two are hurt" in page
    assert "five are hurt" not in page
    assert "afloat" not in page
    assert "As of 2024-05-04 13:30:00 UTC" in page
    assert f'<a href="/daily{EVENT}">This page today</a>' in page
    assert 'rel="first memento"; datetime="Sat, 04 May 2024 09:00:00 GMT"' in response.headers["link"]


def test_a_day_is_as_it_was(port: int) -> None:
    """A removal shows an hour after it was saved, as ever; other formats have no note."""
    kept, content = ask(port, f"/daily/memento/20240504153000{DAY_PAGE}".replace(".html", ".json"))
    gone, later = ask(port, f"/daily/memento/20240504170000{DAY_PAGE}")

    assert kept.status == gone.status == 200
    assert "A choir sings." in json.dumps(json.loads(content))
    assert b"A choir sings." not in later
    assert b"Two bakers" in later


def test_a_timemap_lists_all_mementos(port: int) -> None:
    response, content = ask(port, f"/daily/timemap/link{EVENT}")
    lines = content.decode().rstrip("\n").split(",\n")

    assert response.headers["content-type"] == "application/link-format"
    assert lines[0] == f'<{SITE}{EVENT}>; rel="original"'
    assert [line.partition(">")[0] for line in lines[3:]] == [
        f"<{SITE}/memento/{stamp}{EVENT}" for stamp in ("20240504090000", "20240504120000", "20240504150000")
    ]
    assert 'rel="first memento"' in lines[3]
    assert 'rel="last memento"; datetime="Sat, 04 May 2024 15:00:00 GMT"' in lines[-1]


@pytest.mark.parametrize(
    "path",
    [
        f"/memento/20240504080000{EVENT}",
        "/memento/20240504080000/news/2024/05/4/nothing.html",
        f"/memento/20249904080000{EVENT}",
        f"/memento/1{EVENT}",
        "/memento/20240504120000/about.html",
        "/timemap/link/news/1999/05/4/index.html",
        "/timegate/index.html",
        "/timegate",
    ],
)
def test_what_was_not_known_is_not_found(port: int, path: str) -> None:
    response, _ = ask(port, f"/daily{path}")
    assert response.status == 404


def test_the_moments_of_a_page_are_those_at_which_it_changed(settings: Settings, port: int) -> None:
    """Between two of a TimeMap nothing changes: the page as of a second before each is the one of the moment before."""
    _, content = ask(port, f"/daily/timemap/link{DAY_PAGE}")
    stamps = [line.split("/memento/")[1][:14] for line in content.decode().split(",\n")[3:]]
    pages = [ask(port, f"/daily/memento/{stamp}{DAY_PAGE}".replace(".html", ".json"))[1] for stamp in stamps]

    assert len(set(pages)) == len(pages) == 4
    assert datetime.strptime(stamps[-1], "%Y%m%d%H%M%S").replace(tzinfo=UTC).hour == 16


@pytest.mark.parametrize("path", [EVENT, DAY_PAGE, EVENT.replace(".html", ".json")])
def test_a_page_leads_to_its_own_past(port: int, path: str) -> None:
    """RFC 7089, section 2.2: an original resource names its timegate; asked again, out of what is held, it does so too."""
    for _ in range(2):
        response, _ = ask(port, f"/daily{path}")

        assert f'<{SITE}/timegate{path}>; rel="timegate"' in response.headers["link"]
        assert f'<{SITE}/timemap/link{path}>; rel="timemap"' in response.headers["link"]
    assert ask(port, f"/daily/timegate{path}")[0].status == 302


def test_a_page_without_a_past_names_none(port: int) -> None:
    assert ask(port, "/daily/about.html")[0].headers["link"] is None


def test_what_a_page_of_the_past_knows_of_days_is_its_own_day_and_that_others_were(settings: Settings) -> None:
    with reading(settings.files.archive) as reader:
        library = PastLibrary(reader, datetime(2024, 5, 6, tzinfo=UTC), DAY)
        earlier = PastLibrary(reader, datetime(2024, 5, 4, 13, tzinfo=UTC), DAY)

        known = {record.date: record.events for record in library.days()}
        within = [
            [record.date for record in library.days(*span)]
            for span in ((NEXT, None), (None, DAY), (DAY, NEXT), (NEXT, NEXT), (DAY, DAY))
        ]
        then = [record.date for record in earlier.days()]

    assert known == {DAY: 2, NEXT: 0}
    assert within == [[NEXT], [DAY], [DAY, NEXT], [NEXT], [DAY]]
    assert then == [DAY]


def test_a_page_of_the_past_asks_the_archive_as_it_was_and_names_of_all_days_as_they_are(settings: Settings) -> None:
    """Of days but its own it knows that they were, and nothing else."""
    moment = datetime(2024, 5, 6, tzinfo=UTC)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    with reading(settings.files.archive) as reader:
        library, then = PastLibrary(reader, moment, DAY), reader.at(moment)
        ids = then.select(Selection())
        own, other = library.days()
        alike = [
            library.events(ids) == then.events(ids) != {},
            library.headlines(ids) == then.headlines(ids) != {},
            library.versions(ids) == then.versions(ids) != {},
            library.select(Selection()) == ids != [],
            library.find(DAY, "a-choir-sings") == then.find(DAY, "a-choir-sings") is not None,
            library.subjects(SubjectKind.CONTEXT, ["kilmore"]) == then.subjects(SubjectKind.CONTEXT, ["kilmore"]) != {},
            library.subjects(SubjectKind.CONTEXT) == reader.subjects(SubjectKind.CONTEXT) != {},
            library.month_titles() == reader.month_titles(),
            library.related(ids) == {},
        ]

    assert alike == [True] * 9
    assert other == DayRecord(NEXT, other.page, Revision(None, epoch, timed=False), epoch, 0, 0, 0, 0, 0, ())
    assert other.page.endswith("2024 May 5")
    assert (own.date, own.events, own.revision.number) == (DAY, 2, 3)


def test_where_events_of_the_past_were_is_counted(tmp_path: Path) -> None:
    page = tmp_path / "2024-05-04.wikitext"
    page.write_text(
        "*Voters in [[Paris]], [[France]], choose.\n*Rain falls on [[France]].\n*A choir sings.\n*Snow falls on [[Norway]].\n"
    )
    settings = load_settings(None, [f"files.archive={tmp_path}/archive.sqlite"])
    finish(import_paths([page], settings, datetime(2026, 11, 1, tzinfo=UTC)))
    with reading(settings.files.archive) as reader:
        library = PastLibrary(reader, datetime(2026, 11, 2, tzinfo=UTC), DAY)
        counts = [(count.location.country, count.events) for count in library.location_counts(Selection())]

    assert counts[0][1] >= counts[-1][1] >= 1
    assert sum(events for _, events in counts) == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/memento/20240504120000{EVENT.removesuffix('.html')}", 200),
        (f"/memento/20240504120000{DAY_PAGE.removesuffix('index.html')}", 200),
        (f"/memento/20240504120000{EVENT.replace('.html', '.history.html')}", 200),
        (f"/memento/20240504090000{EVENT}", 200),
        (f"/memento/20240504085959{EVENT}", 404),
        (f"/memento/20240504120000{EVENT}/", 404),
        (f"/memento/20240504120000{EVENT}.x", 404),
        ("/memento/20240504120000/", 404),
        ("/memento/20240504120000", 404),
        ("/memento/2024050412000/news/2024/05/4/", 404),
        ("/memento/202405041200000/news/2024/05/4/", 404),
        ("/memento/20240504120000/news/2024/05/", 404),
        ("/memento/20240504120000/context/kilmore.html", 404),
        ("/memento/00010101000000/news/2024/05/4/", 404),
        ("/memento/20240230120000/news/2024/05/4/", 404),
        ("/timemap/link/context/kilmore.html", 404),
        ("/timemap/link/news/2024/05/4/a-ferry.html", 404),
        ("/timemap/link/news/2024/05/4/a-ferry", 404),
        ("/timegate/about", 404),
        ("/timegate/about.html", 404),
    ],
)
def test_only_events_and_days_that_were_known_have_a_past(port: int, path: str, status: int) -> None:
    response, content = ask(port, f"/daily{path}")

    assert response.status == status
    if status == 404:
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        assert content in (b"no event or day has this address\n", b"nothing was known of it at this moment\n")


def test_what_is_told_of_the_past_stands_in_full(port: int) -> None:
    """A TimeMap line by line; the links of a memento; scripts of every site may ask."""
    listed, content = ask(port, f"/daily/timemap/link{EVENT}")
    page, _ = ask(port, f"/daily/memento/20240504130000{EVENT.replace('.html', '.json')}")
    gate, nothing = ask(port, f"/daily/timegate{EVENT}")
    at = [
        f'<{SITE}/memento/20240504{hour:02}0000{EVENT}>; rel="{rel}"; datetime="Sat, 04 May 2024 {hour:02}:00:00 GMT"'
        for hour, rel in ((9, "first memento"), (12, "memento"), (15, "last memento"))
    ]
    original, timegate = f'<{SITE}{EVENT}>; rel="original"', f'<{SITE}/timegate{EVENT}>; rel="timegate"'
    timemap = f'<{SITE}/timemap/link{EVENT}>; rel="timemap"; type="application/link-format"'
    itself = timemap.replace('rel="timemap"', 'rel="self"')

    assert (
        content.decode()
        == ",\n".join(
            (
                original,
                timegate,
                f'{itself}; from="Sat, 04 May 2024 09:00:00 GMT"; until="Sat, 04 May 2024 15:00:00 GMT"',
                *at,
            )
        )
        + "\n"
    )
    assert gate.headers["link"] == ", ".join((original, timegate, timemap, at[0], at[2]))
    assert page.headers["link"].count(".json>") == 5
    assert (nothing, gate.headers["cache-control"], ", ".join(gate.headers.get_all("vary", []))) == (
        b"",
        "no-store",
        "Accept-Encoding, accept-datetime",
    )
    assert (page.headers["content-type"], page.headers["memento-datetime"]) == (
        "application/json",
        "Sat, 04 May 2024 12:00:00 GMT",
    )
    assert {each.headers["access-control-allow-origin"] for each in (listed, page, gate)} == {"*"}


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("Sat, 04 May 2024 12:00:00", 400),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 400),
        ("Sat, 04 May 2024 11:59:59 GMT", 302),
    ],
)
def test_a_time_has_a_zone_and_stands_in_the_calendar(port: int, wanted: str, status: int) -> None:
    response, _ = ask(port, f"/daily/timegate{EVENT}", Accept_Datetime=wanted)

    assert response.status == status
    assert status == 400 or "/memento/20240504090000/" in response.headers["location"]
