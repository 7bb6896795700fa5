"""What the wiki knows of articles: where a redirect leads, a short description, the Wikidata item, a place.

Maps titles to questions and answers to records; the asking is done by whoever is passed in. Stores nothing. Descriptions
and places need extensions that not every wiki has (Wikibase, GeoData); a wiki without them leaves the fields empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from daybook.errors import FetchError
from daybook.model import Redirect
from daybook.model.encoding import converter
from daybook.model.titles import normal_title
from daybook.model.wiki import WikiQueries

LONGEST_TITLE = 255
"""Bytes that a MediaWiki title can have."""

_NEVER_IN_TITLES = frozenset("|#<>[]{}\n\t\ufffd")
_ABOUT = {
    "prop": "description|pageprops|coordinates",
    "ppprop": "wikibase_item|wikibase-shortdesc",
    "colimit": "max",
    "coprop": "globe",
}


@dataclass(frozen=True, slots=True)
class Article:
    """What the wiki tells of one article, by its canonical title; `exists` is False for a title that no page has.

    `wikidata` is an item's id ("Q42"). Latitude and longitude are in degrees on Earth, both or neither.
    """

    title: str
    exists: bool = True
    description: str | None = None
    wikidata: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    lat: float | None = None
    lon: float | None = None
    globe: str = "earth"


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    missing: bool = False
    invalid: bool = False
    description: str | None = None
    pageprops: dict[str, str] = field(default_factory=dict)
    coordinates: tuple[_Place, ...] = ()


@dataclass(frozen=True, slots=True)
class _Query:
    pages: tuple[_Page, ...] = ()
    redirects: tuple[dict[str, str | int | float | bool], ...] = ()


_read_query = converter(_Query)


def ask_about(
    wiki: WikiQueries, titles: Sequence[str], *, per_request: int = 50
) -> Iterator[tuple[Redirect | Article, ...]]:
    """Yield what the wiki tells of articles, one group for each request: the redirects among them, then the articles.

    Redirects are followed to their end, so that the article of a redirect is its target. Titles that no wiki allows are
    left out. Raises `FetchError` when the wiki fails for good.
    """
    for redirects, pages in _ask(wiki, titles, _ABOUT, per_request):
        articles: dict[str, Article] = {}
        for page in pages:
            if not page.invalid:
                articles[page.title] = _add(articles.get(page.title), page)
        yield (*redirects, *(articles[title] for title in sorted(articles)))


def resolve_redirects(
    wiki: WikiQueries, titles: Sequence[str], *, per_request: int = 50
) -> Iterator[tuple[Redirect, ...]]:
    """Yield those of the titles that are redirects, one group for each request, each with its final target."""
    for redirects, _ in _ask(wiki, titles, {}, per_request):
        yield redirects


def _ask(
    wiki: WikiQueries, titles: Sequence[str], question: Mapping[str, str], per_request: int
) -> Iterator[tuple[tuple[Redirect, ...], list[_Page]]]:
    askable = [title for title in dict.fromkeys(map(normal_title, titles)) if _is_askable(title)]
    for start in range(0, len(askable), per_request):
        asked = askable[start : start + per_request]
        steps: dict[str, str] = {}
        pages: list[_Page] = []
        for answer in wiki.query({**question, "redirects": "1", "titles": "|".join(asked)}):
            try:
                query = _read_query(answer)
            except ValueError as error:
                message = f"the wiki's answer is not understood: {error}"
                raise FetchError(message, hint="check that `wiki.api` is that of a MediaWiki") from error
            steps.update((str(step.get("from")), normal_title(str(step.get("to")))) for step in query.redirects)
            pages.extend(query.pages)
        ends = ((origin, _follow(origin, steps)) for origin in sorted(steps))
        yield tuple(Redirect(origin, end) for origin, end in ends if end not in ("", origin)), pages


def _is_askable(title: str) -> bool:
    return bool(title) and _NEVER_IN_TITLES.isdisjoint(title) and len(title.encode("utf-8", "replace")) <= LONGEST_TITLE


def _follow(origin: str, steps: Mapping[str, str]) -> str:
    """Return the end of a chain of redirects; of a circle, the last title before it closes."""
    seen, title = {origin}, steps[origin]
    while title in steps and title not in seen:
        seen.add(title)
        title = steps[title]
    return title


def _add(article: Article | None, page: _Page) -> Article:
    """Add what one part of an answer says of an article to what earlier parts said."""
    before = article or Article(page.title)
    place = next((spot for spot in page.coordinates if spot.globe == "earth" and _is_on_earth(spot)), None)
    return Article(
        page.title,
        not page.missing,
        page.description or page.pageprops.get("wikibase-shortdesc") or before.description,
        page.pageprops.get("wikibase_item") or before.wikidata,
        place.lat if place else before.latitude,
        place.lon if place else before.longitude,
    )


def _is_on_earth(place: _Place) -> bool:
    return place.lat is not None and place.lon is not None and -90 <= place.lat <= 90 and -180 <= place.lon <= 180
