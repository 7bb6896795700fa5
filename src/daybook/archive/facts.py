"""What the wiki knows of articles: redirects, short descriptions, ids, places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from daybook.archive.file import WritableArchive
from daybook.model import Redirect


@dataclass(frozen=True, slots=True)
class ContextFacts:
    """What a wiki says of an article, by canonical title; latitude and longitude in degrees, both or neither."""

    title: str
    description: str | None = None
    wikidata: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def add_redirects(archive: WritableArchive, redirects: Iterable[Redirect]) -> int:
    """Keep redirects, in one transaction, and return how many were new or different.

    Contexts and stories under both titles become one; the slug of the one that goes stays as an alias. Links met later
    follow the redirects kept. Chains are followed; of a circle the last step is dropped.
    """
    raise NotImplementedError


def add_context_facts(archive: WritableArchive, facts: Iterable[ContextFacts]) -> int:
    """Keep what is known of contexts and stories with these titles, in one transaction; return how many changed."""
    raise NotImplementedError
