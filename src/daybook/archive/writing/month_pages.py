"""Which days were read from the page of their month: they have no page of their own on the wiki."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from daybook.archive.encoding.stored_time import to_day_key
from daybook.archive.writing.attachments import read_attachment, save_attachment
from daybook.archive.writing.writable_archive import WritableArchive
from daybook.model.encoding import decoder, to_json

_NAME = "month-pages.json"


@dataclass(frozen=True, slots=True)
class MonthPage:
    """What the archive has of a month page: the days that it was read for, and the revision of which it has all, 0 for none.

    `sections` are the titles of the sections that days stand in, by the day as ISO 8601 has it.
    """

    days: tuple[date, ...] = ()
    revision: int = 0
    sections: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _MonthPages:
    pages: dict[str, MonthPage]


_decode = decoder(_MonthPages)


def read_month_pages(connection: sqlite3.Connection) -> dict[str, MonthPage] | None:
    """Return the month pages that days were read from, by title; None where the archive does not say."""
    content = read_attachment(connection, _NAME)
    try:
        return _decode(content).pages if content is not None else None
    except ValueError:  # written by another version, or damaged: as good as nothing, and written anew by the next fetch
        return None


def save_month_pages(archive: WritableArchive, pages: dict[str, MonthPage]) -> None:
    """Keep which days were read from month pages: they have no page of their own, and change with the month's."""
    save_attachment(archive, _NAME, to_json(_MonthPages(pages)))


def titles_of_months(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return for the title that a day was stored under, where it has no page of its own, that of its month's page.

    Behind it, after `#`, the title of the section that the day stands in, where that is known.
    """
    months = {
        to_day_key(day): f"{title}#{section}" if section else title
        for title, page in (read_month_pages(connection) or {}).items()
        for day in page.days
        for section in [page.sections.get(day.isoformat())]
    }
    rows = connection.execute(
        "SELECT title, date FROM page WHERE date IN (SELECT value FROM json_each(?))", (json.dumps(sorted(months)),)
    )
    return {title: months[day] for title, day in rows} if months else {}
