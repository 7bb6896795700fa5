"""The tools over both transports, from real servers, asked by the protocol's own client."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from tests.serve.served import ask, served

from daybook.agents.tools import TOOLS
from daybook.config import Settings, load_settings
from daybook.pipeline.building import build_spec
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.publish.addresses import Root
from daybook.serve.agents import agents_mounts
from daybook.serve.live import SiteFromArchive
from daybook.serve.pool import Limits

SAMPLE = Path(__file__).parents[2] / "sample"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROOT = Root("https://example.org", "/daily")

Connect = Callable[[str], AbstractAsyncContextManager[Client]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load_settings(
        None, [f"files.archive={tmp_path}/archive.sqlite", "site.address=https://example.org/daily/"]
    )
    finish(import_paths([SAMPLE / "revisions.xml"], settings, NOW))
    return settings


@contextmanager
def over_http(settings: Settings) -> Iterator[Connect]:
    @asynccontextmanager
    async def connect(mode: str) -> AsyncIterator[Client]:
        async with Client(f"http://127.0.0.1:{answering.port}/daily/mcp", mode=mode) as client:
            yield client

    with (
        SiteFromArchive(build_spec(settings), settings.files.archive, 2) as live,
        served(live, ROOT, Limits(slow_threads=1), states=live, mounts=agents_mounts()) as answering,
    ):
        yield connect


@contextmanager
def over_stdio(settings: Settings) -> Iterator[Connect]:
    started = StdioServerParameters(
        command=sys.executable,
        args=[
            "-c",
            "from daybook.cli import main; main()",
            "mcp",
            "--set",
            f"files.archive={settings.files.archive}",
            "--set",
            "site.address=https://example.org/daily/",
        ],
    )

    @asynccontextmanager
    async def connect(mode: str) -> AsyncIterator[Client]:
        async with Client(stdio_client(started), mode=mode) as client:
            yield client

    yield connect


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("transport", [over_http, over_stdio])
def test_tools_are_listed_and_called(
    settings: Settings, transport: Callable[[Settings], AbstractContextManager[Connect]], mode: str
) -> None:
    async def talk(connect: Connect) -> None:
        async with connect(mode) as client:
            listed = (await client.list_tools()).tools
            assert [tool.name for tool in listed] == list(TOOLS)
            size = sum(len(tool.model_dump_json(by_alias=True, exclude_none=True)) for tool in listed)
            assert size < 6_000
            found = await told(client, "search_events", q="the", size=1)
            event = found["events"][0]
            assert event["url"].startswith("https://example.org/daily/news/")
            assert event["revision"]
            assert event["licence"].startswith("CC BY-SA")
            further = await told(client, "search_events", q="the", size=1, next=found["next"])
            assert event["id"] not in {each["id"] for each in further["events"]}
            for name, arguments in {
                "get_event": {"id": event["id"]},
                "get_event_history": {"id": event["id"]},
                "get_day": {"date": event["date"]},
                "get_story": {"slug": event["stories"][0]},
                "related_events": {"id": event["id"]},
                "find_by_source": {"url": event["sources"][0]},
                "list_changes": {},
                "archive_status": {},
            }.items():
                assert await told(client, name, **arguments)
            wrong = await client.call_tool("search_events", {"query": "a"})
            assert wrong.is_error
            assert wrong.structured_content["argument"] == "query"

    with transport(settings) as connect:
        anyio.run(talk, connect)


async def told(client: Client, name: str, **arguments: Any) -> dict[str, Any]:
    """Return what a tool tells; the same is not told again as text."""
    answer = await client.call_tool(name, arguments)
    assert not answer.is_error, answer
    (text,) = answer.content
    assert text.type == "text"
    assert len(text.text) < 120
    structured: dict[str, Any] = answer.structured_content
    assert json.dumps(structured)
    return structured


def test_what_is_imported_meanwhile_is_answered_from(settings: Settings, tmp_path: Path) -> None:
    async def talk(connect: Connect) -> None:
        async with connect("auto") as client:
            assert (await told(client, "search_events", q="zeppelin"))["total"] == 0
            (tmp_path / "1999-01-01.wikitext").write_text("*A zeppelin lands.\n")
            await anyio.to_thread.run_sync(
                lambda: finish(import_paths([tmp_path / "1999-01-01.wikitext"], settings, NOW))
            )
            assert (await told(client, "search_events", q="zeppelin"))["total"] == 1

    with over_stdio(settings) as connect:
        anyio.run(talk, connect)


def test_what_is_no_message_of_the_protocol_is_refused(settings: Settings) -> None:
    with (
        SiteFromArchive(build_spec(settings), settings.files.archive, 2) as live,
        served(live, ROOT, Limits(slow_threads=1), states=live, mounts=agents_mounts()) as answering,
    ):
        statuses = [
            ask(answering.port, "/daily/mcp")[0].status,
            ask(answering.port, "/daily/mcp", "POST", b"{")[0].status,
            ask(answering.port, "/daily/mcp", "POST", b"{}", Content_Type="application/json")[0].status,
            ask(answering.port, "/daily/mcp", "POST", b"[" * 100_000, Content_Type="application/json")[0].status,
            ask(answering.port, "/daily/mcp", "DELETE")[0].status,
        ]
        page, _ = ask(answering.port, "/daily/index.html")

    assert [status for status in statuses if not 400 <= status < 500] == []
    assert page.status == 200
