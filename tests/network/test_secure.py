"""Exchanges over TLS with a real server on loopback: only a certificate that the system trusts, and for that very host, will do."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")

ASK = """
import sys
from daybook.network.exchange import Connection, ExchangeFailed, Limits, Request, Server
try:
    with Connection(Server("https", sys.argv[1], int(sys.argv[2]))) as connection:
        print(*(connection.exchange(Request("/", {}), Limits(300, 300, 100)).body.decode() for _ in range(2)))
except ExchangeFailed as failure:
    print(failure.fault, "-", failure.detail)
"""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate of localhost that nobody but its file vouches for."""
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command, "-keyout", str(path), "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture(scope="module")
def port(certificate: Path) -> Iterator[int]:
    """Serve "safe" over TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"safe")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of handshakes that clients broke off."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def ask(host: str, port: int, trusted: Path | None) -> str:
    """Ask in a process of its own: what the system trusts is read once."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SSL_CERT")}
    if trusted is not None:
        environment["SSL_CERT_FILE"] = str(trusted)
    command = [sys.executable, "-c", ASK, host, str(port)]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()


def test_a_certificate_that_the_system_trusts_is_good(certificate: Path, port: int) -> None:
    assert ask("localhost", port, certificate) == "safe safe"


def test_a_certificate_that_nobody_vouches_for_is_refused(port: int) -> None:
    assert ask("localhost", port, None) == "no secure connection - self-signed certificate"


def test_a_certificate_of_another_host_is_refused(certificate: Path, port: int) -> None:
    assert ask("127.0.0.1", port, certificate).startswith("no secure connection - ip address mismatch")
