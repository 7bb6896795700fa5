"""A feed of any question: the events that answer, as Atom, RSS or JSON Feed; or as a calendar, or points on a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from daybook.http_api.events import MOST_OF_MOMENT, Listing, find_listing
from daybook.http_api.operations import BY_NAME, FILTERS, NEXT, Operation
from daybook.http_api.reply import ApiReply
from daybook.http_api.request import Call, read_request_of
from daybook.http_api.session import ApiSession
from daybook.model import ArchivedEvent
from daybook.publish.addresses import SEARCH, EventFormat, FeedFormat, Format, path
from daybook.publish.interchange.event_records import event_record
from daybook.publish.interchange.to_geojson import to_geojson
from daybook.publish.interchange.to_icalendar import to_icalendar
from daybook.publish.pages.feed import FeedOfQuestion, question_feed
from daybook.publish.render.to_feed import render_feed

SEARCH_FEEDS: Mapping[str, FeedFormat | EventFormat] = {
    f"/search.{form}": form for form in (*FeedFormat, EventFormat.GEOJSON, EventFormat.ICALENDAR)
}
"""Where the feeds of a question stand within the site."""

FEED = Operation(
    "search_feed",
    "/search",
    "A feed of a question",
    (*FILTERS, *(each for each in BY_NAME["search_events"].parameters if each.name in ("sort", "size")), NEXT),
    BY_NAME["search_events"].make,
    BY_NAME["search_events"].answer,
)
"""What a feed of a question takes: what a search does, newest first unless another order is asked for."""


def answer_feed(session: ApiSession, form: FeedFormat | EventFormat, query: str) -> ApiReply:
    """Return the feed of a question; raise `Refused`."""
    call = read_request_of(FEED, query)
    values = {**call.values, "sort": call.values["sort"] or "newest", "extra": (), "facet": (), "count": False}
    if isinstance(form, EventFormat):
        return _events_of(session, values, form)
    paths = {each: session.site.root.absolute(f"/search.{each}") for each in FeedFormat}
    return feed_of(session, replace(call, stem="/search"), values, form, paths)


def _events_of(session: ApiSession, values: Mapping[str, Any], form: EventFormat) -> ApiReply:
    events = _found(session, find_listing(session, values))
    if form is EventFormat.GEOJSON:
        return ApiReply(200, form.media_type, to_geojson(event_record(session.cache, event) for event in events))
    content = to_icalendar(session.cache, events, values.get("q") or "events")
    return ApiReply(200, f"{form.media_type}; charset=utf-8", content)


def _found(session: ApiSession, listing: Listing) -> list[ArchivedEvent]:
    found = session.at(listing.query.as_of).events([hit.event for hit in listing.answer.hits])
    return [found[hit.event] for hit in listing.answer.hits if hit.event in found]


def feed_of(
    session: ApiSession, call: Call, values: Mapping[str, Any], form: FeedFormat, paths: Mapping[FeedFormat, str]
) -> ApiReply:
    """Return the feed of the events that answer the values of a call; `paths` are where it stands, without its query."""
    listing = find_listing(session, values)
    reader = session.at(listing.query.as_of)
    events = _found(session, listing)
    changed = [event.id for event in events if event.changes][:MOST_OF_MOMENT]
    versions = reader.versions(changed) if changed else {}
    pairs = [(name, text) for name, text in call.pairs if name != "next"]
    asked = "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in pairs)
    query = f"?{asked}" if asked else ""
    following = "&".join(part for part in (asked, f"next={listing.answer.next}") if part)
    title = f"{session.site.home.name}: {values.get('q') or 'events'}"
    page = session.site.root.absolute(path(SEARCH, Format.HTML))
    question = FeedOfQuestion(
        title,
        blake2b(f"{paths[form]}{query}".encode(errors="replace"), digest_size=8).hexdigest(),
        f"{page}?q={quote(values['q'], safe='')}" if values.get("q") else page,
        {each: f"{address}{query}" for each, address in paths.items()},
        f"{paths[form]}?{following}" if listing.answer.next else "",
    )
    content = render_feed(question_feed(session.cache, question, events, versions), form)
    headers = ((("Link", f'<{question.next}>; rel="next"'),)) if question.next else ()
    return ApiReply(200, form.media_type, content, headers)
