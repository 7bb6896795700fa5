"""Values as they are written on a command line, days and moments; and the one place where the clock is read."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from daybook.errors import SettingsError

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

DAYS = 14
"""Days that a command looks back by default: editors rework a page for about a week, rarely longer."""


class Day(click.ParamType[date]):
    """A day, `YYYY-MM-DD`."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or end the command with what would be right."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"not a day: `{value}`; write 2024-05-01", param, ctx)


class Moment(click.ParamType[datetime]):
    """A moment, `YYYY-MM-DDTHH:MM` with an optional zone; UTC where none is given; a day alone is its end."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment in UTC, or end the command with what would be right."""
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            moment = datetime.fromisoformat(f"{text}T23:59:59" if len(text) == 10 else text)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):  # the zone may lead out of the years that there are
            self.fail(f"not a moment: `{value}`; write 2024-05-01T12:00Z", param, ctx)


class Number(click.FloatRange):
    """A number within a range; unlike click's, no `nan`, which is in every range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        number = super().convert(value, param, ctx)
        if number != number:
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


class PagePath(click.Path):
    """A file or folder of pages; an address of the web is refused with the command that reads from there."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        if isinstance(value, str) and _ADDRESS.match(value):
            self.fail(f"this is an address, not a file: `{value}`; `daybook fetch` reads from a wiki", param, ctx)
        return super().convert(value, param, ctx)


def expect_span(since: date | None, until: date | None) -> None:
    """End the command where a span of days ends before it begins."""
    if since is not None and until is not None and since > until:
        raise click.UsageError(f"--since {since} is after --until {until}")


def recent_span(since: date | None, until: date | None, started: datetime) -> tuple[date, date]:
    """Return the first and last of the days asked for: by default the last `DAYS` up to today."""
    last = until or started.date()
    first = since or last - timedelta(days=DAYS)
    expect_span(first, last)
    return first, last


def now() -> datetime:
    """Return the time in UTC; the one of SOURCE_DATE_EPOCH where that is set (https://reproducible-builds.org).

    `SettingsError` where that is no time: a build that should be the same each time must not take the clock's in silence.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if not fixed:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError):
        raise SettingsError(
            (f"SOURCE_DATE_EPOCH is no time: `{fixed[:100]}`",), hint="seconds since 1970, such as 1780444800"
        ) from None


DAY = Day()
PAGE_PATH = PagePath(path_type=Path)
MOMENT = Moment()
