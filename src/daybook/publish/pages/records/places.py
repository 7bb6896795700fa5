"""Countries, and what happened in them."""

from __future__ import annotations

from daybook.publish.pages.records.parts import EventLink, Month, Page, PlaceCount
from daybook.publish.pages.records.subject import MonthCount


class PlacesPage(Page, frozen=True, kw_only=True, tag="places"):
    """All countries that events were in, those with most events first; `located` of `total` events are in one of them."""

    kind = "places"
    total: int
    located: int
    countries: tuple[PlaceCount, ...] = ()


class CountryPage(Page, frozen=True, kw_only=True, tag="country"):
    """A country: its events by month, the places in it that had most, and its latest events.

    `unread` are months between of which the archive has no day.
    """

    kind = "country"
    country: str
    name: str
    total: int
    months: tuple[MonthCount, ...] = ()
    unread: tuple[Month, ...] = ()
    places: tuple[PlaceCount, ...] = ()
    events: tuple[EventLink, ...] = ()
