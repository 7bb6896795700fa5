"""Any address leads to what it was of: present and former ones, those of the site before, those of the wiki."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from tests.archive.histories import DAY, LATER, NEXT, event, revision, writing
from tests.http_api.asking import ask, body
from tests.http_api.conftest import session_of

from daybook.archive import add_redirects, add_revisions
from daybook.http_api import ApiSession
from daybook.model import Redirect
from daybook.publish.settings import SiteSettings

SITE = SiteSettings(address="https://example.org/daily/")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make an archive in which one event was reworded, and another moved to the day after."""
    ferry = event(
        "A ferry sinks and two people die off the coast of the island.", links=["ferry"], topics=["Loss of the Wren"]
    )
    reworded = event(
        "A ferry sinks and five people die off the coast of the island.", links=["ferry"], topics=["Loss of the Wren"]
    )
    moved = event(
        "The chess cup ends after nine long rounds in the old town hall.", "https://chess.example/1", links=["Chess"]
    )
    file = tmp_path / "a.sqlite"
    with writing(file) as archive:
        add_revisions(
            archive,
            [
                revision(11, 1, ferry, moved),
                revision(12, 2, reworded, moved),
                revision(13, 26, reworded),
                revision(21, 2, moved, day=NEXT),
            ],
            LATER,
        )
        add_redirects(archive, [Redirect("Ferry boat", "Ferry")])
    return file


FOUND = [
    ("https://example.org/daily/news/2024/05/4/a-ferry-sinks-and-two-people-die-off-the-coast-of-the-island.html", "address", "event"),
    ("/news/2024/05/4/a-ferry-sinks-and-two-people-die-off-the-coast-of-the-island", "address", "event"),
    ("news/2024/05/4/a-ferry-sinks-and-two-people-die-off-the-coast-of-the-island.history.md", "address", "event"),
    ("http://old.example/news/2024/05/4/a-ferry-sinks-and-two-people-die-off-the-coast-of-the-island.json?a=b#c", "address", "event"),
    ("http://old.example/news/2024/05/4/a-ferry-sinks-and-five-people-die-off-the-coast-of-the-island.html", "wording", "event"),
    ("/news/2024/05/4/", "address", "day"),
    ("/news/2024/05/4/index.xml", "address", "day"),
    ("/news/2024/05/index.html", "address", "month"),
    ("/news/2024/", "address", "year"),
    ("/topic/loss-of-the-wren.html", "address", "story"),
    ("/topic/loss-of-the-wren/chronicle.html", "address", "story"),
    ("/topic/loss-of-the-wren/2024.html", "address", "story"),
    ("/source/chess.example.md", "address", "outlet"),
    ("/category/sports", "address", "category"),
    ("/feeds/topic/loss-of-the-wren.atom", "address", "story"),
    ("https://en.wikipedia.org/w/index.php?oldid=12", "revision", "revision"),
    ("https://en.wikipedia.org/w/index.php?title=Portal:Current_events/2024_May_4&oldid=11", "revision", "revision"),
    ("https://en.wikipedia.org/w/index.php?diff=12", "revision", "revision"),
    ("https://en.wikipedia.org/wiki/Special:PermanentLink/12", "revision", "revision"),
    ("https://en.wikipedia.org/wiki/Portal:Current_events/2024_May_4", "page", "day"),
    ("https://en.wikipedia.org/w/index.php?title=Portal:Current_events/2024_May_4", "page", "day"),
    ("https://en.wikipedia.org/wiki/Chess", "article", "context"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "by", "kind"), FOUND)
def test_an_address_leads_to_what_it_is_of(path: Path, url: str, by: str, kind: str) -> None:
    with session_of(path, SITE, LATER) as session:
        found = body(session, f"/resolve?url={quote(url, safe='')}")

    assert (found["by"], found["kind"]) == (by, kind)
    assert (found["event"] is not None) >= (kind == "event")


def test_a_former_address_leads_to_the_present_one(path: Path) -> None:
    with session_of(path, SITE, LATER) as session:
        moved = next(each for each in body(session, "/events?status=any")["events"] if "chess" in each["headline"])
        number = session.reader.events([moved["id"]])[moved["id"]]
        (former,) = number.former
        found = body(session, f"/resolve?url=/news/2024/05/{former.date.day}/{former.slug}.html")

    assert (former.date, found["by"], found["url"]) == (DAY, "former", moved["url"])


def test_a_revision_leads_to_the_events_that_it_changed(path: Path) -> None:
    with session_of(path, SITE, LATER) as session:
        both = body(session, "/resolve?url=https://w.example/w/index.php?oldid=11")
        one = body(session, "/resolve?url=https://w.example/w/index.php?oldid=12")

    assert len(both["events"]) == 2
    assert both["event"] is None
    assert one["event"]["headline"].startswith("A ferry sinks and five")
    assert one["url"] == "https://example.org/daily/news/2024/05/4/index.html"


def test_every_address_in_an_archive_resolves_to_its_event(session: ApiSession) -> None:
    for each in body(session, "/events?status=any&size=300")["events"]:
        found = body(session, f"/resolve?url={quote(each['url'], safe='')}")

        assert (found["event"]["id"], found["api_url"]) == (
            each["id"],
            f"https://example.org/daily/api/v1/events/{each['id']}",
        )


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/", "x", "/news/2024/05/4/no-such-event.html", "/news/2024/05/99/", "/news/9999/01/1/", "/news/2023/05/", "/news/2023/", "/news/0000/", "/news/2024/13/", "/topic/none.html",
        "https://en.wikipedia.org/w/index.php?oldid=999999999999999999", "https://en.wikipedia.org/w/index.php?oldid=abc",
        "https://en.wikipedia.org/wiki/Nothing_of_this_name", "/news/%D9%A2024/05/4/", "/news/2024/05/4/%00", "javascript:alert(1)",
        "/feeds/news.atom", "//////", "/topic/" + "a" * 1500,
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_not_found(path: Path, url: str) -> None:
    with session_of(path, SITE, LATER) as session:
        assert ask(session, f"/resolve?url={quote(url, safe='%')}").status in (404, 400)
