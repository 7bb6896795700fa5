"""Events: the answer to a question, and one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from daybook.ask import Answer, CursorError, Query, Sort, SubjectHit, Suggestion, read_question
from daybook.ask.cursor import read_cursor
from daybook.ask.question import MOST_PARTS
from daybook.http_api.cursors import bad_cursor, expect_not_ahead
from daybook.http_api.event_records import SUBJECT_WORDS, facts_records, related_records, version_record, wanted_of
from daybook.http_api.problems import Refused, bad_value, not_found, too_much
from daybook.http_api.records import CountRecord, EventAnswer, EventsAnswer, NamedRecord, QuestionRecord
from daybook.http_api.session import ApiSession
from daybook.model import ArchivedEvent, ChangeKind, EventBrief, Status, SubjectKind
from daybook.model.encoding import unset
from daybook.publish.addresses import SubjectPlace
from daybook.publish.cleaning import clean
from daybook.publish.interchange.event_records import event_record, source_records
from daybook.publish.interchange.records import EventRecord
from daybook.publish.pages.subject_name import subject_name

EXTRAS = ("sources", "versions", "related", "facts")
"""What an answer can hold of an event beyond its own keys."""

FACETS = ("year", "category", "topic", "context", "outlet")
"""What the events that answer can be counted by."""

MOST_COUNTED = 20
"""Most subjects in a facet, those with most events first."""

MOST_OF_EXTRAS = {"versions": 100, "related": 100}
"""Most events in one answer that holds these of each: histories are put together from whole days, related events read one by one."""

MOST_OF_MOMENT = 100
"""Events of one answer as of a moment: what changed since then is put together from the day's revisions."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which events answer, before they are read: what a page of them is made from, at once or piece by piece."""

    query: Query
    answer: Answer
    facets: Mapping[str, tuple[CountRecord, ...]]
    extra: Collection[str]


def list_events(session: ApiSession, values: Mapping[str, Any]) -> EventsAnswer:
    """Return a page of the events that answer a question; `next_url` is for the caller to add."""
    listing = find_listing(session, values)
    answer = listing.answer
    return EventsAnswer(
        answer.next,
        None,
        events_of(session, listing, range(len(answer.hits))),
        listing.query.as_of,
        _question(session, answer) if listing.query.words or listing.query.phrases else None,
        answer.total if values["count"] else unset,
        dict(listing.facets) if values["facet"] else unset,
    )


def find_listing(session: ApiSession, values: Mapping[str, Any]) -> Listing:
    """Return which events answer the values of a request; raise `Refused`."""
    query = make_query(session, values)
    expect_size(values)
    facets: Sequence[str] = values["facet"]
    try:
        if not facets:
            return Listing(query, session.reader.search(query), {}, values["extra"])
        kinds = [kind for kind in SubjectKind if _FACET_NAMES[kind] in facets]
        answer, counted, years = session.reader.search_with_facets(query, kinds, MOST_COUNTED)
    except CursorError as error:
        raise refused_cursor(session, query, error) from error
    made = {
        _FACET_NAMES[kind]: tuple(
            CountRecord(each.slug, clean(each.name).strip() or each.slug, each.events) for each in counts
        )
        for kind, counts in counted.items()
    }
    if "year" in facets:
        made["year"] = tuple(CountRecord(f"{year:04}", f"{year:04}", count) for year, count in sorted(years.items()))
    return Listing(query, answer, {name: made[name] for name in facets}, values["extra"])


def refused_cursor(session: ApiSession, query: Query, error: CursorError) -> Refused:
    """Return why a cursor is refused, or raise that it is not yet known here."""
    with suppress(CursorError):
        expect_not_ahead(read_cursor(query.cursor or "", query).generation, session.reader.generation())
    return bad_cursor(str(error))


_FACET_NAMES = {
    SubjectKind.CATEGORY: "category",
    SubjectKind.TOPIC: "topic",
    SubjectKind.CONTEXT: "context",
    SubjectKind.OUTLET: "outlet",
}


def events_of(session: ApiSession, listing: Listing, places: range) -> tuple[EventRecord, ...]:
    """Return the events at some places of a listing; one that is no longer there is left out."""
    hits = [listing.answer.hits[place] for place in places]
    ids, moment = [hit.event for hit in hits], listing.query.as_of
    events: Mapping[int, ArchivedEvent | EventBrief]
    if listing.extra or moment is not None:
        events = whole = session.at(moment).events(ids)
        more = extras(session, whole, listing.extra, moment)
    else:
        events, more = session.reader.briefs(ids), {}
    if listing.query.words or listing.query.phrases:
        is_scored = listing.query.order is Sort.RELEVANCE
        for hit in hits:
            extra = more.setdefault(hit.event, {})
            extra["missing"] = hit.missing
            if is_scored:
                extra["score"] = hit.score
    return tuple(
        event_record(session.cache, events[hit.event], more.get(hit.event)) for hit in hits if hit.event in events
    )


def get_event(session: ApiSession, values: Mapping[str, Any]) -> EventAnswer:
    """Return one event."""
    expect_moment(session, values["as_of"])
    expect_extras(values)
    event = find_event(session, values["id"], values["as_of"])
    more = extras(session, {event.id: event}, values["extra"], values["as_of"])
    return EventAnswer(event_record(session.cache, event, more.get(event.id)), values["as_of"])


