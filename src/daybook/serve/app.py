"""The site as an ASGI application: which of all that can answer is to answer a request, and the site's own pages.

Knows where no page comes from: it asks a `Site`. What is held in memory, and what the client has already, is answered at once;
everything else is made by a few threads behind a bounded queue, and what no longer fits into the queue is answered with 503, to come back.

    request -> monitor | handler | page: possible path -> the address's version -> held? the client's? -> else made by a thread
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Callable, MutableMapping, Sequence
from dataclasses import replace
from functools import partial as bind
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from daybook.errors import DaybookError
from daybook.publish.addresses import Root
from daybook.serve.answer import Answer, LargeFile, Moved, Page, Site, Version
from daybook.serve.conditional import known_tag, partial, respond, unchanged
from daybook.serve.content_types import content_type, is_compressible
from daybook.serve.handler import Busy, Handler, Mount
from daybook.serve.handling import Handling, States
from daybook.serve.page_cache import PageCache, Stored
from daybook.serve.pool import Limits, Pool
from daybook.serve.request import Request, is_possible
from daybook.serve.response import (
    Describer,
    Pieces,
    Receive,
    Response,
    Scope,
    Send,
    described,
    send_response,
)
from daybook.serve.security import content_security_policy

_log = logging.getLogger(__name__)

NOT_FOUND = "/404.html"

PIECE = 1 << 18
"""Bytes of a large file that are read at a time."""


class Watcher(Protocol):
    """Called with each response: counters, a log."""

    def note(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        """Take notice of a response that was sent, with so many bytes of content."""
        ...


Extra = Callable[[Request], Response | None]
"""Answers addresses that are not of the site itself; asked first, on the event loop, so it must be quick."""


class SiteApp:
    """The application for a site, under the folder that its links have. Close it when done.

    `handlers` and `mounts` answer addresses within the site from the `states` of an archive. Caches between it and its readers
    may keep pages for `shared_seconds`.
    """

    def __init__(
        self,
        site: Site,
        root: Root,
        limits: Limits | None = None,
        *,
        watchers: Sequence[Watcher] = (),
        extra: Extra | None = None,
        states: States | None = None,
        handlers: Sequence[Handler] = (),
        mounts: Sequence[Mount] = (),
        shared_seconds: int,
    ) -> None:
        limits = limits or Limits()
        self._site = site
        self._root = root
        self._cache = PageCache(limits.cache)
        self._pool = Pool(limits)
        self._watchers = watchers
        self._extra = extra
        self._missing_page: tuple[str, Page | None] | None = None
        missing = site.not_found()
        self._describer = Describer(content_security_policy(missing.content if missing else b""), shared_seconds)
        self._handling = (
            Handling(states, handlers, mounts, self._pool, self._describer, limits) if states is not None else None
        )

    def end(self) -> None:
        """End what would go on: called when the server is to stop."""
        if self._handling is not None:
            self._handling.is_ending = True

    def close(self) -> None:
        """Let the threads end."""
        self._pool.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        begun = time.perf_counter()
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        request = Request(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers)
        response = None
        if self._handling is not None and (path := self._root.within(request.path)) is not None:
            if mount := self._handling.mount(path):
                sent = _Sent(send)
                try:
                    await self._handling.run_mount(mount, scope, receive, sent.send)
                finally:
                    self._note(scope, sent.status, sent.size, begun)
                return
            if handler := self._handling.handler(path):
                response = await self._handling.respond(handler, replace(request, path=path), receive)
        response = response or self._at_once(request) or await self._made(request)
        size = await send_response(response, send, is_head=request.method == "HEAD")
        self._note(scope, response.status, size, begun)

    def _note(self, scope: Scope, status: int, size: int, begun: float) -> None:
        for watcher in self._watchers:
            watcher.note(scope, status, size, time.perf_counter() - begun)

    def _at_once(self, request: Request) -> Response | None:
        """Return the response where no page needs to be made for it."""
        if request.method not in ("GET", "HEAD"):
            allow = (b"allow", b"GET, HEAD, OPTIONS")
            return Response(204 if request.method == "OPTIONS" else 405, (allow, *self._describer.always))
        if self._extra is not None and (answered := self._extra(request)):
            return answered
        if self._root.within(request.path) is None and request.path in ("/", self._root.folder):
            return self._redirect(Moved("/", lasting=False), request)
        path = self._path(request)
        version = self._site.version(path) if path is not None else None
        if path is None or version is None:
            return None
        stored = self._cache.get(path, version)
        if stored is not None:
            return self._respond(stored, request)
        known = known_tag(request, version)
        if known is None:
            return None
        shown = described(path)
        return unchanged(known, version, shown, self._describer, is_exact=not is_compressible(shown.media_type))

    def _path(self, request: Request) -> str | None:
        """Return the path within the site; None where nothing can be at it."""
        path = self._root.within(request.path)
        return path if path is not None and is_possible(path) else None

    async def _made(self, request: Request) -> Response:
        """Have a thread make the page, if there is room in the line for it."""
        try:
            path = self._path(request)
            is_quick = path is not None and self._site.is_quick(path)
            return await self._pool.run(lambda: self._make(request), is_quick=is_quick)
        except Busy:
            return Response(
                503, (*self._describer.headers(), (b"retry-after", b"1")), b"Too many requests at this moment.\n"
            )

    def _make(self, request: Request) -> Response:
        path = self._path(request)
        try:
            # Asked before the page is made: should it change in between, the page is held as older than it is, and made anew.
            version = self._site.version(path) if path is not None else None
            answer = _find(self._site, path) if path is not None else None
            missing = self._not_found() if answer is None else None
        except DaybookError as error:  # the archive is gone, or in other hands: the network need not know more
            _log.error("cannot answer %s: %s", request.path, error)
            return Response(
                503, (*self._describer.headers(), (b"retry-after", b"60")), b"The site cannot be read at this moment.\n"
            )
        if answer is None:
            return self._missing(missing)
        if isinstance(answer, LargeFile):
            return self._large(answer, version, request)
        assert path is not None  # or there would be no answer
        stored = Stored.of(version, answer, compressible=is_compressible(content_type(answer.path)))
        if not isinstance(answer, Moved) or answer.lasting:
            self._cache.put(path, stored)
        return self._respond(stored, request)

    def _not_found(self) -> Page | None:
        """Return the site's own page for what is not there, made once for each state of the archive."""
        version = self._site.version(NOT_FOUND)
        if version is None:
            return self._site.not_found()
        if self._missing_page is None or self._missing_page[0] != version.tag:
            self._missing_page = version.tag, self._site.not_found()
        return self._missing_page[1]

    def _respond(self, stored: Stored, request: Request) -> Response:
        if stored.moved is not None:
            return self._redirect(stored.moved, request)
        return respond(stored, request, self._describer)

    def _redirect(self, moved: Moved, request: Request) -> Response:
        target = quote(self._root.relative(moved.path)) + (f"?{request.query}" if request.query else "")
        location = (b"location", target.encode("latin-1"))
        return Response(301 if moved.lasting else 302, (location, *self._describer.always))

    def _missing(self, page: Page | None) -> Response:
        if page is None:
            return Response(404, self._describer.headers(), b"There is no such page.\n")
        return Response(404, self._describer.headers("text/html; charset=utf-8"), page.content)

    def _large(self, answer: LargeFile, version: Version | None, request: Request) -> Response:
        tag = f"{version.tag}.0" if version else ""
        shown = described(answer.path)
        is_exact = not answer.coded
        if version and (request.has_since(version.modified) or "*" in request.tags()):
            return unchanged(tag, version, shown, self._describer, is_exact=is_exact)
        for coding, file, size in answer.coded:
            if request.accepts_gzip() if coding == "gzip" else request.accepts(coding):
                headers = self._describer.page(shown, tag, version, coding=coding)
                return Response(200, headers, self._pieces(file, range(size)))
        headers = self._describer.page(shown, tag, version, is_exact=is_exact)
        response = Response(200, headers, self._pieces(answer.file, range(answer.size)))
        part = request.part(answer.size, f'"{tag}"') if is_exact else None
        return response if part is None else partial(response, part, self._pieces(answer.file, part), answer.size)

    def _pieces(self, file: Path, part: range) -> Pieces:
        async def each() -> AsyncGenerator[bytes, None]:
            for start in range(part.start, part.stop, PIECE):
                yield await self._pool.run_in_any_case(bind(_read_piece, file, start, min(PIECE, part.stop - start)))

        return Pieces(each(), len(part))


class _Sent:
    """What another application sends, counted on its way."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500
        self.size = 0

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Send a message."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.size += len(message.get("body", b""))
        await self._send(message)


def _find(site: Site, path: str) -> Answer | None:
    """Return the answer for a path; one without an ending, such as `/about`, leads to the page in HTML."""
    answer = site.answer(path)
    if answer is not None or path.endswith("/") or "." in path.rpartition("/")[2]:
        return answer
    page = site.answer(f"{path}.html")
    return page if page is None or isinstance(page, Moved) else Moved(f"{path}.html")


def _read_piece(file: Path, start: int, size: int) -> bytes:
    """Read a part of a file; of one that a build replaced by a shorter one meanwhile, whatever is there."""
    with file.open("rb") as stream:
        stream.seek(start)
        return stream.read(size)
