"""A context gets a page when enough events link to it, keeps it for ever, and until then its links lead to the wiki."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event
from tests.publish.sites import SETTINGS, build, build_spec_for, files_of

from daybook.model import ArchivedEvent, RichText, Span, Stale, SubjectKind
from daybook.publish.delivery.live import LiveSite

DAY = date(2024, 5, 3)


def _event(number: int, *titles: str) -> ArchivedEvent:
    """Return an event on a day of its own that links to articles."""
    spans = tuple(Span(f" {title}", link=title) for title in titles)
    return make_event(number, DAY + timedelta(days=number), RichText((Span(f"Event {number} at"), *spans)))


def _stale(*events: ArchivedEvent) -> Stale:
    """Return what an archive calls stale when these events are new, or were reworded."""
    subjects = {(SubjectKind.CONTEXT, context.slug, event.date.year) for event in events for context in event.contexts}
    ids = tuple(event.id for event in events)
    return Stale(ids, tuple(event.date for event in events), tuple(sorted(subjects)), ids)


def _contexts(files: dict[str, bytes]) -> set[str]:
    return {
        path.split("/")[2].removesuffix(".html")
        for path in files
        if path.startswith("/context/") and path.endswith(".html")
    }


def test_a_context_of_one_event_has_no_page_and_its_links_lead_to_the_wiki(tmp_path: Path) -> None:
    build(MemoryLibrary([_event(1, "Aldern", "Kilmore"), _event(2, "Aldern")]), tmp_path)
    files = files_of(tmp_path)
    page = files["/news/2024/05/4/event-1-at-aldern-kilmore.html"].decode()

    assert _contexts(files) == {"aldern"}
    assert 'href="https://en.wikipedia.org/wiki/Kilmore"' in page
    assert 'href="/daybook/context/aldern.html"' in page
    assert not [path for path, content in files.items() if b"context/kilmore" in content]


@pytest.mark.parametrize(("minimum", "expected"), [(1, {"aldern", "kilmore"}), (2, {"aldern"}), (3, set())])
def test_the_publisher_chooses_how_many_events_make_a_page(tmp_path: Path, minimum: int, expected: set[str]) -> None:
    library = MemoryLibrary([_event(1, "Aldern", "Kilmore"), _event(2, "Aldern")])
    build(library, tmp_path, replace(SETTINGS, context_minimum=minimum))
    files = files_of(tmp_path)

    index = files["/contexts/index.html"].decode()
    assert _contexts(files) == expected
    assert {name for name in ("aldern", "kilmore") if f"/context/{name}.html" in index} == expected


def test_the_second_event_gives_a_context_its_page_and_the_first_event_a_link_to_it(tmp_path: Path) -> None:
    """All that shows the first event is made again: its page, its day, its subjects."""
    first, second = _event(1, "Aldern", "Kilmore"), _event(2, "Aldern", "Kilmore")
    others = [_event(3, "Aldern")]
    build(MemoryLibrary([first, *others]), tmp_path / "followed")
    library = MemoryLibrary([first, *others, second], number=2, changed_since=_stale(second))

    report = build(library, tmp_path / "followed")
    build(library, tmp_path / "whole")

    assert not report.whole
    assert _contexts(files_of(tmp_path / "followed")) == {"aldern", "kilmore"}
    assert files_of(tmp_path / "followed") == files_of(tmp_path / "whole")


def test_events_whose_lists_alone_changed_did_not_give_a_context_its_page(tmp_path: Path) -> None:
    """Two had the context before the third came, which all three are related to: their days stay as they are."""
    before, new = [_event(1, "Aldern"), _event(2, "Aldern")], _event(3, "Aldern")
    pages = []
    for name, events in (("relisted", (1, 2, 3)), ("alone", (3,))):
        build(MemoryLibrary(before), tmp_path / name)
        stale = replace(_stale(new), events=events)
        pages.append(build(MemoryLibrary([*before, new], number=2, changed_since=stale), tmp_path / name).pages)

    assert pages[0] - pages[1] == 2


def test_a_context_that_had_a_page_keeps_it_with_one_event_left(tmp_path: Path) -> None:
    """Through later builds too, whole ones included; only links no longer lead to it."""
    first, second = _event(1, "Kilmore"), _event(2, "Kilmore")
    build(MemoryLibrary([first, second]), tmp_path)
    reworded = replace(_event(2, "Elsewhere"), slug=second.slug)
    stale = _stale(reworded, second)
    library = MemoryLibrary([first, reworded], number=2, changed_since=stale)

    build(library, tmp_path)
    after = files_of(tmp_path)
    build(library, tmp_path, whole=True)

    assert b"1 event on Kilmore" in after["/context/kilmore.html"]
    assert b"context/kilmore" not in after["/news/2024/05/4/event-1-at-kilmore.html"]
    assert files_of(tmp_path) == after


def test_live_an_address_that_was_ever_given_answers(tmp_path: Path) -> None:
    """The archive alone does not tell which contexts once had more events: all that it knows have a page."""
    library = MemoryLibrary([_event(1, "Kilmore")])
    build(library, tmp_path)
    site = LiveSite(library, build_spec_for(library))

    assert _contexts(files_of(tmp_path)) == set()
    assert b"1 event on Kilmore" in (site.at("/context/kilmore.html") or b"")  # type: ignore[operator]
    assert site.at("/context/nowhere.html") is None


def test_a_context_with_a_feed_has_a_page(tmp_path: Path) -> None:
    """However many events a page takes otherwise."""
    library = MemoryLibrary([_event(1, "Aldern", "Kilmore"), _event(2, "Aldern")])
    build(library, tmp_path, replace(SETTINGS, context_minimum=5, feed_minimum=2))
    files = files_of(tmp_path)

    assert _contexts(files) == {"aldern"}
    assert {path for path in files if path.startswith("/feeds/context/")} >= {"/feeds/context/aldern.atom"}
