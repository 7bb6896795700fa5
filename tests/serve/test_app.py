"""The site over HTTP, asked by a real client of a real server."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.open_files import open_files
from tests.serve.served import ask, exchange, served

from daybook.errors import DaybookError
from daybook.publish.addresses import Root
from daybook.serve.answer import LARGEST_PAGE, Answer, LargeFile, Moved, Page, Version
from daybook.serve.app import PIECE, SiteApp
from daybook.serve.content_types import content_type
from daybook.serve.folder import SiteFolder
from daybook.serve.handler import Asgi, Bench, Mount
from daybook.serve.pool import Limits
from daybook.serve.request import Request
from daybook.serve.response import Receive, Response, Scope, Send

ROOT = Root("https://example.org")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    root = folder / "site"
    for name, content in {
        "index.html": "<p>front</p>",
        "404.html": "<p>nothing here</p>",
        "news/2026/03/5/index.html": "<p>a day</p>",
        "news/2026/03/5/storm.html": "<p>storm</p>" * 200,
        "news/2026/03/5/storm.json": "{}",
        ".state": "private",
        "_redirects": "# former addresses\n/news/old.html /news/new.html 301\n",
    }.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    (folder / "secret.html").write_text("outside")
    (root / "link.html").symlink_to(folder / "secret.html")
    return root


@pytest.fixture(scope="module")
def port(site: Path) -> Iterator[int]:
    with served(SiteFolder(site, ROOT), ROOT) as answering:
        yield answering.port


def test_a_folder_answers_with_its_index(port: int) -> None:
    response, content = ask(port, "/news/2026/03/5/")

    assert (response.status, content) == (200, b"<p>a day</p>")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_folder_without_its_slash_is_redirected_to_it(port: int) -> None:
    response, _ = ask(port, "/news/2026/03/5?x=1")

    assert (response.status, response.headers["Location"]) == (301, "/news/2026/03/5/?x=1")


def test_an_address_without_its_ending_leads_to_the_page(port: int) -> None:
    response, _ = ask(port, "/news/2026/03/5/storm?x=1")

    assert (response.status, response.headers["Location"]) == (301, "/news/2026/03/5/storm.html?x=1")
    assert ask(port, "/news/2026/03/5/storm/")[0].status == 404


def test_a_folder_without_an_index_is_not_there(port: int) -> None:
    assert ask(port, "/news/2026")[0].status == 404


def test_a_former_address_is_redirected_for_good(port: int) -> None:
    response, _ = ask(port, "/news/old.html")

    assert (response.status, response.headers["Location"]) == (301, "/news/new.html")


def test_what_is_not_there_gets_the_sites_own_page(port: int) -> None:
    response, content = ask(port, "/nowhere.html")

    assert (response.status, content) == (404, b"<p>nothing here</p>")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


def test_head_tells_what_get_would_without_the_content(port: int) -> None:
    got, content = ask(port, "/news/2026/03/5/")
    head, nothing = ask(port, "/news/2026/03/5/", "HEAD")

    assert nothing == b""
    assert head.status == 200
    assert head.headers["Content-Length"] == str(len(content))
    assert head.headers["ETag"] == got.headers["ETag"]


def test_other_methods_are_refused_with_those_that_are_not(port: int) -> None:
    refused, _ = ask(port, "/", "POST", Content_Length="0")
    told, nothing = ask(port, "/index.html", "OPTIONS")

    assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert (told.status, nothing, told.headers["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")


def test_a_page_that_the_client_has_is_not_sent_again(port: int) -> None:
    first, _ = ask(port, "/index.html")

    by_tag, nothing = ask(port, "/index.html", If_None_Match=f'"other", {first.headers["ETag"]}')
    by_time, _ = ask(port, "/index.html", If_Modified_Since=first.headers["Last-Modified"])

    by_any, _ = ask(port, "/index.html", If_None_Match="*")

    assert (by_tag.status, nothing, by_time.status, by_any.status) == (304, b"", 304, 304)
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
        assert by_tag.headers[name] == by_time.headers[name] == first.headers[name] is not None


def test_a_page_that_changed_is_sent_again(port: int) -> None:
    by_tag, _ = ask(port, "/index.html", If_None_Match='"other"', If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT")
    by_time, _ = ask(port, "/index.html", If_Modified_Since="Fri, 01 Jan 1999 00:00:00 GMT")

    assert (by_tag.status, by_time.status) == (200, 200)
    assert ask(port, "/nowhere.html", If_None_Match="*")[0].status == 404


@pytest.mark.parametrize(
    "since",
    [
        "yesterday",
        "Mon, 01 Jan 2099 00:00:00 +999999999999999",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Mon, 01 Jan 10000000000000000000000 00:00:00 GMT",
        "Sat, 01 Jan 0001 00:00:00 +2359",
        "",
    ],
)
def test_a_date_that_says_nothing_is_no_condition(port: int, since: str) -> None:
    assert ask(port, "/index.html", If_Modified_Since=since)[0].status in (200, 304)
    assert ask(port, "/index.html", If_Modified_Since="yesterday")[0].status == 200


def test_large_pages_are_compressed_for_those_who_can(port: int) -> None:
    compressed, content = ask(port, "/news/2026/03/5/storm.html", Accept_Encoding="gzip")
    plain, _ = ask(port, "/news/2026/03/5/storm.html")

    refused, _ = ask(port, "/news/2026/03/5/storm.html", Accept_Encoding="br, gzip;q=0")

    assert compressed.headers["Content-Encoding"] == "gzip"
    assert len(content) < 200
    assert plain.headers["Content-Encoding"] is refused.headers["Content-Encoding"] is None
    assert {answer.headers["Vary"] for answer in (compressed, plain, refused)} == {"Accept-Encoding"}


def test_browsers_are_told_what_pages_may_do(port: int) -> None:
    page, _ = ask(port, "/index.html")
    missing, _ = ask(port, "/nowhere.html")

    for answer in (page, missing):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in answer.headers["Content-Security-Policy"]


def test_a_large_file_is_sent_whole_though_it_is_never_held_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * (LARGEST_PAGE // 256 * 3) + b"end"
    (tmp_path / "export.bin").write_bytes(content)
    with served(SiteFolder(tmp_path, ROOT), ROOT) as answering:
        response, got = ask(answering.port, "/export.bin")
        head, nothing = ask(answering.port, "/export.bin", "HEAD")
        known, _ = ask(answering.port, "/export.bin", If_None_Match=response.headers["ETag"])

    assert got == content
    assert head.headers["Content-Length"] == str(len(content))
    assert (nothing, known.status) == (b"", 304)


def test_a_pipe_that_stands_in_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    os.mkfifo(tmp_path / "_redirects")
    (tmp_path / "index.html").write_text("front")
    with served(SiteFolder(tmp_path, ROOT), ROOT) as answering:
        assert ask(answering.port, "/pipe.html")[0].status == 404
        assert ask(answering.port, "/index.html")[0].status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/news/../../secret.html",
        "/news/%2e%2e/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/..%5csecret.html",
        "//secret.html",
        "/link.html",
        "/.state",
        "/news//2026/03/5/storm.html",
        "/index.html%00",
        "/" + "a" * 5000,
        "/%ff%fe",
        "/index.html/",
        "/index.html/x",
        "/index.html%0a",
        "/news%5c2026",
        "/%D9%A2.html",
    ],
)
def test_nothing_outside_the_site_and_nothing_hidden_is_served(port: int, path: str) -> None:
    response, content = ask(port, path)

    assert (response.status, content) == (404, b"<p>nothing here</p>")


def test_a_redirects_file_that_a_build_replaced_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "_redirects").write_text("/a /b 301\n")
    folder = SiteFolder(tmp_path, ROOT)
    assert folder.answer("/c") is None
    (tmp_path / "_redirects").write_text("/a /b 301\n/c /d 301\n")
    os.utime(tmp_path / "_redirects", ns=(1, 1))

    answer = folder.answer("/c")

    assert getattr(answer, "path", None) == "/d"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/index.html", "text/html; charset=utf-8"),
        ("/index.json", "application/json"),
        ("/index.md", "text/markdown; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/feeds/news.json", "application/feed+json"),
        ("/feeds/news.atom", "application/atom+xml"),
        ("/opensearch.xml", "application/opensearchdescription+xml"),
        ("/_redirects", "text/plain; charset=utf-8"),
        ("/a.unknown", "application/octet-stream"),
    ],
)
def test_a_path_decides_the_content_type(path: str, expected: str) -> None:
    assert content_type(path) == expected


@pytest.fixture(scope="module")
def folder_port(site: Path) -> Iterator[int]:
    root = Root("https://example.org", "/daily")
    with served(SiteFolder(site, root), root) as answering:
        yield answering.port


def test_a_site_with_a_folder_in_its_address_is_served_under_it(folder_port: int) -> None:
    start, _ = ask(folder_port, "/")
    front, content = ask(folder_port, "/daily/")
    day, _ = ask(folder_port, "/daily/news/2026/03/5")

    assert (start.status, start.headers["Location"]) == (302, "/daily/")
    assert (front.status, content) == (200, b"<p>front</p>")
    assert (day.status, day.headers["Location"]) == (301, "/daily/news/2026/03/5/")
    assert ask(folder_port, "/news/2026/03/5/")[0].status == 404


@pytest.fixture(scope="module")
def coded_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("coded")
    page = b"<p>storm</p>" * 200
    large = bytes(range(256)) * (LARGEST_PAGE // 256) + b"end"
    (folder / "page.html").write_bytes(page)
    (folder / "page.html.gz").write_bytes(gzip.compress(page, 9, mtime=0) + gzip.compress(b"", mtime=0))
    (folder / "page.html.br").write_bytes(b"as brotli")
    (folder / "old.html").write_bytes(page)
    (folder / "old.html.gz").write_bytes(b"of an earlier build")
    os.utime(folder / "old.html.gz", ns=(1, 1))
    (folder / "linked.html").write_bytes(page)
    (folder / "linked.html.br").symlink_to("/etc/hostname")
    (folder / "table.jsonl").write_bytes(large)
    (folder / "table.jsonl.gz").write_bytes(gzip.compress(large))
    (folder / "table.parquet").write_bytes(large)
    (folder / "icon.png").write_bytes(bytes(range(200)))
    with served(SiteFolder(folder, ROOT), ROOT) as answering:
        yield answering.port


def test_a_file_that_stands_compressed_beside_is_sent_as_it_is(coded_port: int) -> None:
    page = b"<p>storm</p>" * 200
    both, brotli = ask(coded_port, "/page.html", Accept_Encoding="gzip, br")
    one, packed = ask(coded_port, "/page.html", Accept_Encoding="gzip, br;q=0")
    none, plain = ask(coded_port, "/page.html")

    assert (both.headers["Content-Encoding"], brotli) == ("br", b"as brotli")
    assert (one.headers["Content-Encoding"], gzip.decompress(packed)) == ("gzip", page)
    assert packed.endswith(gzip.compress(b"", mtime=0))
    assert (none.headers["Content-Encoding"], plain) == (None, page)
    assert {answer.headers["ETag"] for answer in (both, one, none)} == {none.headers["ETag"]}
    assert {answer.headers["Vary"] for answer in (both, one, none)} == {"Accept-Encoding"}


def test_a_compressed_file_of_an_earlier_build_or_from_elsewhere_is_not_sent(coded_port: int) -> None:
    for path in ("/old.html", "/linked.html"):
        response, content = ask(coded_port, path, Accept_Encoding="gzip, br")

        assert response.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(content) == b"<p>storm</p>" * 200


def test_a_large_file_is_sent_compressed_where_it_stands_so(coded_port: int) -> None:
    packed, content = ask(coded_port, "/table.jsonl", Accept_Encoding="gzip")
    plain, whole = ask(coded_port, "/table.jsonl")

    assert (packed.headers["Content-Encoding"], plain.headers["Content-Encoding"]) == ("gzip", None)
    assert gzip.decompress(content) == whole
    assert int(packed.headers["Content-Length"]) == len(content)


@pytest.mark.parametrize("path", ["/table.parquet", "/icon.png"])
def test_parts_of_what_is_never_compressed_can_be_asked_for(coded_port: int, path: str) -> None:
    """As readers of Parquet do, and players."""
    whole, content = ask(coded_port, path)
    size = len(content)
    tag = whole.headers["ETag"]

    assert (whole.headers["Accept-Ranges"], tag.startswith('"')) == ("bytes", True)
    for asked, expected in [
        ("bytes=0-9", content[:10]),
        (f"bytes={size - 3}-", content[-3:]),
        ("bytes=-5", content[-5:]),
        (f"bytes=10-{size * 2}", content[10:]),
        (f"bytes=-{size * 2}", content),
    ]:
        response, part = ask(coded_port, path, Range=asked, If_Range=tag)
        assert (response.status, part) == (206, expected)
        start = content.index(expected) if asked.startswith("bytes=-") else int(asked[6:].partition("-")[0])
        assert response.headers["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{size}"
    for asked in ("bytes=0-1,4-5", "bytes=-", "bytes=5-2", "lines=0-1", "bytes=a-b", "bytes=0-" + "9" * 30):
        response, part = ask(coded_port, path, Range=asked)
        assert (response.status, part) == (200, content)
    for asked in (f"bytes={size}-", "bytes=-0", f"bytes={size + 5}-{size + 9}"):
        response, part = ask(coded_port, path, Range=asked)
        assert (response.status, part, response.headers["Content-Range"]) == (416, b"", f"bytes */{size}")
    assert ask(coded_port, path, Range="bytes=0-9", If_Range='"other"')[0].status == 200
    assert ask(coded_port, path, "HEAD", Range="bytes=0-9")[0].status == 200


def test_pages_that_are_sent_compressed_have_no_parts(coded_port: int) -> None:
    response, content = ask(coded_port, "/page.html", Range="bytes=0-9")

    assert (response.status, len(content), response.headers["Accept-Ranges"]) == (200, 2400, None)


class Shelf:
    """A site of a few answers, all of one version, which notes what it is asked."""

    def __init__(self, answers: dict[str, Answer], tag: str | None = "v1", *, has_own_missing: bool = True) -> None:
        self.answers = answers
        self.tag = tag
        self.missing = Page(b"<p>none</p>" * 100, "/404.html") if has_own_missing else None
        self.asked: list[str] = []

    def version(self, path: str) -> Version | None:
        self.asked.append(f"version {path}")
        return Version(self.tag, THEN) if self.tag is not None else None

    def is_quick(self, path: str) -> bool:
        self.asked.append(f"quick {path}")
        return path != "/slow.html"

    def answer(self, path: str) -> Answer | None:
        self.asked.append(f"answer {path}")
        return self.answers.get(path)

    def not_found(self) -> Page | None:
        self.asked.append("missing")
        return self.missing

    def heard(self) -> list[str]:
        """Return what it was asked since the last time."""
        heard, self.asked = self.asked, []
        return heard


THEN = datetime(2026, 1, 1, tzinfo=UTC)
ANSWERS: dict[str, Answer] = {
    "/a.html": Page(b"<p>a</p>", "/a.html"),
    "/slow.html": Page(b"<p>slow</p>", "/slow.html"),
    "/a.png": Page(b"png", "/a.png"),
    "/old.html": Moved("/a.html"),
    "/today.html": Moved("/a.html", lasting=False),
    "/folder": Moved("/folder/"),
    "/short.html": Moved("/other.html"),
    "/x/.html": Page(b"never", "/x/.html"),
    "/v1.2.html": Page(b"never", "/v1.2.html"),
}


@contextmanager
def shelved(*, under: str = "", **options: Any) -> Iterator[tuple[Shelf, SiteApp]]:
    """Give a shelf, and the application before it."""
    shelf = Shelf(ANSWERS, **options)
    app = SiteApp(shelf, Root("https://example.org", under), Limits(patience=600.0), shared_seconds=0)
    shelf.heard()
    yield shelf, app
    app.close()


@pytest.mark.parametrize(
    ("target", "first", "second"),
    [
        ("/a.html", ["quick /a.html", "version /a.html", "answer /a.html"], []),
        ("/old.html", ["quick /old.html", "version /old.html", "answer /old.html"], []),
        (
            "/today.html",
            ["quick /today.html", "version /today.html", "answer /today.html"],
            ["quick /today.html", "version /today.html", "answer /today.html"],
        ),
        (
            "/nothing.html",
            ["quick /nothing.html", "version /nothing.html", "answer /nothing.html", "version /404.html", "missing"],
            ["quick /nothing.html", "version /nothing.html", "answer /nothing.html", "version /404.html"],
        ),
        ("/a", ["quick /a", "version /a", "answer /a", "answer /a.html"], []),
        ("/short", ["quick /short", "version /short", "answer /short", "answer /short.html"], []),
        (
            "/x/",
            ["quick /x/", "version /x/", "answer /x/", "version /404.html", "missing"],
            ["quick /x/", "version /x/", "answer /x/", "version /404.html"],
        ),
        (
            "/v1.2",
            ["quick /v1.2", "version /v1.2", "answer /v1.2", "version /404.html", "missing"],
            ["quick /v1.2", "version /v1.2", "answer /v1.2", "version /404.html"],
        ),
    ],
)
def test_a_site_is_asked_for_what_is_not_held_and_nothing_else(
    target: str, first: list[str], second: list[str]
) -> None:
    """What stands for good is held; where a page leads only now, and that there is none, is asked again."""
    with shelved() as (shelf, app):
        answers = [exchange(app, target) for _ in range(2)]
        heard = shelf.heard()

    assert heard == [f"version {target}", *first, f"version {target}", *second]
    assert answers[0] == answers[1]


def test_a_site_is_never_asked_for_what_cannot_be_at_it() -> None:
    """Only for its own page of what is not there, once."""
    with shelved(under="/daily") as (shelf, app):
        statuses = [
            exchange(app, target).status
            for target in ("/a.html", "/dailya.html", "/daily//a.html", "/daily/.state", "/daily/a%00", "/daily/%5c")
        ]
        heard = shelf.heard()

    assert statuses == [404] * 6
    assert heard == ["version /404.html", "missing"] + ["version /404.html"] * 5


@pytest.mark.parametrize(
    ("target", "under", "status", "location"),
    [
        ("/old.html?a=%22b", "", 301, "/a.html?a=%22b"),
        ("/today.html", "", 302, "/a.html"),
        ("/a", "/daily", 404, None),
        ("/daily/a", "/daily", 301, "/daily/a.html"),
        ("/daily/short?x", "/daily", 301, "/daily/other.html?x"),
        ("/daily/folder", "/daily", 301, "/daily/folder/"),
        ("/daily?x", "/daily", 302, "/daily/?x"),
        ("/?x", "/daily", 302, "/daily/?x"),
        ("/", "", 404, None),
        ("/dail", "/daily", 404, None),
    ],
)
def test_where_an_address_leads_is_said_with_its_question(
    target: str, under: str, status: int, location: str | None
) -> None:
    with shelved(under=under) as (_, app):
        twice = [exchange(app, target) for _ in range(2)]

    assert [(each.status, each.headers.get("location")) for each in twice] == [(status, location)] * 2
    assert [each.content for each in twice if location] == [b""] * (2 if location else 0)
    assert [each.headers["x-content-type-options"] for each in twice] == ["nosniff"] * 2


@pytest.mark.parametrize(
    ("tag", "has_own_missing", "content", "heard"),
    [
        ("v1", True, b"<p>none</p>" * 100, ["version /404.html", "missing", "version /404.html"]),
        ("v1", False, b"There is no such page.\n", ["version /404.html", "missing", "version /404.html"]),
        (None, True, b"<p>none</p>" * 100, ["version /404.html", "missing"] * 2),
    ],
)
def test_a_sites_own_page_of_what_is_not_there_is_made_once_for_each_state(
    tag: str | None, has_own_missing: bool, content: bytes, heard: list[str]
) -> None:
    with shelved(tag=tag, has_own_missing=has_own_missing) as (shelf, app):
        answers = [exchange(app, "/.hidden", headers=[("Accept-Encoding", "gzip")]) for _ in range(2)]
        first = shelf.heard()
        shelf.tag = "v2"
        exchange(app, "/.hidden")
        later = shelf.heard()

    kind = "text/html" if has_own_missing else "text/plain"
    assert [(each.status, each.content, each.headers["content-type"]) for each in answers] == [
        (404, content, f"{kind}; charset=utf-8")
    ] * 2
    assert first == heard
    assert later == ["version /404.html", "missing"]


def test_a_page_of_no_version_is_made_each_time_and_has_no_tag() -> None:
    with shelved(tag=None) as (shelf, app):
        answers = [exchange(app, "/a.html", headers=[("If-None-Match", '"v1.0"')]) for _ in range(2)]

    assert [each.status for each in answers] == [200, 200]
    assert {"etag", "last-modified"} & answers[0].headers.keys() == set()
    assert shelf.heard().count("answer /a.html") == 2


@pytest.mark.parametrize(
    ("target", "tag"), [("/a.html", 'W/"v1.0"'), ("/a.png", '"v1.0"'), ("/nothing.html", 'W/"v1.0"')]
)
def test_who_has_the_present_version_is_told_so_without_a_page_being_made(target: str, tag: str) -> None:
    with shelved() as (shelf, app):
        answered = exchange(app, target, headers=[("If-None-Match", '"v0.0", "v1.0"')])

    assert (answered.status, answered.headers["etag"]) == (304, tag)
    assert shelf.heard() == [f"version {target}"]


class Noting:
    """Notes responses."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, int, int]] = []

    def note(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        assert 0 <= seconds < 600
        self.noted.append((scope["path"], status, size))


class NoStates:
    """States of an archive that nobody asks for."""

    def hold(self) -> Any:
        raise AssertionError

    def newest(self) -> Version:
        raise AssertionError


def mounting(*messages: dict[str, Any], fails: bool = False) -> Mount:
    """Return an application that sends these messages, and fails then."""

    @asynccontextmanager
    async def opened(_: Bench) -> AsyncIterator[Asgi]:
        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            del scope, receive
            for message in messages:
                await send(message)
            if fails:
                raise ValueError("at the end")

        yield application

    return Mount("/m", opened)


def test_each_response_is_noted_with_its_status_and_size_whoever_gave_it() -> None:
    """Also one of an application that fails before, and after, it began to answer."""
    start = {"type": "http.response.start", "status": 207, "headers": []}
    body = {"type": "http.response.body", "body": b"abc", "more_body": True}
    end = {"type": "http.response.body"}
    noting = Noting()
    for mount, target, is_answered in (
        (mounting(start, body, body, end), "/daily/m/x", True),
        (mounting(start, body, fails=True), "/daily/m", False),
        (mounting(fails=True), "/daily/m", False),
        (mounting(fails=True), "/daily/a.png", True),
        (mounting(fails=True), "/m", True),
    ):
        app = SiteApp(
            Shelf(ANSWERS), Root("https://example.org", "/daily"), Limits(patience=600.0), watchers=[noting, noting],
            states=NoStates(), mounts=[mount], shared_seconds=0,
        )  # fmt: skip
        with nullcontext() if is_answered else pytest.raises(ValueError, match="at the end"):
            exchange(app, target)
        app.close()

    missing = len(b"<p>none</p>" * 100)
    assert noting.noted[::2] == noting.noted[1::2]
    assert noting.noted[::2] == [
        ("/daily/m/x", 207, 6), ("/daily/m", 207, 3), ("/daily/m", 500, 0), ("/daily/a.png", 200, 3), ("/m", 404, missing),
    ]  # fmt: skip


def test_an_application_that_is_closed_has_no_threads_left() -> None:
    others = set(threading.enumerate())
    app = SiteApp(Shelf(ANSWERS), ROOT, Limits(slow_threads=2, patience=600.0), shared_seconds=0)
    for target in ("/a.html", "/slow.html"):
        exchange(app, target)
    own = set(threading.enumerate()) - others
    app.close()

    assert len(own) == 2  # one for what is quickly made, one for the rest
    assert [thread.name for thread in own if thread.is_alive()] == []


def test_what_an_extra_answers_is_not_asked_of_the_site() -> None:
    def extra(request: Request) -> Response | None:
        return Response(200, (), b"extra") if request.path == "/-/x" else None

    shelf = Shelf(ANSWERS)
    app = SiteApp(shelf, ROOT, extra=extra, shared_seconds=0)
    shelf.heard()
    answered, other = exchange(app, "/-/x"), exchange(app, "/a.png")
    refused = exchange(app, "/-/x", "POST")
    app.close()

    assert (answered.content, other.content, refused.status) == (b"extra", b"png", 405)
    assert shelf.heard()[0] == "version /a.png"


class LargeFiles(Shelf):
    """A site of one large file, which stands compressed beside."""

    def __init__(self, folder: Path, tag: str | None, *, coded: bool) -> None:
        files = {name: folder / name for name in ("table", "table.br", "table.gz")}
        for name, file in files.items():
            file.write_bytes(name.encode())
        beside = (("br", files["table.br"], 8), ("gzip", files["table.gz"], 8)) if coded else ()
        super().__init__({"/table.csv": LargeFile(files["table"], 5, "/table.csv", beside)}, tag)


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("Accept-Encoding", "br, gzip", (200, b"table.br", "br")),
        ("Accept-Encoding", "gzip", (200, b"table.gz", "gzip")),
        ("Accept-Encoding", "x-gzip", (200, b"table.gz", "gzip")),
        ("Accept-Encoding", "br;q=0, *", (200, b"table.gz", "gzip")),
        ("Accept-Encoding", "identity", (200, b"table", None)),
        ("If-None-Match", 'W/"v1.0"', (304, b"", None)),
        ("If-None-Match", "*", (304, b"", None)),
        ("If-None-Match", '"v2.0"', (200, b"table", None)),
        ("If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT", (304, b"", None)),
        ("If-Modified-Since", "Wed, 31 Dec 2025 23:59:59 GMT", (200, b"table", None)),
        ("Range", "bytes=1-2", (200, b"table", None)),
    ],
)
def test_a_large_file_is_sent_as_the_client_can_read_it_and_not_to_who_has_it(
    tmp_path: Path, header: str, value: str, expected: tuple[int, bytes, str | None]
) -> None:
    app = SiteApp(LargeFiles(tmp_path, "v1", coded=True), ROOT, shared_seconds=0)
    got = exchange(app, "/table.csv", headers=[(header, value)])
    app.close()

    assert (got.status, got.content, got.headers.get("content-encoding")) == expected
    assert got.headers["etag"] == 'W/"v1.0"'
    assert got.headers.get("content-length") == (str(len(got.content)) if got.status == 200 else None)


