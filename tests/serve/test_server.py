"""The server as a program: its processes, signals, limits of the system."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from tests.serve.served import HOST, ask
from tests.waiting import pause

from daybook.errors import DaybookError
from daybook.serve.server import address, listen

PROGRAM = (sys.executable, "-c", "from daybook.cli import main; main()")


@contextmanager
def serving(folder: Path, *options: str, shell: str = "") -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Serve a folder with the real program; give its process and port."""
    command = ["bash", "-c", f'{shell} exec "$@"', "bash", *PROGRAM, "serve", "--port", "0", *options]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline()
        assert address, process.communicate()[1]
        yield process, int(address.rpartition(":")[2].strip("/\n"))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("front")
    return tmp_path


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False).stdout
    return sorted(int(line) for line in children.split())


@pytest.mark.parametrize("workers", ["1", "3"])
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_ends_the_server_and_all_of_its_processes(
    folder: Path, workers: str, sent: signal.Signals, code: int
) -> None:
    with serving(folder, "--workers", workers) as (process, port):
        assert ask(port, "/")[1] == b"front"
        children = workers_of(process)
        process.send_signal(sent)
        _, told = process.communicate(timeout=300)

    assert (process.returncode, told) == (code, "")
    assert len(children) == (0 if workers == "1" else 3)
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


def test_connections_are_shared_out_evenly_and_what_one_process_leaves_another_takes(folder: Path) -> None:
    """Also those that one had before others came to it, and those that come while a process stands still."""
    with serving(folder, "--workers", "2") as (process, port):
        children = workers_of(process)
        clients = [socket.create_connection((HOST, port), timeout=300) for _ in range(20)]
        while sum(open_connections(child) for child in children) < len(clients):
            pause()
        shares = [open_connections(child) for child in children]
        os.kill(children[0], signal.SIGSTOP)
        later = [socket.create_connection((HOST, port), timeout=300) for _ in range(20)]
        while open_connections(children[1]) < shares[1] + len(later):
            pause()
        os.kill(children[0], signal.SIGCONT)
        for client in (*clients, *later):
            client.close()

    assert max(shares) - min(shares) <= 4


def open_connections(process: int) -> int:
    """Return how many connections of a client a process has open: its sockets, but for the one that it listens on."""
    inodes = {link for each in Path(f"/proc/{process}/fd").iterdir() if (link := target(each)).startswith("socket:")}
    table = [line.split() for line in Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]]
    return sum(f"socket:[{fields[9]}]" in inodes for fields in table if fields[3] == "01")


def target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # closed meanwhile
        return ""


def test_a_process_that_is_killed_is_replaced(folder: Path) -> None:
    with serving(folder, "--workers", "2") as (process, port):
        before = workers_of(process)
        os.kill(before[0], signal.SIGKILL)
        while before[0] in (now := workers_of(process)) or len(now) < 2:
            pause()

        assert {ask(port, "/")[1] for _ in range(20)} == {b"front"}
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=300) == 0


def test_processes_end_with_the_one_that_started_them(folder: Path) -> None:
    with serving(folder, "--workers", "2") as (process, _):
        children = workers_of(process)
        process.kill()
        process.wait()
        while [child for child in children if is_alive(child)]:
            pause()


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server((HOST, 0)) as taken, pytest.raises(DaybookError, match="the port is in use") as caught:
        listen(HOST, taken.getsockname()[1])

    assert caught.value.hint == "choose another with --port, or stop what uses it"


@pytest.mark.parametrize(
    ("host", "port", "message", "hint"),
    [
        ("no such host", 0, "cannot listen: `no such host:0`: ", "check --host and --port"),
        ("é" * 64, 0, f"cannot listen: `{'é' * 64}:0`: not the name of a host", "check --host and --port"),
        (HOST, -1, "not a port: `-1`", "ports go from 0 to 65535"),
        (HOST, 65536, "not a port: `65536`", "ports go from 0 to 65535"),
        ("1.1.1.1", 0, "cannot listen: `1.1.1.1:0`: cannot assign requested address", "check --host and --port"),
    ],
)
def test_where_nobody_can_listen_it_is_told(host: str, port: int, message: str, hint: str) -> None:
    with pytest.raises(DaybookError) as caught:
        listen(host, port)

    assert str(caught.value).startswith(message)
    assert caught.value.hint == hint


@pytest.mark.parametrize(("host", "start"), [(HOST, "http://127.0.0.1:"), ("::1", "http://[::1]:")])
def test_an_address_can_be_opened_in_a_browser(host: str, start: str) -> None:
    with listen(host, 0) as taken:
        assert address(taken) == f"{start}{taken.getsockname()[1]}"
        assert taken.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) == 1


def test_thousands_of_silent_connections_do_not_stop_the_server(folder: Path) -> None:
    """With as many open files as many systems allow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2200 if hard == resource.RLIM_INFINITY else min(2200, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    clients: list[socket.socket] = []
    try:
        with serving(folder, "--workers", "1", shell="ulimit -n 1024;") as (_, port):
            for _ in range(wanted - 200):
                clients.append(socket.create_connection((HOST, port), timeout=300))  # noqa: PERF401 - closed one by one
            response, content = ask(port, "/")
    finally:
        for client in clients:
            client.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert (response.status, content) == (200, b"front")


def test_a_live_site_without_an_archive_is_told_before_anything_is_shown(folder: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "serve", "--live", "--port", "0", "--workers", "2"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "no archive" in done.stderr
