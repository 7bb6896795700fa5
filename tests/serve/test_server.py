"""The server: its processes, signals, limits of the system. It runs in this process and those that it forks; once as a program."""

from __future__ import annotations

import asyncio
import gc
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from tests.open_files import open_files
from tests.serve.running import Terminated, is_alive, meanwhile, unchanged_process
from tests.serve.served import HOST, ask
from tests.waiting import pause

from daybook.errors import DaybookError
from daybook.serve.connection import BoundedConnection
from daybook.serve.intake import OpenCounts
from daybook.serve.server import (
    MOST_CONNECTIONS,
    MOST_SHORT_LIVES,
    OTHER_FILES,
    SHORTEST_LIFE,
    OpenApp,
    address,
    cannot_listen,
    end_processes,
    files_allowed,
    listen,
    make_server,
    serve,
    short_lives,
)

PROGRAM = (sys.executable, "-c", "from daybook.cli import main; main()")
ENDED = {signal.SIGINT: KeyboardInterrupt, signal.SIGTERM: Terminated}


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


class Numbered:
    """Opens applications that say which process they answer in, by its number and its id; counts in memory that all processes share."""

    def __init__(self) -> None:
        self.opened = mmap.mmap(-1, 16)

    @contextmanager
    def __call__(self, number: int) -> Iterator[Any]:
        self.opened[number] += 1

        async def app(scope: dict[str, Any], receive: object, send: Callable[[object], Any]) -> None:
            del receive
            content = f"{number} {os.getpid()} {scope['scheme']} {scope['client'][0]}".encode()
            headers = [(b"content-length", str(len(content)).encode()), (b"connection", b"close")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": content})

        yield app


def serve_while(
    act: Callable[[int], None],
    workers: int,
    open_app: OpenApp | None = None,
    end: signal.Signals = signal.SIGINT,
) -> None:
    """Serve in this process, or in some that it forks; do something meanwhile, given the port; then end by a signal."""
    with unchanged_process(), listen(HOST, 0) as listening:
        port = listening.getsockname()[1]
        serve(open_app or Numbered(), listening, workers, lambda: meanwhile(lambda: act(port), end))


def processes_of(port: int, count: int) -> dict[int, int]:
    """Ask until so many processes have answered; return their ids by their numbers."""
    found: dict[int, int] = {}
    while len(found) < count:
        number, process = ask(port, "/")[1].split()[:2]
        found[int(number)] = int(process)
    return found


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["interrupted", "terminated"])
def test_a_signal_ends_the_server_and_all_of_its_processes(workers: int, end: signal.Signals) -> None:
    """And is raised again afterwards, as is right for a program, where everything is as it was."""
    found: dict[int, int] = {}
    before = [signal.getsignal(each) for each in ENDED], signal.pthread_sigmask(signal.SIG_BLOCK, ())

    with pytest.raises(ENDED[end]):
        serve_while(lambda port: found.update(processes_of(port, workers)), workers, end=end)

    after = [signal.getsignal(each) for each in ENDED], signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert sorted(found) == list(range(workers))
    assert (os.getpid() in found.values()) is (workers == 1)
    assert [each for each in found.values() if each != os.getpid() and is_alive(each)] == []
    assert after == before
    assert signal.set_wakeup_fd(-1) == -1


def test_a_server_leaves_nothing_open_that_it_needed_for_its_processes() -> None:
    files: list[set[tuple[str, str]]] = []
    for _ in range(2):  # the first time something is opened that stays
        with pytest.raises(KeyboardInterrupt):
            serve_while(lambda port: None, 2)
        gc.collect()  # what a process that has ended was waited for with
        files.append(open_files())

    assert files[1] <= files[0]


def test_the_program_ends_by_a_signal_with_its_processes_and_says_nothing(folder: Path) -> None:
    with serving(folder, "--workers", "2") as (process, port):
        assert ask(port, "/")[1] == b"front"
        children = workers_of(process)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=300)

    assert (process.returncode, told, len(children)) == (-signal.SIGTERM, "", 2)
    assert [child for child in children if is_alive(child)] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("front")
    return tmp_path


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False).stdout
    return sorted(int(line) for line in children.split())


def test_connections_are_shared_out_evenly_and_what_one_process_leaves_another_takes() -> None:
    """Also those that one had before others came to it, and those that come while a process stands still."""
    shares: list[int] = []

    def act(port: int) -> None:
        children = [process for _, process in sorted(processes_of(port, 2).items())]
        while sum(open_connections(child, port) for child in children):
            pause()
        clients = [socket.create_connection((HOST, port), timeout=300) for _ in range(20)]
        while sum(open_connections(child, port) for child in children) < len(clients):
            pause()
        shares.extend(open_connections(child, port) for child in children)
        os.kill(children[0], signal.SIGSTOP)
        try:
            later = [socket.create_connection((HOST, port), timeout=300) for _ in range(20)]
            while open_connections(children[1], port) < shares[1] + len(later):
                pause()
        finally:
            os.kill(children[0], signal.SIGCONT)
        for client in (*clients, *later):
            client.close()

    with pytest.raises(KeyboardInterrupt):
        serve_while(act, 2)

    assert max(shares) - min(shares) <= 4


