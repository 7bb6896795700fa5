"""Handlers of addresses beside the pages, asked over HTTP: what they are given, and how their answers are held and bounded."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from tests.serve.served import HOST, ask, served
from tests.waiting import pause

from daybook.ask import Query
from daybook.config import Settings, load_settings
from daybook.errors import DaybookError
from daybook.pipeline.building import build_spec
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.publish.addresses import Root
from daybook.serve.answer import Version
from daybook.serve.app import SiteApp
from daybook.serve.folder import SiteFolder
from daybook.serve.handler import Asgi, Bench, Busy, Followed, Handler, Mount, Reply, Snapshot, Streamed
from daybook.serve.handling import (
    BEAT_SECONDS,
    FOLLOW_SECONDS,
    LARGEST_BODY,
    LOOK_SECONDS,
    STREAM_SECONDS,
    Handling,
)
from daybook.serve.live import SiteFromArchive
from daybook.serve.pool import Limits, Pool
from daybook.serve.request import Request
from daybook.serve.response import Describer, Pieces, Receive, Response, Scope, Send

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROOT = Root("https://example.org", "/daily")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load_settings(
        None, [f"files.archive={tmp_path}/archive.sqlite", "site.address=https://example.org/daily/"]
    )
    take(tmp_path, settings, "1999-01-01", "*A ferry sinks.\n")
    return settings


def take(folder: Path, settings: Settings, day: str, text: str) -> None:
    (folder / f"{day}.wikitext").write_text(text)
    finish(import_paths([folder / f"{day}.wikitext"], settings, NOW))


@contextmanager
def serving(
    settings: Settings, *handlers: Handler, mounts: Sequence[Mount] = (), limits: Limits | None = None
) -> Iterator[int]:
    limits = limits or Limits(slow_threads=1)
    with (
        SiteFromArchive(build_spec(settings), settings.files.archive, limits.threads) as live,
        served(live, ROOT, limits, states=live, handlers=handlers, mounts=mounts) as answering,
    ):
        yield answering.port


class Counting:
    """Answers with what it was asked, and how often it was."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, request: Request, snapshot: Snapshot) -> Reply:
        self.times += 1
        found = snapshot.reader.search(Query(words=("ferry",))).total
        told = {"path": request.path, "query": request.query, "found": found, "generation": snapshot.generation}
        return Reply(json.dumps(told).encode() * 40, headers=(("Link", "<next>; rel=next"),))


def test_a_handler_is_given_the_path_within_the_site_and_a_snapshot_of_the_archive(settings: Settings) -> None:
    with serving(settings, Handler("/api", Counting(), is_open=True)) as port:
        response, content = ask(port, "/daily/api/v1/events?q=a%20b")
        other, _ = ask(port, "/daily/apiary")

    told = json.loads(content[: content.index(b"}") + 1])
    assert (told["path"], told["query"], told["found"]) == ("/api/v1/events", "q=a%20b", 1)
    assert (response.headers["Link"], response.headers["Content-Type"]) == ("<next>; rel=next", "application/json")
    assert (response.headers["Access-Control-Allow-Origin"], other.status) == ("*", 404)


def test_a_reply_is_held_by_generation_and_not_made_for_who_has_it(tmp_path: Path, settings: Settings) -> None:
    counting = Counting()
    with serving(settings, Handler("/api", counting)) as port:
        first, content = ask(port, "/daily/api?a", Accept_Encoding="gzip")
        tag = first.headers["ETag"]
        again, same = ask(port, "/daily/api?a", Accept_Encoding="gzip")
        known, nothing = ask(port, "/daily/api?a", If_None_Match=tag)
        times = counting.times
        other, _ = ask(port, "/daily/api?b", If_None_Match=tag)
        take(tmp_path, settings, "1999-01-02", "*Another.\n")
        while (changed := ask(port, "/daily/api?a", If_None_Match=tag)[0]).status == 304:
            pause()

    assert (first.status, again.status, known.status, other.status, changed.status) == (200, 200, 304, 200, 200)
    assert (times, content, nothing) == (1, same, b"")
    assert first.headers["Content-Encoding"] == "gzip"
    assert known.headers["ETag"] == tag != changed.headers["ETag"]


