"""The tools over the Model Context Protocol: the home of the `mcp` library, which is an optional extra.

Every answer is structured; beside it stands one line of text, not the same again. Nothing is remembered between two requests, so
that any process of a server can answer each.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import anyio
import mcp_types as types
from mcp.server import CacheHint, Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from daybook import __version__
from daybook.agents.tools import TOOLS, Arguments, ToolAnswer, call_tool
from daybook.errors import DaybookError
from daybook.http_api import ApiSession

INSTRUCTIONS = (
    "A permanent archive of news events from the wiki pages on which editors list each day's news. Cite an event by its `url` and, "
    "for what exactly was said, its `revision_url`; name the `licence`. Lists go on with `next`. With `as_of` every answer is what "
    "was known at that moment, without anything later."
)
"""What an agent learns about the archive as a whole."""

LARGEST_REQUEST = 1 << 18
"""Bytes of a request: arguments are short."""

LISTED_FOR = 3_600_000
"""Milliseconds for which a client may keep the list of tools: it changes with the version of Daybook alone."""

UNREADABLE = ToolAnswer(
    {"error": "the archive cannot be read at this moment: ask again in a minute"},
    "Unreadable: ask again.",
    is_error=True,
)

Run = Callable[[Callable[[ApiSession], ToolAnswer]], Awaitable[ToolAnswer]]
"""Does work in a thread that has the archive's present state; a `ToolAnswer` that says so where there is no room for it."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


def make_server(run: Run, title: str) -> Server[Any]:
    """Return the server of the tools; `run` gives them the archive."""

    async def list_tools(
        context: ServerRequestContext[Any], asked: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        del context, asked
        return types.ListToolsResult(tools=_listed(), ttl_ms=LISTED_FOR, cache_scope="public")

    async def answer(context: ServerRequestContext[Any], asked: types.CallToolRequestParams) -> types.CallToolResult:
        del context
        arguments: Arguments = asked.arguments or {}
        try:
            answer = await run(lambda session: call_tool(session, asked.name, arguments))
        except DaybookError:  # the archive is away, damaged or held: paths are not for the net
            answer = UNREADABLE
        return types.CallToolResult(
            content=[types.TextContent(text=answer.text)], structured_content=answer.content, is_error=answer.is_error
        )

    return Server(
        "daybook",
        version=__version__,
        title=title,
        instructions=INSTRUCTIONS,
        cache_hints={"tools/list": CacheHint(ttl_ms=LISTED_FOR, scope="public")},
        on_list_tools=list_tools,
        on_call_tool=answer,
    )


def _listed() -> list[types.Tool]:
    reading = types.ToolAnnotations(read_only_hint=True)
    return [
        types.Tool(name=tool.name, description=tool.description, input_schema=tool.schema, annotations=reading)
        for tool in TOOLS.values()
    ]


def serve_stdio(run: Callable[[Callable[[ApiSession], ToolAnswer]], ToolAnswer], title: str) -> None:
    """Answer on standard input and output until the client closes them; `run` is called in one thread."""

    async def main() -> None:
        one = anyio.CapacityLimiter(1)
        server = make_server(lambda work: anyio.to_thread.run_sync(run, work, limiter=one), title)
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    logging.getLogger("mcp").setLevel(logging.ERROR)
    anyio.run(main)


@asynccontextmanager
async def open_http(run: Run, title: str) -> AsyncIterator[Asgi]:
    """Give the application that answers over HTTP at one address, whatever its path."""
    logging.getLogger("mcp").setLevel(logging.ERROR)
    manager = StreamableHTTPSessionManager(
        make_server(run, title),
        json_response=True,
        stateless=True,
        # Everybody may read, from wherever: a page that tricks a browser into asking learns what it could have asked itself.
        security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        max_request_body_size=LARGEST_REQUEST,
    )
    async with manager.run():
        yield manager.asgi_app
