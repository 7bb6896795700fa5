"""Pages in: from files, parsed, into the archive; and the session that fetching shares. Each piece is kept as it comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from daybook.archive import (
    ArchiveReader,
    Intake,
    WritableArchive,
    add_redirects,
    add_revisions,
    confirm_unchanged,
    join_outlets,
    open_for_writing,
)
from daybook.config import Settings
from daybook.errors import SourceError
from daybook.model import Redirect
from daybook.model.wiki import SiteInfo
from daybook.parse import day_sections
from daybook.pipeline.kept_facts import read_site_info, save_site_info
from daybook.pipeline.month_days import MonthDays
from daybook.pipeline.parsed_days import reading_progress
from daybook.pipeline.parser_mark import parser_mark
from daybook.pipeline.parser_settings import parse_settings
from daybook.pipeline.parsing import Parsed, ParserPool
from daybook.progress import Steps
from daybook.source.items import Cause, NotRead, PageHistory, SourceItem
from daybook.source.local import read_path

BATCH = 256
"""Revisions stored in one transaction: each costs a wait for the disk, an interrupted import loses at most one."""

MOST_TROUBLES = 1_000
"""Pages, files and revisions not read that a report names: a damaged export may have a million, and nobody reads so many."""

REDIRECTS = 10_000
"""Redirects that wait at most: the export of a whole wiki has millions."""


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What an import or a fetch brought: counts, and what gave no text although it should have.

    `skipped` counts the pages or files that are no business of Daybook's; `absent` are days without a page on the wiki.
    `troubles` are at most `MOST_TROUBLES`, `more_troubles` counts the others. `requests` counts what was asked of the wiki; `latest` is when the newest revision was saved that the archive has now.
    """

    pages: int = 0
    revisions: int = 0
    added: int = 0
    changed: int = 0
    problems: int = 0
    redirects: int = 0
    skipped: int = 0
    absent: tuple[date, ...] = ()
    requests: int = 0
    latest: datetime | None = None
    troubles: tuple[NotRead, ...] = ()
    more_troubles: int = 0


def import_paths(paths: Sequence[Path], settings: Settings, now: datetime) -> Steps[IntakeReport]:
    """Take day pages and redirects of files, folders and exports into the archive, which is made if there is none.

    Month pages come last, and only for days that the archive has no page of.
    """
    sources = [(path, _begun(read_path(path, settings.wiki.titles))) for path in paths]
    with open_for_writing(settings.files.archive, now=now) as archive, ExitStack() as stack:
        session = IntakeSession(archive, now, settings)
        parser = stack.enter_context(ParserPool(session.parse))
        for number, (path, source) in enumerate(sources, start=1):
            try:
                skipped = session.report.skipped
                for item, parsed in parser.parse(session.only_new(source)):
                    session.take(item, parsed)
                    session.report = replace(session.report, skipped=skipped + item.skipped)
                    yield reading_progress(item, path, number, len(sources))
            except SourceError:
                session.keep()
                raise
        session.keep_months()
        return session.report


