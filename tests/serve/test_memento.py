"""Memento (RFC 7089) on a live site: the page that a client wants to see, as it was at the time that it names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.archive.histories import DAY, NEXT, event, reading, revision, store
from tests.serve.served import ask, served

from daybook.config import Settings, load_settings
from daybook.pipeline.building import build_spec
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
