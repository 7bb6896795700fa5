"""Files, folders and exports of pages to days, without an archive: knows none, so that `daybook parse` starts fast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from daybook.config import Settings
from daybook.model import ParsedDay, RawPage
from daybook.pipeline.lines import Line, day_line
from daybook.pipeline.parser_settings import parse_settings
from daybook.pipeline.parsing import ParserPool
from daybook.progress import Progress, Steps
from daybook.source.items import NotRead, SourceItem
from daybook.source.local import read_path


def parse_paths(
    paths: Sequence[Path],
    settings: Settings,
    *,
    emit: Callable[[Line], None],
    miss: Callable[[NotRead], None] | None = None,
    piped_day: date | None = None,
) -> Steps[int]:
    """Hand each day of files, folders and exports to `emit`, as its latest revision has it; return how many there were.

    What gave no text although it should have is handed to `miss`. `piped_day` is the day of wikitext on standard input; without
    it only an export is read there.
    """
    parsing = parse_days(
        paths, settings, emit=lambda raw, day: emit(day_line(raw, day)), miss=miss, piped_day=piped_day
    )
    return (yield from parsing)


def parse_days(
    paths: Sequence[Path],
    settings: Settings,
    *,
    emit: Callable[[RawPage, ParsedDay], None],
    miss: Callable[[NotRead], None] | None = None,
    piped_day: date | None = None,
) -> Steps[int]:
    """Do the same with each day as a record, and the page that it was read from."""
    days = 0
    with ParserPool(parse_settings(settings)) as parser:
        for number, path in enumerate(paths, start=1):
            for item, parsed in parser.parse(_latest(read_path(path, settings.wiki.titles, piped_day))):
                for raw, day in parsed:
                    emit(raw, day)
                days += len(parsed)
                if miss is not None and isinstance(item.content, NotRead):
                    miss(item.content)
                yield reading_progress(item, path, number, len(paths))
    return days


def _latest(source: Iterable[SourceItem]) -> Iterator[SourceItem]:
    """Leave only the latest revision of each page, of however many pieces its history comes in."""
    held: RawPage | None = None
    for item in source:
        history = item.history
        if history is None:
            yield item
            continue
        revisions = history.revisions
        if held is not None and held.title == history.title:
            revisions = (held, *revisions)
        latest = max(reversed(revisions), key=_age)
        held = latest if history.more else None
        yield replace(item, content=None if held else replace(history, revisions=(latest,)))


def _age(raw: RawPage) -> tuple[datetime, int]:
    """Return what grows with newer revisions; what is unknown is oldest."""
    return raw.timestamp or datetime.min.replace(tzinfo=UTC), raw.revision or 0


def reading_progress(item: SourceItem, path: Path, number: int, paths: int) -> Progress:
    """Return how far path `number` of so many is read after this thing of it; single pages among many are one task."""
    if paths > 1 and (item.total, item.unit) == (1, "files"):
        return Progress("reading pages", number, paths, "files")
    return Progress(f"reading {path.name or path}", item.done, item.total, item.unit)
