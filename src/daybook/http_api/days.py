"""A day with its events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from daybook.ask.query import MOST
from daybook.http_api.events import expect_extras, expect_moment, extras
from daybook.http_api.problems import not_found
from daybook.http_api.records import DayAnswer
from daybook.http_api.session import ApiSession
from daybook.model import Selection
from daybook.publish.addresses import DayPlace
from daybook.publish.interchange.event_records import event_record, licence_of, revision_record


def get_day(session: ApiSession, values: Mapping[str, Any]) -> DayAnswer:
    """Return a day; raise `Refused` where it has no page."""
    day, moment = values["date"], values["as_of"]
    expect_moment(session, moment)
    expect_extras(values)
    reader = session.at(moment)
    records = reader.days(day, day)
    if not records:
        when = f" at {moment:%Y-%m-%dT%H:%MZ}" if moment else ""
        raise not_found(f"the archive has no page of this day{when}: `{day}`")
    record = records[0]
    ids = reader.select(Selection(day, day))
    events = reader.events(ids[:MOST])
    more = extras(session, events, values["extra"], moment)
    return DayAnswer(
        day,
        session.site.url(session.site.address(DayPlace(day))),
        tuple(event_record(session.cache, events[each], more.get(each)) for each in ids[:MOST] if each in events),
        max(0, len(ids) - MOST),
        record.withdrawn,
        len(record.problems),
        record.revisions,
        revision_record(session.site, record.page, record.revision),
        licence_of(session.site, record.revision),
        moment,
    )
