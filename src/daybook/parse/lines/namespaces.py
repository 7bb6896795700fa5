"""Links that put no words into a text: files, categories, and the same page in another language."""

from __future__ import annotations

from functools import lru_cache

from daybook.parse.dialect import Dialect


@lru_cache(maxsize=16)
def _hidden(dialect: Dialect) -> frozenset[str]:
    names = dialect.names
    return frozenset((*names.file, *names.category, *names.languages))


@lru_cache(maxsize=16)
def _no_articles(dialect: Dialect) -> frozenset[str]:
    names = dialect.names
    return _hidden(dialect) | {*names.media, *names.special, *names.wikis}


def hidden_link(target: str, dialect: Dialect) -> bool:
    """Say whether a link's target, as written, shows nothing where it stands; a leading colon makes any link show."""
    prefix, colon, _ = target.partition(":")
    return bool(colon) and prefix.strip().replace("_", " ").lower() in _hidden(dialect)


def is_no_article(title: str, dialect: Dialect) -> bool:
    """Say whether a title in normal form is one that an event cannot be about: a file, a category, a special or another wiki's page."""
    prefix = title.partition(":")[0].rstrip().lower()
    return prefix in _no_articles(dialect)
