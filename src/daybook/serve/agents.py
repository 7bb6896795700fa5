"""The tools of agents as an application within a live site, where the `mcp` library is installed; else why they are not there."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from daybook.agents.tools import ToolAnswer
from daybook.http_api import ApiSession
from daybook.serve.api import Clock, present
from daybook.serve.handler import NOT_STORED, Asgi, Bench, Busy, Handler, Mount, Reply, Snapshot
from daybook.serve.request import Request

ADDRESS = "/mcp"

BUSY = ToolAnswer(
    {"error": "too many requests at this moment: ask again in a second"}, "Busy: ask again.", is_error=True
)


def agents_mounts(now: Clock = present) -> tuple[Mount, ...]:
    """Return the application; none without the library."""
    return (Mount(ADDRESS, _open(now)),) if is_installed() else ()


def agents_handlers(*, installed: bool) -> tuple[Handler, ...]:
    """Return what says that the library is missing; none where it is installed."""
    return () if installed else (Handler(ADDRESS, _missing, methods=("GET", "POST"), is_open=True),)


def is_installed() -> bool:
    """Say whether the library is installed, without loading it: it takes two seconds."""
    return importlib.util.find_spec("mcp") is not None


def _missing(request: Request, snapshot: Snapshot) -> Reply:
    del request, snapshot
    problem = {"title": "Agents are not served here", "detail": "pip install 'daybook-archive[mcp]'", "status": 501}
    return Reply(json.dumps(problem).encode(), "application/problem+json", 501, cache=NOT_STORED)


def _open(now: Clock) -> Callable[[Bench], AbstractAsyncContextManager[Asgi]]:
    @asynccontextmanager
    async def opened(bench: Bench) -> AsyncIterator[Asgi]:
        # Half a second for the library, the first time: in a thread, so that others are answered meanwhile.
        protocol = await asyncio.to_thread(importlib.import_module, "daybook.agents.protocol")

        title = await bench.run(lambda snapshot: snapshot.spec.settings.title)

        async def run(work: Callable[[ApiSession], ToolAnswer]) -> ToolAnswer:
            try:
                return await bench.run(
                    lambda snapshot: work(ApiSession(snapshot.reader, snapshot.site.builder.cache, now()))
                )
            except Busy:
                return BUSY

        async with protocol.open_http(run, title) as application:
            yield application

    return opened