def find_event(session: ApiSession, number: int, moment: datetime | None = None) -> ArchivedEvent:
    """Return an event as it stood at a moment; raise `Refused` where it is not there, or was not yet."""
    event = session.at(moment).events([number]).get(number)
    if event is None:
        when = f" at {moment:%Y-%m-%dT%H:%MZ}" if moment else ""  # also of one that came later: that is not given away
        raise not_found(f"no event has this number{when}: `{number}`")
    return event


def make_query(session: ApiSession, values: Mapping[str, Any]) -> Query:
    """Return the query of a request's values; raise `Refused`."""
    expect_moment(session, values["as_of"])
    expect_span(values)
    for name in ("country", "near", "within"):
        if values["as_of"] is not None and values[name]:
            raise bad_value(name, "must not stand beside `as_of`: where events were is known of the present only")
    if values["within"] and values["within"][1] > values["within"][3]:
        raise bad_value("within", "must not have its south north of its north: west,south,east,north")
    question: str = values["q"] or ""
    if len(question.split()) > MOST_PARTS:
        raise too_much("q", f"must have at most {MOST_PARTS} words, not {len(question.split()):,}")
    status = values["status"]
    query = Query(
        since=values["since"],
        until=values["until"],
        categories=values.get("category", ()),
        topics=values.get("topic", ()),
        contexts=values.get("context", ()),
        outlets=tuple(host.removeprefix("www.") for host in values.get("outlet", ())),
        agencies=values["agency"],
        wikidata=values["wikidata"],
        countries=tuple(code.lower() for code in values["country"]),
        near=values["near"],
        within=values["within"],
        status=None if status == "any" else Status(status),
        changed_since=values["changed_since"],
        kinds=read_kinds(values["kind"]),
        as_of=values["as_of"],
        sort=Sort(values["sort"]) if values["sort"] else None,
        size=values["size"],
        cursor=values["next"],
    )
    asked = read_question(question, query)
    if asked.sort is Sort.RELEVANCE and not (asked.words or asked.phrases):
        return replace(asked, sort=Sort.NEWEST)
    return asked


def read_kinds(names: Sequence[str]) -> tuple[ChangeKind, ...]:
    """Return kinds of change by their names in the API."""
    return tuple(ChangeKind(name.replace("-", " ")) for name in names)


def expect_moment(session: ApiSession, moment: datetime | None) -> None:
    """Refuse a moment to come: nobody knows what will have been saved by then."""
    if moment is not None and moment > session.now:
        raise bad_value("as_of", f"must not be in the future: it is {session.now:%Y-%m-%dT%H:%M:%SZ}")


def expect_span(values: Mapping[str, Any]) -> None:
    """Refuse a span of days that ends before it begins."""
    since, until = values["since"], values["until"]
    if since is not None and until is not None and since > until:
        raise bad_value("since", f"must not be after `until`: {since} is after {until}")


def expect_size(values: Mapping[str, Any]) -> None:
    """Refuse more events than one request has time for."""
    expect_extras(values)
    for name in values["extra"]:
        most = MOST_OF_EXTRAS.get(name, values["size"])
        if values["size"] > most:
            raise too_much("size", f"must be at most {most} with `extra={name}`, not {values['size']}")
    if values["as_of"] is not None and values["size"] > MOST_OF_MOMENT:
        raise too_much("size", f"must be at most {MOST_OF_MOMENT} with `as_of`, not {values['size']}")


def expect_extras(values: Mapping[str, Any]) -> None:
    """Refuse what is only known of today: which events are related, and what cited pages tell of themselves."""
    for name in ("related", "facts"):
        if values["as_of"] is not None and name in values["extra"]:
            raise bad_value(
                "extra", f"must not have `{name}` with `as_of`: what they were at a past moment is not known"
            )


def extras(
    session: ApiSession, events: Mapping[int, ArchivedEvent], extra: Collection[str], moment: datetime | None
) -> dict[int, dict[str, object]]:
    """Return further keys of events, by id."""
    more: dict[int, dict[str, object]] = {number: {} for number in events} if extra else {}
    if "sources" in extra:
        for number, event in events.items():
            states = event.states if moment is None else ()  # nobody knows what they were then
            more[number]["sources"] = source_records(event.event.sources, event.hosts, states)
    if "facts" in extra:
        for number, event in events.items():
            more[number]["facts"] = facts_records(event)
    if "versions" in extra:
        versions = session.at(moment).versions(list(events))
        for number in events:
            numbered = enumerate(versions.get(number, ()), start=1)
            more[number]["versions"] = tuple(version_record(session, place, version) for place, version in numbered)
    if "related" in extra:
        lists = session.reader.related(list(events))
        known = session.reader.headlines(wanted_of(list(lists.values())))
        for number in events:
            more[number]["related"] = related_records(session, lists[number], known) if number in lists else ()
    return more


def named_records(session: ApiSession, subjects: Sequence[SubjectHit | Suggestion]) -> tuple[NamedRecord, ...]:
    """Return subjects whose names answer."""
    return tuple(
        NamedRecord(
            SUBJECT_WORDS[each.kind],
            each.slug,
            subject_name(each.name if isinstance(each, SubjectHit) else each.text, each.slug),
            each.events,
            session.site.url(session.site.address(SubjectPlace(each.kind, each.slug))),
        )
        for each in subjects
    )


def _question(session: ApiSession, answer: Answer) -> QuestionRecord:
    return QuestionRecord(
        answer.partial,
        answer.corrected,
        answer.suggestion,
        answer.unknown,
        answer.ignored,
        answer.day,
        named_records(session, answer.subjects),
    )
