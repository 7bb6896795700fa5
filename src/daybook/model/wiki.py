"""What stages ask of a wiki, and what a wiki says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol


class WikiQueries(Protocol):
    """Asks a wiki's API; `daybook.source.mediawiki.WikiClient` does, a test may answer from a script."""

    def query(self, parameters: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
        """Yield the `query` part of the answer to `action=query` (format version 2), part by part.

        Raises `FetchError` when the wiki fails for good.
        """
        ...


class WikiActions(Protocol):
    """Asks a wiki's API for other things than `query`; `daybook.source.mediawiki.WikiClient` does."""

    def ask(self, action: str, parameters: Mapping[str, str]) -> Mapping[str, object]:
        """Return the whole answer to an action (format version 2). Raises `FetchError` when the wiki fails for good."""
        ...


@dataclass(frozen=True, slots=True)
class Namespace:
    """A namespace of a wiki: its number, and all names that its titles may begin with, the wiki's own first.

    The numbers are MediaWiki's: 0 articles (whose name is empty), 6 files, 14 categories, 100 most often portals.
    """

    number: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """What a wiki says of itself (`meta=siteinfo`, or `<siteinfo>` of an export), which wins over any file of ours.

    `redirects` are the words that make a page a redirect, without the `#`; none where the source does not say (an export).
    `language` is a code such as "de", empty where unknown.
    """

    namespaces: tuple[Namespace, ...] = ()
    redirects: tuple[str, ...] = ()
    language: str = ""

    def names_of(self, number: int) -> tuple[str, ...]:
        """Return the names of a namespace, none where the wiki does not say or has no such namespace."""
        return next((each.names for each in self.namespaces if each.number == number), ())

    def split(self, title: str) -> tuple[int, str]:
        """Return the number of a title's namespace, and the rest of the title; (0, title) where no name matches."""
        name, colon, rest = title.partition(":")
        wanted = name.strip().replace("_", " ").casefold()
        for each in self.namespaces:
            if colon and wanted and any(wanted == known.casefold() for known in each.names):
                return each.number, rest.strip()
        return 0, title
