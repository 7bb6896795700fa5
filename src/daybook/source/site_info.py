"""What a wiki says of itself over its API: namespaces with all their names, words for redirects, language."""

from __future__ import annotations

from dataclasses import dataclass, field

from daybook.errors import FetchError
from daybook.model.encoding import converter
from daybook.model.wiki import Namespace, SiteInfo, WikiQueries

_QUESTION = {"meta": "siteinfo", "siprop": "general|namespaces|namespacealiases|magicwords"}


@dataclass(frozen=True, slots=True)
class _General:
    lang: str = ""


@dataclass(frozen=True, slots=True)
class _Namespace:
    id: int
    name: str = ""
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class _Alias:
    id: int
    alias: str


@dataclass(frozen=True, slots=True)
class _MagicWord:
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Query:
    general: _General = field(default_factory=_General)
    namespaces: dict[str, _Namespace] = field(default_factory=dict)
    namespacealiases: tuple[_Alias, ...] = ()
    magicwords: tuple[_MagicWord, ...] = ()


_read_query = converter(_Query)


def fetch_site_info(wiki: WikiQueries) -> SiteInfo:
    """Ask a wiki what it is. Raises `FetchError` when the wiki fails for good, or is no MediaWiki."""
    for answer in wiki.query(_QUESTION):
        try:
            query = _read_query(answer)
        except ValueError as error:
            message = f"the wiki's answer is not understood: {error}"
            raise FetchError(message, hint="check that `wiki.api` is that of a MediaWiki") from error
        names: dict[int, list[str]] = {}
        for space in query.namespaces.values():
            names[space.id] = [space.name, space.canonical]
        for alias in query.namespacealiases:
            names.setdefault(alias.id, []).append(alias.alias)
        words = next((word.aliases for word in query.magicwords if word.name == "redirect"), ())
        return SiteInfo(
            tuple(Namespace(number, _distinct(named)) for number, named in sorted(names.items())),
            tuple(word.lstrip("#") for word in words),
            query.general.lang,
        )
    return SiteInfo()


def _distinct(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
