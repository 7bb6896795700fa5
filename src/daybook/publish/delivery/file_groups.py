"""Groups of files: all that one day, one subject, one month, one page or one search shard gives. The only place that names them.

A build remembers what it wrote by group; see `daybook.publish.delivery.build_state`.
"""

from __future__ import annotations

from datetime import date

from daybook.model import SubjectKind
from daybook.publish.addresses import (
    DayPlace,
    EventPlace,
    HistoryPlace,
    MonthPlace,
    OnThisDayPlace,
    Place,
    SiteFile,
    SubjectPlace,
    YearPlace,
    parse_feed,
    parse_stem,
    sitemap_path,
    stem,
)
from daybook.publish.search.build import SEARCH_FOLDER

SITE = "site"
"""Files that are neither pages nor of one subject: feeds of the site, schemas, icons, the theme's own."""
LAST = "last"
"""Files that gather what all groups told."""

_GATHERED = {SiteFile.SITEMAP_INDEX, SiteFile.REDIRECTS, SiteFile.REDIRECT_MAP, f"{SEARCH_FOLDER}index.json"}
_SITEMAPS = sitemap_path("").rpartition("/")[0]


def day_group(day: date) -> str:
    """Return the group of a day and its events."""
    return f"day/{day.isoformat()}"


def subject_group(kind: SubjectKind, slug: str) -> str:
    """Return the group of a subject: its pages, those of its years and months, its feeds."""
    return f"subject/{kind.value}/{slug}"


def shard_group(name: str) -> str:
    """Return the group of a part of the search index."""
    return f"search/{name}"


def place_group(place: Place) -> str:
    """Return the group that the page at a place is kept in."""
    match place:
        case DayPlace(day) | EventPlace(day, _) | HistoryPlace(day, _):
            return day_group(day)
        case SubjectPlace(kind, slug, _, _):
            return subject_group(kind, slug)
        case MonthPlace() | YearPlace() | OnThisDayPlace():
            return f"calendar{stem(place)}"
        case _:
            return f"page{stem(place)}"


def group_of(path: str) -> str:
    """Return the group that a path of the site is kept in, unless it is one that a moved page left behind."""
    place = parse_stem(path.rpartition(".")[0])
    if place is not None:
        return place_group(place)
    if (feed := parse_feed(path)) and feed[0].kind is not None:
        return subject_group(feed[0].kind, feed[0].slug)
    folder = path.rpartition("/")[0]
    if folder.startswith(SEARCH_FOLDER):
        return shard_group(folder.removeprefix(SEARCH_FOLDER))
    return LAST if path in _GATHERED or folder == _SITEMAPS else SITE