@pytest.mark.parametrize(
    ("tag", "asked", "status", "content"),
    [
        ("v1", "bytes=1-2", 206, b"ab"),
        ("v1", "bytes=9-", 416, b""),
        ("v1", "", 200, b"table"),
        (None, "bytes=4-", 206, b"e"),
    ],
)
def test_parts_of_a_large_file_can_be_asked_for_where_it_is_never_compressed(
    tmp_path: Path, tag: str | None, asked: str, status: int, content: bytes
) -> None:
    app = SiteApp(LargeFiles(tmp_path, tag, coded=False), ROOT, shared_seconds=0)
    conditions = [("If-None-Match", "*")] if tag is None else []  # says nothing where the version is not known
    got = exchange(app, "/table.csv", headers=[("Range", asked), *conditions])
    app.close()

    assert (got.status, got.content) == (status, content)
    assert got.headers.get("etag") == (f'"{tag}.0"' if tag else None)


def test_a_file_that_a_build_made_shorter_meanwhile_is_sent_as_far_as_it_goes(tmp_path: Path) -> None:
    site = LargeFiles(tmp_path, "v1", coded=False)
    content = os.urandom(2 * PIECE + 5)
    (tmp_path / "table").write_bytes(content)
    site.answers["/table.csv"] = LargeFile(tmp_path / "table", 3 * PIECE, "/table.csv")
    app = SiteApp(site, ROOT, shared_seconds=0)
    got = exchange(app, "/table.csv")
    app.close()

    assert got.content == content


