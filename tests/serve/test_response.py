"""Headers of responses, and whether a client has what it asks for; without a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, MutableMapping
from datetime import UTC, datetime
from typing import Any

import pytest

from daybook.serve.answer import Page, Version
from daybook.serve.conditional import known_tag, partial, respond, unchanged
from daybook.serve.page_cache import Stored
from daybook.serve.request import Request
from daybook.serve.response import (
    CACHED,
    LASTING,
    Described,
    Describer,
    Pieces,
    Response,
    described,
    encoded,
    send_response,
    shared_cache,
)

THEN = datetime(2026, 1, 1, 12, 0, 0, 999_999, tzinfo=UTC)
VERSION = Version("v1", THEN)
LARGE = b"<p>storm</p>" * 200
PLAIN, SHARED = Describer("default-src 'none'"), Describer("default-src 'none'", 30)


def headers_of(response: Response) -> dict[str, str]:
    assert len({name for name, _ in response.headers}) == len(response.headers)
    return {name.decode(): value.decode() for name, value in response.headers}


def get(stored: Stored, describer: Describer = PLAIN, **headers: str) -> Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return respond(stored, Request("GET", "/", headers=given), describer)


def page(path: str = "/a.html", content: bytes = LARGE, version: Version | None = VERSION, **coded: bytes) -> Stored:
    return Stored.of(version, Page(content, path, tuple(coded.items())), compressible=path.endswith("html"))


def test_a_page_is_sent_as_the_client_can_read_it() -> None:
    both = page(br=b"br", gzip=b"gz")

    assert [get(both, accept_encoding=given).content for given in ("br, gzip", "gzip", "gzip;q=0, br")] == [
        b"br",
        b"gz",
        b"br",
    ]
    assert headers_of(get(both, accept_encoding="br"))["content-encoding"] == "br"
    assert headers_of(get(both, accept_encoding="gzip"))["content-encoding"] == "gzip"
    plain = get(page())
    assert (plain.status, plain.content) == (200, LARGE)
    assert "content-encoding" not in headers_of(plain)
    assert get(page(), accept_encoding="gzip").content != LARGE
    assert get(page(br=b"br"), accept_encoding="gzip").content == page().content


@pytest.mark.parametrize(
    ("stored", "accepts", "coding"),
    [
        (page(br=b"br", gzip=b"gz"), "br", "br"),
        (page(br=b"br", gzip=b"gz"), "gzip", "gzip"),
        (page(), "gzip", "gzip"),
        (page(), "br", None),
        (page(content=b"short"), "gzip, br", None),
        (page("/a.png"), "gzip, br", None),
    ],
)
def test_how_a_page_is_compressed_is_said_where_it_is(stored: Stored, accepts: str, coding: str | None) -> None:
    response = get(stored, accept_encoding=accepts)

    told = headers_of(response)
    assert (response.status, told.get("content-encoding")) == (200, coding)
    is_exact = stored.described.media_type == "image/png"
    assert (told["etag"].startswith('"'), "accept-ranges" in told) == (is_exact, is_exact)


def test_what_is_nobodys_page_has_neither_tag_nor_parts() -> None:
    shown = Described("text/plain")

    assert not {b"etag", b"last-modified", b"accept-ranges"} & dict(PLAIN.page(shown, "", None)).keys()
    assert dict(PLAIN.unchanged(shown, "a", VERSION))[b"etag"] == b'W/"a"'


def test_what_the_client_has_is_not_sent() -> None:
    response = unchanged("v1.0", VERSION, described("/a.html"), PLAIN)

    assert (response.status, response.content) == (304, b"")
    assert headers_of(response)["etag"] == 'W/"v1.0"'
    assert headers_of(unchanged("v1.0", VERSION, described("/a.png"), PLAIN, is_exact=True))["etag"] == '"v1.0"'


def test_headers_of_a_page_say_what_it_may_do_and_how_it_is_known_again() -> None:
    stored = page()
    told = headers_of(get(stored))

    assert told["content-type"] == "text/html; charset=utf-8"
    assert told["cache-control"] == CACHED
    assert told["vary"] == "Accept-Encoding"
    assert told["content-security-policy"] == "default-src 'none'"
    assert told["etag"] == f'W/"v1.{stored.digest}"'
    assert told["last-modified"] == "Thu, 01 Jan 2026 12:00:00 GMT"
    assert told["x-content-type-options"] == "nosniff"
    assert "accept-ranges" not in told
    assert not {"etag", "last-modified"} & headers_of(get(page(version=None))).keys()


def test_a_picture_is_exact_and_sent_in_parts() -> None:
    stored = page("/a.png", b"0123456789")
    told = headers_of(get(stored))
    part = get(stored, range="bytes=2-4")
    none = get(stored, range="bytes=20-")

    assert told["etag"] == f'"v1.{stored.digest}"'
    assert told["accept-ranges"] == "bytes"
    assert not {"vary", "content-security-policy"} & told.keys()
    assert (part.status, part.content, headers_of(part)["content-range"]) == (206, b"234", "bytes 2-4/10")
    assert (none.status, none.content, headers_of(none)["content-range"]) == (416, b"", "bytes */10")
    assert get(page(), range="bytes=2-4").status == 200
    assert partial(Response(200, ()), range(1), b"x", 2).headers == ((b"content-range", b"bytes 0-0/2"),)


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("if_none_match", "*", 304),
        ("if_none_match", 'W/"other.{digest}"', 304),
        ("if_none_match", '"x", "v9.{digest}"', 304),
        ("if_none_match", '"v1.0"', 200),
        ("if_none_match", '"{digest}"', 200),
        ("if_modified_since", "Thu, 01 Jan 2026 12:00:00 GMT", 304),
        ("if_modified_since", "Thu, 01 Jan 2026 11:59:59 GMT", 200),
    ],
)
def test_a_client_is_told_that_it_has_the_page_by_its_bytes_or_its_time(header: str, value: str, status: int) -> None:
    stored = page()
    given = {header.replace("_", "-"): value.replace("{digest}", stored.digest)}
    response = respond(stored, Request("GET", "/", headers=given), PLAIN)

    assert response.status == status
    if status == 304:
        assert response.content == b""
        assert set(headers_of(response)) == {"cache-control", "vary", "etag", "last-modified"}


def test_a_time_says_nothing_of_a_page_whose_version_nobody_knows() -> None:
    assert get(page(version=None), if_modified_since="Thu, 01 Jan 2099 12:00:00 GMT").status == 200


def test_the_tag_of_the_present_version_is_found_among_those_that_the_client_has() -> None:
    def asked(tags: str) -> Request:
        return Request("GET", "/", headers={"if-none-match": tags})

    assert known_tag(asked('"a.1", W/"v1.2", "v1.3"'), VERSION) == "v1.2"
    assert known_tag(asked('"v1", "v11.2", "a.v1"'), VERSION) is None


def test_shared_caches_keep_pages_for_a_while_and_can_be_told_to_forget_them() -> None:
    version = Version("v1", THEN, "generation-7")
    told = headers_of(get(page(version=version), SHARED))

    assert told["cache-control"] == shared_cache(30) == "public, max-age=0, s-maxage=30, stale-while-revalidate=30, stale-if-error=86400"  # fmt: skip
    assert told["cache-tag"] == told["surrogate-key"] == "generation-7"
    assert "cache-tag" not in headers_of(get(page(), SHARED))
    assert "cache-tag" not in headers_of(get(page(version=None), SHARED))
    assert "cache-tag" not in headers_of(get(page(version=version)))
    assert headers_of(get(page("/static/a.1.css", b"x"), SHARED))["cache-control"] == LASTING
    assert b"cache-control" not in dict(PLAIN.headers())
    assert dict(PLAIN.headers("text/html", CACHED))[b"cache-control"] == CACHED.encode()
    assert dict(SHARED.headers("text/html", CACHED))[b"cache-control"] == shared_cache(30).encode()


def test_what_hangs_on_another_header_says_so() -> None:
    shown = Described("application/json", CACHED, "Accept", ((b"link", b"x"),))
    told = dict(PLAIN.page(shown, "a", VERSION))

    assert told[b"vary"] == b"Accept-Encoding, Accept"
    assert told[b"link"] == b"x"
    assert dict(PLAIN.page(Described("image/png", CACHED, "Accept"), "a", VERSION))[b"vary"] == b"Accept"
    assert dict(PLAIN.unchanged(shown, "a", VERSION))[b"link"] == b"x"
    assert described("/static/x.css").cache == LASTING
    assert described("/x.css").cache == CACHED


def test_nothing_that_a_header_says_ends_it() -> None:
    assert encoded([("X-Name", "a\r\nb\0c"), ("Y", "é€")]) == ((b"x-name", b"abc"), (b"y", "é".encode("latin-1")))


def sent(response: Response, *, is_head: bool = False) -> tuple[int, list[MutableMapping[str, Any]]]:
    messages: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        messages.append(message)

    return asyncio.run(send_response(response, send, is_head=is_head)), messages


async def pieces() -> AsyncGenerator[bytes, None]:
    yield b"ab"
    yield b"c"


def test_a_response_is_sent_whole_or_in_pieces_and_its_length_where_it_is_known() -> None:
    whole, head, gone = (
        sent(Response(200, (), b"abc")),
        sent(Response(200, (), b"abc"), is_head=True),
        sent(Response(304, ())),
    )
    parts = sent(Response(200, (), Pieces(pieces(), 3)))
    endless = sent(Response(200, (), Pieces(pieces())))
    head_of_parts = sent(Response(200, (), Pieces(pieces(), 3)), is_head=True)

    length = (b"content-length", b"3")
    assert (whole[0], whole[1][0]["headers"], whole[1][1]["body"]) == (3, [length], b"abc")
    assert (head[0], head[1][0]["headers"], head[1][1]["body"]) == (0, [length], b"")
    assert (gone[1][0]["status"], gone[1][0]["headers"]) == (304, [])
    assert sent(Response(204, ()))[1][0]["headers"] == []
    assert sent(Response(205, ()))[1][0]["headers"] == [(b"content-length", b"0")]
    assert (parts[0], parts[1][0]["headers"]) == (3, [length])
    assert [(each["body"], each.get("more_body", False)) for each in parts[1][1:]] == [
        (b"ab", True),
        (b"c", True),
        (b"", False),
    ]
    assert endless[1][0]["headers"] == []
    assert (head_of_parts[0], [each.get("body") for each in head_of_parts[1][1:]]) == (0, [b""])
