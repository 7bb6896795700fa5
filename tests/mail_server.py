"""A mail server on loopback that speaks enough SMTP (RFC 5321) to take a message."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """What came: sender, recipients and content of each message; `refuses` is a command that is answered with 550."""

    port: int = 0
    messages: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    refuses: str = ""


@contextmanager
def mail_server(refuses: str = "") -> Iterator[MailServer]:
    """Run a server."""
    state = MailServer(refuses=refuses)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            sender, recipients = "", []
            self._say(b"220 loopback")
            for line in self.rfile:
                command = line.split(b":")[0].strip().upper().decode("latin-1").split()[0]
                if state.refuses and state.refuses in (command, _address(line)):
                    self._say(b"550 no")
                elif command == "MAIL":
                    sender = _address(line)
                    self._say(b"250 ok")
                elif command == "RCPT":
                    recipients.append(_address(line))
                    self._say(b"250 ok")
                elif command == "DATA":
                    self._say(b"354 go on")
                    lines = []
                    for part in self.rfile:
                        if part == b".\r\n":
                            break
                        lines.append(part.removeprefix(b".") if part.startswith(b"..") else part)
                    state.messages.append((sender, recipients, b"".join(lines)))
                    self._say(b"250 taken")
                elif command == "QUIT":
                    self._say(b"221 bye")
                    return
                else:
                    self._say(b"250 ok")

        def _say(self, line: bytes) -> None:
            self.wfile.write(line + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def _address(line: bytes) -> str:
    return line.partition(b"<")[2].partition(b">")[0].decode()
