"""The registry of files that are no pages, in the order in which they are asked; and the group that any path is kept in."""

from __future__ import annotations

from daybook.publish.delivery.families.data_files import DATA_FILES
from daybook.publish.delivery.families.event_files import EVENT_FILES
from daybook.publish.delivery.families.feeds import FEEDS
from daybook.publish.delivery.families.file_family import FileFamily
from daybook.publish.delivery.families.file_groups import SITE
from daybook.publish.delivery.families.fixed_files import FIXED
from daybook.publish.delivery.families.previews import PREVIEWS
from daybook.publish.delivery.families.redirects import REDIRECTS
from daybook.publish.delivery.families.search_index import SEARCH
from daybook.publish.delivery.families.sitemap import SITEMAP
from daybook.publish.kinds import parse_stem, place_group

FAMILIES: tuple[FileFamily, ...] = (PREVIEWS, FEEDS, EVENT_FILES, SEARCH, SITEMAP, REDIRECTS, DATA_FILES, FIXED)
"""Every family of files that are no pages; the last takes what no other has."""


def group_of(path: str) -> str:
    """Return the group that a path of the site is kept in, unless it is one that a moved page left behind."""
    place = parse_stem(path.rpartition(".")[0])
    if place is not None:
        return place_group(place)
    return next((group for family in FAMILIES if (group := family.group(path))), SITE)
