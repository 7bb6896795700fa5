"""Where an event was: a country, and a point where that is certain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ArticleKind(StrEnum):
    """What the subject of an article is, as far as Daybook tells things apart."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    EVENT = "event"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class ArticlePlace:
    """What is known of the whereabouts of an article's subject; countries are codes of ISO 3166-1 in lower case."""

    kind: ArticleKind | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """Where an event was: `country` a code of ISO 3166-1 in lower case ("xk" is Kosovo), `name` what the place is called.

    Latitude and longitude are in degrees on Earth, both or neither; a location without them is a country, or a region of one.
    """

    country: str | None = None
    name: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class LocationCount:
    """How many events were at a location."""

    location: Location
    events: int


@dataclass(frozen=True, slots=True)
class WikidataItem:
    """What Daybook reads of an item of Wikidata, by its id ("Q42"); classes and countries are ids too.

    `classes` are those that it is an instance of (P31), `parents` those that it is a subclass of (P279), `countries` where
    it is (P17); deprecated statements and former countries are left out. `country_code` is of ISO 3166-1 in lower case (P297),
    for an item that is a country. Latitude and longitude are in degrees on Earth (P625), both or neither.
    """

    id: str
    classes: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    country_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
