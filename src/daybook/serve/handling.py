"""Requests to handlers: routed, held replies found, work done in the pool, streams bounded and ended.

request -> route -> held at this generation? the client's? -> else a thread, one snapshot -> reply, stream or feed of events
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from hashlib import blake2b
from typing import Any, Protocol, TypeVar

from daybook.errors import DaybookError
from daybook.serve.answer import Version
from daybook.serve.conditional import known_tag, respond, unchanged
from daybook.serve.content_types import is_compressible
from daybook.serve.handler import (
    NOT_STORED,
    Asgi,
    Busy,
    Followed,
    Handler,
    Mount,
    Reply,
    Snapshot,
    Streamed,
)
from daybook.serve.page_cache import QUICK, PageCache, Stored
from daybook.serve.pool import Limits, Pool
from daybook.serve.request import Request
from daybook.serve.response import PLAIN, Described, Describer, Headers, Pieces, Receive, Response, Scope, Send, encoded

LARGEST_BODY = 1 << 18
"""Bytes of a request's content that a handler is given; the connection's own bound is beyond it, and ends the connection."""

STREAM_SECONDS = 300.0
"""How long a client may take for an answer that is made while it is sent: as long, the archive's state of then is held."""

FOLLOW_SECONDS = 3600.0
"""How long one is followed: a client that is still there asks again, with the last event that it had."""

BEAT_SECONDS = 15.0
"""Seconds of silence after which a beat is sent: proxies hang up after 30 or 60."""

LOOK_SECONDS = 0.25
"""How often it is looked whether the archive changed: one comparison."""

OPEN: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified, Link, Retry-After, Location, Memento-Datetime"),
)

OPEN_BEFOREHAND: Headers = (
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS, POST"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
)

T = TypeVar("T")


