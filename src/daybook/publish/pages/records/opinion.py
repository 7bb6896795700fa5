"""Pages of the publisher's own articles."""

from __future__ import annotations

import datetime as dt
from datetime import date

from daybook.model.encoding import Record
from daybook.publish.pages.records.parts import Address, EventItem, Page, Prose


class OpinionItem(Record, frozen=True):
    """An article in a list."""

    address: Address
    date: date
    title: str
    author: str = ""
    summary: str = ""


class OpinionPage(Page, frozen=True, kw_only=True, tag="opinion"):
    """An article of the publisher's own; `events` are the events that it speaks of."""

    kind = "opinion"
    identifier: str
    date: date
    revised: dt.date | None = None
    author: str = ""
    summary: str = ""
    text: Prose
    events: tuple[EventItem, ...] = ()


class OpinionIndexPage(Page, frozen=True, kw_only=True, tag="opinion-index"):
    """All articles of the publisher's own, newest first."""

    kind = "opinion-index"
    articles: tuple[OpinionItem, ...] = ()
