"""The site as an ASGI application: conditional requests, compression, redirects, the 404 page, overload.

Knows where no page comes from: it asks a `Site`. What is held in memory, and what the client has already, is answered at once;
everything else is made by a few threads behind a bounded queue, and what no longer fits into the queue is told to come back.

    request -> is the path possible -> the address's version -> held at that version? the client's? -> else made by a thread
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from daybook.errors import DaybookError
from daybook.publish.addresses import Root
from daybook.serve.answer import Answer, LargeFile, Moved, Page, Site, Version
from daybook.serve.content_types import content_type, is_compressible
from daybook.serve.page_cache import PageCache, Stored
from daybook.serve.request import Request, is_possible
from daybook.serve.security import ALWAYS, content_security_policy

_log = logging.getLogger(__name__)

CACHED = "no-cache"
"""A browser keeps pages and asks whether they changed: the answer is nearly always a short 304."""

PIECE = 1 << 18
"""Bytes of a large file that are read at a time."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process of a server takes on at a time.

    `threads` make pages; more than a few only take turns. `waiting` requests may stand in line for them: at a few
    milliseconds a page the last one waits a tenth of a second. `cache` is bytes of pages kept.
    """

    threads: int = 3
    waiting: int = 64
    cache: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Response:
    """What is sent: headers without the length, and the content."""

    status: int
    headers: Headers
    content: bytes | LargeFile = b""

    @property
    def size(self) -> int:
        """Bytes of the content."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.size


class Watcher(Protocol):
    """Who is told of each response: counters, a log."""

    def note(self, scope: Scope, response: Response, seconds: float) -> None:
        """Take notice of a response that was sent."""
        ...


Extra = Callable[[Request], Response | None]
"""Answers addresses that are not of the site itself; asked first, on the event loop, so it must be quick."""


class SiteApp:
    """The application for a site, under the folder that its links have. Close it when done."""

    def __init__(
        self,
        site: Site,
        root: Root,
        limits: Limits | None = None,
        *,
        watchers: Sequence[Watcher] = (),
        extra: Extra | None = None,
    ) -> None:
        self._site = site
        self._root = root
        self._limits = limits or Limits()
        self._cache = PageCache(self._limits.cache)
        self._threads = ThreadPoolExecutor(self._limits.threads, thread_name_prefix="page")
        self._waiting = 0
        self._watchers = watchers
        self._extra = extra
        missing = site.not_found()
        self._headers = _HeadersOf(content_security_policy(missing.content if missing else b""))

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - no content is read
        """Answer a request."""
        begun = time.perf_counter()
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        request = Request(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers)
        response = self._at_once(request) or await self._made(request)
        await _send(response, request, send, self._threads)
        for watcher in self._watchers:
            watcher.note(scope, response, time.perf_counter() - begun)

    def _at_once(self, request: Request) -> Response | None:
        """Return the response where no page needs to be made for it."""
        if request.method not in ("GET", "HEAD"):
            allow = (b"allow", b"GET, HEAD, OPTIONS")
            return Response(204 if request.method == "OPTIONS" else 405, (allow, *self._headers.always))
        if self._extra is not None and (answered := self._extra(request)):
            return answered
        path = self._root.within(request.path)
        if path is None and request.path in ("/", self._root.folder):
            return self._redirect(Moved("/", lasting=False), request)
        if path is None or not is_possible(path):
            return None
        version = self._site.version(path)
        if version is None:
            return None
        tags = request.tags()
        stored = self._cache.get(path, version)
        if stored is not None:
            return self._respond(stored, request)
        known = next((tag for tag in tags if tag.partition(".")[0] == version.tag and "." in tag), None)
        if known is not None:
            return Response(304, self._headers.unchanged(path, known, version))
        return None

    async def _made(self, request: Request) -> Response:
        """Have a thread make the page, if there is room in the line for it."""
        if self._waiting >= self._limits.waiting:
            return Response(503, (*self._headers.told, (b"retry-after", b"1")), b"Too many requests at this moment.\n")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._make, request)
        finally:
            self._waiting -= 1

    def _make(self, request: Request) -> Response:
        path = self._root.within(request.path)
        try:
            # Asked before the page is made: should it change in between, the page is held as older than it is, and made anew.
            version = self._site.version(path) if path and is_possible(path) else None
            answer = _find(self._site, path) if path and is_possible(path) else None
            missing = self._site.not_found() if answer is None else None
        except DaybookError as error:  # the archive is gone, or in other hands: told here, not to the whole network
            _log.error("cannot answer %s: %s", request.path, error)
            return Response(
                503, (*self._headers.told, (b"retry-after", b"60")), b"The site cannot be read at this moment.\n"
            )
        if answer is None:
            return self._missing(missing)
        if isinstance(answer, LargeFile):
            return self._large(answer, version, request)
        stored = Stored.of(version, answer, compressible=_is_compressed(answer))
        if path and version is not None and not (isinstance(answer, Moved) and not answer.lasting):
            self._cache.put(path, stored)
        return self._respond(stored, request)

    def _respond(self, stored: Stored, request: Request) -> Response:
        if stored.moved is not None:
            return self._redirect(stored.moved, request)
        version = stored.version
        tag = f"{version.tag}.{stored.digest}" if version else ""
        tags = request.tags()
        if any(given == "*" or given.partition(".")[2] == stored.digest for given in tags) or (
            version is not None and request.has_since(version.modified)
        ):
            return Response(304, self._headers.unchanged(stored.path, tag, version))
        if stored.is_compressed and request.accepts_gzip():
            return Response(200, self._headers.page(stored.path, tag, version, is_compressed=True), stored.content)
        return Response(200, self._headers.page(stored.path, tag, version, is_compressed=False), stored.plain())

    def _redirect(self, moved: Moved, request: Request) -> Response:
        target = quote(self._root.relative(moved.path)) + (f"?{request.query}" if request.query else "")
        location = (b"location", target.encode("latin-1"))
        return Response(301 if moved.lasting else 302, (location, *self._headers.always))

    def _missing(self, page: Page | None) -> Response:
        if page is None:
            return Response(404, self._headers.told, b"There is no such page.\n")
        return Response(404, self._headers.missing, page.content)

    def _large(self, answer: LargeFile, version: Version | None, request: Request) -> Response:
        tag = f"{version.tag}.0" if version else ""
        if version and (request.has_since(version.modified) or tag in request.tags() or "*" in request.tags()):
            return Response(304, self._headers.unchanged(answer.path, tag, version))
        return Response(200, self._headers.page(answer.path, tag, version, is_compressed=False), answer)


