"""What the wiki knows of articles: where a redirect leads, a short description, the Wikidata item, a place.

Maps titles to questions and answers to records; the asking is done by whoever is passed in. Stores nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from daybook.model import Redirect


class AsksWiki(Protocol):
    """Asks a wiki's API; `daybook.source.mediawiki.WikiClient` does."""

    def ask(self, parameters: Mapping[str, str]) -> Iterator[bytes]:
        """Yield the JSON answer (format version 2) to `action=query` with these parameters, in one or more parts."""
        ...


@dataclass(frozen=True, slots=True)
class Article:
    """What the wiki tells of one article, by its canonical title; latitude and longitude in degrees, both or neither.

    `exists` is False for a title that no page has.
    """

    title: str
    exists: bool = True
    description: str | None = None
    wikidata: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def ask_about(wiki: AsksWiki, titles: Sequence[str], *, per_request: int = 50) -> Iterator[tuple[Article | Redirect, ...]]:
    """Yield what the wiki tells of articles, one group for each request: each redirect among them, then each article.

    Redirects are followed, so that the article of a redirect is its target. Titles the wiki does not allow are left out.
    """
    raise NotImplementedError


def resolve_redirects(wiki: AsksWiki, titles: Sequence[str], *, per_request: int = 50) -> Iterator[tuple[Redirect, ...]]:
    """Yield those of the titles that are redirects, one group for each request, with their final targets."""
    raise NotImplementedError
