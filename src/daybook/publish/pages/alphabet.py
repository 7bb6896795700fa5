"""The subjects of a kind from A to Z: a page for each letter, split further where a letter has too many.

Names alone, without counts: so a page changes when a subject comes or goes, and not with each day's events. Sorted by slug,
which is the name in plain letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from daybook.model import SubjectKind
from daybook.publish.addresses import IndexPlace, LetterPlace, SubjectPlace
from daybook.publish.library import Library
from daybook.publish.pages import descriptions
from daybook.publish.pages.records import LetterPage, Link, Tally
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject import INDEX_NAMES, index_words
from daybook.publish.pages.subject_name import subject_name

LISTED = 1_000
"""Names on a page, at most, but for those that share three letters: 60 KB of HTML, and what a filter goes through at once."""
DEEPEST = 3
"""Letters by which names are split."""


def prefixes(slugs: Iterable[str], depth: int = 1) -> dict[str, int]:
    """Return the pages that sorted slugs stand on, by the letters that these begin with, each with its number of names."""
    found: dict[str, int] = {}
    for prefix, group in groupby(slugs, lambda slug: slug[:depth]):
        members = list(group)
        found[prefix] = len(members)
        if len(members) > LISTED and depth < DEEPEST:
            found |= prefixes((slug for slug in members if len(slug) > depth), depth + 1)
    return found


def names(library: Library, site: Site, kind: SubjectKind, prefix: str = "") -> Sequence[tuple[str, str]]:
    """Return slug and name of the subjects that have a page and begin with some letters, by slug."""
    return library.subject_names(kind, prefix, max(1, site.page_minimum(kind)))


def letter_tallies(site: Site, kind: SubjectKind, pages: Mapping[str, int]) -> tuple[Tally, ...]:
    """Return the links to the pages of single letters, with how many names each has."""
    return tuple(
        Tally(prefix.upper(), site.address(LetterPlace(kind, prefix)), count)
        for prefix, count in pages.items()
        if len(prefix) == 1
    )


def letter_page(library: Library, site: Site, place: LetterPlace) -> LetterPage | None:
    """Return the page of the subjects that begin with some letters; None where there is no such page."""
    prefix, kind = place.prefix, place.kind
    parent = names(library, site, kind, prefix[:-1]) if len(prefix) > 1 else ()
    listed = [each for each in parent if each[0].startswith(prefix)] if parent else names(library, site, kind, prefix)
    if not listed or (len(prefix) > 1 and len(parent) <= LISTED):
        return None
    is_split = len(listed) > LISTED and len(prefix) < DEEPEST
    address = site.address(place)
    index = Link(INDEX_NAMES[kind], site.address(IndexPlace(kind)))
    above = (Link(prefix[:-1].upper(), site.address(LetterPlace(kind, prefix[:-1]))),) if len(prefix) > 1 else ()
    return LetterPage(
        address=address,
        url=site.url(address),
        title=f"{index.name}: {prefix.upper()}",
        description=site.text.say(
            descriptions.LETTER, name=site.text.say(index_words(kind)), site=site.home.name, prefix=prefix.upper()
        ),
        formats=site.formats(address, retells=True),
        breadcrumbs=(site.home, index, *above),
        subject=kind,
        letters=prefix.upper(),
        parts=tuple(
            Link(part.upper(), site.address(LetterPlace(kind, part)))
            for part in dict.fromkeys(slug[: len(prefix) + 1] for slug, _ in listed if len(slug) > len(prefix))
            if is_split
        ),
        names=tuple(
            Link(subject_name(name, slug), site.address(SubjectPlace(kind, slug)))
            for slug, name in listed
            if not is_split or len(slug) == len(prefix)
        ),
    )
