"""A real server on loopback, and a real client that asks it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import unquote

import uvicorn

from daybook.publish.addresses import Root
from daybook.serve.answer import Site
from daybook.serve.app import Extra, SiteApp, Watcher
from daybook.serve.handler import Asgi, Handler, Mount
from daybook.serve.handling import States
from daybook.serve.pool import Limits
from daybook.serve.response import Scope
from daybook.serve.server import listen, make_server

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Served:
    """A server that answers on a port."""

    port: int
    server: uvicorn.Server
    app: SiteApp


@contextmanager
def served(
    site: Site,
    root: Root,
    limits: Limits | None = None,
    *,
    watchers: Sequence[Watcher] = (),
    extra: Extra | None = None,
    states: States | None = None,
    handlers: Sequence[Handler] = (),
    mounts: Sequence[Mount] = (),
    shared_seconds: int = 0,
) -> Iterator[Served]:
    """Serve a site in a thread of its own, which lets requests wait as long as a busy machine needs."""
    limits = replace(limits or Limits(), patience=600.0)
    listening = listen(HOST, 0)
    app = SiteApp(
        site,
        root,
        limits,
        watchers=watchers,
        extra=extra,
        states=states,
        handlers=handlers,
        mounts=mounts,
        shared_seconds=shared_seconds,
    )
    begun = threading.Event()
    server = make_server(app, begun.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    begun.wait()
    try:
        yield Served(listening.getsockname()[1], server, app)
    finally:
        server.should_exit = True
        thread.join()
        app.close()


@dataclass(frozen=True)
class Answered:
    """What an application answered a request with: headers by lower-case name."""

    status: int
    headers: dict[str, str]
    content: bytes


def exchange(
    app: Asgi, target: str, method: str = "GET", sent: bytes | None = None, headers: Sequence[tuple[str, str]] = ()
) -> Answered:
    """Give an application one request, without a server, on an event loop of its own."""
    return asyncio.run(exchanged(app, target, method, sent, headers))


async def exchanged(
    app: Asgi, target: str, method: str = "GET", sent: bytes | None = None, headers: Sequence[tuple[str, str]] = ()
) -> Answered:
    """Give an application one request, on the event loop that runs; `target` is decoded as a server does."""
    path, _, query = target.partition("?")
    scope: Scope = {
        "type": "http", "http_version": "1.1", "scheme": "http", "method": method, "path": unquote(path),
        "raw_path": path.encode(), "query_string": query.encode(), "client": ("192.0.2.1", 80),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
    }  # fmt: skip
    came: list[MutableMapping[str, Any]] = []
    waiting: list[MutableMapping[str, Any]] = [{"type": "http.request", "body": sent or b""}]

    async def receive() -> MutableMapping[str, Any]:
        return waiting.pop() if waiting else await asyncio.Event().wait()  # type: ignore[return-value]  # waits for ever

    async def send(message: MutableMapping[str, Any]) -> None:
        came.append(message)

    await app(scope, receive, send)
    told = [(name.decode(), value.decode("latin-1")) for name, value in came[0]["headers"]]
    assert len(dict(told)) == len(told)
    return Answered(came[0]["status"], dict(told), b"".join(message.get("body", b"") for message in came[1:]))


def ask(
    port: int, path: str, method: str = "GET", sent: bytes | None = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    """Send one request, with content where it is `sent`; return the response and its content."""
    connection = HTTPConnection(HOST, port, timeout=300)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    if sent is not None:
        connection.putheader("Content-Length", str(len(sent)))
    connection.endheaders(sent)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content
