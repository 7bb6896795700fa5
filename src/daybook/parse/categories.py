"""Headings: the many ways editors have written them, folded into the names of categories.

Does not decide what is a heading (that is `page`'s part); an unknown heading keeps its own name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from daybook.model.day import Category

_ALIASES = {
    "Armed conflicts and attacks": (
        "Armed conflict and attacks",
        "Armed conflicts and attack",
        "Armed attacks and conflicts",
        "Armed conflicts and incidents",
        "Armed conflicts",
        "Armed conflict",
        "Armed attacks",
        "Attacks and armed conflicts",
        "Attacks and conflicts",
        "Attacks and armed conflict",
        "Attacks",
        "Conflicts and attacks",
        "Wars and conflicts",
    ),
    "Arts and culture": (
        "Art and culture",
        "Arts",
        "Arts & culture",
        "Arts and entertainment",
        "Arts, culture and entertainment",
        "Culture",
        "Culture and arts",
        "Culture and entertainment",
        "Entertainment",
    ),
    "Business and economy": (
        "Business",
        "Business and economics",
        "Business and finance",
        "Businesses and economy",
        "Economy",
        "Economy and business",
        "Economics",
        "Finance",
    ),
    "Disasters and accidents": (
        "Accidents and disasters",
        "Accidents",
        "Disaster and accidents",
        "Disaster and accident",
        "Disasters",
        "Disasters and accident",
        "Disasters and incidents",
        "Natural disasters",
    ),
    "Health and environment": (
        "Environment",
        "Environment and health",
        "Health",
        "Health and medicine",
        "Medicine and health",
    ),
    "International relations": ("International relation", "International affairs", "Foreign relations", "Diplomacy"),
    "Law and crime": ("Crime", "Crime and law", "Law", "Law and crimes", "Law & crime"),
    "Politics and elections": (
        "Elections",
        "Elections and politics",
        "Politics",
        "Politics and election",
        "Politics and government",
        "Politic and elections",
    ),
    "Science and technology": (
        "Science",
        "Science & technology",
        "Sciences and technology",
        "Technology",
        "Technology and science",
    ),
    "Sports": ("Sport", "Sport and games", "Sports and games"),
    "Religion": (),
    "Media": (),
    "Transport": ("Transportation",),
    "Weather": (),
    "History": (),
}

_NOT_LETTERS = re.compile(r"[^\w]+")


def _key(heading: str) -> str:
    """Return what two spellings of one heading share: letters without case, "&" read as "and"."""
    return _NOT_LETTERS.sub(" ", heading.replace("&", " and ").replace("_", " ").casefold()).strip()


_NAMES = {_key(name): main for main, names in _ALIASES.items() for name in (main, *names)}


@lru_cache(maxsize=4096)
def fold_heading(heading: str) -> tuple[Category, bool]:
    """Return the category that a heading stands for, and whether the heading is a known one.

    An unknown heading, tidied, becomes the category's own name.
    """
    written = " ".join(heading.split()).strip(" :").strip()
    name = _NAMES.get(_key(written))
    return Category(name or written, written), name is not None


def is_known_heading(heading: str) -> bool:
    """Say whether a heading, however spelt, is one of the categories that editors use."""
    return _key(heading) in _NAMES