def test_limits_are_the_usual_ones_where_none_are_given() -> None:
    assert exchange(SiteApp(Shelf(ANSWERS), ROOT, shared_seconds=0), "/a.html").content == b"<p>a</p>"
    none = SiteApp(Shelf(ANSWERS), ROOT, Limits(waiting=0), shared_seconds=0)
    refused = exchange(none, "/a.html")

    assert (refused.status, refused.headers["retry-after"]) == (503, "1")
    assert refused.content == b"Too many requests at this moment.\n"
    assert refused.headers["content-type"] == "text/plain; charset=utf-8"


class Damaged(Shelf):
    """A site that cannot be read."""

    def answer(self, path: str) -> Answer | None:
        raise DaybookError(f"the archive is damaged: `/elsewhere{path}`")


def test_of_a_site_that_cannot_be_read_the_network_hears_no_more_than_that(caplog: pytest.LogCaptureFixture) -> None:
    answered = exchange(SiteApp(Damaged({}), ROOT, Limits(patience=600.0), shared_seconds=0), "/a.html")

    assert (answered.status, answered.headers["retry-after"]) == (503, "60")
    assert answered.content == b"The site cannot be read at this moment.\n"
    assert [record.message for record in caplog.records] == [
        "cannot answer /a.html: the archive is damaged: `/elsewhere/a.html`"
    ]


