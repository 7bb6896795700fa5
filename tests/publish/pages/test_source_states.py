"""A source that is gone leads to its copy; one that moved leads to where it is; what is not known is not said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_events

from daybook.model import ArchivedCopy, SourceHealth, SourceState
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.records import SourceLink
from daybook.publish.pages.site import Site
from daybook.publish.settings import SiteSettings

WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def shown(**told: object) -> SourceLink:
    event = next(event for event in make_events(40) if event.event.sources)
    state = SourceState(**{"health": SourceHealth.ALIVE, "since": WHEN, "looked": WHEN, **told})  # type: ignore[arg-type]
    event = replace(event, states=(state, *[None] * (len(event.event.sources) - 1)))
    builder = Builder(MemoryLibrary([event]), Site(SiteSettings()))
    return builder.event_pages([event.id])[0].sources[0]


def test_a_copy_is_shown_with_its_day() -> None:
    copy = ArchivedCopy("https://archive.example/web/20040815093000/x", datetime(2004, 8, 15, 9, 30, tzinfo=UTC))
    source = shown(health=SourceHealth.GONE, copy=copy)

    assert (source.health, source.copy_url, source.copy_taken) == (SourceHealth.GONE, copy.url, date(2004, 8, 15))


def test_what_is_unknown_is_left_out() -> None:
    assert shown(health=SourceHealth.UNKNOWN).health is None


def test_no_address_that_is_not_web_gets_into_a_page() -> None:
    source = shown(
        health=SourceHealth.MOVED, moved_to="javascript:alert(1)", copy=ArchivedCopy("data:text/html,x", WHEN)
    )

    assert (source.moved_to, source.copy_url) == (None, None)
