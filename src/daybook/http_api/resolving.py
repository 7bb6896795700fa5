"""What any address leads to: one of this site, present or former, one of the site before it, or one of the wiki."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from daybook.ask import Query
from daybook.http_api.event_records import PLURALS, event_link
from daybook.http_api.problems import bad_value, not_found
from daybook.http_api.records import ResolvedAnswer
from daybook.http_api.session import ApiSession
from daybook.model import Selection, SubjectKind
from daybook.model.slug import headline_slug
from daybook.model.titles import normal_title
from daybook.publish.addresses import (
    DayPlace,
    EventPlace,
    FeedFormat,
    Format,
    HistoryPlace,
    MonthPlace,
    Place,
    SubjectPlace,
    YearPlace,
    parse_feed,
)
from daybook.publish.interchange.event_records import event_record

MOST_SEARCHED = 500
"""Events of a day whose earlier wordings are tried: ten times as many as any day is known to have."""

_ENDING = re.compile(rf"\.(?:{'|'.join([*Format, *FeedFormat])})$")
_PERMANENT = re.compile(r"Special:(?:PermanentLink|Permalink|Diff)/(?P<number>[0-9]{1,18})", re.IGNORECASE)
_SHAPES: tuple[type[Place], ...] = (EventPlace, HistoryPlace, DayPlace, MonthPlace, YearPlace, SubjectPlace)


@dataclass(frozen=True, slots=True)
class Target:
    """What an address was found to be, and how."""

    place: Place
    by: str
    kind: str
    event: int | None = None
    changed: tuple[int, ...] = ()


def resolve(session: ApiSession, values: Mapping[str, Any]) -> ResolvedAnswer:
    """Return what an address leads to; raise `Refused` where it leads nowhere."""
    url: str = values["url"]
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise bad_value("url", "must be an address") from error
    path = unquote(parts.path, errors="replace")
    if len(path) > 1 and not path.startswith("/"):
        path = f"/{path}"
    target = _on_site(session, path) or _on_wiki(session, path, parts.query)
    if target is None:
        raise not_found("this address leads to nothing that the archive has")
    return _answer(session, target)


def _answer(session: ApiSession, target: Target) -> ResolvedAnswer:
    site = session.site
    event = session.reader.events([target.event]).get(target.event) if target.event is not None else None
    links = session.reader.headlines(target.changed)
    match target.place:
        case EventPlace() | HistoryPlace() if event is not None:
            place: Place = EventPlace(event.date, event.slug)
            api = f"/events/{event.id}"
        case DayPlace(date=day):
            place, api = target.place, f"/days/{day}"
        case SubjectPlace(kind=kind, slug=slug):
            place, api = target.place, f"/{PLURALS[kind]}/{slug}"
        case MonthPlace(year=year, month=month):
            span = MonthPlace(year, month)
            place, api = span, f"/events?since={span.first}&until={span.last}"
        case YearPlace(year=year):
            place, api = target.place, f"/events?since={year:04}-01-01&until={year:04}-12-31"
        case _:
            raise not_found("this address leads to nothing that the archive has")
    return ResolvedAnswer(
        target.kind,
        site.url(site.address(place)),
        session.url(api),
        target.by,
        event_record(session.cache, event) if event is not None else None,
        tuple(event_link(session, links[number], number) for number in target.changed if number in links),
    )


def _on_site(session: ApiSession, path: str) -> Target | None:
    """Return what a path of the site is; whatever folder stands before it, for sites move."""
    # The last one counts: the folder that a site stands in may itself be called `/news/`.
    at = max(path.find(f"/{first}/") for first in ("news", *SubjectKind))
    if at < 0:
        return None
    feed = parse_feed(path[path.find("/feeds/") :]) if "/feeds/" in path else None
    if feed is not None and feed[0].kind is not None:
        return _subject(session, SubjectPlace(feed[0].kind, feed[0].name))
    stem = _ENDING.sub("", path[at:])
    if stem.startswith(f"/{SubjectKind.TOPIC}/"):
        stem = stem.removesuffix("/chronicle")
    if stem.endswith("/"):
        stem += "index"
    found = next((place for shape in _SHAPES if (place := shape.parse(stem))), None)
    match found:
        case EventPlace(date=day, slug=slug) | HistoryPlace(date=day, slug=slug):
            return _event(session, found, day, slug)
        case DayPlace(date=day) if session.reader.days(day, day):
            return Target(found, "address", "day")
        case MonthPlace(year=year, month=month) if session.reader.search(_within(year, month)).total:
            return Target(found, "address", "month")
        case YearPlace(year=year) if session.reader.search(_within(year)).total:
            return Target(found, "address", "year")
        case SubjectPlace():
            return _subject(session, found)
    return None


def _within(year: int, month: int | None = None) -> Query:
    first, last = MonthPlace(year, month or 1).first, MonthPlace(year, month or 12).last
    return Query(since=first, until=last, status=None, size=1)


def _event(session: ApiSession, place: Place, day: date, slug: str) -> Target | None:
    number = session.reader.find(day, slug)
    if number is not None:
        event = session.reader.events([number]).get(number)
        is_its_own = event is not None and (event.date, event.slug) == (day, slug)
        return Target(place, "address" if is_its_own else "former", "event", number)
    # The site before this one made a new address of each wording: that of any version leads to the event.
    ids = list(session.reader.select(Selection(day, day, withdrawn=True)))[:MOST_SEARCHED]
    versions = session.reader.versions(ids)
    for event_id in ids:
        for version in versions.get(event_id, ()):
            if version.event is not None:
                text = version.event.headline.plain
                if slug in (headline_slug(text, space_before=False), headline_slug(text, space_before=True)):
                    return Target(place, "wording", "event", event_id)
    return None


def _subject(session: ApiSession, place: SubjectPlace) -> Target | None:
    subject = session.reader.subjects(place.kind, [place.slug]).get(place.slug)
    if subject is None:
        return None
    by = "address" if subject.slug == place.slug else "former"
    words = {SubjectKind.TOPIC: "story", SubjectKind.OUTLET: "outlet"}
    return Target(SubjectPlace(place.kind, subject.slug), by, words.get(place.kind, place.kind.value))


def _on_wiki(session: ApiSession, path: str, query: str) -> Target | None:
    """Return what a page of the wiki, or a revision of one, is."""
    try:
        asked = parse_qs(query, max_num_fields=20)
    except ValueError:
        return None
    permanent = _PERMANENT.search(path)
    number = permanent["number"] if permanent else next(iter(asked.get("oldid", ())), "")
    if not number and next(iter(asked.get("diff", ())), "").isdecimal():
        number = asked["diff"][0]
    if re.fullmatch(r"[0-9]{1,18}", number):
        revision = session.reader.find_revision(int(number))
        if revision is None:
            return None
        only = revision.events[0] if len(revision.events) == 1 else None
        return Target(DayPlace(revision.date), "revision", "revision", only, revision.events)
    title = normal_title(next(iter(asked.get("title", ())), "") or _title_of(path))
    day = session.reader.find_day_page(title) if title else None
    if day is not None:
        return Target(DayPlace(day), "page", "day")
    slug = session.reader.slug_of_article(title) if title else None
    return Target(SubjectPlace(SubjectKind.CONTEXT, slug), "article", "context") if slug else None


def _title_of(path: str) -> str:
    """Return the title that a wiki's path ends with."""
    before, found, after = path.partition("/wiki/")
    return after if found else before.lstrip("/")
