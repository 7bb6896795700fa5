"""The events of pages as files for other programs: built and live, linked, and what they tell."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import icalendar
import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sites import SETTINGS, build, build_spec_for, files_of

from daybook.model import Status
from daybook.publish.delivery.estimate import estimate_build
from daybook.publish.delivery.live import LiveSite

ALL = replace(SETTINGS, formats=("html", "json", "geojson", "ics", "epub", "ninjs"))
ENDINGS = (".geojson", ".ics", ".epub", ".ninjs")


@pytest.fixture(scope="module")
def files(library: MemoryLibrary, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("site")
    build(library, folder, ALL)
    return files_of(folder)


def of_events(files: dict[str, bytes]) -> set[str]:
    return {path for path in files if path.endswith(ENDINGS)}


def test_days_months_subjects_dates_stories_and_events_have_their_files(files: dict[str, bytes]) -> None:
    """And no other page has any: not years, nor the years of subjects, nor histories."""
    stems = {path.rpartition(".")[0] for path in files if path.endswith(".html")}
    days = {stem for stem in stems if stem.startswith("/news/") and stem.endswith("/index") and stem.count("/") > 3}
    subjects = {stem for stem in stems if stem.startswith(("/topic/", "/context/", "/category/", "/outlet/"))}
    wholes = {stem for stem in subjects if stem.count("/") == 2 and f"{stem}.geojson" in files}
    redirects = {stem for stem in subjects if stem.endswith("the-story-s-old-name")}

    assert {path for path in of_events(files) if path.startswith("/news/") and path.endswith(".geojson")} == {
        f"{stem}.geojson" for stem in days
    }
    assert {stem for stem in subjects if stem.count("/") == 2} - wholes == redirects
    assert {path for path in files if path.endswith(".ics")} == {
        f"{stem}.ics"
        for stem in stems
        if (stem.startswith("/topic/") and stem in wholes)
        or (stem.startswith("/on-this-day/") and not stem.endswith("/index"))
    }
    months = {stem for stem in stems if re.fullmatch(r"/news/\d{4}/\d{2}/index", stem)}
    weeks = {stem for stem in stems if re.fullmatch(r"/digest/\d{4}/W\d{2}", stem)}
    assert {path for path in files if path.endswith(".epub")} == {f"{stem}.epub" for stem in months | weeks}
    ninjs = {path.removesuffix(".ninjs") for path in files if path.endswith(".ninjs")}
    assert len(ninjs) == 50
    assert ninjs < {stem for stem in stems if stem.startswith("/news/")}


def test_live_gives_the_same_bytes_and_only_where_a_file_is_built(
    library: MemoryLibrary, files: dict[str, bytes]
) -> None:
    site = LiveSite(library, build_spec_for(library, ALL))
    stems = {path.rpartition(".")[0] for path in files}

    assert [path for path in of_events(files) if site.at(path) != files[path]] == []
    asked = {stem + ending for stem in stems for ending in ENDINGS} | {"/news/1999/01/1/index.geojson", "/x.ics"}
    assert {path for path in asked if isinstance(site.at(path), bytes)} == of_events(files)


def test_pages_link_to_the_files_of_their_events_and_to_no_others(files: dict[str, bytes]) -> None:
    linked = {
        link["address"].removeprefix("/daybook")
        for path, content in files.items()
        if path.endswith(".json") and not path.startswith(("/feeds/", "/search/", "/schema"))
        for link in json.loads(content).get("formats", ())
    }

    assert {path for path in linked if path.endswith(ENDINGS)} == of_events(files)
    day = next(path for path in sorted(of_events(files)) if path.endswith("/index.geojson"))
    page = files[day.replace(".geojson", ".html")].decode()
    assert f'href="/daybook{day}"' in page


def test_without_these_formats_no_page_speaks_of_them(library: MemoryLibrary, tmp_path: Path) -> None:
    build(library, tmp_path, replace(ALL, formats=("html", "json")))
    files = files_of(tmp_path)

    assert of_events(files) == set()
    assert [path for path, content in files.items() if b".geojson" in content or b".ics" in content] == []


def test_a_map_has_a_feature_for_each_event_that_happened(library: MemoryLibrary, files: dict[str, bytes]) -> None:
    events = list(library.all_events)
    withdrawn = next(event for event in events if event.status is Status.WITHDRAWN)
    told: dict[str, Any] = json.loads(files[f"/news/{withdrawn.date:%Y/%m}/{withdrawn.date.day}/index.geojson"])
    of_day = [event for event in events if event.date == withdrawn.date and event.status is Status.LISTED]

    month = json.loads(files[f"/news/{withdrawn.date:%Y/%m}/index.geojson"])

    assert [feature["id"] for feature in told["features"]] == [event.id for event in of_day]
    for feature, event in zip(told["features"], of_day, strict=True):
        assert feature["properties"]["headline"] == event.event.headline.plain
        where = event.location
        is_certain = where is not None and where.latitude is not None
        assert feature["geometry"] == (
            {"type": "Point", "coordinates": [where.longitude, where.latitude]} if where and is_certain else None
        )
    assert {feature["geometry"] is None for feature in month["features"]} == {True, False}
    assert {feature["id"] for feature in told["features"]} < {feature["id"] for feature in month["features"]}


def test_a_calendar_says_what_was_withdrawn_and_names_its_story(
    library: MemoryLibrary, files: dict[str, bytes]
) -> None:
    withdrawn = next(event for event in library.all_events if event.status is Status.WITHDRAWN)
    content = files[f"/on-this-day/{withdrawn.date:%m}/{withdrawn.date.day}.ics"]
    calendar = icalendar.Calendar.from_ical(content)
    entries = {str(entry["summary"]): entry for entry in calendar.events}

    assert str(calendar["x-wr-calname"]).startswith("Daybook: On this day: ")
    assert entries[withdrawn.event.headline.plain]["status"] == "CANCELLED"
    assert {entry["status"] for entry in entries.values()} == {"CANCELLED", "CONFIRMED"}
    story = json.loads(next(files[path] for path in sorted(files) if path.startswith("/topic/") and ".json" in path))
    calendar = icalendar.Calendar.from_ical(files[f"/topic/{story['slug']}.ics"])
    assert calendar["x-wr-calname"] == f"Daybook: {story['name']}"
    assert len([entry for entry in calendar.events if entry["status"] == "CONFIRMED"]) == story["total"]


def test_an_item_for_agencies_says_what_was_withdrawn(library: MemoryLibrary, files: dict[str, bytes]) -> None:
    items = [json.loads(files[path]) for path in files if path.endswith(".ninjs")]

    assert [each["uri"] for each in items if each["pubStatus"] == "canceled"] == [
        json.loads(files[path])["identifier"]
        for path in files
        if path.startswith("/news/")
        and path.endswith(".json")
        and b'"kind":"event"' in files[path]
        and b'"status":"withdrawn"' in files[path]
    ]
    assert len({each["uri"] for each in items}) == len(items) == 50


def test_a_week_and_a_month_are_books_with_every_event(library: MemoryLibrary, files: dict[str, bytes]) -> None:
    headlines = {event.event.headline.plain for event in library.all_events if event.status is Status.LISTED}
    told: dict[str, set[str]] = {"news": set(), "digest": set()}
    for path, content in files.items():
        if path.endswith(".epub"):
            with ZipFile(BytesIO(content)) as book:
                text = unescape("".join(book.read(name).decode() for name in book.namelist() if "/day-" in name))
            told[path.split("/")[1]] |= {each for each in headlines if each in text}

    assert told == {"news": headlines, "digest": headlines}


def test_an_estimate_counts_them(library: MemoryLibrary) -> None:
    endings = {part.name: part.files for part in estimate_build(build_spec_for(library, ALL)).endings}

    assert endings[".ninjs"] == 50
    assert endings[".ics"] > 0
    assert endings[".epub"] == 3  # two weeks, and their month
    assert endings[".geojson"] > endings[".ics"]
