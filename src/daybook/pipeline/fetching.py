"""Pages in from the wiki: the days asked for, or all that it has. Each piece is kept as it comes."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import TracebackType
from typing import Self

from daybook.archive import ArchiveReader, open_for_writing, report_missing
from daybook.config import Settings
from daybook.errors import FetchError
from daybook.model.wiki import SiteInfo
from daybook.pipeline.enriching import enrich_days, enrich_sources
from daybook.pipeline.intake import IntakeReport, IntakeSession
from daybook.pipeline.kept_facts import (
    FetchRecord,
    read_fetch_record,
    read_whole_histories,
    save_fetch_record,
    save_whole_histories,
)
from daybook.pipeline.parsing import ParserPool
from daybook.progress import Progress, Steps
from daybook.source.fetch import ListedPage, fetch_listed, fetch_pages, find_pages
from daybook.source.items import Cause, NotRead, SourceItem
from daybook.source.mediawiki import Clock, WikiClient
from daybook.source.site_info import fetch_site_info

PAGES_AT_ONCE = 50
"""Revisions stored in one transaction while all pages are fetched: about one answer's worth, which a killed fetch repeats."""

READING = "reading the wiki"
"""What is going on, for the most part of a fetch."""

_TITLES_HINT = "check `parse.dialect`, or `wiki.title_prefix`, `wiki.months`, `wiki.day_title` and `wiki.month_title`"


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What to ask a wiki for: every revision since the last one kept, or the latest alone; what it knows of articles.

    `clock` is where time and waiting come from, the real ones unless given.
    """

    history: bool = False
    articles: bool = True
    clock: Clock | None = None


def fetch_days(
    span: tuple[date, date], settings: Settings, now: datetime, options: FetchOptions | None = None
) -> Steps[IntakeReport]:
    """Take the pages of an inclusive span of days from the wiki: those that have a new revision.

    Where a day has no page, its part of the month's page is taken. Each page is kept as it comes.

    Raises:
        FetchError: the wiki failed for good, or has no page of any of these days.
    """
    options = options or FetchOptions()
    titles = settings.wiki.titles
    days = {titles.title(day): day for day in _days(*span)}
    with _Fetch(settings, now, options) as fetch:
        session = fetch.session()
        missed = yield from fetch.take(fetch.changed(tuple(days)), READING)
        absent = [days[item.name] for item in missed]
        moved = tuple(item for item in missed if item.cause is Cause.REDIRECT)
        session.add_troubles(moved)
        months = sorted({(day.year, day.month) for day in absent})
        lacking = yield from fetch.take(
            fetch.changed([titles.month_title(*month) for month in months]), "reading pages of months"
        )
        session.keep_months(only=frozenset(absent))
        absent = [day for day in absent if day not in session.told_by_months()]
        session.report = replace(session.report, absent=tuple(absent))
        report_missing(fetch.archive, absent, now)
        if len(missed) == len(days) and len(lacking) == len(months) and not moved:
            examples = f"`{next(iter(days))}`, nor of their months, such as `{titles.month_title(*months[0])}`"
            raise FetchError(f"the wiki has no page of these days, such as {examples}", hint=_TITLES_HINT)
        yield from fetch.enrich(span)
        return fetch.finish()


def fetch_all(settings: Settings, now: datetime, options: FetchOptions | None = None) -> Steps[IntakeReport]:
    """Take all day pages and month pages that the wiki has, found by its own list of pages: those that have a new revision.

    A fetch that was stopped goes on where it was: what is kept is not fetched again.

    Raises:
        FetchError: the wiki failed for good, or has no day page.
    """
    options = options or FetchOptions()
    titles = settings.wiki.titles
    with _Fetch(settings, now, options, batch=PAGES_AT_ONCE) as fetch:
        session = fetch.session()
        listed: dict[str, ListedPage] = {}
        for page in fetch.find():
            if titles.day(page.title) or titles.month(page.title):
                listed[page.title] = page
                yield Progress("finding pages", len(listed))
        if not listed:
            raise FetchError(f"the wiki has no day page: none begins with `{titles.starts[0]}`", hint=_TITLES_HINT)
        pages = sorted(listed.values(), key=lambda page: _first_day(page.title, settings))
        missed = yield from (
            fetch.take_histories(pages) if options.history else fetch.take(fetch.listed(pages), READING)
        )
        session.add_troubles(missed)
        session.keep_months()
        first, last = (_first_day(page.title, settings) for page in (pages[0], pages[-1]))
        yield from fetch.enrich((first, max(first, _month_end(last))))
        return fetch.finish()


def fetch_titles(
    page_titles: Sequence[str], settings: Settings, now: datetime, options: FetchOptions, *, wait: float = 0.0
) -> Steps[IntakeReport]:
    """Take the day pages and month pages with these titles that have a new revision, and what the wiki knows of their articles.

    `wait` is how many seconds to wait for another program that writes to the archive. Raises `FetchError` and `ArchiveBusy`.
    """
    titles = settings.wiki.titles
    with _Fetch(settings, now, options, wait=wait) as fetch:
        session = fetch.session()
        missed = yield from fetch.take(fetch.changed(page_titles), READING)
        session.keep_months()
        days = [*(day for title in page_titles if (day := titles.day(title))), *sorted(session.told_by_months())]
        report_missing(fetch.archive, [day for item in missed if (day := titles.day(item.name))], now)
        for day in days:
            yield from fetch.enrich((day, day))
        return fetch.finish()


class _Fetch:
    """A fetch under way: the wiki, the archive, the session; use it in a `with` statement.

    However it ends, the archive keeps how it went.
    """

    def __init__(
        self, settings: Settings, now: datetime, options: FetchOptions, *, batch: int = 1, wait: float = 0.0
    ) -> None:
        self._settings = settings
        self._now = now
        self._options = options
        self._batch = batch
        self._wait = wait
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._client = stack.enter_context(WikiClient(self._settings.wiki, self._options.clock))
            self._items = None
            if self._options.articles and self._settings.wiki.items_api:
                of_items = replace(self._settings.wiki, api=self._settings.wiki.items_api)
                self._items = stack.enter_context(WikiClient(of_items, self._options.clock))
            self.archive = stack.enter_context(
                open_for_writing(self._settings.files.archive, now=self._now, wait=self._wait)
            )
            self._session = IntakeSession(self.archive, self._now, self._settings, self._batch)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if isinstance(error, FetchError):
                self._session.keep()
                self._save(error.message)
        finally:
            self._stack.__exit__(kind, error, trace)

    def session(self) -> IntakeSession:
        """Return the session that takes the wiki's pages, which knows what the wiki is: asked once a day."""
        before = read_fetch_record(self.archive.connection)
        same_day = before is not None and before.finished.date() == self._now.date()
        same_wiki = before is not None and before.wiki == self._settings.wiki.api
        if self._session.parse.site is None or not same_day or not same_wiki:
            self._session.take_site_info(fetch_site_info(self._client))
        return self._session

    def find(self) -> Iterator[ListedPage]:
        """Yield all pages whose titles begin as those of day pages, under the names that the settings have."""
        site = self._session.parse.site or SiteInfo()
        for start in self._settings.wiki.titles.starts:
            namespace, below = site.split(start)
            named = start.removesuffix(
                below
            )  # the namespace as the settings have it, which may be one of its other names
            for page in find_pages(self._client, namespace, below):
                _, rest = site.split(page.title)
                yield replace(page, title=named + rest)

    def changed(self, titles: Sequence[str]) -> Iterator[SourceItem]:
        """Yield the pages with these titles that have a new revision, and of the others the reason."""
        known = self._session.known(titles)
        per_request = self._settings.wiki.titles_per_request
        return fetch_pages(self._client, titles, known, history=self._options.history, titles_per_request=per_request)

    def listed(self, pages: Sequence[ListedPage]) -> Iterator[SourceItem]:
        """Do the same for pages that the wiki has listed."""
        known = self._session.known([page.title for page in pages])
        per_request = self._settings.wiki.titles_per_request
        return fetch_listed(self._client, pages, known, history=self._options.history, per_request=per_request)

    def take(self, pages: Iterable[SourceItem], task: str) -> Steps[list[NotRead]]:
        """Take pages and return those that the wiki has not, or only a redirect in their place."""
        absent = []
        with ParserPool(self._session.parse, processes=0 if self._batch == 1 else None) as parser:
            for item, parsed in parser.parse(pages):
                if isinstance(item.content, NotRead) and _is_absence(item.content):
                    absent.append(item.content)
                else:
                    self._session.take(item, parsed)
                yield Progress(task, item.done, item.total, item.unit)
        return absent

    def take_histories(self, pages: Sequence[ListedPage]) -> Steps[list[NotRead]]:
        """Take the whole histories of listed pages, and return those pages that the wiki has not.

        The newest revision that the archive has of a page does not tell whether it has those before, which an earlier fetch
        may have left out. So the archive keeps of which pages it has all; of any other all are read, and those that it has
        already change nothing.
        """
        whole = read_whole_histories(self.archive.connection)
        absent: list[NotRead] = []
        for start in range(0, len(pages), PAGES_AT_ONCE):
            portion = pages[start : start + PAGES_AT_ONCE]
            items = fetch_listed(self._client, portion, whole, history=True, done=start, total=len(pages))
            absent += yield from self.take(items, READING)
            self._session.keep()
            done = {page.title: page.revision for page in portion if not page.is_redirect}
            if any(whole.get(title) != revision for title, revision in done.items()):
                whole |= done
                save_whole_histories(self.archive, whole)
        return absent

    def enrich(self, span: tuple[date, date]) -> Steps[None]:
        """Ask what else there is to know of the events of these days, as far as settings and options say so."""
        if self._options.articles:
            yield from enrich_days(self._client, self._items, self.archive, span, self._now)
        if self._settings.sources.read:
            yield from enrich_sources(self.archive, self._settings, span, self._now)

    def finish(self) -> IntakeReport:
        """Return what the fetch brought, and keep that it did well."""
        self._session.keep()
        self._save("")
        latest = ArchiveReader(self.archive.connection).latest_revision()
        return replace(self._session.report, requests=self._client.requests, latest=latest)

    def _save(self, failure: str) -> None:
        report = self._session.report
        before = read_fetch_record(self.archive.connection)
        succeeded = (before.succeeded if before else None) if failure else self._now
        wiki = self._settings.wiki.api
        record = FetchRecord(self._now, wiki, report.pages, report.revisions, failure, succeeded)
        save_fetch_record(self.archive, record)


def _is_absence(item: NotRead) -> bool:
    """Say whether the wiki has no such page, or only a redirect; one old revision that was a redirect is no absence."""
    return item.cause in (Cause.MISSING, Cause.REDIRECT) and item.revision is None


def _first_day(title: str, settings: Settings) -> date:
    titles = settings.wiki.titles
    return titles.day(title) or date(*(titles.month(title) or (1, 1)), 1)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _days(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)
