"""The search page of a live site: its results, without a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from tests.serve.served import ask, served

from daybook.config import Settings, load_settings
from daybook.pipeline.building import build_site, build_spec
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.publish.addresses import Root
from daybook.serve.api import api_handlers
from daybook.serve.folder import SiteFolder
from daybook.serve.live import SiteFromArchive
from daybook.serve.search import SEARCH_PAGE

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROOT = Root("https://example.org", "/daily")
EVENTS = 45


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of an archive in which ferries sail on many days of two years, and once a <choir> sings."""
    folder = tmp_path_factory.mktemp("search")
    for number in range(EVENTS):
        day = date(1999, 12, 1) + timedelta(number)
        text = f";Law and crime\n*Ferry number {number} sails.\n"
        if number == 3:
            text += "*A &lt;choir&gt; sings &amp; dances.\n"
        (folder / f"{day}.wikitext").write_text(text)
    settings = load_settings(
        None,
        [
            f"files.archive={folder}/archive.sqlite",
            f"files.site={folder}/site",
            "site.address=https://example.org/daily/",
        ],
    )
    finish(import_paths([folder], settings, NOW))
    finish(build_site(settings, NOW))
    return settings


@pytest.fixture(scope="module")
def port(settings: Settings) -> Iterator[int]:
    with (
        SiteFromArchive(build_spec(settings), settings.files.archive) as live,
        served(live, ROOT, states=live, handlers=[SEARCH_PAGE, *api_handlers()]) as answering,
    ):
        yield answering.port


def links(page: str) -> list[str]:
    """Return where the results of a page lead."""
    found = page[page.index('<ol class="search-results">') :]
    return re.findall(r'<a href="(/daily/news/[^"]+)"', found)


def test_results_come_with_the_page_and_the_words_stand_ready_to_change(port: int) -> None:
    response, content = ask(port, "/daily/search.html?q=choirs")
    page = content.decode()

    assert response.status == 200
    assert links(page) == ["/daily/news/1999/12/4/a-choir-sings-dances.html"]
    assert 'name="q" value="choirs"' in page
    assert "A &lt;<mark>choir</mark>&gt; sings &amp; dances." in page
    assert "1 event was found." in page
    assert '<meta name="robots" content="noindex">' in page
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "<title>choirs – Search – Daybook</title>" in page


def test_pages_of_results_lead_through_all_of_them_once(port: int) -> None:
    address: str | None = "?q=ferry&sort=oldest"
    found: list[str] = []
    pages = 0
    while address:
        page = ask(port, f"/daily/search.html{address}")[1].decode()
        found += links(page)
        pages += 1
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else None

    assert (pages, len(found), len(set(found))) == (3, EVENTS, EVENTS)
    assert found[0].startswith("/daily/news/1999/12/1/")


def test_filters_are_kept_and_narrow(port: int) -> None:
    page = ask(port, "/daily/search.html?q=ferry&from=2000&to=2000&category=law-and-crime&sort=newest")[1].decode()
    other = ask(port, "/daily/search.html?q=ferry&category=nothing")[1].decode()

    assert "14 events were found." in page
    assert '<option value="law-and-crime" selected>' in page
    assert '<option value="newest" selected>' in page
    assert 'name="from" value="2000"' in page
    assert "Nothing was found." in other


@pytest.mark.parametrize(
    "query",
    ["", "?", "?utm_source=a", "?q=", "?sort=newest"],
)
def test_a_page_that_asks_for_nothing_is_that_of_the_folder(port: int, settings: Settings, query: str) -> None:
    with served(SiteFolder(settings.files.site, ROOT), ROOT) as folder:
        static = ask(folder.port, f"/daily/search.html{query}")[1]

    assert ask(port, f"/daily/search.html{query}")[1] == static


@pytest.mark.parametrize(
    "query",
    [
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        "q=%22%3E%3Cimg%20src=x%3E",
        "q=%FF%00%ED%A0%80",
        "q=" + "a+" * 3000,
        "q=ferry&next=nonsense",
        "q=ferry&next=" + "A" * 3000,
        "q=ferry&from=99999&to=abc",
        "q=-ferry",
        "q=" + "%22" * 500,
        "q=OR+AND+NEAR(a+b)+%2A",
        "story=%00&q=x",
        "&".join(f"q{number}=1" for number in range(300)) + "&q=ferry",
    ],
)
def test_nothing_that_an_address_says_breaks_the_page_or_runs_in_it(port: int, query: str) -> None:
    response, content = ask(port, f"/daily/search.html?{query}")

    assert response.status == 200
    assert b"<script>alert" not in content
    assert b"<img src=x" not in content


def test_a_question_that_the_client_has_is_not_asked_again(port: int) -> None:
    first, _ = ask(port, "/daily/search.html?q=ferry")
    again, nothing = ask(port, "/daily/search.html?q=ferry", If_None_Match=first.headers["ETag"])

    assert (again.status, nothing) == (304, b"")


@pytest.mark.parametrize(
    "query",
    ["q=ferry", "q=%22ferry+number%22+-choir&from=2000&sort=oldest", "category=law-and-crime", "from=1999&to=1999"],
)
def test_a_question_can_be_followed_by_its_feeds(port: int, query: str) -> None:
    """What the page shows first, newest, is what its feeds have."""
    _, content = ask(
        port, f"/daily/search.html?{query}&sort=newest" if "sort" not in query else f"/daily/search.html?{query}"
    )
    page = content.decode()
    feeds = [
        unescape(each)
        for each in re.findall(
            r'<link rel="alternate" type="[^"]+" title="[^"]+" href="(/daily/search\.[^"]+\?[^"]+)"', page
        )
    ]
    (follow,) = re.findall(r'<a class="follow"[^>]* href="([^"]+)"', page)

    assert [each.partition("?")[0] for each in feeds] == [
        "/daily/search.atom",
        "/daily/search.rss",
        "/daily/search.json",
    ]
    assert unescape(follow) == feeds[0]
    response, feed = ask(port, feeds[2])
    assert response.status == 200, feed
    items = [item["url"].removeprefix("https://example.org") for item in json.loads(feed)["items"]]
    shown = links(page)
    assert items[: len(shown)] == shown
    files = [unescape(each) for each in re.findall(r'href="(/daily/search\.(?:ics|geojson)\?[^"]+)"', page)]
    calendar, points = (ask(port, each) for each in files)
    assert calendar[0].headers["content-type"] == "text/calendar; charset=utf-8"
    assert calendar[1].count(b"BEGIN:VEVENT") == len(items)
    features = json.loads(points[1])["features"]
    assert [each["properties"]["address"] for each in features] == [item.removesuffix(".html") for item in items]
