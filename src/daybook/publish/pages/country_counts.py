"""The countries of some events, counted: what maps of days, months, years and stories mark."""

from __future__ import annotations

from collections import Counter

from daybook.gazetteer.mentions import country_name
from daybook.gazetteer.world import country_middle
from daybook.model import Selection
from daybook.publish.addresses import CountryPlace
from daybook.publish.library import PageLibrary
from daybook.publish.pages.records import PlaceCount
from daybook.publish.pages.site import Site

MOST = 40
"""Countries on a map beside other things: those with most events."""


def country_counts(site: Site, library: PageLibrary, selection: Selection) -> tuple[PlaceCount, ...]:
    """Return the countries of the events selected, those with most events first."""
    counts: Counter[str] = Counter()
    for each in library.location_counts(selection):
        if each.location.country:
            counts[each.location.country] += each.events
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(country_count(site, country, events) for country, events in ordered[:MOST])


def country_count(site: Site, country: str, events: int) -> PlaceCount:
    """Return a country with its page, and where a map marks it."""
    longitude, latitude = country_middle(country) or (None, None)
    return PlaceCount(
        country_name(country), events, country.upper(), site.address(CountryPlace(country)), latitude, longitude
    )
