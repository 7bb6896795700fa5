"""What Wikidata knows of things: what they are, in which country, where. Asks for items, decides what an item's classes mean.

Maps ids to questions and answers to records; the asking is done by whoever is passed in. Stores nothing. The form of an answer:
https://www.wikidata.org/w/api.php?action=help&modules=wbgetentities and https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from daybook.errors import FetchError
from daybook.model import ArticleKind, WikidataItem
from daybook.model.wiki import WikiActions

PER_REQUEST = 50
"""Items in one question: what Wikidata allows visitors."""

LEVELS = 6
"""Classes above a class that are looked at, one above the other: from a species of storm to "event" it is five."""

MOST_CLASSES = 20
"""Classes of one item, or above one, that are read: a few items have hundreds."""

_ID = re.compile(r"Q[1-9]\d{0,11}")
_EARTH = "http://www.wikidata.org/entity/Q2"


def ask_items(wiki: WikiActions, ids: Sequence[str]) -> Iterator[tuple[WikidataItem, ...]]:
    """Yield what Wikidata tells of items, one group for each request; those that it does not have are left out.

    Raises `FetchError` when it fails for good. An item that was merged into another comes under the id asked for.
    """
    asked = [each for each in dict.fromkeys(ids) if _ID.fullmatch(each)]
    for start in range(0, len(asked), PER_REQUEST):
        some = asked[start : start + PER_REQUEST]
        answer = wiki.ask("wbgetentities", {"ids": "|".join(some), "props": "claims", "redirects": "yes"})
        entities = answer.get("entities")
        if not isinstance(entities, Mapping):
            raise FetchError(
                "the answer about items is not understood", hint="check that `wiki.items` is that of a Wikibase"
            )
        yield tuple(_read_item(name, entities[name]) for name in some if _is_there(entities.get(name)))


@cache
def read_kinds() -> Mapping[str, ArticleKind]:
    """Return the classes that Daybook knows by themselves, each with its kind."""
    tables = tomllib.loads(resources.files(__package__).joinpath("classes.toml").read_text("utf-8"))
    return {name: ArticleKind(kind) for kind, classes in tables.items() for name in classes}


def kind_of(classes: Sequence[str], known: Mapping[str, WikidataItem]) -> tuple[ArticleKind | None, frozenset[str]]:
    """Return what an item of these classes is, and the classes that are to be asked about before that is certain.

    The nearest class of a known kind decides; where classes equally near are of different kinds, the kind is not certain. With
    classes to ask about, the kind is None.
    """
    kinds = read_kinds()
    level, seen = set(classes), set(classes)
    for _ in range(LEVELS):
        found = {kinds[each] for each in level if each in kinds}
        if found:
            return (found.pop() if len(found) == 1 else None), frozenset()
        unknown = frozenset(each for each in level if each not in known)
        if unknown:
            return None, unknown
        level = {parent for each in level for parent in known[each].parents} - seen
        seen |= level
        if not level:
            break
    return None, frozenset()


def _is_there(entity: object) -> bool:
    return isinstance(entity, Mapping) and "missing" not in entity


def _read_item(name: str, entity: object) -> WikidataItem:
    claims = _mapping(_mapping(entity).get("claims"))
    latitude, longitude = _coordinates(claims)
    return WikidataItem(
        name,
        _ids(claims, "P31"),
        _ids(claims, "P279"),
        _ids(claims, "P17"),
        _code(claims),
        latitude,
        longitude,
    )


def _ids(claims: Mapping[str, object], named: str) -> tuple[str, ...]:
    found = []
    for value in _values(claims, named):
        number = _mapping(value).get("id")
        if isinstance(number, str) and _ID.fullmatch(number):
            found.append(number)
    return tuple(dict.fromkeys(found))[:MOST_CLASSES]


def _code(claims: Mapping[str, object]) -> str | None:
    """Return a country's code; of several none is certain."""
    codes = {value.lower() for value in _values(claims, "P297") if isinstance(value, str)}
    code = codes.pop() if len(codes) == 1 else ""
    return code if re.fullmatch("[a-z]{2}", code) else None


def _coordinates(claims: Mapping[str, object]) -> tuple[float, float] | tuple[None, None]:
    for value in _values(claims, "P625"):
        point = _mapping(value)
        latitude, longitude = point.get("latitude"), point.get("longitude")
        if point.get("globe") == _EARTH and _is_within(latitude, 90) and _is_within(longitude, 180):
            return float(latitude), float(longitude)  # type: ignore[arg-type]
    return None, None


def _is_within(degrees: object, most: int) -> bool:
    return isinstance(degrees, (int, float)) and -most <= degrees <= most


def _values(claims: Mapping[str, object], named: str) -> list[object]:
    """Return the values of the statements that count: the preferred ones, else all that are neither deprecated nor ended (P582)."""
    statements = claims.get(named)
    held = [_mapping(each) for each in statements] if isinstance(statements, list) else []
    best = [each for each in held if each.get("rank") == "preferred"] or [
        each for each in held if each.get("rank") == "normal" and "P582" not in _mapping(each.get("qualifiers"))
    ]
    values = (_mapping(_mapping(each.get("mainsnak")).get("datavalue")).get("value") for each in best)
    return [value for value in values if value is not None]


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
