"""Several servers with a copy of the archive each, behind nginx, as the guide to many readers describes, while days are imported."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest
from tests.ports import free_port
from tests.serve.running import answering_apart
from tests.serve.served import HOST
from tests.waiting import pause

from daybook.archive import backup
from daybook.config import load_settings
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.serve.assembly import ServeOptions

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
RSYNC = shutil.which("rsync")
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
WORDINGS = 6
READERS = 6

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

GUIDE = Path(__file__).parents[2] / "docs/guide/many-readers.md"
SPREAD, ONE_AND_ITS_DEPUTY = re.findall(r"^```nginx\n(.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
"""The configurations that the guide gives: each reader keeps to one machine; a cache stands before one that has a deputy."""

CONFIGURATION = """
{user} daemon off; error_log {folder}/error.log; pid {folder}/pid; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/cache keys_zone=pages:1m;
    {upstream}
    server {{
        listen {host}:{port};
        {cache}
        add_header Machine $upstream_addr;
        location / {{
            proxy_pass http://daybook; proxy_next_upstream error timeout http_503; proxy_set_header Connection ""; proxy_http_version 1.1;
        }}
    }}
}}
"""


@contextmanager
def nginx(folder: Path, upstream: str, cache: str) -> Iterator[int]:
    """Run nginx before two servers; give its port."""
    port = free_port()
    folder.mkdir()
    user = "user root;" if os.getuid() == 0 else ""  # else its processes may not write to the test's folder
    (folder / "nginx.conf").write_text(
        CONFIGURATION.format(folder=folder, host=HOST, port=port, upstream=upstream, cache=cache, user=user)
    )
    command = [NGINX or "", "-p", str(folder), "-c", "nginx.conf", "-e", f"{folder}/start.log"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection((HOST, port), timeout=300).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "start.log").read_text()
                pause()
        yield port
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize(
    ("upstream", "cache"),
    [(SPREAD, ""), (ONE_AND_ITS_DEPUTY, "proxy_cache pages; proxy_cache_background_update on;")],
    ids=["readers are spread", "a cache stands before"],
)
def test_no_reader_sees_time_run_backwards(tmp_path: Path, upstream: str, cache: str) -> None:
    archive, copy = tmp_path / "archive.sqlite", tmp_path / "second" / "archive.sqlite"
    copy.parent.mkdir()
    settings = load_settings(None, [f"files.archive={archive}"])
    page = tmp_path / "1999-01-01.wikitext"

    def import_wording(number: int) -> None:
        page.write_text(f"*A ferry with {number} passengers sails to the island.\n")
        finish(import_paths([page], settings, NOW))
        incoming = copy.with_name("incoming")
        incoming.unlink(missing_ok=True)
        backup(archive, incoming)
        if RSYNC:
            subprocess.run([RSYNC, "--ignore-times", incoming, copy], check=True)
        else:  # as it does: a file beside the old one, then one that takes its place whole
            incoming.replace(copy)

    import_wording(1)
    seen: list[list[int]] = [[] for _ in range(READERS)]
    machines: set[str] = set()
    ended = threading.Event()

    def read(number: int, port: int) -> None:
        with closing(
            HTTPConnection(HOST, port, timeout=300, source_address=(f"127.0.0.{10 + number}", 0))
        ) as connection:
            while not ended.is_set() or seen[number][-1] < WORDINGS:
                connection.request("GET", "/news/1999/01/1/index.json")
                response = connection.getresponse()
                found = re.search(rb"A ferry with ([0-9]+) passengers", response.read())
                machines.add(response.headers["Machine"])
                seen[number].append(int(found[1]) if found else 0)
                pause()

    with ExitStack() as stack:
        ports = [
            stack.enter_context(
                answering_apart(
                    replace(settings, files=replace(settings.files, archive=each)),
                    ServeOptions(port=0, live=True, workers=1, shared_seconds=1),
                )
            )
            for each in (archive, copy)
        ]
        balance = upstream.replace("10.0.0.1:8000", f"{HOST}:{ports[0]}").replace("10.0.0.2:8000", f"{HOST}:{ports[1]}")
        port = stack.enter_context(nginx(tmp_path / "nginx", balance, cache))
        readers = [threading.Thread(target=read, args=(number, port), daemon=True) for number in range(READERS)]
        for reader in readers:
            reader.start()
        for number in range(2, WORDINGS + 1):
            import_wording(number)
        ended.set()
        for reader in readers:
            reader.join()

    assert [each for each in seen if each != sorted(each)] == []
    assert {each[-1] for each in seen} == {WORDINGS}
    assert len({*seen[0]}) > 1
    if upstream is SPREAD:
        assert len(machines) == 2
