"""Which changes count: those that feeds, the sitemap and the page of changes tell of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from daybook.model import ChangeKind, Version

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


def is_material(kinds: Sequence[ChangeKind]) -> bool:
    """Say whether a version changed the substance of an event."""
    return not MATERIAL.isdisjoint(kinds)


def last_material(first_listed: datetime, versions: Sequence[Version]) -> datetime:
    """Return when an event last changed in substance; never before it was first listed."""
    material = [version.revision.saved for version in versions if is_material(version.kinds)]
    return max([first_listed, *material])
