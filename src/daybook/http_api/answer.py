"""A request in, a reply out: the whole API as two functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from itertools import count
from typing import Any

from daybook.http_api.changes import ChangeStream
from daybook.http_api.events import events_of, find_listing
from daybook.http_api.feeds import SEARCH_FEEDS, answer_feed, feed_of
from daybook.http_api.formats import narrow, to_csv, to_json_bytes, to_lines, to_markdown
from daybook.http_api.openapi import describe_api
from daybook.http_api.operations import ApiFormat
from daybook.http_api.problems import Refused
from daybook.http_api.records import EventAnswer, EventsAnswer, Page, StatusAnswer
from daybook.http_api.reference_page import reference_page
from daybook.http_api.reply import ApiReply
from daybook.http_api.request import ApiRequest, Call, read_request
from daybook.http_api.session import ApiSession
from daybook.model import ArchivedEvent
from daybook.model.encoding import Open, changed, to_json
from daybook.publish.addresses import FeedFormat, Root
from daybook.publish.cleaning import clean
from daybook.publish.interchange.to_geojson import to_geojson
from daybook.publish.interchange.to_icalendar import to_icalendar
from daybook.publish.interchange.to_ninjs import to_ninjs
from daybook.publish.settings import SiteSettings

PROBLEM_TYPE = "application/problem+json"
DOCS, OPENAPI, STREAM = "/docs", "/openapi.json", "/changes/stream"
PIECE = 50
"""Events of one piece of JSON Lines: they are read and sent while the next are read."""


def answer_request(request: ApiRequest, session: ApiSession) -> ApiReply:
    """Return what a request below the API's address is answered with; refusals are answers too."""
    settings = session.site.settings
    try:
        if request.path in (DOCS, OPENAPI) and not request.query:
            made = reference_page(settings) if request.path == DOCS else describe_api(settings)
            return ApiReply(200, "text/html; charset=utf-8" if request.path == DOCS else "application/json", made)
        return _answer(read_request(request), session)
    except Refused as refusal:
        return refuse(refusal, settings)


def answer_search_feed(path: str, query: str, session: ApiSession) -> ApiReply:
    """Return the feed of a question, at one of `SEARCH_FEEDS`."""
    try:
        return answer_feed(session, SEARCH_FEEDS[path], query)
    except Refused as refusal:
        return refuse(refusal, session.site.settings)


def open_stream(query: str, last_event_id: str) -> ChangeStream:
    """Return what follows the changes for a client; raise `Refused` for a query that it does not take."""
    pairs = [part for part in query.split("&") if part]
    name, _, value = pairs[0].partition("=") if pairs else ("", "", "")
    # Browsers cannot set the header of the first request: what it says may stand in the address.
    if len(pairs) > 1 or name not in ("", "last_event_id"):
        raise Refused(
            HTTPStatus.BAD_REQUEST, "unknown-parameter", "the stream takes only `last_event_id`", (name or "?")[:60]
        )
    return ChangeStream(last_event_id or value)


def explain_method(status: int, detail: str, settings: SiteSettings | None = None) -> ApiReply:
    """Return the problem of a request that no operation is given: its method, its size, or too many at once."""
    kind = {405: "method", 413: "too-much", 503: "busy"}.get(status, "busy")
    return refuse(Refused(HTTPStatus(status), kind, detail), settings or SiteSettings())


def refuse(refusal: Refused, settings: SiteSettings) -> ApiReply:
    """Return a refusal as problem details."""
    record = refusal.record(Root.of(settings.address).absolute("/api/v1/docs"))
    headers = (("Retry-After", "2"),) if refusal.kind == "behind" else ()
    return ApiReply(refusal.status.value, PROBLEM_TYPE, to_json(record) + b"\n", headers)


