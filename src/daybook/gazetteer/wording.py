"""How a language says where something was: its prepositions, what stands between them and a name, and what misleads. Data only."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of `LANGUAGE-locations.toml`, which says what each list is for."""

    nouns: frozenset[str]
    prepositions: frozenset[str]
    upon: frozenset[str]
    between: frozenset[str]
    joining: frozenset[str]
    of_place: frozenset[str]
    abroad: frozenset[str]
    by_people: frozenset[str]
    elsewhere: frozenset[str]
    acts: frozenset[str]
    bodies: frozenset[str]
    deliberating: frozenset[str]
    seas: frozenset[str]
    given_names: frozenset[str]
    other: frozenset[str]


@cache
def read_wording(language: str) -> Wording | None:
    """Return the words of a language (`en`, or `en-GB`), None where nobody has written them down."""
    name = language.partition("-")[0].casefold()
    file = resources.files(__package__).joinpath(f"{name}-locations.toml")
    if not re.fullmatch("[a-z]{2,3}", name) or not file.is_file():
        return None
    lists = tomllib.loads(file.read_text("utf-8"))
    return Wording(*(frozenset(lists[field.name]) for field in fields(Wording)))
