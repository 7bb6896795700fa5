"""Taking day pages in: the only way that events get into an archive.

Parsing happens elsewhere; this stores what was parsed beside the page it was parsed from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from daybook.archive.file import WritableArchive
from daybook.model import ParsedDay, RawPage


@dataclass(frozen=True, slots=True)
class Intake:
    """What a write brought: revisions new to the archive, events new to it, and events that changed in any way."""

    revisions: int = 0
    added: int = 0
    changed: int = 0


def add_revisions(archive: WritableArchive, pages: Sequence[tuple[RawPage, ParsedDay]], read_at: datetime) -> Intake:
    """Store revisions of one or many day pages with what stands on them, in one transaction.

    Revisions that the archive has already (the same number of the same page; for pages without number the same text as
    the last one) change nothing, except that reading them again confirms removals that waited for it. The rest is taken
    in the order in which it was saved, day by day in the order of `pages`. A whole day is best given in one call; an
    import gives a few hundred pages a call. `read_at` is in UTC.
    """
    raise NotImplementedError


def confirm_unchanged(archive: WritableArchive, titles: Iterable[str], read_at: datetime) -> Intake:
    """Tell that these pages were looked at and had no new revision: removals that waited for it are confirmed."""
    raise NotImplementedError


def report_missing(archive: WritableArchive, days: Iterable[date], read_at: datetime) -> None:
    """Tell that the wiki has no page, or a redirect, for these days: nothing is withdrawn, known days get a problem."""
    raise NotImplementedError
