"""The gazetteer: names of countries and of their first-level regions in a language, as data.

One file for each language, `en.toml`, with its sources and licence; a language without a file has no places. Knows names
and codes only: what is done with a text is its user's business.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

OTHER = -1
"""In place of a number: a longer name that hides a place inside it and is none ("Indian Ocean")."""


@dataclass(frozen=True, slots=True)
class Place:
    """A country (`us`, ISO 3166-1 in lower case) or a first-level region (`us-ca`); `names` as written, the usual one first."""

    code: str
    names: tuple[str, ...]

    @property
    def country(self) -> str:
        """The code of the country it is or lies in."""
        return self.code.partition("-")[0]

    @property
    def is_country(self) -> bool:
        """Whether it is a country and no region."""
        return "-" not in self.code


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places of a language, countries first; `other` are names that are not to be read as the places inside them.

    `cities` are names alone, and `generic` words that stand beside names in titles of places ("Province"): with them a
    title is known to be a place's, though not which.
    """

    language: str
    places: tuple[Place, ...]
    other: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()

    def names(self) -> list[tuple[str, int]]:
        """Return every name with the number of its place, `OTHER` for one that is none."""
        own = [(name, number) for number, place in enumerate(self.places) for name in place.names]
        return own + [(name, OTHER) for name in self.other]


def gazetteer_language(language: str) -> str | None:
    """Return the language (`en`, for `en-GB`) that `read_gazetteer` has the places of, None where nobody has written them down."""
    name = language.partition("-")[0].casefold()
    is_known = (
        re.fullmatch("[a-z]{2,3}", name) and resources.files("daybook.gazetteer").joinpath(f"{name}.toml").is_file()
    )
    return name if is_known else None


@cache
def read_gazetteer(language: str) -> Gazetteer | None:
    """Return the places of a language (`en`, or `en-GB`), None where nobody has written them down."""
    name = gazetteer_language(language)
    if name is None:
        return None
    tables = tomllib.loads(resources.files("daybook.gazetteer").joinpath(f"{name}.toml").read_text("utf-8"))
    places = [Place(code, tuple(names)) for table in ("countries", "regions") for code, names in tables[table].items()]
    return Gazetteer(
        name,
        tuple(places),
        tuple(tables["other"]["names"]),
        tuple(tables["cities"]["names"]),
        tuple(tables["generic"]["words"]),
    )


__all__ = ["OTHER", "Gazetteer", "Place", "gazetteer_language", "read_gazetteer"]