def open_connections(process: int, port: int) -> int:
    """Return how many connections of clients to a port a process has open; it may have inherited others from the tests."""
    inodes = {link for each in Path(f"/proc/{process}/fd").iterdir() if (link := target(each)).startswith("socket:")}
    table = [line.split() for line in Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]]
    return sum(
        f"socket:[{fields[9]}]" in inodes for fields in table if (fields[1][-5:], fields[3]) == (f":{port:04X}", "01")
    )


def target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # closed meanwhile
        return ""


def test_a_process_that_is_killed_is_replaced_with_its_number() -> None:
    numbered = Numbered()
    found: list[dict[int, int]] = []

    def act(port: int) -> None:
        found.append(processes_of(port, 2))
        os.kill(found[0][0], signal.SIGKILL)
        while (now := processes_of(port, 2))[0] == found[0][0]:
            pause()
        found.append(now)

    with pytest.raises(KeyboardInterrupt):
        serve_while(act, 2, numbered)

    assert found[0][1] == found[1][1]
    assert list(numbered.opened[:2]) == [2, 1]
    assert [each for each in found[1].values() if is_alive(each)] == []


@pytest.mark.parametrize("failing", [(0, 1, 2), (1,)], ids=["all", "one"])
def test_where_a_process_cannot_begin_the_server_ends(
    failing: tuple[int, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    """Each says on its own why; those that could begin are ended."""
    numbered = Numbered()

    @contextmanager
    def open_app(number: int) -> Iterator[Any]:
        if number in failing:
            raise DaybookError("no luck", hint="try again")
        with numbered(number) as app:
            yield app

    with pytest.raises(DaybookError, match="no server process could start") as caught:
        serve_while(lambda _: None, 3, open_app)

    assert caught.value.hint == "`--workers 1` shows why"
    assert capfd.readouterr().err == "daybook: no luck (hint: try again)\n" * len(failing)


def test_processes_that_end_as_soon_as_they_begin_end_the_server(capfd: pytest.CaptureFixture[str]) -> None:
    numbered = Numbered()

    @contextmanager
    def open_app(number: int) -> Iterator[Any]:
        with numbered(number) as app:
            if numbered.opened[number] > 1:
                raise DaybookError("no luck")
            yield app

    def act(port: int) -> None:
        os.kill(processes_of(port, 2)[1], signal.SIGKILL)

    with unchanged_process(), listen(HOST, 0) as listening:
        thread = threading.Thread(target=act, args=(listening.getsockname()[1],))
        with pytest.raises(DaybookError, match="a server process exits as soon as it starts") as caught:
            serve(open_app, listening, 2, thread.start)
        thread.join()

    assert caught.value.hint == "see the lines above"
    assert numbered.opened[1] >= MOST_SHORT_LIVES
    assert capfd.readouterr().err == "daybook: no luck\n" * (numbered.opened[1] - 1)


@pytest.mark.parametrize(("before", "lived", "after"), [(0, 0.0, 1), (3, 0.99, 4), (3, SHORTEST_LIFE, 0), (0, 60.0, 0)])
def test_short_lives_in_a_row_are_counted(before: int, lived: float, after: int) -> None:
    assert short_lives(before, lived) == after


class Stubborn:
    """A process that has not ended until it is killed, where it is stubborn."""

    def __init__(self, *, is_stubborn: bool) -> None:
        self.is_stubborn = is_stubborn
        self.calls: list[str] = []
        self.waited: list[float | None] = []

    def terminate(self) -> None:
        self.calls.append("terminate")

    def kill(self) -> None:
        self.calls.append("kill")

    def join(self, timeout: float | None = None) -> None:
        self.calls.append("join")
        self.waited.append(timeout)

    def is_alive(self) -> bool:
        return self.is_stubborn


def test_processes_are_asked_to_end_and_those_that_do_not_are_killed() -> None:
    """All are asked before any is waited for, and none longer than what is left of the time."""
    processes = [Stubborn(is_stubborn=False), Stubborn(is_stubborn=True)]
    none_left = Stubborn(is_stubborn=True)

    end_processes(processes, 100.0)  # type: ignore[arg-type]
    end_processes([none_left], -5.0)  # type: ignore[list-item]

    assert [each.calls for each in processes] == [["terminate", "join"], ["terminate", "join", "kill", "join"]]
    assert [90 < (each.waited[0] or 0) <= 100 for each in processes] == [True, True]
    assert none_left.waited == [0.0, None]


def test_processes_end_with_the_one_that_started_them() -> None:
    with listen(HOST, 0) as listening:
        process = get_context("fork").Process(target=serve, args=(Numbered(), listening, 2, lambda: None))
        process.start()
        found = processes_of(listening.getsockname()[1], 2)
        process.kill()
        process.join()
        while [each for each in found.values() if is_alive(each)]:
            pause()

    assert process.exitcode == -signal.SIGKILL


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server((HOST, 0)) as taken, pytest.raises(DaybookError) as caught:
        listen(HOST, taken.getsockname()[1])

    assert str(caught.value).partition(" (hint")[0].endswith(": the port is in use")
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
    """And nothing that was opened for it stays open."""
    before = open_files()
    with pytest.raises(DaybookError) as caught:
        listen(host, port)

    assert open_files() <= before
    assert str(caught.value).startswith(message)
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("error", "reason", "hint"),
    [
        (OSError(13, "Permission denied"), "permission denied", "ports below 1024 need the system's permission; choose another with --port"),
        (OSError("Broken"), "broken", "check --host and --port"),
        (OSError(98, "Address already in use"), "the port is in use", "choose another with --port, or stop what uses it"),
        (TypeError("odd"), "not the name of a host", "check --host and --port"),
    ],
)  # fmt: skip
def test_why_nobody_can_listen_is_said_with_what_to_do(error: OSError | TypeError, reason: str, hint: str) -> None:
    refusal = cannot_listen("a", 80, error)

    assert str(refusal) == f"cannot listen: `a:80`: {reason} (hint: {hint})"


@pytest.mark.parametrize("port", [0, 65535])
def test_the_first_and_the_last_port_can_be_asked_for(port: int) -> None:
    with listen(HOST, port) as taken:
        assert taken.getsockname()[1] == (port or taken.getsockname()[1])


@pytest.mark.parametrize(("host", "start"), [(HOST, "http://127.0.0.1:"), ("::1", "http://[::1]:")])
def test_an_address_can_be_opened_in_a_browser(host: str, start: str) -> None:
    with listen(host, 0) as taken:
        assert address(taken) == f"{start}{taken.getsockname()[1]}"
        assert taken.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) == 1