class _HeadersOf:
    """The headers of responses, put together once for all that share them."""

    def __init__(self, policy: str) -> None:
        self.always: Headers = tuple((name.lower().encode(), value.encode()) for name, value in ALWAYS)
        self._policy = (b"content-security-policy", policy.encode())
        self.told: Headers = ((b"content-type", b"text/plain; charset=utf-8"), *self.always)
        self.missing: Headers = ((b"content-type", b"text/html; charset=utf-8"), self._policy, *self.always)
        self._shared = lru_cache(64)(self._make_shared)
        self._type_of = lru_cache(4096)(content_type)

    def page(self, path: str, tag: str, version: Version | None, *, is_compressed: bool) -> Headers:
        """Return the headers of a page."""
        media_type = self._type_of(path)
        encoding = ((b"content-encoding", b"gzip"),) if is_compressed else ()
        return (*self._shared(media_type), *encoding, *_validators(tag, version))

    def unchanged(self, path: str, tag: str, version: Version | None) -> Headers:
        """Return the headers of a page that the client has: those that a cache needs (RFC 9110, section 15.4.5)."""
        vary = ((b"vary", b"Accept-Encoding"),) if is_compressible(self._type_of(path)) else ()
        return ((b"cache-control", CACHED.encode()), *vary, *_validators(tag, version))

    def _make_shared(self, media_type: str) -> Headers:
        headers = [(b"content-type", media_type.encode()), (b"cache-control", CACHED.encode()), *self.always]
        if is_compressible(media_type):
            headers.append((b"vary", b"Accept-Encoding"))
        if media_type.startswith("text/html"):
            headers.append(self._policy)
        return tuple(headers)


def _validators(tag: str, version: Version | None) -> Headers:
    if version is None:
        return ()
    # Weak, because the same page is also sent compressed.
    etag = (b"etag", f'W/"{tag}"'.encode())
    return (etag, (b"last-modified", _http_date(version)))


@lru_cache(4096)
def _http_date(version: Version) -> bytes:
    return format_datetime(version.modified.replace(microsecond=0), usegmt=True).encode()


def _is_compressed(answer: Page | Moved) -> bool:
    return isinstance(answer, Page) and is_compressible(content_type(answer.path))


def _find(site: Site, path: str) -> Answer | None:
    """Return the answer for a path; one without an ending, such as `/about`, leads to the page in HTML."""
    answer = site.answer(path)
    if answer is not None or path.endswith("/") or "." in path.rpartition("/")[2]:
        return answer
    page = site.answer(f"{path}.html")
    return page if page is None or isinstance(page, Moved) else Moved(f"{path}.html")


async def _send(response: Response, request: Request, send: Send, threads: ThreadPoolExecutor) -> None:
    content = response.content
    length = response.size
    has_length = response.status not in (204, 304)
    headers = [*response.headers, (b"content-length", str(length).encode())] if has_length else list(response.headers)
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if request.method == "HEAD" or not isinstance(content, LargeFile):
        body = b"" if isinstance(content, LargeFile) or request.method == "HEAD" else content
        await send({"type": "http.response.body", "body": body})
        return
    loop = asyncio.get_running_loop()
    for start in range(0, length, PIECE):
        piece = await loop.run_in_executor(threads, _read_piece, content.file, start, min(PIECE, length - start))
        await send({"type": "http.response.body", "body": piece, "more_body": start + PIECE < length})


def _read_piece(file: Path, start: int, size: int) -> bytes:
    """Read a part of a file; of one that a build replaced by a shorter one meanwhile, whatever is there."""
    with file.open("rb") as stream:
        stream.seek(start)
        return stream.read(size)
