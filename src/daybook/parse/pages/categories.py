"""Headings: the many ways editors have written them, folded into the names of categories.

Does not decide what is a heading (that is `page`'s part); an unknown heading keeps its own name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from daybook.model.day import Category
from daybook.parse.dialect import Dialect

_NOT_LETTERS = re.compile(r"[^\w]+")


def _key(heading: str, dialect: Dialect) -> str:
    """Return what two spellings of one heading share: letters without case, "&" read as the word for it."""
    spelt = heading.replace("&", f" {dialect.words.conjunction} ").replace("_", " ")
    return _NOT_LETTERS.sub(" ", spelt.casefold()).strip()


@lru_cache(maxsize=16)
def _names(dialect: Dialect) -> dict[str, str]:
    return {_key(name, dialect): main for main, names in dialect.categories.items() for name in (main, *names)}


@lru_cache(maxsize=4096)
def fold_heading(heading: str, dialect: Dialect) -> tuple[Category, bool]:
    """Return the category that a heading stands for, and whether the heading is a known one.

    An unknown heading, tidied, becomes the category's own name.
    """
    written = " ".join(heading.split()).strip(" :").strip()
    name = _names(dialect).get(_key(written, dialect))
    return Category(name or written, written), name is not None


def is_known_heading(heading: str, dialect: Dialect) -> bool:
    """Say whether a heading, however spelt, is one of the categories that editors use."""
    return _key(heading, dialect) in _names(dialect)
