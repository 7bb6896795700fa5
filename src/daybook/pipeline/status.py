"""What a publisher watches: how fresh the archive is, what is missing in it, and whether the site shows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from daybook.archive import (
    ArchiveStatus,
    SourceFigures,
    archive_status,
    earlier_version,
    open_for_reading,
    source_figures,
)
from daybook.config import Settings
from daybook.pipeline.follow_state import FollowState, read_follow_state
from daybook.pipeline.kept_facts import FetchRecord, read_fetch_record
from daybook.publish.delivery.folder.finished_site import built_generation


@dataclass(frozen=True, slots=True)
class Status:
    """The archive's state, how the last fetch went, the generation the site was built from, and what is wrong, in words.

    `fetch` is None where there was none, `site` where there is no site, `alarm` where all is well, `follow` where nobody
    follows the wiki. `sources` is what looks at cited sources have come to.
    """

    archive: ArchiveStatus
    fetch: FetchRecord | None
    site: int | None
    alarm: str | None
    follow: FollowState | None = None
    sources: SourceFigures = field(default_factory=SourceFigures)


def read_status(settings: Settings, now: datetime) -> Status:
    """Look at archive and site; the alarm is raised where nothing new came for `status.max_age` days, or following fails."""
    with open_for_reading(settings.files.archive) as connection:
        archive = archive_status(connection)
        fetch = read_fetch_record(connection)
        sources = source_figures(connection, now)
    # What was opened is, for an archive of an earlier version, a copy that was brought up to date.
    archive = replace(archive, version=earlier_version(settings.files.archive) or archive.version)
    follow = read_follow_state(settings.files.archive)
    trouble = f"following: {follow.trouble(now)}" if follow is not None and follow.trouble(now) else None
    alarm = _alarm(archive, fetch, settings.status.max_age, now) or trouble
    return Status(archive, fetch, built_generation(settings.files.site), alarm, follow, sources)


def _alarm(archive: ArchiveStatus, fetch: FetchRecord | None, days: int, now: datetime) -> str | None:
    newest = archive.saved or archive.looked
    if not days or (newest is not None and now - newest <= timedelta(days=days)):
        return None
    if newest is None:
        return "nothing was ever read"
    limit = f"limit {days:,} {'day' if days == 1 else 'days'} (`status.max_age`)"
    if archive.looked is not None and now - archive.looked > timedelta(days=days):
        failure = f"; the last fetch failed: {fetch.failure}" if fetch and fetch.failure else ""
        return f"nothing was read for {in_words(now - archive.looked)}, {limit}{failure}"
    return f"the newest revision is {in_words(now - newest)} old, {limit}"


def in_words(age: timedelta) -> str:
    """Return a length of time in its largest fitting unit: "3 days", "1 hour", "20 minutes"."""
    seconds = max(age.total_seconds(), 0)
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size or (unit != "day" and seconds >= size) or unit == "minute":
            count = int(seconds // size)
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    raise AssertionError("the last unit always fits")