def test_who_has_it_gets_304_although_the_server_holds_it_no_more(settings: Settings) -> None:
    counting = Counting()
    with serving(settings, Handler("/api", counting, is_open=True)) as port:
        first, _ = ask(port, "/daily/api?a")
        tag = first.headers["ETag"]
    with serving(settings, Handler("/api", counting, is_open=True)) as port:
        known, _ = ask(port, "/daily/api?a", If_None_Match=tag)

    assert (known.status, counting.times, known.headers["Access-Control-Allow-Origin"]) == (304, 1, "*")
    assert [known.headers[name] for name in ("Vary", "ETag", "Cache-Control", "Last-Modified")] == [
        first.headers[name] for name in ("Vary", "ETag", "Cache-Control", "Last-Modified")
    ]


def test_replies_in_two_types_at_one_address_are_not_taken_for_each_other(settings: Settings) -> None:
    def answer(request: Request, _: Snapshot) -> Reply:
        kind = request.headers.get("accept", "")
        return Reply(b"csv" if kind == "text/csv" else b"json", kind or "application/json")

    with serving(settings, Handler("/api", answer, negotiates=True)) as port:
        first, one = ask(port, "/daily/api", Accept="application/json")
        second, two = ask(port, "/daily/api", Accept="text/csv", If_None_Match=first.headers["ETag"])

    assert (one, two, second.status) == (b"json", b"csv", 200)
    assert first.headers["Vary"] == "Accept-Encoding, Accept"


def test_methods_are_answered_as_a_handler_says(settings: Settings) -> None:
    def echo(request: Request, _: Snapshot) -> Reply:
        return Reply(request.content, "text/plain")

    handlers = [Handler("/api", Counting(), is_open=True), Handler("/echo", echo, methods=("GET", "POST"))]
    with serving(settings, *handlers) as port:
        beforehand, nothing = ask(port, "/daily/api", "OPTIONS", Origin="https://other.example")
        refused, _ = ask(port, "/daily/api", "POST", b"x")
        posted, content = ask(port, "/daily/echo", "POST", b"some content")
        large, _ = ask(port, "/daily/echo", "POST", b"x" * (LARGEST_BODY + 1))
        head, empty = ask(port, "/daily/api", "HEAD")

    assert (beforehand.status, nothing) == (204, b"")
    assert beforehand.headers["Access-Control-Allow-Headers"] == "*"
    assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert (posted.status, content, posted.headers["ETag"]) == (200, b"some content", None)
    assert large.status == 413
    assert (head.status, empty, int(head.headers["Content-Length"]) > 1000) == (200, b"", True)


def test_where_a_handler_has_no_answer_the_sites_page_stands(settings: Settings) -> None:
    def answer(request: Request, _: Snapshot) -> Reply | None:
        return Reply(b"found", "text/html; charset=utf-8") if request.query else None

    with serving(settings, Handler("/search.html", answer)) as port:
        page, content = ask(port, "/daily/search.html")
        found, other = ask(port, "/daily/search.html?q=1")

    assert (page.status, b"<!doctype html>" in content.lower()) == (200, True)
    assert (found.status, other, "frame-ancestors" in found.headers["Content-Security-Policy"]) == (200, b"found", True)


def test_a_stream_is_of_one_state_however_often_the_archive_changes(tmp_path: Path, settings: Settings) -> None:
    begun, changed = threading.Event(), threading.Event()

    def answer(_request: Request, _snapshot: Snapshot) -> Streamed:
        count = iter(range(3))

        def piece(snapshot: Snapshot) -> bytes | None:
            number = next(count, None)
            if number == 1:
                begun.set()
                changed.wait(600)
            return None if number is None else f"{number} {len(snapshot.reader.days())}\n".encode()

        return Streamed(piece)

    result: list[bytes] = []
    two = Limits(slow_threads=2)  # one is held by the stream
    with serving(settings, Handler("/api", answer), Handler("/count", Counting()), limits=two) as port:
        reading = threading.Thread(target=lambda: result.append(ask(port, "/daily/api")[1]))
        reading.start()
        assert begun.wait(600)
        before = ask(port, "/daily/count")[1]
        take(tmp_path, settings, "1999-01-02", "*Another.\n")
        while ask(port, "/daily/count")[1] == before:
            pause()
        changed.set()
        reading.join()

    assert result == [b"0 1\n1 1\n2 1\n"]


