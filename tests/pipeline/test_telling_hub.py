"""WebSub: feeds name the hub, a build tells it of those that changed, and a hub that fails fails no build."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import feedparser
import pytest
from tests.source.exports import export, page_xml

from daybook.config import Settings, load_settings
from daybook.model import RawPage
from daybook.pipeline.building import build_site
from daybook.pipeline.intake import import_paths
from daybook.pipeline.telling_hub import MOST, tell_hub
from daybook.progress import finish
from daybook.publish.delivery.build import BuildReport

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Hub:
    """A hub on loopback: what it was told, form by form; `status` is what it answers."""

    address: str = ""
    status: int = 204
    told: list[dict[str, list[str]]] = field(default_factory=list)


@contextmanager
def hub_on_loopback() -> Iterator[Hub]:
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            hub.told.append(parse_qs(form.decode()))
            self.send_response(hub.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.address = f"http://127.0.0.1:{server.server_address[1]}/hub?key=1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield hub
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hub() -> Iterator[Hub]:
    with hub_on_loopback() as running:
        yield running


def publish(folder: Path, hub: str, text: str, revision: int = 5) -> tuple[Settings, BuildReport]:
    """Take in a page, and build the site."""
    settings = load_settings(None, [f"files.archive={folder}/archive.sqlite", f"files.site={folder}/site"])
    settings = replace(settings, site=replace(settings.site, address="https://news.example/d/", hub=hub))
    when = datetime(2024, 3, 14, revision, tzinfo=UTC)
    page = RawPage("Portal:Current events/2024 March 14", text, revision, when, "Ed")
    path = folder / "export.xml"
    path.write_text(export(page_xml(page.title, [page])))
    finish(import_paths([path], settings, NOW))
    return settings, finish(build_site(settings, NOW))


def test_a_build_tells_the_hub_of_the_feeds_that_changed_and_of_no_others(hub: Hub, tmp_path: Path) -> None:
    _, first = publish(tmp_path, hub.address, "* A bridge opens.")
    assert (first.notified, hub.told) == (0, [])  # nobody can have subscribed before there was a feed
    _, second = publish(tmp_path, hub.address, "* A bridge opens.\n* A ferry sinks.", 6)
    told = [form["hub.url"] for form in hub.told]

    assert ["https://news.example/d/feeds/news.atom"] in told
    assert ["https://news.example/d/feeds/opinion.atom"] not in told
    assert {form["hub.mode"][0] for form in hub.told} == {"publish"}
    assert (second.notified, second.hub_failure) == (len(told), "")
    _, third = publish(tmp_path, hub.address, "* A bridge opens.\n* A ferry sinks.", 7)
    assert third.notified == 0 or len(hub.told) == len(told) + third.notified


def test_feeds_name_the_hub_and_themselves(hub: Hub, tmp_path: Path) -> None:
    settings, _ = publish(tmp_path, hub.address, "* A bridge opens.")
    folder = settings.files.site / "feeds"
    for name in ("news.atom", "news.rss"):
        links = {link["rel"]: link["href"] for link in feedparser.parse((folder / name).read_bytes()).feed.links}
        assert (links["hub"], links["self"]) == (hub.address, f"https://news.example/d/feeds/{name}")
    feed = json.loads((folder / "news.json").read_bytes())

    assert (feed["hubs"], feed["feed_url"]) == (
        [{"type": "WebSub", "url": hub.address}],
        "https://news.example/d/feeds/news.json",
    )


def test_feeds_of_a_site_without_a_hub_name_none(tmp_path: Path) -> None:
    settings, _ = publish(tmp_path, "", "* A bridge opens.")

    assert all(b"hub" not in path.read_bytes() for path in (settings.files.site / "feeds").glob("*.*"))


@pytest.mark.parametrize("status", [404, 503, 302])
def test_a_hub_that_refuses_fails_no_build(hub: Hub, tmp_path: Path, status: int) -> None:
    hub.status = status
    publish(tmp_path, hub.address, "* A bridge opens.")
    _, report = publish(tmp_path, hub.address, "* A bridge opens.\n* A ferry sinks.", 6)

    assert (report.notified, report.hub_failure, len(hub.told)) == (0, f"HTTP status {status}", 1)


def test_a_hub_that_is_not_there_fails_no_build(tmp_path: Path) -> None:
    publish(tmp_path, "http://127.0.0.1:1/", "* A bridge opens.")
    _, report = publish(tmp_path, "http://127.0.0.1:1/", "* A bridge opens.\n* A ferry sinks.", 6)

    assert (report.notified, report.hub_failure) == (0, "no connection")


def test_a_hub_is_told_of_the_feeds_of_the_site_first_and_of_not_too_many(hub: Hub) -> None:
    feeds = [f"https://news.example/feeds/topic/{number}.atom" for number in range(MOST)]
    told, failure = tell_hub(hub.address, [*feeds, "https://news.example/feeds/news.atom"])

    assert (told, failure, len(hub.told)) == (MOST, "", MOST)
    assert hub.told[0]["hub.url"] == ["https://news.example/feeds/news.atom"]