class Held(Protocol):
    """A state of the archive that stays until `release`, also while newer ones are served."""

    @property
    def version(self) -> Version:
        """What names the state."""
        ...

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Give the state to one thread for a while."""
        ...

    def release(self) -> None:
        """Let it go."""
        ...


class States(Protocol):
    """The states of an archive, of which the newest is given."""

    def hold(self) -> Held:
        """Return the newest state."""
        ...

    def newest(self) -> Version:
        """Return what names the newest state."""
        ...


class Handling:
    """Answers requests to handlers and mounts; `now` gives seconds, of which only differences count."""

    def __init__(
        self,
        states: States,
        handlers: Sequence[Handler],
        mounts: Sequence[Mount],
        pool: Pool,
        describer: Describer,
        limits: Limits,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._states = states
        self._now = now
        self._handlers = sorted(handlers, key=lambda handler: -len(handler.address))
        self._mounts = sorted(mounts, key=lambda mount: -len(mount.address))
        self._pool = pool
        self._describer = describer
        self._cache = PageCache(limits.cache // 2)
        self._streams = 0
        self._most_streams = limits.streams
        self._opened: dict[str, asyncio.Future[Asgi]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_ending = False

    def handler(self, path: str) -> Handler | None:
        """Return the handler of a path within the site."""
        return next((handler for handler in self._handlers if handler.has(path)), None)

    def mount(self, path: str) -> Mount | None:
        """Return the application that is mounted at a path within the site."""
        return next((mount for mount in self._mounts if mount.has(path)), None)

    async def respond(self, handler: Handler, request: Request, receive: Receive) -> Response | None:
        """Return the response to a request whose path is within the site; None where the site's own page is the answer."""
        if request.method == "OPTIONS":
            beforehand = OPEN_BEFOREHAND if handler.is_open else ()
            return Response(204, (*self._allow(handler), *self._open(handler), *beforehand, *self._describer.always))
        if request.method not in ("HEAD", *handler.methods):
            return self._refuse(handler, 405, "This address answers no such request.", self._allow(handler))
        if request.method in ("GET", "HEAD"):
            return self._at_once(handler, request) or await self._made(handler, request, receive)
        content = await _read(receive)
        if content is None:
            return self._refuse(handler, 413, "The request's content is too large.")
        return await self._made(handler, replace(request, content=content), receive)

    async def run_mount(self, mount: Mount, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a mounted application answer; it is opened before its first request."""
        opened = self._opened.get(mount.address)
        if opened is None or opened.cancelled():
            opened = self._opened[mount.address] = asyncio.get_running_loop().create_future()
            task = asyncio.create_task(self._keep_open(mount, opened))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await (await asyncio.shield(opened))(scope, receive, send)

    async def run(self, work: Callable[[Snapshot], T]) -> T:
        """Return what a function makes of the newest state: what mounted applications use."""
        return await self._pool.run(lambda: _with(self._states, work))

    async def _keep_open(self, mount: Mount, opened: asyncio.Future[Asgi]) -> None:
        try:
            async with mount.open(self) as application:
                opened.set_result(application)
                await asyncio.Event().wait()  # until the event loop ends, which cancels its tasks
        except Exception as error:
            del self._opened[mount.address]
            if not opened.done():
                opened.set_exception(error)
            else:
                raise

    def _at_once(self, handler: Handler, request: Request) -> Response | None:
        """Return the response where nothing needs to be made for it."""
        version = self._states.newest()
        stored = self._cache.get(_key(handler, request), version)
        if stored is not None:
            return self._stored(stored, handler, request)
        known = known_tag(request, _version(handler, request, version))
        if known is None:
            return None
        # Which type and which headers the reply had is not known before it is made: a cache keeps those that it has. All types
        # that handlers answer with are sent compressed, which is what hangs on a type here.
        response = unchanged(known, version, Described(PLAIN, vary=_vary(handler)), self._describer)
        return replace(response, headers=(*response.headers, *self._open(handler)))

    async def _made(self, handler: Handler, request: Request, receive: Receive) -> Response | None:
        held = self._states.hold()
        keep = False
        try:
            answer = await self._pool.run(lambda: _call(held, lambda snapshot: handler.answer(request, snapshot)))
            if answer is None:
                return None
            if isinstance(answer, Reply):
                return self._reply(answer, held.version, handler, request)
            headers = (*self._open(handler), *self._describer.always)
            if request.method == "HEAD":
                return Response(200, (*_type(answer), *headers))
            if self._streams >= self._most_streams:
                raise Busy
            keep = isinstance(answer, Streamed)
            self._streams += 1
            each = self._streamed(answer, held) if isinstance(answer, Streamed) else self._followed(answer)
            return Response(200, (*_type(answer), *headers), Pieces(self._counted(each, receive)))
        except Busy:
            return self._refuse(handler, 503, "Too many requests at this moment.", ((b"retry-after", b"1"),))
        except DaybookError:
            return self._refuse(handler, 503, "The site cannot be read at this moment.", ((b"retry-after", b"60"),))
        finally:
            if not keep:
                held.release()

    def _reply(self, reply: Reply, version: Version, handler: Handler, request: Request) -> Response:
        own = (*encoded(reply.headers), *self._open(handler))
        described = Described(reply.media_type, reply.cache, _vary(handler), own)
        if reply.status != 200 or reply.cache == NOT_STORED or request.method not in ("GET", "HEAD"):
            headers = self._describer.page(described, "", None)
            return Response(reply.status, headers, reply.content)
        compressible = is_compressible(reply.media_type)
        stored = Stored.made(version, described, reply.content, compressible=compressible, level=QUICK)
        self._cache.put(_key(handler, request), stored)
        return self._stored(stored, handler, request)

    def _stored(self, stored: Stored, handler: Handler, request: Request) -> Response:
        assert stored.version is not None
        tagged = replace(stored, version=_version(handler, request, stored.version))
        return respond(tagged, request, self._describer)

    def _refuse(self, handler: Handler, status: int, detail: str, headers: Headers = ()) -> Response:
        reply = handler.refuse(status, detail)
        own = (*headers, *encoded(reply.headers), *self._open(handler))
        described = Described(reply.media_type, reply.cache, _vary(handler), own)
        return Response(reply.status, self._describer.page(described, "", None), reply.content)

    def _open(self, handler: Handler) -> Headers:
        return OPEN if handler.is_open else ()

    def _allow(self, handler: Handler) -> Headers:
        return ((b"allow", ", ".join(("GET", "HEAD", "OPTIONS", *handler.methods[1:])).encode()),)

    async def _streamed(self, answer: Streamed, held: Held) -> AsyncGenerator[bytes, None]:
        until = self._now() + STREAM_SECONDS
        try:
            while True:
                piece = await self._pool.run_in_any_case(lambda: _call(held, answer.piece))
                if piece is None:
                    return
                if self._now() > until:
                    raise TimeoutError("the client took too long")
                yield piece
        finally:
            held.release()

    async def _followed(self, answer: Followed) -> AsyncGenerator[bytes, None]:
        until = self._now() + FOLLOW_SECONDS
        seen = None
        silent_since = self._now()
        while not self.is_ending and self._now() < until:
            newest = self._states.newest()
            if newest != seen:
                seen = newest
                piece = await self._pool.run_in_any_case(lambda: _with(self._states, answer.piece))
            else:
                piece = answer.beat if self._now() - silent_since > BEAT_SECONDS else b""
            if piece:
                silent_since = self._now()
                yield piece
            await asyncio.sleep(LOOK_SECONDS)

    async def _counted(self, each: AsyncGenerator[bytes, None], receive: Receive) -> AsyncGenerator[bytes, None]:
        """Yield pieces until the client is gone, and make room for another stream then."""
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            while True:
                following = asyncio.ensure_future(anext(each))
                either: tuple[asyncio.Future[Any], ...] = (following, gone)
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                if not following.done():
                    following.cancel()
                    await asyncio.wait([following])
                    return
                try:
                    yield following.result()
                except StopAsyncIteration:
                    return
        finally:
            gone.cancel()
            self._streams -= 1
            await each.aclose()


def _call(held: Held, work: Callable[[Snapshot], T]) -> T:
    with held.snapshot() as snapshot:
        return work(snapshot)


def _with(states: States, work: Callable[[Snapshot], T]) -> T:
    held = states.hold()
    try:
        return _call(held, work)
    finally:
        held.release()


def _key(handler: Handler, request: Request) -> str:
    """Return what distinguishes one reply from another."""
    accept = request.headers.get("accept", "") if handler.negotiates else ""
    return f"{request.path}?{request.query}\n{accept}"


def _version(handler: Handler, request: Request, state: Version) -> Version:
    """Return a state's version for one address alone: replies in several types at one address are not each other's."""
    text = f"{state.tag}\n{_key(handler, request)}".encode(errors="replace")
    return Version(blake2b(text, digest_size=6).hexdigest(), state.modified, state.state)


def _vary(handler: Handler) -> str:
    return "Accept" if handler.negotiates else ""


def _type(answer: Streamed | Followed) -> Headers:
    cache = answer.cache if isinstance(answer, Streamed) else NOT_STORED
    own = encoded(answer.headers) if isinstance(answer, Streamed) else ()
    # Without it nginx gathers what comes before it passes it on (ngx_http_proxy_module, proxy_buffering).
    at_once: Headers = ((b"x-accel-buffering", b"no"),) if isinstance(answer, Followed) else ()
    return ((b"content-type", answer.media_type.encode()), (b"cache-control", cache.encode()), *at_once, *own)


async def _read(receive: Receive) -> bytes | None:
    """Return a request's content; None where it is too large, or the client is gone."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
