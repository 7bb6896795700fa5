"""The API over HTTP, from a real server: what the server adds to what `daybook.http_api` answers."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from tests.serve.served import HOST, ask, served

from daybook.config import Settings, load_settings
from daybook.pipeline.building import build_spec
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.publish.addresses import Root
from daybook.serve.api import api_handlers
from daybook.serve.live import SiteFromArchive
from daybook.serve.pool import Limits

SAMPLE = Path(__file__).parents[2] / "sample"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROOT = Root("https://example.org", "/daily")
API = "/daily/api/v1"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of an archive that no test changes."""
    folder = tmp_path_factory.mktemp("api")
    settings = load_settings(
        None, [f"files.archive={folder}/archive.sqlite", "site.address=https://example.org/daily/"]
    )
    finish(import_paths([SAMPLE / "revisions.xml"], settings, NOW))
    return settings


@pytest.fixture
def settings(imported: Settings, tmp_path: Path) -> Settings:
    """Return the settings of a copy, which a test may change."""
    shutil.copyfile(imported.files.archive, tmp_path / "archive.sqlite")
    return replace(imported, files=replace(imported.files, archive=tmp_path / "archive.sqlite"))


@pytest.fixture(scope="module")
def port(imported: Settings) -> Iterator[int]:
    with serving(imported) as port:
        yield port


@contextmanager
def serving(settings: Settings, limits: Limits | None = None) -> Iterator[int]:
    limits = limits or Limits(slow_threads=1)
    with (
        SiteFromArchive(build_spec(settings), settings.files.archive, limits.threads) as live,
        served(live, ROOT, limits, states=live, handlers=api_handlers()) as answering,
    ):
        yield answering.port