class IntakeSession:
    """An intake under way: pages wait until there is a batch of them, month pages until all day pages are there."""

    def __init__(self, archive: WritableArchive, now: datetime, settings: Settings, batch: int = BATCH) -> None:
        self._archive = archive
        self._now = now
        self._titles = settings.wiki.titles
        self._batch = batch
        join_outlets(archive, settings.site.outlets)
        self._pages: list[Parsed] = []
        self._site = read_site_info(archive.connection)
        self.parse = replace(parse_settings(settings), site=self._site)
        self._redirects: list[Redirect] = []
        self._unchanged: list[str] = []
        self._months: list[tuple[str, Parsed, dict[date, str]]] = []
        self._month_days = MonthDays(archive, self._titles)
        self.report = IntakeReport()

    def known(self, titles: Sequence[str]) -> dict[str, int]:
        """Return the number of the newest revision that the archive has of each of these pages."""
        numbers = ArchiveReader(self._archive.connection).revision_numbers(titles)
        months = {title: number for title in titles if (number := self._month_days.revision(title))}
        return months | {title: max(of_page) for title, of_page in numbers.items() if of_page}

    def told_by_months(self) -> set[date]:
        """Return the days on the month pages of this intake, changed or not."""
        return self._month_days.read

    def only_new(self, source: Iterable[SourceItem]) -> Iterator[SourceItem]:
        """Yield what a source yields, but day pages of which the archive has every revision as unchanged: not to be parsed."""
        for item in source:
            if item.history is not None and self._has_all(item.history):
                yield replace(item, content=NotRead(item.history.title, Cause.UNCHANGED))
            else:
                yield item

    def _has_all(self, history: PageHistory) -> bool:
        if self._titles.day(history.title) is None:
            return False
        reader = ArchiveReader(self._archive.connection)
        numbers = reader.revision_numbers([history.title]).get(history.title, frozenset())
        return all(raw.revision in numbers for raw in history.revisions)

    def take(self, item: SourceItem, parsed: Parsed) -> None:
        """Take one thing that a source yielded."""
        match item.content:
            # A month's page waits until all others are in: days with pages of their own come before its sections.
            case PageHistory(title=title, revisions=revisions) if self._titles.day(title) is None:
                self._months.append((title, parsed, day_sections(revisions[-1], self.parse)))
            case PageHistory():
                self._pages.append(parsed)
                self._month_days.leave(day.date for _, day in parsed)
                if sum(len(page) for page in self._pages) >= self._batch:
                    self.keep()
            case Redirect():
                self._redirects.append(item.content)
                if len(self._redirects) >= REDIRECTS:
                    self.keep()
            case NotRead(cause=Cause.UNCHANGED, name=name):
                days = self._month_days.tell_unchanged(name)
                self._unchanged += [self._titles.title(day) for day in days] or [name]
                if len(self._unchanged) >= self._batch:
                    self.keep()
            case SiteInfo() as site:
                self.take_site_info(site)
            case NotRead():
                self.add_troubles([item.content])

    def take_site_info(self, site: SiteInfo) -> None:
        """Keep what the wiki says of itself. An export says less than the API, and never wins over it."""
        if self._site is not None and self._site.redirects and not site.redirects:
            return
        if site != self._site:
            self._site = site
            self.parse = replace(self.parse, site=site)
            save_site_info(self._archive, site)

    def add_troubles(self, troubles: Sequence[NotRead]) -> None:
        """Report what was not read."""
        room = MOST_TROUBLES - len(self.report.troubles)
        named = (*self.report.troubles, *troubles[:room]) if room > 0 else self.report.troubles
        more = self.report.more_troubles + len(troubles) - max(0, min(room, len(troubles)))
        self.report = replace(self.report, troubles=named, more_troubles=more)

    def keep(self) -> None:
        """Store what waits, redirects first, so that links of the pages follow them."""
        if self._redirects:
            count = add_redirects(self._archive, self._redirects)
            self.report = replace(self.report, redirects=self.report.redirects + count)
        if self._pages:
            taken = add_revisions(
                self._archive, list(chain.from_iterable(self._pages)), self._now, parser=parser_mark(self.parse)
            )
            self._count(taken, pages=len(self._pages), problems=sum(_problems(page) for page in self._pages))
        if self._unchanged:
            looked_at = confirm_unchanged(self._archive, self._unchanged, self._now)
            self._count(looked_at, pages=len(self._unchanged))
        self._redirects, self._pages, self._unchanged = [], [], []

    def keep_months(self, only: frozenset[date] | None = None) -> None:
        """Store what waits, then the days of month pages that have no page of their own, or `only` those of them."""
        self.keep()
        reader = ArchiveReader(self._archive.connection)
        for title, month, sections in self._months:
            days = {day.date for _, day in month}
            present = {self._titles.day(each) for each in reader.pages(map(self._titles.title, days))}
            own = {day for day in days if day not in present or day in self._month_days}
            taken = own if only is None else own & only
            self._pages = [tuple(pair for pair in month if pair[1].date in taken)]
            self.keep()
            # Only once all of its days are kept the page need not be read again.
            newest = max((raw.revision or 0 for raw, _ in month), default=0)
            of_taken = {day: section for day, section in sections.items() if day in taken}
            self._month_days.take(title, taken, newest if taken == own else 0, of_taken)
            self._month_days.read |= days
        self._months = []

    def _count(self, taken: Intake, *, pages: int, problems: int = 0) -> None:
        self.report = replace(
            self.report,
            pages=self.report.pages + pages,
            revisions=self.report.revisions + taken.revisions,
            added=self.report.added + taken.added,
            changed=self.report.changed + taken.changed,
            problems=self.report.problems + problems,
        )


def _begun(source: Iterator[SourceItem]) -> Iterator[SourceItem]:
    """Take the first step of a source, so that one that cannot be read is reported before an archive is made."""
    first = next(source, None)
    return source if first is None else chain((first,), source)


def _problems(page: Parsed) -> int:
    """Count the problems of a page as its latest revision has them."""
    latest = {day.date: len(day.problems) for _, day in page}
    return sum(latest.values())
