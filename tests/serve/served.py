"""A real server on loopback, and a real client that asks it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPResponse

import uvicorn

from daybook.publish.addresses import Root
from daybook.serve.answer import Site
from daybook.serve.app import Extra, SiteApp, Watcher
from daybook.serve.handler import Handler, Mount
from daybook.serve.handling import States
from daybook.serve.pool import Limits
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