def add(settings: Settings, folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.wikitext").write_text(text)
    finish(import_paths([folder / f"{name}.wikitext"], settings, NOW))


def test_answers_are_tagged_open_compressed_and_told_apart_by_format(port: int) -> None:
    first, content = ask(port, f"{API}/events?size=5")
    again, nothing = ask(port, f"{API}/events?size=5", If_None_Match=first.headers["ETag"])
    as_csv, rows = ask(port, f"{API}/events?size=5", Accept="text/csv", If_None_Match=first.headers["ETag"])
    packed, zipped = ask(port, f"{API}/events?size=5", Accept_Encoding="gzip")
    head, empty = ask(port, f"{API}/events?size=5", "HEAD")

    told = json.loads(content)
    assert first.headers["Link"] == f'<{told["next_url"]}>; rel="next"'
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Accept", "Accept-Encoding"} <= {each.strip() for each in first.headers["Vary"].split(",")}
    assert (again.status, nothing) == (304, b"")
    assert (as_csv.status, rows[:3]) == (200, b"id,")
    assert gzip.decompress(zipped) == content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert (head.status, empty, head.headers["Content-Length"]) == (200, b"", str(len(content)))


def test_refusals_are_problems_whoever_refuses(port: int) -> None:
    answers = [
        ask(port, f"{API}/events?size=5000"),
        ask(port, f"{API}/nothing"),
        ask(port, f"{API}/events", "POST", b"{}"),
        ask(port, f"{API}/events", "DELETE"),
        ask(port, "/daily/search.atom?next=1"),
    ]
    beforehand, _ = ask(port, f"{API}/events", "OPTIONS", Origin="https://other.example")

    assert [response.status for response, _ in answers] == [400, 404, 405, 405, 400]
    for response, content in answers:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cache-Control"] == "no-store"
        assert json.loads(content)["status"] == response.status
    assert "GET" in beforehand.headers["Access-Control-Allow-Methods"]


def test_lines_are_streamed(port: int) -> None:
    response, content = ask(port, f"{API}/events.jsonl?size=60")

    assert response.headers["Transfer-Encoding"] == "chunked"
    assert response.headers["Content-Type"] == "application/jsonl"
    assert len([json.loads(line) for line in content.splitlines()]) > 20


def test_feeds_of_a_question_stand_beside_the_search_page(port: int) -> None:
    kinds = [ask(port, f"/daily/search.{form}?q=championships")[0] for form in ("atom", "rss", "json")]
    below, _ = ask(port, "/daily/search.atom/x?q=a")
    own, record = ask(port, "/daily/search.json")
    page, _ = ask(port, "/daily/search.html")

    assert [each.headers["Content-Type"] for each in kinds] == [
        "application/atom+xml",
        "application/rss+xml",
        "application/feed+json",
    ]
    assert (below.status, page.status, own.status) == (404, 200, 200)
    assert json.loads(record)["kind"] == "search"


def test_a_new_state_of_the_archive_is_answered_from_at_once(settings: Settings, tmp_path: Path) -> None:
    with serving(settings) as port:
        before, _ = ask(port, f"{API}/events?q=zeppelin")
        add(settings, tmp_path, "1999-01-01", "*A zeppelin lands.\n")
        found: list[object] = []
        while not found:  # looked for all the time; the suite's limit ends it
            after, content = ask(port, f"{API}/events?q=zeppelin", If_None_Match=before.headers["ETag"])
            found = json.loads(content)["events"] if after.status == 200 else []


class Follower:
    """A client of the stream of changes."""

    def __init__(self, port: int, last: str = "") -> None:
        self.connection = HTTPConnection(HOST, port, timeout=300)
        self.connection.request("GET", f"{API}/changes/stream", headers={"Last-Event-ID": last} if last else {})
        self.response: HTTPResponse = self.connection.getresponse()

    def event(self) -> dict[str, str]:
        """Return the next event that is not a beat."""
        fields: dict[str, str] = {}
        while line := self.response.readline():
            text = line.decode().rstrip("\n")
            if not text and "event" in fields:
                return fields
            name, _, value = text.partition(": ")
            fields[name] = value
        raise EOFError


def test_the_stream_tells_of_changes_as_they_come_and_again_from_the_last_event_seen(
    settings: Settings, tmp_path: Path
) -> None:
    with serving(settings) as port:
        follower = Follower(port)
        assert follower.response.headers["Content-Type"] == "text/event-stream"
        assert follower.response.readline() == b"retry: 5000\n"
        add(settings, tmp_path, "1999-01-01", "*A zeppelin lands.\n")
        first = follower.event()
        add(settings, tmp_path, "1999-01-02", "*It leaves again.\n")
        second = follower.event()
        late = Follower(port, first["id"])
        assert late.event() == {"retry": "5000", "": "", **second}
        for each in (follower, late):
            each.connection.close()

    assert (first["event"], json.loads(first["data"])["event"]["headline"]) == ("change", "A zeppelin lands.")


def test_streams_are_bounded_and_those_of_clients_that_vanish_are_given_to_others(settings: Settings) -> None:
    limits = Limits(slow_threads=1, streams=3)
    with serving(settings, limits) as port:
        held = [Follower(port) for _ in range(3)]
        refused, content = ask(port, f"{API}/changes/stream")
        assert (refused.status, json.loads(content)["status"]) == (503, 503)
        assert refused.headers["Retry-After"]
        for each in held:  # torn down, not closed: the server is told by a reset, or by nothing at all
            assert each.connection.sock is not None
            each.connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            each.response.close()
            each.connection.close()
        while (again := Follower(port)).response.status == 503:
            again.connection.close()
        other, _ = ask(port, f"{API}/events?size=1")
        again.connection.close()

    assert (again.response.status, other.status) == (200, 200)


def test_many_clients_at_once_get_whole_answers(port: int) -> None:
    statuses: list[int] = []

    def client(number: int) -> None:
        for each in range(10):
            response, content = ask(port, f"{API}/events?size={1 + (number * 10 + each) % 50}&q=the")
            statuses.append(response.status)
            json.loads(content)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 80


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"/daily/api/v1/events?q=\xc3\x87elik", 400),
        (b"/daily/api/v1/events?q=%C3%87elik", 200),
        (b"/daily/api/v1/events?q=\xff", 400),
        (b"/daily/api/v1/events?q=%", 400),
        (b"/daily/api/v1/events?q=" + b"a" * 2000, 400),
        (b"/daily/api/v1/events?" + b"q=a&" * 200, 400),
        (b"/daily/api/v1/events?q=" + b"a" * 100_000, 414),
        (b"/daily/api/v1/%00", 404),
        (b"/daily/api/v1/..%2f..%2farchive.sqlite", 404),
        (b"/daily/api/v1/", 200),
        (b"/daily/api/v1/events/", 200),
        (b"/daily/api/v10/events", 404),
        (b"/daily/api/v1/changes/stream?x=1", 400),
    ],
)
def test_odd_targets_are_answered_with_what_is_wrong(port: int, target: bytes, status: int) -> None:
    with socket.create_connection((HOST, port), timeout=300) as client:
        client.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        head = client.makefile("rb").readline()

    assert int(head.split()[1]) == status


def test_answers_are_not_to_be_indexed_though_crawlers_are_let_in(port: int) -> None:
    for path in ("/daily/api/v1/events?q=ferry", "/daily/api/v1/events.jsonl", "/daily/search.atom?q=ferry"):
        assert ask(port, path)[0].headers["x-robots-tag"] == "noindex"
    robots = ask(port, "/daily/robots.txt")[1]
    assert b"/api" not in robots
    assert b"Disallow: /daily/memento/\n" in robots
