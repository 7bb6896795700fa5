"""Which events cite an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from daybook.archive import normal_address
from daybook.http_api.cursors import read_cursor, write_cursor
from daybook.http_api.events import MOST_OF_MOMENT, expect_moment, expect_size, extras
from daybook.http_api.records import CitingAnswer
from daybook.http_api.session import ApiSession
from daybook.model.encoding import unset
from daybook.publish.cleaning import clean
from daybook.publish.interchange.event_records import event_record


def list_citing(session: ApiSession, values: Mapping[str, Any]) -> CitingAnswer:
    """Return a page of the events that cite an article, in order of their ids: an order that no edit changes.

    As of a moment: those of them that cited it then.
    """
    expect_moment(session, values["as_of"])
    expect_size(values)
    after = read_cursor("sources", values, (int,))
    moment, size = values["as_of"], values["size"]
    wanted = normal_address(values["url"])
    ids = sorted(session.reader.citing(values["url"]))
    if moment is not None:
        ids = sorted(_citing_then(session, ids, wanted, moment))
    rest = [event for event in ids if after is None or event > after[0]]
    page = rest[:size]
    events = session.at(moment).events(page)
    more = extras(session, events, values["extra"], moment)
    return CitingAnswer(
        write_cursor("sources", values, (page[-1],)) if len(rest) > size else None,
        None,
        clean(wanted),
        tuple(event_record(session.cache, events[number], more.get(number)) for number in page if number in events),
        len(ids) if values["count"] else unset,
    )


def _citing_then(session: ApiSession, ids: Sequence[int], wanted: str, moment: datetime) -> list[int]:
    """Return those of some events that cited an article at a moment; of more than one answer holds, the first."""
    events = session.at(moment).events(ids[:MOST_OF_MOMENT])
    return [
        number
        for number, event in events.items()
        if any(normal_address(source.url) == wanted for source in event.event.sources)
    ]
