"""Which changes count: those that feeds, the sitemap and the page of changes tell of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from daybook.model import Change, ChangeKind, Version
from daybook.publish.pages.event_cache import SiteCache

MATERIAL = frozenset(
    {
        ChangeKind.ADDED,
        ChangeKind.FIGURE,
        ChangeKind.SOURCE_ADDED,
        ChangeKind.SOURCE_REMOVED,
        ChangeKind.MOVED,
        ChangeKind.REMOVED,
        ChangeKind.RESTORED,
    }
)
"""Changes that tell a reader something new. Mere rewording and filing under another topic or category do not: editors do
that many times a day, and feed readers would show each as an update."""

CHANGES = 500
"""Changes asked for at most: a week of a busy wiki has about 300 material ones."""


def is_material(kinds: Sequence[ChangeKind]) -> bool:
    """Say whether a version changed the substance of an event."""
    return not MATERIAL.isdisjoint(kinds)


def last_material(first_listed: datetime | None, versions: Sequence[Version]) -> datetime | None:
    """Return when an event last changed in substance, as far as known; never before it was first listed."""
    return last_known([first_listed, *(each.revision.known_saved for each in versions if is_material(each.kinds))])


def last_known(times: Iterable[datetime | None]) -> datetime | None:
    """Return the last of the times that are known; None for none."""
    return max((time for time in times if time is not None), default=None)


def material_changes(cache: SiteCache, days: int | None = None) -> list[Change]:
    """Return the changes that the page and the feed of changes list, newest first; of some `days` where given."""
    newest = cache.archive.changes(datetime(1, 1, 1, tzinfo=UTC), 1)
    if not newest:
        return []
    since = newest[0].version.revision.saved - timedelta(days=days or cache.site.settings.changes_days)
    return [
        change
        for change in cache.archive.changes(since, CHANGES)
        if is_material(change.version.kinds) and (change.number > 1 or ChangeKind.ADDED not in change.version.kinds)
    ]
