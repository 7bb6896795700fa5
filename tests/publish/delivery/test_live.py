"""What is served from the archive is what a build writes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sites import build, build_spec_for, files_of

from daybook.model import DayRecord, Selection
from daybook.publish.delivery.live import LiveSite, MovedTo
from daybook.publish.settings import SiteSettings


@pytest.fixture(scope="module")
def built(library: MemoryLibrary, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("site")
    build(library, folder)
    return files_of(folder)


def test_publish_and_serve_give_the_same_bytes_for_every_address(
    library: MemoryLibrary, built: dict[str, bytes]
) -> None:
    """Of all files of the site but the search index: a live site is asked itself.

    Where a page moved, the folder holds a page that says so, and the server says where to.
    """
    site = LiveSite(library, build_spec_for(library))
    differing = []
    for path, content in built.items():
        if path.startswith("/search/"):
            continue
        served = site.at(path)
        if isinstance(served, MovedTo):
            assert served.path.rpartition(".")[0].encode() in content
        elif served != content:
            differing.append(path)

    assert differing == []


class _WithoutDays(MemoryLibrary):
    """An archive of which nobody may read all days."""

    def days(self, first: date | None = None, last: date | None = None) -> Sequence[DayRecord]:
        raise AssertionError


def test_views_of_one_state_share_their_calendar(library: MemoryLibrary) -> None:
    """The days of an archive are read once for each state, however many threads answer."""
    spec = build_spec_for(library)
    first = LiveSite(library, spec)

    other = LiveSite(
        _WithoutDays(list(library.events(library.select(Selection())).values())), spec, calendar=first.builder.calendar
    )

    assert other.builder.calendar is first.builder.calendar


def test_a_live_site_says_that_it_is_asked_itself_and_has_no_index(
    library: MemoryLibrary, built: dict[str, bytes]
) -> None:
    site = LiveSite(library, build_spec_for(library))

    told = json.loads(bytes(site.at("/search/index.json") or b""))  # type: ignore[arg-type]
    of_folder = json.loads(built["/search/index.json"])

    assert told == {"version": of_folder["version"], "live": True, "categories": of_folder["categories"]}
    assert [path for path in built if path.startswith("/search/") and site.at(path)] == ["/search/index.json"]


def test_nothing_is_served_that_is_not_built(library: MemoryLibrary, built: dict[str, bytes]) -> None:
    site = LiveSite(library, build_spec_for(library))
    asked = [
        "/news/2004/01/1/no-such-event.html", "/news/1999/index.html", "/news/2004/02/index.html", "/topic/nobody.json",
        "/context/nobody/2004.html", "/feeds/topic/nobody.atom", "/sitemaps/news-1999.xml", "/search/1990s/xy.bin",
        "/../etc/passwd", "/.daybook/state.sqlite", "/", "", "index.html",
    ]  # fmt: skip

    assert [path for path in asked if site.at(path) is not None or path in built] == []


@pytest.mark.parametrize("ending", ["html", "json", "epub", "ics", "geojson", "png"])
def test_nothing_is_at_the_ends_of_the_calendar(library: MemoryLibrary, ending: str) -> None:
    settings = SiteSettings(formats=("html", "json", "xml", "md", "epub", "ics", "geojson", "ninjs"))
    site = LiveSite(library, build_spec_for(library, settings))
    stems = [
        *(
            "/digest/9999/W52",
            "/digest/0001/W01",
            "/news/9999/12/31/index",
            "/news/0001/01/01/index",
            "/news/9999/12/index",
        ),
        *("/news/0001/01/index", "/news/9999/index", "/news/0001/index", "/changes/9999/12", "/quality/9999/12"),
        *("/on-this-day/12/31", "/category/sports/9999", "/category/sports/9999/12", "/feeds/category/sports/9999"),
    ]

    assert {stem: site.at(f"{stem}.{ending}") for stem in stems} == dict.fromkeys(stems)


def test_a_former_address_of_an_event_leads_to_its_present_one(library: MemoryLibrary) -> None:
    site = LiveSite(library, build_spec_for(library))

    moved = site.at("/news/2004/01/1/a-place-of-before.json")

    assert isinstance(moved, MovedTo)
    assert moved.lasting
    assert moved.path.startswith("/news/2004/01/2/")
    assert moved.path.endswith(".json")
