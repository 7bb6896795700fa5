"""A newspaper's server on loopback, for tests that read cited sources."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<title>Ferry overturns</title>"


@dataclass
class Host:
    """A server on loopback: `pages` by path (status, headers, body), what it answers else, and the requests that came.

    With a `gate`, answers wait until it is open.
    """

    address: str = ""
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    gate: threading.Event | None = None
    fallback: tuple[int, dict[str, str], bytes] = (404, {}, b"")

    def put(self, path: str, body: bytes = PAGE, status: int = 200, **headers: str) -> str:
        """Serve a page, and return its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"Content-Type": "text/html; charset=utf-8", **named}, body)
        return self.address + path


@contextmanager
def news_host() -> Iterator[Host]:
    """Run a server."""
    script = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.asked.append((self.path, dict(self.headers.items())))
            if script.gate is not None:
                script.gate.wait()
            status, headers, body = script.pages.get(self.path, script.fallback)
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):  # who asked may have read enough
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield script
    server.shutdown()
    server.server_close()
    thread.join()
