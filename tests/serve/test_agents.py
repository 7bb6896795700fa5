"""The tools of agents within a live site: where they stand, and what they are told when the server has no room."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from tests.archive.histories import revision, store
from tests.serve.served import Answered, exchanged

from daybook.config import load_settings
from daybook.pipeline.building import build_spec
from daybook.serve.agents import agents_handlers, agents_mounts, is_installed
from daybook.serve.handler import Busy, Handler, Mount, Snapshot
from daybook.serve.live import SiteFromArchive

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
T = TypeVar("T")


def test_the_address_answers_with_the_tools_or_says_what_is_missing() -> None:
    (mount,) = agents_mounts()
    (handler,) = agents_handlers(installed=False)
    reply: Any = handler.answer(None, None)  # type: ignore[arg-type]

    assert is_installed()
    assert isinstance(mount, Mount)
    assert isinstance(handler, Handler)
    assert (mount.address, handler.address) == ("/mcp", "/mcp")
    assert (handler.methods, handler.is_open) == (("GET", "POST"), True)
    assert agents_handlers(installed=True) == ()
    assert (reply.status, reply.cache, reply.media_type) == (501, "no-store", "application/problem+json")
    assert json.loads(reply.content) == {
        "title": "Agents are not served here", "detail": "pip install 'daybook-archive[mcp]'", "status": 501,
    }  # fmt: skip


class OneBench:
    """Works on one state of an archive; has no room from when it is told so."""

    def __init__(self, live: SiteFromArchive) -> None:
        self._live = live
        self.is_full = False

    async def run(self, work: Callable[[Snapshot], T]) -> T:
        if self.is_full:
            raise Busy
        held = self._live.hold()
        try:
            with held.snapshot() as snapshot:
                return work(snapshot)
        finally:
            held.release()


@pytest.mark.parametrize("is_full", [False, True])
def test_a_tool_answers_from_the_archive_or_says_that_there_is_no_room(tmp_path: Path, is_full: bool) -> None:
    store(tmp_path / "archive.sqlite", revision(1, 9, "A ferry sinks."))
    settings = load_settings(None, [f"files.archive={tmp_path}/archive.sqlite", "site.title=Old news"])
    with SiteFromArchive(build_spec(settings), settings.files.archive, watches=False) as live:
        bench = OneBench(live)

        async def call() -> list[Answered]:
            async with agents_mounts(lambda: NOW)[0].open(bench) as application:
                bench.is_full = is_full
                return [
                    await exchanged(application, "/mcp", "POST", json.dumps(each).encode(), HEADERS) for each in ASKED
                ]

        begun, answered = asyncio.run(call())

    assert json.loads(begun.content)["result"]["serverInfo"]["title"] == "Old news"
    result = json.loads(answered.content)["result"]
    assert result["isError"] is is_full
    if is_full:
        assert result["structuredContent"] == {"error": "too many requests at this moment: ask again in a second"}
        assert result["content"][0]["text"] == "Busy: ask again."
    else:
        assert result["structuredContent"]["total"] == 1


HEADERS = [
    ("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream"), ("Host", "localhost"),
]  # fmt: skip
ASKED = [
    {"jsonrpc": "2.0", "id": 1, "method": "initialize",
     "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}},
    {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "search_events", "arguments": {"q": "ferry"}}},
]  # fmt: skip
