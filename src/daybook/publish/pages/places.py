"""Countries and what happened in them: the list of all, and a page each. What is counted is where events were, as the archive knows it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from daybook.gazetteer.mentions import country_name
from daybook.model import Selection
from daybook.publish.addresses import PLACES, CountryPlace
from daybook.publish.cleaning import clean
from daybook.publish.pages import descriptions
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.country_counts import country_count
from daybook.publish.pages.records import CountryPage, MonthCount, PlaceCount, PlacesPage
from daybook.publish.pages.subject import unread_months

MOST_PLACES = 60
"""Places within a country that are listed and marked: more marks hide each other on a map."""

LATEST = 20
"""Events of a country that are listed: the search finds the rest."""


def country_places(builder: Builder) -> list[CountryPlace]:
    """Return the countries that have a page."""
    return [CountryPlace(country) for country in builder.country_months]


def country_marks(builder: Builder) -> dict[str, str]:
    """Return for each country that has a page a mark that is another one when it has more or fewer events of a month.

    Or when any of them is somewhere else, or when a month between them was read that was not.
    """
    located = builder.country_marks
    read = sorted(builder.calendar.months)
    unread = unread_months(builder.cache, [(*month, 0) for month in (*read[:1], *read[-1:])])

    def gaps(months: Sequence[tuple[int, int, int]]) -> list[str]:
        first, last = (f"{year:04}-{month:02}" for year, month, _ in (months[0], months[-1]))
        return [name for name in unread if first < name < last]

    return {
        country: blake2b(f"{months}{gaps(months)}{located.get(country)}".encode(), digest_size=6).hexdigest()
        for country, months in builder.country_months.items()
    }


def places_page(builder: Builder) -> PlacesPage:
    """Return the list of all countries."""
    site = builder.site
    address = site.address(PLACES)
    counts = {country: sum(events for *_, events in months) for country, months in builder.country_months.items()}
    ordered = sorted(counts, key=lambda country: (-counts[country], country))
    return PlacesPage(
        address=address,
        url=site.url(address),
        title="Places",
        description=site.text.say(descriptions.COUNTRIES, site=site.home.name),
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=site.site_feeds(),
        total=sum(record.events for record in builder.calendar.days.values()),
        located=sum(counts.values()),
        countries=tuple(country_count(site, country, counts[country]) for country in ordered),
    )


def country_page(builder: Builder, place: CountryPlace) -> CountryPage | None:
    """Return the page of a country; None where the archive has no event of it."""
    months = builder.country_months.get(place.country)
    if months is None:
        return None
    site, library = builder.site, builder.library
    address, name = site.address(place), country_name(place.country)
    counted = library.location_counts(Selection(), place.country)
    named = [each for each in counted if each.location.name]
    ids = library.country_events(place.country, LATEST)
    links = builder.cache.links(ids)
    total = sum(events for *_, events in months)
    return CountryPage(
        address=address,
        url=site.url(address),
        title=name,
        description=site.text.say(
            descriptions.IN_COUNTRY,
            events=site.text.count("events", total),
            country=site.text.country(place.country),
        ),
        formats=site.formats(address),
        breadcrumbs=(site.home, site.single(PLACES, "Places")),
        feeds=site.site_feeds(),
        country=place.country.upper(),
        name=name,
        total=total,
        months=tuple(MonthCount(f"{year:04}-{month:02}", events) for year, month, events in months),
        unread=unread_months(builder.cache, months),
        places=tuple(
            PlaceCount(
                clean(each.location.name or "").strip(),
                each.events,
                None,
                None,
                each.location.latitude,
                each.location.longitude,
            )
            for each in named[:MOST_PLACES]
        ),
        events=tuple(links[number] for number in ids if number in links),
    )