@pytest.mark.parametrize(("given", "status"), [('W/"v1.0"', 304), ('"x", "v1.0"', 304), ('"v1"', 200), ('"v1.1"', 304)])
def test_a_large_file_is_known_by_its_version(tmp_path: Path, given: str, status: int) -> None:
    app = SiteApp(LargeFiles(tmp_path, "v1", coded=False), ROOT, shared_seconds=0)

    assert exchange(app, "/table.csv", headers=[("If-None-Match", given)]).status == status


def test_a_folder_that_is_read_leaves_nothing_open(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "index.html").write_text("front")
    (tmp_path / "index.html.gz").write_bytes(b"packed")
    (tmp_path / "_redirects").write_text("/old.html /new.html 301\n")
    (tmp_path / "large.csv").write_bytes(b"x" * (LARGEST_PAGE + 1))
    os.mkfifo(tmp_path / "pipe")
    site = SiteFolder(tmp_path, ROOT)
    before = open_files()
    for path in ("/", "/folder", "/folder/", "/pipe", "/large.csv", "/none", "/old.html"):
        site.answer(path)
        site.version(path)

    assert open_files() <= before


@pytest.mark.parametrize(("size", "is_sent"), [(LARGEST_PAGE, True), (LARGEST_PAGE + 1, False)])
def test_what_stands_compressed_beside_a_page_is_read_with_it_up_to_a_size(
    tmp_path: Path, size: int, is_sent: bool
) -> None:
    (tmp_path / "a.html").write_text("a")
    (tmp_path / "a.html.gz").write_bytes(b"x" * size)

    answer = SiteFolder(tmp_path, ROOT).answer("/a.html")

    assert isinstance(answer, Page)
    assert [(coding, len(content)) for coding, content in answer.coded] == ([("gzip", size)] if is_sent else [])
