"""Running the application on a port: the home of uvicorn."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from daybook.errors import DaybookError


def listen(host: str, port: int) -> socket.socket:
    """Take a port before anything else is done, so that a taken one is told at once; port 0 takes any free one."""
    if not 0 <= port <= 65535:
        raise DaybookError(f"not a port: `{port}`", hint="ports go from 0 to 65535")
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise DaybookError(f"cannot listen: `{host}:{port}`: {_reason(error)}", hint=_hint(error)) from error


def address(listening: socket.socket) -> str:
    """Return the address to open in a browser."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def serve(app: ASGIApp, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Answer requests until the process is told to stop; `ready` is called when they are answered and Ctrl-C is heard.

    Ctrl-C before that is held back, not lost: it would reach whatever runs just then, not all of which lets it through.
    """
    config = uvicorn.Config(app, log_level="warning", server_header=False, access_log=False, lifespan="off")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        _Server(config, ready).run(sockets=[listening])
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_ENDING = {signal.SIGINT, signal.SIGTERM}


class _Server(uvicorn.Server):
    """Uvicorn, which says when it has begun."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)  # its own handlers stand by now


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is in use"
    return (error.strerror or str(error)).lower()


def _hint(error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return "choose another with --port, or stop what uses it"
        case errno.EACCES:
            return "ports below 1024 need the system's permission; choose another with --port"
        case _:
            return "check --host and --port"
