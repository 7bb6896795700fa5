"""What a live server answers beside pages: handlers of addresses, the state of the archive they are given, what they answer with.

    request, snapshot -> Handler.answer, in a thread -> Reply | Streamed | Followed | None

A handler knows neither threads, nor caches, nor the network: the server gives it a thread, holds its replies by the archive's
generation, answers clients who have the present one without asking it, and refuses what no longer fits into the line.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from daybook.archive import ArchiveReader
from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.live import LiveSite
from daybook.serve.answer import Version
from daybook.serve.request import Request
from daybook.serve.response import CACHED, Receive, Scope, Send

NOT_STORED = "no-store"
"""For what is of one client or one moment."""

T = TypeVar("T")

Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the archive, for one thread and the time of one call: nothing of it may be kept.

    All that is read through it is of the same moment. `site.at("/about.json")` gives the bytes of any page; `spec` has the
    settings and the publisher's own texts; `version` names the state, and says when it was written.
    """

    reader: ArchiveReader
    site: LiveSite
    spec: BuildSpec
    generation: int
    version: Version


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. With status 200 it is held and has an entity tag, unless `cache` says `no-store`.

    `headers` are those of its own, such as `Link`; type, length, tags, compression and security are the server's to tell.
    """

    content: bytes = field(default=b"", repr=False)
    media_type: str = "application/json"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    cache: str = CACHED


@dataclass(frozen=True, slots=True)
class Streamed:
    """An answer that is made while it is sent: `piece` is called for one piece after the other until it returns None.

    Each call is given a snapshot of the state that the request was answered from, however long the client takes.
    """

    piece: Callable[[Snapshot], bytes | None]
    media_type: str = "application/jsonl"
    headers: tuple[tuple[str, str], ...] = ()
    cache: str = NOT_STORED


@dataclass(frozen=True, slots=True)
class Followed:
    """An answer that goes on: `piece` is called once, and again whenever the archive has changed, with its newest state.

    What it returns is sent, if it is anything. `beat` is sent when nothing was for a while, so that no proxy hangs up.
    """

    piece: Callable[[Snapshot], bytes]
    media_type: str = "text/event-stream"
    beat: bytes = b":\n\n"


Refuse = Callable[[int, str], Reply]
"""Makes the reply to a request that the handler is not given: the status (405, 413, 503) and a sentence."""


def refuse_plainly(status: int, detail: str) -> Reply:
    """Refuse a request with a line of text."""
    return Reply(f"{detail}\n".encode(), "text/plain; charset=utf-8", status, cache=NOT_STORED)


@dataclass(frozen=True, slots=True)
class Handler:
    """What answers an address of the site (`/search.html`) and all below it (`/api/v1/events`).

    `answer` returns None where the site's own page stands at that address. `negotiates` says that the answer hangs on the
    header Accept, `is_open` that scripts of every site may ask (CORS). HEAD and OPTIONS are answered for it; `methods` are
    those beside them.
    """

    address: str
    answer: Callable[[Request, Snapshot], Reply | Streamed | Followed | None]
    methods: tuple[str, ...] = ("GET",)
    negotiates: bool = False
    is_open: bool = False
    refuse: Refuse = refuse_plainly

    def has(self, path: str) -> bool:
        """Say whether a path within the site is the handler's."""
        return is_below(path, self.address)


class Busy(Exception):
    """There is no room in the line: what was asked for is answered with 503."""


class Bench(Protocol):
    """Where other applications have their work done, in the same threads and within the same bounds as pages."""

    async def run(self, work: Callable[[Snapshot], T]) -> T:
        """Return what a function makes of the archive's present state; `Busy` where there is no room in the line."""
        ...


@dataclass(frozen=True, slots=True)
class Mount:
    """A whole ASGI application at an address, such as one that a library of its own makes.

    `open` is entered when it is first asked, on the event loop, and left when the server ends. The application gets the path
    as the client sent it.
    """

    address: str
    open: Callable[[Bench], AbstractAsyncContextManager[Asgi]]

    def has(self, path: str) -> bool:
        """Say whether a path within the site is the application's."""
        return is_below(path, self.address)


def is_below(path: str, address: str) -> bool:
    """Say whether a path is an address or below it."""
    return path.startswith(address) and path[len(address) :][:1] in ("", "/")
