"""Sites to build in tests: libraries in memory, build specs that open them, and a look at what a folder holds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path

from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event, make_events, make_related

from daybook.model import (
    ArchivedEvent,
    ChangeKind,
    EventAddress,
    Problem,
    Revision,
    RichText,
    Severity,
    SourceFacts,
    Span,
    Status,
    SubjectKind,
    Version,
)
from daybook.publish.delivery.build import BuildOptions, BuildReport, build_site
from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.folder.build_state import BuildState
from daybook.publish.formats.to_html import HtmlRenderer, style_file
from daybook.publish.library import Library
from daybook.publish.render.theme import Theme, read_theme
from daybook.publish.settings import SiteSettings

SETTINGS = SiteSettings(
    address="https://news.example/daybook/", list_events=6, feed_minimum=4, feed_entries=8, changes_days=40
)
"""Small limits, so that a few events make every kind of page."""


@cache
def shipped_theme() -> Theme:
    """Return the theme that comes with Daybook."""
    return read_theme()


@contextmanager
def opened(library: MemoryLibrary) -> Iterator[Library]:
    """Open a library that is at hand."""
    yield library


def build_spec_for(library: MemoryLibrary, settings: SiteSettings = SETTINGS, source: str = "memory") -> BuildSpec:
    """Return how to make a site from a library in memory."""
    theme = shipped_theme()
    return BuildSpec(
        partial(opened, library),
        settings,
        partial(HtmlRenderer, settings, theme),
        theme.published() | style_file(theme),
        source=source,
    )


def build(
    library: MemoryLibrary,
    folder: Path,
    settings: SiteSettings = SETTINGS,
    *,
    whole: bool = False,
) -> BuildReport:
    """Build a site in this process, to the end."""
    *_, report = build_site(build_spec_for(library, settings), folder, BuildOptions(processes=1, whole=whole))
    assert isinstance(report, BuildReport)
    return report


def copy_site(built: Path, folder: Path) -> None:
    """Copy a built site so that the next build goes on with it: it takes less than building it again.

    Builds replace files and write into none, so that both may have the same ones; but for Daybook's own.
    """
    shutil.copytree(built, folder, copy_function=_share)
    with BuildState(folder) as state:  # a copy's files are as new as itself
        state.remember("finished", f"{max(file.stat().st_ctime_ns for file in folder.rglob('*'))}")


def _share(source: str, target: str) -> None:
    """Give a file of a site another name in a copy of it."""
    (shutil.copy2 if "/.daybook/" in source else os.link)(source, target)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a site by their paths, but for Daybook's own folder."""
    return {
        f"/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".daybook")
    }


def rich_library(days: int = 10) -> MemoryLibrary:
    """Return a library with something of everything: a reworded, a moved and a withdrawn event, problems, a merged story."""
    events = make_events(days, each=5)
    reworded = _with_changes(events[3], changes=2)
    moved = _with_changes(
        events[8], changes=1, former=(EventAddress(events[8].date - timedelta(days=1), "a-place-of-before"),)
    )
    withdrawn = _with_changes(events[12], changes=1, status=Status.WITHDRAWN)
    told = SourceFacts("A title of its own", "What the article says of itself, in a sentence.", events[0].date, "en")
    events[0] = _with_changes(events[0], facts=(told,))
    events[3], events[8], events[12] = reworded, moved, withdrawn
    story = next(story for event in events for story in event.stories)
    return MemoryLibrary(
        events,
        make_related([event for event in events if event.status is Status.LISTED]),
        {
            reworded.id: _versions(reworded, [(ChangeKind.FIGURE, ChangeKind.WORDING), (ChangeKind.SOURCE_ADDED,)]),
            moved.id: _versions(moved, [(ChangeKind.MOVED,)]),
            withdrawn.id: _versions(withdrawn, [(ChangeKind.REMOVED,)]),
        },
        problems={events[0].date: (Problem("unknown-template", Severity.WARNING, 7, "{{x|<b>}}", "give its text"),)},
        aliases={(SubjectKind.TOPIC, story.slug): ("the-story-s-old-name",)},
    )


def one_event_library(text: str = "A bridge opens in Aldern.", day: date = date(2004, 8, 14)) -> MemoryLibrary:
    """Return a library with a single event, which links to one article."""
    return MemoryLibrary([make_event(1, day, RichText((Span(text), Span(" Aldern", link="Aldern"))))])


def _with_changes(event: ArchivedEvent, **changes: object) -> ArchivedEvent:
    values = {name: getattr(event, name) for name in ArchivedEvent.__dataclass_fields__} | changes
    values["last_changed"] = event.first_listed + timedelta(hours=5)
    return ArchivedEvent(**values)


def _versions(event: ArchivedEvent, later: list[tuple[ChangeKind, ...]]) -> tuple[Version, ...]:
    """Return the versions of an event: a shorter first wording, then one for each of `later`."""
    first = event.first_listed
    words = event.event.headline.plain
    early = RichText((Span(words.replace("people", "persons").replace("The", "A", 1)),))
    found = [_version(event, 0, first, (ChangeKind.ADDED,), early)]
    for number, kinds in enumerate(later, 1):
        gone = ChangeKind.REMOVED in kinds
        headline = None if gone else event.event.headline
        found.append(_version(event, number, first + timedelta(hours=2 * number), kinds, headline))
    return tuple(found)


def _version(
    event: ArchivedEvent, number: int, saved: datetime, kinds: tuple[ChangeKind, ...], headline: RichText | None
) -> Version:
    told = None
    if headline is not None:
        values = {name: getattr(event.event, name) for name in type(event.event).__dataclass_fields__}
        told = type(event.event)(**(values | {"headline": headline}))
    return Version(Revision(5000 + number, saved.astimezone(UTC)), event.page, event.date, kinds, told)
