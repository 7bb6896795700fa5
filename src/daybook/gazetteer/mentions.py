"""Where a text names places: countries, what is of a country ("French"), regions, cities. Says nothing of what that means."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources

from daybook.gazetteer import OTHER, read_gazetteer
from daybook.gazetteer.wording import read_wording


class Sort(IntEnum):
    """What a name is: of a country, of what is of a country, of a region, of a city, or of something that only sounds like it."""

    COUNTRY = 0
    ADJECTIVE = 1
    REGION = 2
    CITY = 3
    OTHER = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A name as texts write it, and the place that it means; a point where it means a city."""

    text: str
    sort: Sort
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place in a text, from `start` to before `end`."""

    start: int
    end: int
    name: Name


_WORD = re.compile(r"\w+")
_CAPITAL = re.compile(r"(?<![\w–-])[^\W\d_a-z]\w*")
_PART_AFTER = frozenset("$–-")
"""What makes a name a part of something else: "US$20", "Russia–NATO relations", "London-based"."""


def find_mentions(text: str, language: str) -> list[Mention]:
    """Return the places that a text names, in order; the longest name counts where several begin or overlap."""
    names = _by_first_word(language)
    found: list[Mention] = []
    after = 0
    for word in _CAPITAL.finditer(text):
        start = word.start()
        if start < after:
            continue
        for name in names.get(word.group(), ()):
            end = start + len(name.text)
            if text.startswith(name.text, start) and not text[end : end + 1].isalnum():
                if text[end : end + 1] not in _PART_AFTER:
                    found.append(Mention(start, end, name))
                after = end
                break
    return [mention for mention in found if mention.name.sort is not Sort.OTHER]


@cache
def country_name(code: str) -> str:
    """Return the English name of a country by its code, as short as news writes it; the code in capitals where there is none."""
    gazetteer, wording = read_gazetteer("en"), read_wording("en")
    if gazetteer is None or wording is None:
        return code.upper()
    names = next((place.names for place in gazetteer.places if place.code == code), ())
    own = [name for number, name in enumerate(names) if name in wording.nouns and (number or name not in _SHORT)]
    first = names[0] if names else code.upper()
    return next((name for name in own if len(name) > 3), first) if first in _NO_NAMES else first


_NO_NAMES = frozenset({"Congolese", "Türkiye", "Vatican City"})
_SHORT = frozenset({"DRC"})
"""Names of the gazetteer that come first for a country and are not what news calls it, and short forms."""


@cache
def _by_first_word(language: str) -> dict[str, tuple[Name, ...]]:
    """Return all names by their first word, the longest first."""
    by_word: defaultdict[str, list[Name]] = defaultdict(list)
    for name in _names(language):
        first = _WORD.match(name.text)
        if first is not None:
            by_word[first.group()].append(name)
    return {word: tuple(sorted(names, key=lambda name: -len(name.text))) for word, names in by_word.items()}


def _names(language: str) -> list[Name]:
    gazetteer, wording = read_gazetteer(language), read_wording(language)
    if gazetteer is None or wording is None:
        return []
    cities = _cities()
    names = [Name(text, Sort.OTHER) for text in sorted(wording.other)]
    names += [city for text, city in cities.items() if text not in wording.other]
    for text, number in gazetteer.names():
        if text in wording.other:
            continue
        if number == OTHER:
            names.append(Name(text, Sort.OTHER))
            continue
        place = gazetteer.places[number]
        if not place.is_country:
            if text not in cities:
                names.append(Name(text, Sort.REGION, place.country))
        else:
            is_noun = text == place.names[0] or text in wording.nouns
            names.append(Name(text, Sort.COUNTRY if is_noun else Sort.ADJECTIVE, place.code))
    return names


@cache
def _cities() -> dict[str, Name]:
    lines = resources.files(__package__).joinpath("cities.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {
        name: Name(name, Sort.CITY, country, float(latitude), float(longitude))
        for name, country, latitude, longitude in rows
    }