def test_who_follows_is_sent_what_each_new_state_brings(tmp_path: Path, settings: Settings) -> None:
    def answer(_request: Request, _snapshot: Snapshot) -> Followed:
        return Followed(lambda snapshot: f"data: {len(snapshot.reader.days())}\n\n".encode())

    with serving(settings, Handler("/stream", answer), limits=Limits(slow_threads=1, streams=1)) as port:
        connection = HTTPConnection(HOST, port, timeout=300)
        connection.request("GET", "/daily/stream")
        response = connection.getresponse()
        first = [response.readline(), response.readline()]
        full, _ = ask(port, "/daily/stream")
        take(tmp_path, settings, "1999-01-02", "*Another.\n")
        second = [response.readline(), response.readline()]
        response.close()
        connection.close()
        while not has_room(port):
            pause()

    assert (first, second) == ([b"data: 1\n", b"\n"], [b"data: 2\n", b"\n"])
    assert response.headers["Content-Type"] == "text/event-stream"
    assert (full.status, full.headers["Retry-After"]) == (503, "1")


def has_room(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=300)
    connection.request("GET", "/daily/stream")
    response = connection.getresponse()
    response.close()
    connection.close()
    return response.status == 200


def test_what_does_not_fit_into_the_line_is_refused_in_the_handlers_own_words(settings: Settings) -> None:
    begun, end = threading.Event(), threading.Event()

    def slow(_request: Request, _snapshot: Snapshot) -> Reply:
        begun.set()
        end.wait(600)
        return Reply(b"{}")

    def refuse(status: int, detail: str) -> Reply:
        return Reply(json.dumps({"detail": detail}).encode(), "application/problem+json", status)

    handler = Handler("/api", slow, refuse=refuse)
    with serving(settings, handler, limits=Limits(slow_threads=1, waiting=1)) as port:
        first = threading.Thread(target=ask, args=(port, "/daily/api"))
        first.start()
        assert begun.wait(600)
        refused, content = ask(port, "/daily/api?other")
        page, _ = ask(port, "/daily/about.html")
        end.set()
        first.join()

    assert (refused.status, refused.headers["Retry-After"], page.status) == (503, "1", 503)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert json.loads(content) == {"detail": "Too many requests at this moment."}


def test_another_application_is_opened_once_and_works_in_the_servers_threads(settings: Settings) -> None:
    opened: list[str] = []

    @asynccontextmanager
    async def opening(bench: Bench) -> AsyncIterator[Asgi]:
        async def application(scope: Scope, _receive: Receive, send: Send) -> None:
            try:
                told = await bench.run(lambda snapshot: f"{scope['path']} {len(snapshot.reader.days())}".encode())
            except Busy:
                told = b"busy"
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": told})

        opened.append("opened")
        yield application
        opened.append("closed")

    with serving(settings, mounts=[Mount("/mcp", opening)]) as port:
        answers = [ask(port, path)[1] for path in ("/daily/mcp", "/daily/mcp/more")]

    assert answers == [b"/daily/mcp 1", b"/daily/mcp/more 1"]
    assert opened == ["opened"]


