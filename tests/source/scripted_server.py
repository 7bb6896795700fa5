"""A small HTTP server on loopback that answers as a test tells it to, byte for byte."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Request:
    """One request as it came: first line, headers with names in lower case, body."""

    line: str
    headers: dict[str, str]
    body: str


@dataclass
class ScriptedServer:
    """Answers each request with the next of its replies: bytes to send, or a function that sends them itself.

    `released` ends the wait of a reply that hangs.
    """

    address: str = ""
    requests: list[Request] = field(default_factory=list)
    replies: list[bytes | Callable[[Callable[[bytes], object]], None]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def hang(self, send: Callable[[bytes], object]) -> None:
        """Begin an answer and fall silent."""
        send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
        self.released.wait(600)


def http(
    body: bytes | dict[str, Any],
    *,
    status: str = "200 OK",
    kind: str = "application/json; charset=utf-8",
    headers: Sequence[str] = (),
    length: int | None = None,
) -> bytes:
    """Make a reply; `length` may lie about the body's."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    size = len(content) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {size}", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


@contextmanager
def scripted_server(*replies: bytes | Callable[[Callable[[bytes], object]], None]) -> Iterator[ScriptedServer]:
    """Serve the replies one after another; a request too many is answered with status 599."""
    script = ScriptedServer(replies=list(replies))

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            line = self.rfile.readline().decode().strip()
            if not line:
                return
            headers: dict[str, str] = {}
            while header := self.rfile.readline().decode().strip():
                name, _, value = header.partition(":")
                headers[name.lower()] = value.strip()
            body = self.rfile.read(int(headers.get("content-length", "0"))).decode()
            script.requests.append(Request(line, headers, body))
            number = len(script.requests) - 1
            reply = script.replies[number] if number < len(script.replies) else http(b"", status="599 No more replies")
            if isinstance(reply, bytes):
                self.wfile.write(reply)
            else:
                reply(self.wfile.write)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of clients that went away, as a test may want them to."""

    with Server(("127.0.0.1", 0), Handler) as server:
        script.address = f"http://127.0.0.1:{server.server_address[1]}/api.php"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield script
        finally:
            script.released.set()
            server.shutdown()
            thread.join()
