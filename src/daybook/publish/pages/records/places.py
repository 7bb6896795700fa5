"""Countries, and what happened in them."""

from __future__ import annotations

from daybook.model.encoding import Record
from daybook.publish.pages.records.parts import Address, EventLink, Page
from daybook.publish.pages.records.subject import MonthCount


class PlaceCount(Record, frozen=True):
    """A place, and how many events were there: a country by its code of ISO 3166-1 with its page, or a place within one.

    `lat` and `lon` are where a map marks it, in degrees: of a country a point well inside it.
    """

    name: str
    events: int
    country: str | None = None
    address: Address | None = None
    lat: float | None = None
    lon: float | None = None


class PlacesPage(Page, frozen=True, kw_only=True, tag="places"):
    """All countries that events were in, those with most events first; `located` of `total` events are in one of them."""

    kind = "places"
    total: int
    located: int
    countries: tuple[PlaceCount, ...] = ()


class CountryPage(Page, frozen=True, kw_only=True, tag="country"):
    """A country: its events by month, the places in it that had most, and its latest events."""

    kind = "country"
    country: str
    name: str
    total: int
    months: tuple[MonthCount, ...] = ()
    places: tuple[PlaceCount, ...] = ()
    events: tuple[EventLink, ...] = ()
