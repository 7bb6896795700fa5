"""A stream of page changes on loopback, of the form of Wikimedia's EventStreams: ids to go on from, canaries, other wikis' events."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOPIC = "eqiad.mediawiki.page_change.v1"


def change(title: str, *, domain: str = "127.0.0.1", kind: str = "edit", revision: int = 1) -> dict[str, Any]:
    """Make an event of the schema `mediawiki/page/change`."""
    return {
        "$schema": "/mediawiki/page/change/1.2.0",
        "meta": {"domain": domain, "stream": "mediawiki.page_change.v1", "dt": "2026-11-28T12:00:00Z"},
        "wiki_id": "testwiki",
        "page_change_kind": kind,
        "page": {"page_id": 7, "page_title": title.replace(" ", "_"), "namespace_id": 100, "is_redirect": False},
        "revision": {"rev_id": revision, "rev_parent_id": 0, "is_content_visible": True},
    }


CANARY = change("Canary", domain="canary")


@dataclass
class StreamServer:
    """Events so far, and the connections that listen; `asked` are the ids that clients wanted to go on from."""

    address: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str | None] = field(default_factory=list)
    drops: int = 0
    is_closed: bool = False
    changed: threading.Condition = field(default_factory=threading.Condition)

    def publish(self, *events: dict[str, Any]) -> None:
        """Send events to all who listen, and keep them for those who will ask."""
        with self.changed:
            self.events.extend(events)
            self.changed.notify_all()

    def drop(self) -> None:
        """Break off all connections."""
        with self.changed:
            self.drops += 1
            self.changed.notify_all()

    def close(self) -> None:
        """End all connections for good."""
        with self.changed:
            self.is_closed = True
            self.changed.notify_all()

    def await_news(self, position: int, drops: int) -> None:
        """Wait a second at most for an event after a position, or for the end; the caller holds `changed`."""
        self.changed.wait_for(lambda: self.is_closed or self.drops != drops or len(self.events) > position, 1.0)

    def is_over(self, drops: int) -> bool:
        """Say whether a connection that began after so many drops is to end."""
        return self.is_closed or self.drops != drops

    def await_listeners(self, count: int) -> None:
        """Wait until so many requests have come in all."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.asked) >= count, 120)


def event_bytes(event: dict[str, Any], offset: int) -> bytes:
    """Write an event as EventStreams does."""
    place = json.dumps([{"topic": TOPIC, "partition": 0, "offset": offset}], separators=(",", ":"))
    return f"event: message\nid: {place}\ndata: {json.dumps(event)}\n\n".encode()


@contextmanager
def stream_server(port: int = 0) -> Iterator[StreamServer]:
    """Run a server; a client without an id hears what comes from now on."""
    script = StreamServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            last = self.headers.get("Last-Event-ID")
            with script.changed:
                drops = script.drops
                position = json.loads(last)[0]["offset"] + 1 if last else len(script.events)
                script.asked.append(last)
                script.changed.notify_all()
            if script.is_closed:
                self.send_error(503)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            with suppress(OSError):
                self.send(b":ok\n\n")
                while True:
                    with script.changed:
                        script.await_news(position, drops)
                        if script.is_over(drops):
                            break
                        fresh = script.events[position:]
                    for event in fresh:
                        self.send(event_bytes(event, position))
                        position += 1
                    if not fresh:
                        self.send(b":\n\n")
            self.close_connection = True

        def send(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of clients that went away."""

    with Server(("127.0.0.1", port), Handler) as server:
        script.address = f"http://127.0.0.1:{server.server_address[1]}/v2/stream/mediawiki.page_change.v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield script
        finally:
            script.close()
            server.shutdown()
            thread.join()