UNLIMITED = resource.RLIM_INFINITY
WANTED = MOST_CONNECTIONS + OTHER_FILES


@pytest.mark.parametrize(
    ("soft", "hard", "allowed"),
    [
        (1024, 2000, 2000),
        (1024, 1_000_000, WANTED),
        (1024, UNLIMITED, WANTED),
        (WANTED - 1, WANTED, WANTED),
        (WANTED, 1_000_000, WANTED),
        (WANTED + 1, 1_000_000, WANTED + 1),
        (UNLIMITED, UNLIMITED, UNLIMITED),
    ],
)
def test_as_many_files_are_allowed_as_a_server_needs_and_the_system_lets_it(soft: int, hard: int, allowed: int) -> None:
    assert files_allowed(soft, hard) == allowed


@pytest.mark.parametrize("workers", [1, 2])
def test_a_server_may_open_as_many_files_and_leaves_signals_blocked_that_were(workers: int) -> None:
    allowed: list[int] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        with unchanged_process():
            resource.setrlimit(resource.RLIMIT_NOFILE, (400, hard))
            with pytest.raises(KeyboardInterrupt):
                serve_while(lambda _: allowed.append(resource.getrlimit(resource.RLIMIT_NOFILE)[0]), workers)
        after = signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert allowed == [files_allowed(400, hard)]
    assert after == blocked | {signal.SIGTERM}


@pytest.mark.parametrize(("soft", "most"), [(300, 300 - OTHER_FILES), (WANTED + 9, MOST_CONNECTIONS)])
def test_a_process_has_as_many_connections_as_files_and_no_more_than_a_bound(soft: int, most: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != UNLIMITED and hard < soft:
        pytest.skip("the system allows fewer files")
    with unchanged_process():
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        make_server(None, lambda: None)

        assert BoundedConnection.most == most


def test_more_silent_connections_than_files_do_not_stop_the_server() -> None:
    """The process may open 300 files; six hundred clients say nothing, and the next one is answered all the same."""
    reading, writing = os.pipe()

    def serve_with_few_files() -> None:
        for each in {*range(3, 1000)} - {listening.fileno(), writing}:  # what tests have open, and programs have not
            with suppress(OSError):
                os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (200, 300))
        serve(Numbered(), listening, 1, lambda: os.close(writing))

    clients: list[socket.socket] = []
    with listen(HOST, 0) as listening, allowing_files(1000):
        process = get_context("fork").Process(target=serve_with_few_files)
        process.start()
        os.close(writing)
        try:
            assert os.read(reading, 1) == b""  # it has begun
            for _ in range(600):
                clients.append(socket.create_connection(listening.getsockname(), timeout=300))  # noqa: PERF401 - closed one by one
            response, content = ask(listening.getsockname()[1], "/")
            files = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
        finally:
            for client in clients:
                client.close()
            os.close(reading)
            process.kill()
            process.join()

    assert (response.status, content.split()[0]) == (200, b"0")
    assert 200 < files <= 300


