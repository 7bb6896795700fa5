"""Parsing beside reading and storing: in other processes where there is enough to parse, in the order of the source.

Parsing is what an import spends most of its time on, and pages do not depend on each other. Knows the parser's calls and
no archive.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from types import TracebackType

from daybook.errors import SourceError
from daybook.model import ParsedDay, RawPage
from daybook.model.wiki import SiteInfo
from daybook.parse import ParseSettings, example_of_day_heading, lines_of_no_day, parse_page, split_month
from daybook.source.items import Cause, NotRead, PageHistory, SourceItem
from daybook.workers import begin_worker, deferring_sigint, telling_of_killed_workers

Parsed = tuple[tuple[RawPage, ParsedDay], ...]
"""Pages of single days with what stands on them."""

ALONE = 64
"""Pages parsed in this process before others are started: starting them takes as long as parsing about so many."""

AHEAD = 64
"""Pages read ahead of the one that is waited for: keeps the others busy, holds a few megabytes."""


class ParserPool(AbstractContextManager["ParserPool"]):
    """Parses what a source yields; use it in a `with` statement, which ends the processes it started."""

    def __init__(self, settings: ParseSettings, processes: int | None = None) -> None:
        self._settings = settings
        self._processes = max(1, processors() - 1) if processes is None else processes
        self._pool: ProcessPoolExecutor | None = None
        self._parsed = 0

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def parse(self, source: Iterable[SourceItem]) -> Iterator[tuple[SourceItem, Parsed]]:
        """Yield everything that a source yields, in its order, with what stands on it.

        An error of the source is raised after everything before it has been yielded.
        """
        waiting: deque[tuple[SourceItem, Parsed | Future[Parsed]]] = deque()
        failure: SourceError | None = None
        entries = iter(source)
        while failure is None:
            try:
                entry = next(entries, None)
            except SourceError as error:
                failure = error
                break
            if entry is None:
                break
            waiting.append((entry, self._start(entry)))
            while len(waiting) > AHEAD or (waiting and not isinstance(waiting[0][1], Future)):
                yield self._finished(waiting.popleft())
        while waiting:
            yield self._finished(waiting.popleft())
        if failure is not None:
            raise failure

    def _start(self, item: SourceItem) -> Parsed | Future[Parsed]:
        if isinstance(item.content, SiteInfo):  # what the wiki says of itself holds for all that follows
            self._settings = replace(self._settings, site=item.content)
        if item.history is None:
            return ()
        self._parsed += 1
        if self._parsed <= ALONE or self._processes == 0:
            return parse_history(item.history, self._settings)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, initializer=begin_worker)
        with telling_of_killed_workers(), deferring_sigint():
            return self._pool.submit(parse_history, item.history, self._settings)

    def _finished(self, waiting: tuple[SourceItem, Parsed | Future[Parsed]]) -> tuple[SourceItem, Parsed]:
        """Return what was parsed; a month page on which no day was found is one that was not read."""
        item, parsed = waiting
        with telling_of_killed_workers():
            days = parsed.result() if isinstance(parsed, Future) else parsed
        if days or item.history is None:
            return item, days
        example = example_of_day_heading(item.history.revisions[-1], self._settings)
        if example is None:
            return item, days
        hint = f"each day needs a heading such as `{example}`; see `parse.dialect`"
        return replace(item, content=NotRead(item.history.title, Cause.NO_DAYS, hint=hint)), days


def parse_history(history: PageHistory, settings: ParseSettings) -> Parsed:
    """Parse the revisions of a day page, or of each day of a month page; a day of it that did not change counts once.

    What a month page says outside its days is reported with the first of them, at line 0.
    """
    if settings.titles.day(history.title) is not None:
        return tuple((raw, parse_page(raw, settings)) for raw in history.revisions)
    last: dict[str, str] = {}
    parsed = []
    for revision in history.revisions:
        outside = tuple(replace(each, line=0) for each in lines_of_no_day(revision, settings))
        for number, raw in enumerate(split_month(revision, settings)):
            if last.get(raw.title) != raw.wikitext:
                last[raw.title] = raw.wikitext
                day = parse_page(raw, settings)
                parsed.append((raw, day if number else replace(day, problems=(*outside, *day.problems))))
    return tuple(sorted(parsed, key=lambda pair: pair[1].date))


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