def test_a_handler_that_fails_is_an_error_of_the_server_and_the_next_request_is_answered(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    def answer(request: Request, _snapshot: Snapshot) -> Reply:
        return Reply(str(1 // len(request.query)).encode())

    with serving(settings, Handler("/api", answer)) as port:
        failed, told = ask(port, "/daily/api")
        after, _ = ask(port, "/daily/api?1")

    assert (failed.status, after.status) == (500, 200)
    assert b"ZeroDivisionError" not in told
    capfd.readouterr()


def test_head_of_an_answer_that_is_made_while_it_is_sent_makes_none(settings: Settings) -> None:
    made: list[int] = []

    def piece(_: Snapshot) -> bytes | None:
        made.append(1)
        return b"x" if len(made) == 1 else None

    def streamed(request: Request, snapshot: Snapshot) -> Streamed:
        del request, snapshot
        return Streamed(piece, "application/jsonl", (("X-Robots-Tag", "noindex"),))

    with serving(settings, Handler("/stream", streamed, is_open=True)) as port:
        head, nothing = ask(port, "/daily/stream", "HEAD")
        before = len(made)
        got, content = ask(port, "/daily/stream")

    assert (head.status, nothing, before) == (200, b"", 0)
    assert (got.status, content) == (200, b"x")
    for name in ("Content-Type", "Cache-Control", "X-Robots-Tag", "Access-Control-Allow-Origin"):
        assert head.headers[name] == got.headers[name] is not None


def test_an_archive_that_cannot_be_read_is_told_to_come_back_later(settings: Settings) -> None:
    def damaged(request: Request, snapshot: Snapshot) -> Reply:
        del request, snapshot
        raise DaybookError("the archive is damaged: here")

    with serving(settings, Handler("/damaged", damaged)) as port:
        response, content = ask(port, "/daily/damaged")

    assert (response.status, response.headers["Retry-After"]) == (503, "60")
    assert content == b"The site cannot be read at this moment.\n"


def test_an_application_that_fails_to_open_is_opened_again(settings: Settings) -> None:
    opened: list[int] = []

    @asynccontextmanager
    async def opening(_: Bench) -> AsyncIterator[Asgi]:
        opened.append(1)
        if len(opened) == 1:
            raise OSError("not yet")

        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            del scope, receive
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            await send({"type": "http.response.body", "body": b"up"})

        yield application

    with serving(settings, mounts=[Mount("/mounted", opening)]) as port:
        failed, _ = ask(port, "/daily/mounted")
        again, content = ask(port, "/daily/mounted")

    assert (failed.status, again.status, content, len(opened)) == (500, 200, b"up", 2)


class Counted:
    """A state that is held and let go, and how often."""

    def __init__(self) -> None:
        self.held = self.let_go = 0
        self.version = Version("one", NOW)

    def hold(self) -> Counted:
        self.held += 1
        return self

    def newest(self) -> Version:
        return self.version

    def release(self) -> None:
        self.let_go += 1

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        yield None  # type: ignore[misc]  # what answers here asks for nothing


@pytest.mark.parametrize(
    ("answer", "method", "streams", "holds"),
    [
        (Reply(b"x"), "GET", 1, 1),
        (None, "GET", 1, 1),
        (Streamed(lambda _: None), "HEAD", 1, 1),
        (Streamed(lambda _: None), "GET", 0, 1),
        (Streamed(lambda _: None), "GET", 1, 1),
        (Followed(lambda _: b"x"), "GET", 1, 2),
        (DaybookError("damaged"), "GET", 1, 1),
        (Busy(), "GET", 1, 1),
    ],
    ids=["reply", "nothing", "head", "too many", "stream", "followed", "damaged", "busy"],
)
def test_a_state_that_is_held_for_an_answer_is_let_go_after_it(
    answer: Reply | Streamed | Followed | Exception | None, method: str, streams: int, holds: int
) -> None:
    """Or views of the archive would stay open for ever."""
    states = Counted()

    def given(request: Request, snapshot: Snapshot) -> Reply | Streamed | Followed | None:
        del request, snapshot
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def go() -> None:
        limits = Limits(patience=600.0, streams=streams)
        pool = Pool(limits)
        handler = Handler("/a", given)
        handling = Handling(states, [handler], [], pool, Describer(""), limits)
        gone = asyncio.Event()

        async def receive() -> dict[str, object]:
            await gone.wait()
            return {"type": "http.disconnect"}

        response = await handling.respond(handler, Request(method, "/a"), receive)
        if response is not None and isinstance(response.content, Pieces):
            async for _ in response.content.each:
                gone.set()
        pool.close()

    asyncio.run(go())

    assert (states.held, states.let_go) == (holds, holds)


def test_the_nearest_handler_and_application_answer_an_address() -> None:
    def nothing(request: Request, snapshot: Snapshot) -> None:
        del request, snapshot

    @asynccontextmanager
    async def opened(_: Bench) -> AsyncIterator[Asgi]:
        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            del scope, receive, send

        yield application

    limits = Limits()
    pool = Pool(limits)
    handlers = [Handler(address, nothing) for address in ("/a", "/a/b/c", "/a/b")]
    mounts = [Mount(address, opened) for address in ("/m", "/m/n")]
    handling = Handling(Counted(), handlers, mounts, pool, Describer(""), limits)
    pool.close()

    found = [handling.handler(path) for path in ("/a", "/a/x", "/a/b/x", "/a/b/c/x", "/a/bc", "/ab", "/")]
    mounted = [handling.mount(path) for path in ("/m/x", "/m/n", "/n")]

    assert [each and each.address for each in found] == ["/a", "/a", "/a/b", "/a/b/c", "/a", None, None]
    assert [each and each.address for each in mounted] == ["/m", "/m/n", None]


class Clock:
    """Seconds that pass when somebody moves it."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def handling_of(
    handler: Handler, states: Counted, limits: Limits | None = None, now: Clock | None = None
) -> tuple[Handling, Pool]:
    limits = limits or Limits(patience=600.0)
    pool = Pool(limits)
    return Handling(states, [handler], [], pool, Describer("policy", 0), limits, now=now or Clock()), pool


async def silence() -> dict[str, object]:
    """Be a client that stays and says nothing."""
    return await asyncio.Event().wait()  # type: ignore[return-value]  # waits for ever


def respond(
    handler: Handler, *requests: Request, states: Counted | None = None, receive: Receive = silence
) -> list[Response | None]:
    """Have one handling respond to requests, one after the other."""

    async def go() -> list[Response | None]:
        handling, pool = handling_of(handler, states or Counted())
        responses = [await handling.respond(handler, request, receive) for request in requests]
        pool.close()
        return responses

    return asyncio.run(go())


def told(response: Response | None) -> dict[str, str]:
    assert response is not None
    assert len({name for name, _ in response.headers}) == len(response.headers)
    return {name.decode(): value.decode() for name, value in response.headers}


SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
}
ALLOWED = {"access-control-allow-origin": "*", "access-control-expose-headers": "ETag, Last-Modified, Link, Retry-After, Location, Memento-Datetime"}  # fmt: skip
BEFOREHAND = {
    "access-control-allow-methods": "GET, HEAD, OPTIONS, POST",
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
}
REFUSED = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store", "vary": "Accept-Encoding"}
FRESH = {"cache-control": "no-cache", "last-modified": "Sun, 01 Nov 2026 12:00:00 GMT", "vary": "Accept-Encoding"}


def replies(reply: Reply) -> Any:
    def answer(request: Request, snapshot: Snapshot) -> Reply:
        del request, snapshot
        return reply

    return answer


@pytest.mark.parametrize(
    ("method", "is_open", "status", "headers", "content"),
    [
        ("OPTIONS", True, 204, {"allow": "GET, HEAD, OPTIONS, POST", **ALLOWED, **BEFOREHAND}, b""),
        ("OPTIONS", False, 204, {"allow": "GET, HEAD, OPTIONS, POST"}, b""),
        ("PUT", True, 405, {"allow": "GET, HEAD, OPTIONS, POST", **ALLOWED, **REFUSED}, b"This address answers no such request.\n"),
        ("PUT", False, 405, {"allow": "GET, HEAD, OPTIONS, POST", **REFUSED}, b"This address answers no such request.\n"),
        ("GET", True, 200, {**ALLOWED, **FRESH, "content-type": "text/plain", "x": "y"}, b"a"),
        ("HEAD", False, 200, {**FRESH, "content-type": "text/plain", "x": "y"}, b"a"),
        ("POST", True, 200, {**ALLOWED, "cache-control": "no-cache", "vary": "Accept-Encoding", "content-type": "text/plain", "x": "y"}, b"a"),
    ],
)  # fmt: skip
def test_what_a_handler_answers_each_method_with(
    method: str, is_open: bool, status: int, headers: dict[str, str], content: bytes
) -> None:
    handler = Handler(
        "/a", replies(Reply(b"a", "text/plain", headers=(("X", "y"),))), methods=("GET", "POST"), is_open=is_open
    )

    async def nothing() -> dict[str, object]:
        return {"type": "http.request"}

    (response,) = respond(handler, Request(method, "/a"), receive=nothing)

    assert response is not None
    assert (response.status, response.content) == (status, content)
    has_tag = status == 200 and method != "POST"
    assert told(response) == SECURITY | headers | ({"etag": told(response)["etag"]} if has_tag else {})


@pytest.mark.parametrize(
    ("reply", "method", "times"),
    [
        (Reply(b"a"), "GET", 1),
        (Reply(b"a"), "HEAD", 1),
        (Reply(b"a"), "POST", 2),
        (Reply(b"a", status=404), "GET", 2),
        (Reply(b"a", status=201), "GET", 2),
        (Reply(b"a", cache="no-store"), "GET", 2),
        (Reply(b"a", cache="max-age=60"), "GET", 1),
    ],
)
def test_a_reply_is_held_where_it_is_whole_and_may_be(reply: Reply, method: str, times: int) -> None:
    """With an entity tag where it is held, and the handler's own word on how long it may be kept."""
    asked: list[str] = []

    def answer(request: Request, snapshot: Snapshot) -> Reply:
        del snapshot
        asked.append(request.path)
        return reply

    async def nothing() -> dict[str, object]:
        return {"type": "http.request"}

    handler = Handler("/a", answer, methods=("GET", "POST"))
    request = Request(method, "/a")
    first, second, other = respond(handler, request, request, replace(request, query="b"), receive=nothing)

    assert len(asked) == times + 1
    assert first is not None
    assert first.status == reply.status
    assert told(first) == told(second)
    assert told(first)["cache-control"] == reply.cache
    assert ("etag" in told(first)) is (times == 1)
    assert times == 2 or told(first)["etag"] != told(other)["etag"]


@pytest.mark.parametrize(
    ("negotiates", "accepts", "alike"), [(False, ("a", "b"), True), (True, ("a", "b"), False), (True, ("a", "a"), True)]
)
def test_the_answer_to_another_accept_is_another_where_the_handler_says_so(
    negotiates: bool, accepts: tuple[str, str], alike: bool
) -> None:
    handler = Handler("/a", replies(Reply(b"x")), negotiates=negotiates)

    first, second = respond(handler, *(Request("GET", "/a", headers={"accept": each}) for each in accepts))

    assert (told(first)["etag"] == told(second)["etag"]) is alike
    assert told(first)["vary"] == ("Accept-Encoding, Accept" if negotiates else "Accept-Encoding")


def test_who_has_the_present_reply_is_told_so_and_the_handler_is_not_asked() -> None:
    def answer(request: Request, snapshot: Snapshot) -> Reply:
        raise AssertionError

    handler = Handler("/a", answer, negotiates=True, is_open=True)
    (first,) = respond(Handler("/a", replies(Reply(b"x")), negotiates=True), Request("GET", "/a"))
    tag = told(first)["etag"]

    (known,) = respond(handler, Request("GET", "/a", headers={"if-none-match": tag}))
    (large,) = respond(handler, Request("HEAD", "/a", headers={"if-none-match": f'"b", {tag}'}))

    assert known is not None
    assert known.status == 304
    assert told(known) == told(large) == {**ALLOWED, **FRESH, "vary": "Accept-Encoding, Accept", "etag": tag}
    assert len(tag) == len('W/"') + 12 + 1 + 16 + 1


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([b"abc"], (200, b"abc")),
        ([b"ab", b"c"], (200, b"abc")),
        ([b"", b"abc", b""], (200, b"abc")),
        ([b"x" * LARGEST_BODY], (200, b"x" * LARGEST_BODY)),
        ([b"x" * LARGEST_BODY, b"x"], (413, b"The request's content is too large.\n")),
        ([b"a", None], (413, b"The request's content is too large.\n")),
    ],
)
def test_a_requests_content_is_given_whole_up_to_a_size(parts: list[bytes | None], expected: tuple[int, bytes]) -> None:
    def echo(request: Request, snapshot: Snapshot) -> Reply:
        del snapshot
        return Reply(request.content, "text/plain")

    messages: list[dict[str, object]] = [
        {"type": "http.request", "body": part, "more_body": place + 1 < len(parts)}
        if part is not None
        else {"type": "http.disconnect"}
        for place, part in enumerate(parts)
    ]

    async def receive() -> dict[str, object]:
        return messages.pop(0)

    (response,) = respond(Handler("/a", echo, methods=("GET", "POST")), Request("POST", "/a"), receive=receive)

    assert response is not None
    assert (response.status, response.content) == expected


def streaming(*pieces: bytes | None) -> Handler:
    """Return a handler that streams these pieces to each who asks."""

    def answer(request: Request, snapshot: Snapshot) -> Streamed:
        del request, snapshot
        left = list(pieces)
        return Streamed(lambda _: left.pop(0), "application/jsonl", (("X", "y"),))

    return Handler("/a", answer, is_open=True)


def following(beat: bytes = b":\n\n") -> Handler:
    """Return a handler that sends a piece for each new state."""
    count = iter(range(99))

    def answer(request: Request, snapshot: Snapshot) -> Followed:
        del request, snapshot
        return Followed(lambda _: str(next(count)).encode(), beat=beat)

    return Handler("/a", answer)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_headers_say_how_an_answer_is_that_goes_on(method: str) -> None:
    (streamed,) = respond(streaming(b"a", None), Request(method, "/a"))
    (followed,) = respond(following(), Request(method, "/a"))

    assert streamed is not None
    assert followed is not None
    assert (streamed.status, followed.status) == (200, 200)
    assert told(streamed) == {
        **ALLOWED, **SECURITY, "content-type": "application/jsonl", "cache-control": "no-store", "x": "y",
    }  # fmt: skip
    assert told(followed) == {
        **SECURITY, "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no",
    }  # fmt: skip
    assert isinstance(streamed.content, Pieces) is (method == "GET")


def test_streams_are_counted_until_they_end() -> None:
    async def go() -> tuple[list[int], list[bytes]]:
        handler = streaming(b"a", b"b", None)
        states = Counted()
        handling, pool = handling_of(handler, states, Limits(patience=600.0, streams=2))
        request = Request("GET", "/a")
        responses = [await handling.respond(handler, request, silence) for _ in range(3)]
        first = responses[0]
        assert first is not None
        assert isinstance(first.content, Pieces)
        pieces = [piece async for piece in first.content.each]
        responses += [await handling.respond(handler, request, silence) for _ in range(2)]
        for response in responses:
            if response is not None and isinstance(response.content, Pieces):
                await response.content.each.aclose()
        pool.close()
        return [response.status for response in responses if response is not None], pieces

    statuses, pieces = asyncio.run(go())

    assert statuses == [200, 200, 503, 200, 503]
    assert pieces == [b"a", b"b"]


@pytest.mark.parametrize(("passes", "is_late"), [(0.0, False), (STREAM_SECONDS, False), (STREAM_SECONDS + 0.1, True)])
def test_a_client_may_take_so_long_for_what_is_made_while_it_is_sent(passes: float, is_late: bool) -> None:
    clock, states, got = Clock(), Counted(), list[bytes]()

    async def go() -> None:
        handler = streaming(b"a", b"b", None)
        handling, pool = handling_of(handler, states, now=clock)
        response = await handling.respond(handler, Request("GET", "/a"), silence)
        assert response is not None
        assert isinstance(response.content, Pieces)
        try:
            async for piece in response.content.each:
                got.append(piece)
                clock.seconds += passes
        finally:
            pool.close()

    with pytest.raises(TimeoutError) if is_late else nullcontext():
        asyncio.run(go())

    assert got == ([b"a"] if is_late else [b"a", b"b"])
    assert (states.held, states.let_go) == (1, 1)


async def follow(steps: list[Callable[[Counted, Clock, Handling], None]], beat: bytes = b":\n\n") -> list[bytes]:
    """Follow, and after each piece that comes have the next of these happen; return what came until it ended."""
    handler, states, clock = following(beat), Counted(), Clock()
    handling, pool = handling_of(handler, states, now=clock)
    response = await handling.respond(handler, Request("GET", "/a"), silence)
    assert response is not None
    assert isinstance(response.content, Pieces)
    came = []
    async for piece in response.content.each:
        came.append(piece)
        steps.pop(0)(states, clock, handling)
    pool.close()
    assert states.held == states.let_go
    return came


def passes(seconds: float) -> Callable[[Counted, Clock, Handling], None]:
    def go(states: Counted, clock: Clock, handling: Handling) -> None:
        del states, handling
        clock.seconds += seconds

    return go


def changes(states: Counted, clock: Clock, handling: Handling) -> None:
    del clock, handling
    states.version = Version(f"{states.version.tag}+", NOW)


def ends(states: Counted, clock: Clock, handling: Handling) -> None:
    del states, clock
    handling.is_ending = True


def test_who_follows_gets_a_piece_for_each_state_and_a_beat_in_silence_until_it_ends() -> None:
    """Beats come after fifteen seconds without anything; an hour after it began it ends, or when the server does."""
    assert asyncio.run(follow([changes, changes, ends])) == [b"0", b"1", b"2"]
    assert asyncio.run(follow([passes(BEAT_SECONDS + 0.1), changes, ends])) == [b"0", b":\n\n", b"1"]
    assert asyncio.run(follow([passes(BEAT_SECONDS + 0.1), passes(BEAT_SECONDS + 0.1), ends])) == [
        b"0",
        b":\n\n",
        b":\n\n",
    ]
    assert asyncio.run(follow([passes(FOLLOW_SECONDS)])) == [b"0"]
    assert asyncio.run(follow([passes(FOLLOW_SECONDS - 0.1), ends])) == [b"0", b":\n\n"]


def test_no_beat_is_sent_before_its_time() -> None:
    """Fifteen seconds and not one more have passed, and nothing changed: the next that comes is of the next state."""

    def passes_and_changes_later(states: Counted, clock: Clock, handling: Handling) -> None:
        clock.seconds += BEAT_SECONDS
        asyncio.get_running_loop().call_later(2.5 * LOOK_SECONDS, changes, states, clock, handling)

    assert asyncio.run(follow([passes_and_changes_later, ends])) == [b"0", b"1"]


def test_a_client_that_is_gone_ends_what_it_follows_and_makes_room() -> None:
    async def go() -> tuple[list[int], list[bytes]]:
        handler, gone = following(), asyncio.Event()
        handling, pool = handling_of(handler, Counted(), Limits(patience=600.0, streams=1))

        async def receive() -> dict[str, object]:
            if not gone.is_set():
                gone.set()
                return {"type": "http.request"}
            return {"type": "http.disconnect"}

        first = await handling.respond(handler, Request("GET", "/a"), receive)
        assert first is not None
        assert isinstance(first.content, Pieces)
        pieces = [piece async for piece in first.content.each]
        second = await handling.respond(handler, Request("GET", "/a"), receive)
        assert second is not None
        assert isinstance(second.content, Pieces)
        await second.content.each.aclose()
        pool.close()
        return [first.status, second.status], pieces

    statuses, pieces = asyncio.run(go())

    assert statuses == [200, 200]
    assert len(pieces) <= 1


def test_half_as_much_is_held_of_replies_as_of_pages() -> None:
    """Of five replies of five thousand bytes, two fit into half of what pages may take."""
    asked: list[str] = []

    def answer(request: Request, snapshot: Snapshot) -> Reply:
        del snapshot
        asked.append(request.query)
        return Reply(b"x" * 5000, "image/png")

    async def go() -> None:
        handler = Handler("/a", answer)
        handling, pool = handling_of(handler, Counted(), Limits(patience=600.0, cache=24_000))
        for query in ("1", "2", "2", "1", "3", "1", "2"):
            await handling.respond(handler, Request("GET", "/a", query), silence)
        pool.close()

    asyncio.run(go())

    assert asked == ["1", "2", "3", "2"]


def test_what_is_followed_ends_with_the_application() -> None:
    async def go() -> list[bytes]:
        handler, states = following(), Counted()
        app = SiteApp(
            SiteFolder(Path(__file__).parent, ROOT), ROOT, Limits(patience=600.0), states=states, handlers=[handler], shared_seconds=0
        )  # fmt: skip
        came: list[bytes] = []

        async def send(message: MutableMapping[str, Any]) -> None:
            came.append(message.get("body", b""))
            if message.get("body"):
                app.end()

        scope = {"type": "http", "method": "GET", "path": "/daily/a", "query_string": b"", "headers": []}
        await app(scope, silence, send)
        app.close()
        return came

    assert asyncio.run(go()) == [b"", b"0", b""]


def test_a_request_may_bring_as_much_as_the_design_says() -> None:
    design = (Path(__file__).parents[2] / "docs/design.md").read_text("utf-8")
    (kibibytes,) = re.findall(r"POST \(up to ([0-9]+) KiB\)", design)

    assert int(kibibytes) * 1024 == LARGEST_BODY