@contextmanager
def allowing_files(count: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = count if hard == UNLIMITED else min(count, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Swept:
    """A connection whose client is too slow, always."""

    def __init__(self) -> None:
        self.transport = self
        self.aborted = 0

    def is_too_slow(self, now: float) -> bool:
        assert now == pytest.approx(asyncio.get_running_loop().time(), abs=60)
        return True

    def abort(self) -> None:
        self.aborted += 1


def test_clients_that_are_too_slow_are_swept_out_once_a_second() -> None:
    """The server looks about ten times a second; when it is to stop, it says so."""
    slow = Swept()
    aborted: list[int] = []

    async def tick() -> tuple[bool, bool]:
        server = make_server(None, lambda: None)
        server.config.load()
        server.server_state.connections.add(slow)  # type: ignore[arg-type]
        for counter in range(21):
            goes_on = await server.on_tick(counter)
            aborted.append(slow.aborted)
        server.should_exit = True
        return goes_on, await server.on_tick(21)

    with unchanged_process():
        ends = asyncio.run(tick())

    assert aborted == [1] * 10 + [2] * 10 + [3]
    assert ends == (False, True)


class Ending:
    """An application that is told when the server ends, and how often."""

    def __init__(self) -> None:
        self.ended = 0

    def end(self) -> None:
        self.ended += 1

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        raise AssertionError("nobody asks")


@pytest.mark.parametrize("has_place", [False, True])
def test_a_process_tells_the_others_how_many_connections_it_has(has_place: bool) -> None:
    """Those that are closed count no more, and none when it ends; only alone it raises the signal again that ended it."""
    counts, app = OpenCounts(3), Ending()
    counts[2] = 9
    told: list[int] = []

    def act() -> None:
        clients = [socket.create_connection(listening.getsockname(), timeout=300) for _ in range(3)]
        while len(server.server_state.connections) != 3 or counts._counts[1] != 3 * has_place:
            pause()
        told.append(counts._counts[1])
        clients.pop().close()
        while len(server.server_state.connections) != 2 or counts._counts[1] != 2 * has_place:
            pause()
        told.append(counts._counts[1])
        for each in clients:
            each.close()

    with unchanged_process(), closing(listen(HOST, 0)) as listening:
        server = make_server(app, lambda: meanwhile(act), (counts, 1) if has_place else None)
        if has_place:
            server.run(sockets=[listening])
        else:
            with pytest.raises(KeyboardInterrupt):
                server.run(sockets=[listening])

    assert told == ([3, 2] if has_place else [0, 0])
    assert list(counts._counts) == [0, 0, 9]
    assert app.ended == 1


def test_a_process_that_ends_finishes_what_it_began_and_takes_nothing_more() -> None:
    """The others are told at once that it has no connections, which are theirs from then on."""
    counts, may, begun = OpenCounts(2), threading.Event(), threading.Event()
    answers: list[bytes] = []
    told: list[int] = []

    class Slow(Ending):
        async def __call__(self, scope: object, receive: object, send: Any) -> None:
            begun.set()
            await asyncio.to_thread(may.wait)
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
            await send({"type": "http.response.body", "body": b"done"})

    def act() -> None:
        reading = threading.Thread(target=lambda: answers.append(ask(listening.getsockname()[1], "/")[1]))
        reading.start()
        begun.wait()
        server.should_exit = True
        for _ in range(500):
            if not counts._counts[0]:
                break
            pause()
        told.append(counts._counts[0])
        may.set()
        reading.join()

    with unchanged_process(), listen(HOST, 0) as listening:
        server = make_server(Slow(), lambda: threading.Thread(target=act).start(), (counts, 0))
        server.run(sockets=[listening])

    assert (told, answers) == ([0], [b"done"])


def test_a_live_site_without_an_archive_is_told_before_anything_is_shown(folder: Path, program: Path) -> None:
    done = subprocess.run(
        [program, "serve", "--live", "--port", "0", "--workers", "2"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "no archive" in done.stderr
