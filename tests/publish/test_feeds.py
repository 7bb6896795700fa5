"""Feeds of built sites, where a validator of Atom or a reader of feeds would object."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.publish.memory_library import MemoryLibrary
from tests.publish.sites import build, one_event_library, rich_library

from daybook.model import ChangeKind, Revision, RichText, Span, Version

ATOM = "{http://www.w3.org/2005/Atom}"


def _atom(folder: Path, name: str) -> ET.Element:
    return ET.parse(folder / "feeds" / name).getroot()


def test_schemes_of_categories_are_the_same_iri_for_all_subjects_of_a_kind(tmp_path: Path) -> None:
    build(rich_library(), tmp_path)

    schemes = {found.get("scheme") for found in _atom(tmp_path, "news.atom").iter(f"{ATOM}category")}

    assert schemes == {f"tag:news.example,2026:{kind}" for kind in ("category", "topic", "context")}


def test_a_feed_without_entries_was_updated_when_the_latest_day_was_saved(tmp_path: Path) -> None:
    build(one_event_library(), tmp_path)

    feed = _atom(tmp_path, "changes.atom")

    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated", "").startswith("2004-08-1")


def test_a_feed_of_an_empty_archive_was_not_updated_before_there_were_feeds(tmp_path: Path) -> None:
    build(MemoryLibrary([]), tmp_path)

    assert _atom(tmp_path, "changes.atom").findtext(f"{ATOM}updated") == "2026-01-01T00:00:00Z"


def test_entries_of_changes_keep_the_headline_that_their_change_left(tmp_path: Path) -> None:
    event = replace(next(iter(one_event_library("A ferry sinks; 9 people die.").all_events)), changes=2)
    counts = ("A ferry sinks; 3 people die.", "A ferry sinks; 5 people die.", "A ferry sinks; 9 people die.")
    versions = tuple(
        Version(
            Revision(number, event.first_listed + timedelta(hours=number)),
            event.page,
            event.date,
            (ChangeKind.FIGURE,) if number else (ChangeKind.ADDED,),
            replace(event.event, headline=RichText((Span(text),))),
        )
        for number, text in enumerate(counts)
    )
    build(MemoryLibrary([event], {}, {event.id: versions}), tmp_path)

    titles = [found.text for found in _atom(tmp_path, "changes.atom").iterfind(f"{ATOM}entry/{ATOM}title")]

    assert titles == [counts[2], counts[1]]
