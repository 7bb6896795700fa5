"""Which days the archive has from month pages: they have no page of their own, so a new revision of the month's page is theirs.

A day that gets a page of its own is that page's from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from daybook.archive import (
    MonthPage,
    WritableArchive,
    days_of_shared_revisions,
    read_month_pages,
    save_month_pages,
)
from daybook.model.titles import DayTitles


class MonthDays:
    """The month pages of an archive, kept with it; `read` are the days on the month pages of this intake."""

    def __init__(self, archive: WritableArchive, titles: DayTitles) -> None:
        self._archive = archive
        known = read_month_pages(archive.connection)
        self._pages = known if known is not None else _derived(archive, titles)
        self._by_day = {day: title for title, page in self._pages.items() for day in page.days}
        self.read: set[date] = set()
        if known is None:
            self._save()  # once: finding it out goes through all revisions

    def __contains__(self, day: date) -> bool:
        return day in self._by_day

    def revision(self, title: str) -> int:
        """Return the revision of a month page of which the archive has every day; 0 where there is none."""
        page = self._pages.get(title)
        return page.revision if page is not None else 0

    def tell_unchanged(self, title: str) -> tuple[date, ...]:
        """Note that a month page was looked at and had nothing new; return its days."""
        page = self._pages.get(title, MonthPage())
        self.read.update(page.days)
        return page.days

    def take(self, title: str, days: Iterable[date], revision: int, sections: Mapping[date, str]) -> None:
        """Note that days were taken from sections of a month page, and that they are all of this revision, if one is named."""
        before = self._pages.get(title, MonthPage())
        named = {day.isoformat(): section for day, section in sections.items()}
        page = MonthPage(tuple(sorted({*before.days, *days})), revision or before.revision, before.sections | named)
        if page != before:
            self._pages[title] = page
            self._by_day.update(dict.fromkeys(page.days, title))
            self._save()

    def leave(self, days: Iterable[date]) -> None:
        """Note that these days have pages of their own."""
        gone = {day: self._by_day.pop(day) for day in set(days) & self._by_day.keys()}
        for title in set(gone.values()):
            page = self._pages[title]
            self._pages[title] = replace(page, days=tuple(day for day in page.days if day not in gone))
        if gone:
            self._save()

    def _save(self) -> None:
        save_month_pages(self._archive, self._pages)


def _derived(archive: WritableArchive, titles: DayTitles) -> dict[str, MonthPage]:
    """Find out for an archive that does not say: of its days that share a revision."""
    pages: dict[str, list[date]] = {}
    for key in days_of_shared_revisions(archive.connection):
        day = date(key // 10000, key // 100 % 100, key % 100)
        pages.setdefault(titles.month_title(day.year, day.month), []).append(day)
    return {title: MonthPage(tuple(days)) for title, days in pages.items()}
