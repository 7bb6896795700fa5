"""The site over HTTP, asked by a real client of a real server."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.serve.served import ask, served

from daybook.publish.addresses import Root
from daybook.serve.answer import LARGEST_PAGE
from daybook.serve.content_types import content_type
from daybook.serve.folder import SiteFolder

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
