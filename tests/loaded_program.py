"""`daybook` as a process that need not start: one that has loaded all commands forks for each run.

A run costs its work, and not the half second of processor that loading takes. What a process has of its own is its own here too:
arguments, folder, environment, limits, standard streams, exit code, and the signals that are sent to it. What tests of
starting and ending, of privileges, name spaces or closed streams are about is not: they start the program itself.

`loaded_program` writes a client that is run like `daybook`, by tests and by shells; with `-c`, like `python -W error`. It is a
process, too: one that hands all of that to the process that has loaded the program, waits, and passes signals on.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import marshal
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[1]

CLIENT = """\
#!{python} -IS
import _socket, array, marshal, os, resource, signal, sys
def forward(number, _):
    os.write(door.fileno(), bytes([number]))
door = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
door.connect({address!r})
names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
asked = marshal.dumps((
    [os.fsencode(each) for each in sys.argv[1:]],
    os.getcwdb(),
    dict(os.environb),
    [(name, resource.getrlimit(getattr(resource, name))) for name in names],
))
streams = array.array("i", [0, 1, 2]).tobytes()
door.sendmsg([len(asked).to_bytes(4, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
while asked:
    asked = asked[door.send(asked):]
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, forward)
for stream in (0, 1, 2):
    os.close(stream)
ended = door.recv(4)
code = int.from_bytes(ended, "big", signed=True) if ended else 1
if code < 0:
    signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
os._exit(code)
"""
"""Loads next to nothing: it starts in some hundredths of a second."""


@contextmanager
def loaded_program(folder: Path) -> Iterator[Path]:
    """Load the program in a process of its own; give the path of a client that is run like `daybook`."""
    address, client = folder / "loaded", folder / "daybook"
    command = [sys.executable, "-c", "from tests.loaded_program import serve; serve()", str(address)]
    # One thread, which alone may be forked safely: numpy's library would start more.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        assert server.stdout.readline() == b"loaded\n"
        client.write_text(CLIENT.format(python=sys.executable, address=str(address)))
        client.chmod(0o755)
        yield client
    finally:
        server.stdin.close()  # as when the tests are killed: it ends
        server.wait()
        server.stdout.close()


def serve() -> None:
    """Load the program and run it, in a process of its own, for each that asks; end when standard input does."""
    commands = importlib.import_module("daybook.cli.command").COMMANDS
    for module in ("run", *(module for module, _ in commands.values())):
        importlib.import_module(f"daybook.cli.{module}")
    _prepare()
    if Path("/proc/self/task").is_dir():
        assert len(os.listdir("/proc/self/task")) == 1, "a process with threads cannot be forked safely"  # noqa: PTH208
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(sys.argv[1])
        listening.listen(64)
        look_seldom()
        os.write(1, b"loaded\n")
        while True:
            ready, _, _ = select.select([listening.fileno(), 0], [], [])
            if listening.fileno() not in ready:
                break
            door, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _keep(door)
            door.close()
            _reap(os.WNOHANG)
    _reap(0)


def _prepare() -> None:
    """Load what commands load when they first use it, and make what a process keeps: compiled templates, dates, knowledge."""
    for module in (
        "relate.lists.relation_arrays",
        "publish.publisher_markdown",
        "publish.render.preview",
        "publish.render.to_png",
    ):
        importlib.import_module(f"daybook.{module}")
    from daybook.publish.formats.to_html import HtmlRenderer
    from daybook.publish.render.theme import read_theme
    from daybook.publish.settings import SiteSettings
    from daybook.relate.knowledge.language_knowledge import read_shipped_knowledge
    from daybook.relate.ranking.registry import make_ranker
    from daybook.relate.settings import RelateSettings

    HtmlRenderer(SiteSettings(), read_theme())
    make_ranker(RelateSettings(), read_shipped_knowledge())


def look_seldom() -> None:
    """Have Python look for garbage in nothing that is loaded by now, which forks would copy for it, and seldom in what comes."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _reap(options: int) -> None:
    """Wait for those that have ended: what they cost counts as the tests' own."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def _keep(door: socket.socket) -> NoReturn:
    """Run the program for one client, in a process of its own: hand signals on to it, and its exit code back."""
    size, streams, _, _ = socket.recv_fds(door, 4, 3)
    asked = b""
    while len(asked) < int.from_bytes(size, "big"):
        asked += door.recv(1 << 16)
    process = os.fork()
    if process == 0:
        door.close()
        _run(*marshal.loads(asked), streams=streams)
    for stream in (0, 1, 2, *streams):
        os.close(stream)
    ended = os.pidfd_open(process)
    while ended not in select.select([ended, door.fileno()], [], [])[0]:
        sent = door.recv(1) or bytes([signal.SIGKILL])  # the client is gone: it was killed
        with suppress(ProcessLookupError):
            os.kill(process, sent[0])
        if sent[0] == signal.SIGKILL:
            break
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    with suppress(OSError):
        door.sendall(code.to_bytes(4, "big", signed=True))
    os._exit(0)


def _run(
    arguments: list[bytes],
    folder: bytes,
    environment: dict[bytes, bytes],
    limits: list[tuple[str, tuple[int, int]]],
    *,
    streams: list[int],
) -> NoReturn:
    """Become what the client would have been, had it loaded the program itself."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    for name, both in limits:
        resource.setrlimit(getattr(resource, name), both)
    os.environb.clear()
    os.environb.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - these three are open to the end of the process
    sys.stdout = open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: SIM115
    sys.argv = ["daybook", *map(os.fsdecode, arguments)]
    code: object = 1
    try:
        if arguments[:1] == [b"-c"]:
            warnings.simplefilter("error")
            exec(compile(os.fsdecode(arguments[1]), "<string>", "exec"), {"__name__": "__main__"})
            code = 0
        else:
            importlib.import_module("daybook.cli").main()
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 - the interpreter tells of it, as at the end of any process
        sys.excepthook(*sys.exc_info())
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0)  # taking all modules apart would cost more than most commands
