"""What stages ask of a wiki, and what a wiki says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol


class WikiQueries(Protocol):
    """Asks a wiki's API; `daybook.source.mediawiki.WikiClient` does, a test may answer from a script."""

    def query(self, parameters: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
        """Yield the `query` part of the answer to `action=query` (format version 2), part by part.

        Raises `FetchError` when the wiki fails for good.
        """
        ...
