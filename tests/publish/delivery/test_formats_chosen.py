"""A site comes in the formats that its publisher chose, and nothing in it leads to any other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sites import SETTINGS, build, build_spec_for, files_of, rich_library

from daybook.model import Stale
from daybook.publish.delivery.live import LiveSite, MovedTo
from daybook.publish.settings import FeedFormatName, FormatName, SiteSettings

CHOICES: list[tuple[FormatName, ...]] = [("html", "json"), ("html",), ("json",), ("xml", "md")]


def _chosen(*formats: FormatName, feeds: tuple[FeedFormatName, ...] = ("atom",)) -> SiteSettings:
    return replace(SETTINGS, formats=formats, feed_formats=feeds)


def _endings(files: dict[str, bytes]) -> set[str]:
    """Return the endings of pages: of what stands in the folders where only pages do."""
    return {path.rpartition(".")[2] for path in files if path.startswith(("/news/", "/topic/", "/context/"))}


Files = dict[str, bytes]


@pytest.fixture(scope="module")
def built(library: MemoryLibrary, tmp_path_factory: pytest.TempPathFactory) -> Callable[[SiteSettings], Files]:
    """Return the files of a site with these settings, built once."""

    @cache
    def files(settings: SiteSettings) -> Files:
        folder = tmp_path_factory.mktemp("chosen")
        build(library, folder, settings)
        return files_of(folder)

    return files


@pytest.mark.parametrize("formats", CHOICES, ids=" ".join)
def test_pages_come_in_the_formats_chosen_and_live_the_same(
    library: MemoryLibrary, built: Callable[[SiteSettings], Files], formats: tuple[FormatName, ...]
) -> None:
    settings = _chosen(*formats, feeds=("json", "rss"))
    files = built(settings)
    site = LiveSite(library, build_spec_for(library, settings))
    served = {path: site.at(path) for path in files if not path.startswith("/search/")}  # live, that is asked otherwise
    feeds = {path.rpartition(".")[2] for path in files if path.startswith("/feeds/") and "opml" not in path}

    assert _endings(files) == set(formats)
    assert feeds == {"json", "rss"}
    assert [
        path for path, content in served.items() if not isinstance(content, MovedTo) and content != files[path]
    ] == []
    others = {"html", "json", "xml", "md"} - set(formats)
    assert [form for form in others if site.at(f"/news/2004/01/1/index.{form}") is not None] == []
    assert site.at("/feeds/news.atom") is None


@pytest.mark.parametrize("formats", CHOICES, ids=" ".join)
def test_every_link_to_a_page_leads_to_one(
    built: Callable[[SiteSettings], Files], formats: tuple[FormatName, ...]
) -> None:
    """In pages, feeds, the sitemap and redirects alike."""
    files = built(_chosen(*formats, feeds=("json", "rss")))
    root = "/daybook"
    dead = {
        (path, link)
        for path, content in files.items()
        if not path.startswith("/static/")
        for link in re.findall(
            rf"(?:https://news\.example)?{root}(/[\w/-]+\.(?:html|json|xml|md|atom|rss))\b",
            content.decode("utf-8", "replace"),
        )
        if link not in files
    }

    assert dead == set()


def test_a_format_taken_away_is_removed_and_one_added_is_made(library: MemoryLibrary, tmp_path: Path) -> None:
    build(library, tmp_path / "site", _chosen("html", "json", "md"))
    build(library, tmp_path / "site", _chosen("html", "xml"))
    build(library, tmp_path / "anew", _chosen("html", "xml"))

    assert files_of(tmp_path / "site") == files_of(tmp_path / "anew")


@pytest.mark.parametrize(
    "formats",
    [("html", "json"), ("html", "xml"), ("html", "md"), ("html", "geojson", "ics", "epub", "ninjs")],
    ids=" ".join,
)
def test_a_build_after_a_change_gives_what_a_whole_build_gives(tmp_path: Path, formats: tuple[FormatName, ...]) -> None:
    """Also where no format shows the whole record, so that nothing tells that a page is the same before it is made."""
    library = rich_library()
    build(library, tmp_path / "site", _chosen(*formats))
    first = next(iter(library.all_events))
    library.number += 1
    library.changed_since = Stale((first.id,), (first.date,), ())
    report = build(library, tmp_path / "site", _chosen(*formats))
    build(library, tmp_path / "anew", _chosen(*formats))

    assert not report.whole
    assert files_of(tmp_path / "site") == files_of(tmp_path / "anew")


def test_only_a_format_that_a_site_has_is_spoken_of(library: MemoryLibrary) -> None:
    def live(*formats: FormatName) -> LiveSite:
        return LiveSite(library, build_spec_for(library, _chosen(*formats)))

    def about(site: LiveSite) -> str:
        content = site.at("/about.html")
        assert isinstance(content, bytes)
        return content.decode()

    every, few, one = live("html", "json", "xml", "md"), live("html", "json"), live("html")

    assert "comes as JSON, XML and Markdown: change" in about(every)
    assert "comes as JSON: change" in about(few)
    assert "/schema/page-1.xsd" in about(every)
    assert "/schema/page-1.xsd" not in about(few)
    assert "change the ending" not in about(one)
    assert [site.at("/schema/page-1.xsd") is None for site in (every, few, one)] == [False, True, True]


def _days_only() -> SiteSettings:
    return replace(SETTINGS, formats=("html", "json", "md"), feed_formats=("atom",), data_pages="days")


def test_where_days_alone_come_as_data_other_views_of_them_come_in_html_and_live_the_same(
    library: MemoryLibrary, tmp_path: Path
) -> None:
    """Every page names the formats that it comes in, moved ones too; nothing leads to others, and live there are none."""
    build(library, tmp_path, _days_only())
    files = files_of(tmp_path)
    site = LiveSite(library, build_spec_for(library, _days_only()))
    data = {path.rpartition(".")[0] for path in files if path.endswith(".md")}
    json = {path.rpartition(".")[0] for path in files if path.endswith(".json")}
    pages = {path.rpartition(".")[0] for path in files if path.endswith(".html")}

    assert data == {stem for stem in json if not stem.startswith(("/schema/", "/search/"))}
    days = {stem for stem in pages if re.fullmatch(r"/news/\d{4}/\d\d/\d+/index", stem)}
    assert days <= data
    assert not any(stem.startswith(("/news/", "/topic/", "/context/", "/on-this-day/0")) for stem in data - days)
    for stem in pages:
        named = re.findall(rb'<link rel="alternate" type="[^"]+" title="(\w+)" href', files[f"{stem}.html"])
        assert (b"JSON" in named) == (stem in data) or b'http-equiv="refresh"' in files[f"{stem}.html"]
    served = {path: site.at(path) for path in files if not path.startswith("/search/")}
    assert [path for path, its in served.items() if not isinstance(its, MovedTo) and its != files[path]] == []
    assert [stem for stem in pages - data if site.at(f"{stem}.json") is not None] == []
    assert b".json" not in files["/_redirects"]


def test_days_come_as_data_whatever_else_does(library: MemoryLibrary, tmp_path: Path) -> None:
    """A site without HTML has nothing but data: there the choice means nothing."""
    build(library, tmp_path / "days", replace(_chosen("json"), data_pages="days"))
    build(library, tmp_path / "all", _chosen("json"))

    assert files_of(tmp_path / "days") == files_of(tmp_path / "all")


def test_a_build_after_a_change_gives_what_a_whole_build_gives_where_days_alone_are_data(tmp_path: Path) -> None:
    library = rich_library()
    build(library, tmp_path / "site", _chosen("html", "json"))
    build(library, tmp_path / "site", _days_only())
    first = next(iter(library.all_events))
    library.number += 1
    library.changed_since = Stale((first.id,), (first.date,), ())
    build(library, tmp_path / "site", _days_only())
    build(library, tmp_path / "anew", _days_only())

    assert files_of(tmp_path / "site") == files_of(tmp_path / "anew")
