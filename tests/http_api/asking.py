"""Asking the API without a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from daybook.ask import Query
from daybook.http_api import ApiReply, ApiRequest, ApiSession, answer_request
from daybook.model import ArchivedEvent


def ask(session: ApiSession, address: str, accept: str = "") -> ApiReply:
    """Return the reply to a request for a path below the API's, with its query."""
    path, _, query = address.partition("?")
    return answer_request(ApiRequest(path, query, accept), session)


def body(session: ApiSession, address: str) -> Any:
    """Return what a request is answered with, which must be as it should be, in JSON."""
    reply = ask(session, address)
    assert (reply.status, reply.media_type) == (200, "application/json"), reply
    return json.loads(reply.content)


def refusal(session: ApiSession, address: str) -> tuple[int, str | None]:
    """Return the status of a refusal, and the parameter at fault."""
    reply = ask(session, address)
    problem = json.loads(reply.content)
    assert reply.media_type == "application/problem+json"
    assert problem["status"] == reply.status
    return reply.status, problem["parameter"]


def whole(session: ApiSession, reply: ApiReply) -> bytes:
    """Return the content of a reply, put together where it comes in pieces."""
    return reply.content if reply.piece is None else b"".join(pieces(session, reply))


def pieces(session: ApiSession, reply: ApiReply) -> Iterator[bytes]:
    """Yield the pieces of a reply."""
    assert reply.piece is not None
    while (piece := reply.piece(session)) is not None:
        yield piece


def all_events(session: ApiSession) -> list[ArchivedEvent]:
    """Return all events of the archive, listed or not."""
    ids = [event for _, event in session.reader.find_all(Query(status=None))]
    return list(session.reader.events(ids).values())


def changed_event(session: ApiSession) -> ArchivedEvent:
    """Return the event that changed most often."""
    return max(all_events(session), key=lambda event: (event.changes, -event.id))


def addresses(session: ApiSession) -> list[str]:
    """Return an address of each operation, with all that can be asked for besides."""
    events = all_events(session)
    event = next(each for each in events if each.contexts and each.stories and each.event.sources and each.category)
    told = next(each for each in events if any(each.facts))
    changed = changed_event(session)
    related = next(each for each in events if (found := session.reader.related([each.id])) and found[each.id].items)
    source = quote(event.event.sources[0].url, safe="")
    host = next(host for host in event.hosts if host)
    every = "extra=sources,versions,related,facts"
    return [
        "",
        f"/events?q=ferry+championships&sort=relevance&count=true&size=100&{every}&facet=year,category,topic,context,outlet",
        f"/events/{told.id}?{every}",
        f"/events/{related.id}?{every}",
        f"/events/{changed.id}/versions?size=1",
        f"/events/{changed.id}/versions/1",
        f"/events/{changed.id}/diff?from=1&to={changed.changes + 1}",
        f"/events/{related.id}/related?explain=true",
        f"/days/{event.date}?{every}",
        "/stories?size=1",
        f"/stories/{event.stories[0].slug}",
        f"/stories/{event.stories[0].slug}/events",
        "/contexts?size=1",
        f"/contexts/{event.contexts[0].slug}",
        f"/contexts/{event.contexts[0].slug}/events",
        "/categories?size=1",
        f"/categories/{event.category}",
        f"/categories/{event.category}/events",
        "/outlets?size=1",
        f"/outlets/{host}",
        f"/outlets/{host}/events",
        "/changes?size=1&count=true",
        f"/sources?url={source}&count=true&{every}",
        f"/resolve?url=/news/{event.date.year}/{event.date.month:02}/{event.date.day}/{event.slug}.html",
        f"/resolve?url=https://wiki.example/w/index.php?oldid={changed.revision.number}",
        "/suggest?q=a",
    ]