def _answer(call: Call, session: ApiSession) -> ApiReply:
    values = call.values
    if call.format is ApiFormat.ATOM:
        stem = session.url(call.stem)
        paths = {form: f"{stem}.{'atom' if form is FeedFormat.ATOM else 'json'}" for form in FeedFormat}
        return feed_of(session, call, narrowed(call, session), FeedFormat.ATOM, paths)
    if call.format is ApiFormat.LINES and call.operation.answer is EventsAnswer:
        return _lines(call, session)
    answer = call.operation.make(session, values)
    headers: tuple[tuple[str, str], ...] = ()
    if isinstance(answer, Page):
        answer, headers = with_next(call, session, answer)
    elif isinstance(answer, StatusAnswer):  # RFC 8631
        described = f'<{session.url(OPENAPI)}>; rel="service-desc", <{session.url(DOCS)}>; rel="service-doc"'
        headers = (("Link", described),)
    return ApiReply(200, _media_type(call.format), _content(call, answer, session), headers)


def narrowed(call: Call, session: ApiSession) -> Mapping[str, Any]:
    """Return the values of a listing of events, those of a subject narrowed to it."""
    return call.operation.narrow(session, call.values) if call.operation.narrow else call.values


def with_next(call: Call, session: ApiSession, answer: Page) -> tuple[Page, tuple[tuple[str, str], ...]]:
    """Return an answer with the address of the page after it, and the header that says so."""
    if answer.next is None:
        return answer, ()
    address = session.url(call.address(answer.next))
    return changed(answer, next_url=address), (("Link", f'<{address}>; rel="next"'),)


def _content(call: Call, answer: Open, session: ApiSession) -> bytes:
    operation, fields = call.operation, call.values.get("fields", ())
    match call.format:
        case ApiFormat.JSON:
            return to_json_bytes(answer, operation.items if "fields" in operation.takes else None, fields)
        case ApiFormat.LINES:
            return to_lines(getattr(answer, operation.items or ""), fields)
        case ApiFormat.GEOJSON:
            return to_geojson(getattr(answer, operation.items or ""), partial(narrow, fields=fields))
        case ApiFormat.ICALENDAR:
            return _calendar(session, _whole(call, answer, session), call.values)
        case ApiFormat.NINJS:
            return b"".join(to_ninjs(session.cache, event) for event in _whole(call, answer, session))
        case ApiFormat.CSV:
            return to_csv(getattr(answer, operation.items or ""), operation.item_type, fields)
        case _:
            return to_markdown(answer, operation.summary)


def _whole(call: Call, answer: Open, session: ApiSession) -> list[ArchivedEvent]:
    """Return the events of an answer as the archive has them, whole and in its order."""
    records = (answer.event,) if isinstance(answer, EventAnswer) else getattr(answer, call.operation.items or "")
    found = session.at(call.values["as_of"]).events([record.id for record in records])
    return [found[record.id] for record in records if record.id in found]


def _calendar(session: ApiSession, events: Sequence[ArchivedEvent], values: Mapping[str, Any]) -> bytes:
    """Return events as a calendar that is called by the question, subject or day that was asked for."""
    asked = values.get("q") or values.get("slug") or values.get("host") or values.get("date") or ""
    if values.get("slug") and not values.get("q"):
        named = (subject for event in events for subject in _subjects(event))
        asked = next((clean(name) for slug, name in named if slug == asked), asked)
    return to_icalendar(session.cache, events, str(asked))


def _subjects(event: ArchivedEvent) -> Iterator[tuple[str | None, str]]:
    """Yield the slug and the name of each story, article and category of an event."""
    yield from ((story.slug, story.name) for story in event.stories)
    yield from ((context.slug, context.title) for context in event.contexts)
    if event.event.category is not None:
        yield event.category, event.event.category.name


def _lines(call: Call, session: ApiSession) -> ApiReply:
    """Return the events of an answer as lines, a piece at a time."""
    listing = find_listing(session, narrowed(call, session))
    hits = len(listing.answer.hits)
    starts = count(0, PIECE)
    cursor = listing.answer.next
    headers = (("Link", f'<{session.url(call.address(cursor))}>; rel="next"'),) if cursor else ()

    def piece(now: ApiSession) -> bytes | None:
        start = next(starts)
        if start >= hits:
            return None
        events = events_of(now, listing, range(start, min(start + PIECE, hits)))
        return to_lines(events, call.values["fields"])

    return ApiReply(200, ApiFormat.LINES.media_type, headers=headers, piece=piece)


def _media_type(form: ApiFormat) -> str:
    return f"{form.media_type}; charset=utf-8" if form.media_type.startswith("text/") else form.media_type
