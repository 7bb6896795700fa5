"""`daybook status`."""

from datetime import datetime, timedelta
from typing import Any

import click

from daybook import __version__
from daybook.cli.command import Session, daybook_command
from daybook.cli.output import print_line, print_record
from daybook.cli.values import now
from daybook.cli.wording import counted
from daybook.config import Settings
from daybook.pipeline.status import Status, in_words, read_status

AHEAD = timedelta(minutes=5)
"""How far clocks of machines may differ without a word."""


@daybook_command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON, for programs.")
def command(session: Session, as_json: bool) -> int:
    r"""Show how fresh and how complete the archive and its site are.

    Ends with exit code 1 when nothing new came for status.max_age days, or `daybook follow` hears nothing from the wiki: for
    cron, systemd or a monitor.

    \b
    Examples:
      daybook status
      daybook status --json | jq .newest_revision
    """
    moment = now()
    status = read_status(session.settings, moment)
    if as_json:
        print_record(_record(status, session.settings))
    else:
        for name, value in _lines(status, session.settings, moment):
            print_line(f"{name:<16} {value}")
    if status.alarm:
        session.console.fail(status.alarm)
    return 1 if status.alarm else 0


def _record(status: Status, settings: Settings) -> dict[str, Any]:
    archive, fetch = status.archive, status.fetch
    return {
        "version": __version__,
        "archive": str(settings.files.archive),
        "archive_version": archive.version,
        "generation": archive.generation,
        "first_day": archive.first.isoformat() if archive.first else None,
        "last_day": archive.last.isoformat() if archive.last else None,
        "days": archive.days,
        "events": archive.events,
        "last_read": _utc(archive.looked),
        "last_fetch": _utc(fetch.finished) if fetch else None,
        "last_success": _utc(fetch.succeeded) if fetch else None,
        "last_failure": fetch.failure or None if fetch else None,
        "newest_revision": _utc(archive.saved),
        "following_since": _utc(status.follow.started) if status.follow else None,
        "last_heard": _utc(status.follow.heard) if status.follow else None,
        "sources_looked_at": status.follow.sources if status.follow else None,
        "source_health": {kind.value: count for kind, count in status.sources.health},
        "sources_due": status.sources.due,
        "archived_copies": status.sources.copies,
        "gaps": [[first.isoformat(), last.isoformat()] for first, last in archive.gaps],
        "problems": archive.problems,
        "site": str(settings.files.site),
        "site_generation": status.site,
        "site_is_current": status.site == archive.generation,
        "alarm": status.alarm,
    }


def _lines(status: Status, settings: Settings, moment: datetime) -> list[tuple[str, str]]:
    archive, fetch = status.archive, status.fetch
    missing = sum((last - first).days + 1 for first, last in archive.gaps)
    longest = max(archive.gaps, key=lambda gap: gap[1] - gap[0], default=None)
    where = f" (longest: {longest[0]} to {longest[1]})" if longest else ""
    names = {"error": "error", "warning": "warning", "info": "note"}
    problems = ", ".join(counted(count, names[severity]) for severity, count in archive.problems.items())
    built = {None: "not built yet", archive.generation: "up to date"}.get(status.site, "older than the archive")
    return [
        ("daybook", __version__),
        ("archive", f"{settings.files.archive}, version {archive.version}, generation {archive.generation:,}"),
        ("days", f"{archive.days:,}" + (f", {archive.first} to {archive.last}" if archive.first else "")),
        ("events", f"{archive.events:,}"),
        ("last fetch", _ago(fetch.finished, moment) if fetch else "never"),
        *([("", f"failed: {fetch.failure}")] if fetch and fetch.failure else []),
        ("last read", _ago(archive.looked, moment)),
        ("newest revision", _ago(archive.saved, moment)),
        *([("last heard", _ago(status.follow.heard, moment))] if status.follow else []),
        ("days missing", f"{missing:,}{where}"),
        ("problems", problems),
        *([("sources", _sources(status))] if status.sources.health else []),
        ("site", f"{settings.files.site}, {built}"),
    ]


def _sources(status: Status) -> str:
    known = ", ".join(f"{count:,} {kind}" for kind, count in status.sources.health)
    beside = f"; {status.follow.sources:,} looked at while following" if status.follow and status.follow.sources else ""
    return f"{known}; {counted(status.sources.copies, 'archived copy', 'archived copies')}; {status.sources.due:,} due{beside}"


def _utc(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "unknown"
    ago = f"{in_words(now - moment)} ago" if moment - now < AHEAD else "ahead of this machine's clock"
    return f"{moment:%Y-%m-%d %H:%M} UTC, {ago}"
