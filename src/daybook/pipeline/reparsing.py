"""An archive read again by today's parser, from the raw pages that it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from daybook.archive import (
    Reread,
    WritableArchive,
    add_revisions,
    days_of_other_parsers,
    events_after,
    keep_attribute,
    listed_pages_of_day,
    lists_the_same,
    open_for_reading,
    open_for_writing,
    raw_pages_of_day,
    read_attribute,
    relocate,
    revisions_of_days,
    take_over,
)
from daybook.config import Settings
from daybook.model import ParsedDay, RawPage
from daybook.parse import ParseSettings, parse_page
from daybook.pipeline.intake import BATCH
from daybook.pipeline.kept_facts import read_site_info
from daybook.pipeline.parser_mark import locator_mark, parser_mark
from daybook.pipeline.parser_settings import parse_settings
from daybook.progress import Progress, Steps

DAYS_AT_ONCE = 50
"""Days that are taken over in one transaction: what a kill may cost. One by one, 8,587 days wrote their changes to the disk, and
looked through the whole index for what may be forgotten, 8,587 times (`python -m benchmarks.reparse`)."""

EVENTS_AT_ONCE = 2_000
"""Events that are located again in one transaction."""
LOCATOR = "locator"
"""The attribute that names the rules by which events were located."""


def reparse(settings: Settings, now: datetime, *, at_once: int = DAYS_AT_ONCE) -> Steps[Reread]:
    """Read the archive again where another parser read it, or one that was set otherwise; locate events where that was by other rules.

    All pages are imported into a second archive beside it, from which days are taken over, each with those that share events
    with it. Both are kept as they come, `at_once` days at a time: what is stopped is gone on with by the next call.
    """
    path = settings.files.archive
    beside = path.with_name(f"{path.name}.reparse")
    total = Reread()
    with open_for_writing(path, now=now) as archive:
        parsing = replace(parse_settings(settings), site=read_site_info(archive.connection))
        mark = parser_mark(parsing)
        waiting = days_of_other_parsers(archive.connection, mark)
        if not waiting:
            _remove(beside)
            return replace(total, moved=(yield from _relocate(archive)))
        _remove_unless(beside, mark)
        with open_for_writing(beside, now=now) as fresh:
            keep_attribute(fresh, "parser", mark)
            yield from _import_again(archive, fresh, parsing, mark, now)
        done: set[int] = set()
        with open_for_reading(beside, verified=True) as connection:
            for start in range(0, len(waiting), at_once):
                keys = [key for key in waiting[start : start + at_once] if key not in done]
                days, step = take_over(archive, connection, keys, mark, now)
                done |= days
                total = Reread(
                    total.days + step.days,
                    total.added + step.added,
                    total.gone + step.gone,
                    total.changed + step.changed,
                )
                yield Progress("taking over", len(done), len(waiting), "days")
        _remove(beside)
        return replace(total, moved=(yield from _relocate(archive)))


def _relocate(archive: WritableArchive) -> Steps[int]:
    """Locate all events by today's rules, where they were by others or nobody knows; return how many are elsewhere now."""
    mark = locator_mark()
    if read_attribute(archive.connection, LOCATOR) == mark:
        return 0
    (total,) = archive.connection.execute("SELECT count(*) FROM event").fetchone()
    moved, done, last = 0, 0, 0
    while events := events_after(archive.connection, last, EVENTS_AT_ONCE):
        moved += relocate(archive, events)
        done, last = done + len(events), events[-1]
        yield Progress("locating", done, total, "events")
    keep_attribute(archive, LOCATOR, mark)
    return moved


def _import_again(
    archive: WritableArchive, fresh: WritableArchive, parsing: ParseSettings, mark: str, now: datetime
) -> Iterator[Progress]:
    """Import the raw pages of all days whose revisions the fresh archive does not have yet."""
    have = revisions_of_days(fresh.connection)
    wanted = revisions_of_days(archive.connection)
    batch: list[tuple[RawPage, ParsedDay]] = []
    for done, (key, revisions) in enumerate(wanted.items(), start=1):
        if have.get(key) != revisions:
            raws = (_as_named_now(raw, key, parsing) for raw in raw_pages_of_day(archive.connection, key))
            batch += [(raw, parse_page(raw, parsing)) for raw in raws]
        if batch and (len(batch) >= BATCH or done == len(wanted)):
            add_revisions(fresh, batch, now, parser=mark)
            batch = []
            yield Progress("reading again", done, len(wanted), "days")


def _as_named_now(raw: RawPage, key: int, parsing: ParseSettings) -> RawPage:
    """Return a page under the title that its day has by today's settings, which another dialect may have named otherwise."""
    titles = parsing.titles
    day = date(key // 10000, key // 100 % 100, key % 100)
    return raw if titles.day(raw.title) == day else replace(raw, title=titles.title(day))


def _remove_unless(beside: Path, mark: str) -> None:
    """Remove a fresh archive that was begun by another parser than this one."""
    if beside.exists():
        with open_for_reading(beside, verified=True) as connection:
            same = read_attribute(connection, "parser") == mark
        if not same:
            _remove(beside)


def _remove(beside: Path) -> None:
    for ending in ("", "-wal", "-shm", ".lock"):
        with suppress(FileNotFoundError):
            beside.with_name(beside.name + ending).unlink()


def find_misread_days(settings: Settings) -> Steps[list[str]]:
    """Return the days whose listings are not what today's parser finds in their raw pages, a sentence each.

    Days that another parser read are left out: what they tell is that parser's.
    """
    faults = []
    with open_for_reading(settings.files.archive, verified=True) as connection:
        parsing = replace(parse_settings(settings), site=read_site_info(connection))
        others = set(days_of_other_parsers(connection, parser_mark(parsing)))
        days = [key for key in revisions_of_days(connection) if key not in others]
        for done, key in enumerate(days, start=1):
            for number, (raw, listed) in enumerate(listed_pages_of_day(connection, key), start=1):
                found = parse_page(_as_named_now(raw, key, parsing), parsing).events
                if not lists_the_same(listed, found):
                    faults.append(f"revision {number} of `{raw.title}` lists other events than its raw page has")
            yield Progress("reading raw pages", done, len(days), "days")
    return faults
