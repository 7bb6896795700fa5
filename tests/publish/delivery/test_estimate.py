"""What a build will write is told before, and a build that has no room is not begun."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event
from tests.publish.sites import SETTINGS, build, build_spec_for, files_of, rich_library

from daybook.model import RichText, Span
from daybook.publish.delivery import estimate


def test_a_small_site_is_estimated_to_the_file_but_for_what_is_gathered_at_its_end(tmp_path: Path) -> None:
    library = rich_library()
    build(library, tmp_path)
    gathered = ("/sitemap", "/search/", "/_redirects", "/redirects.map")
    written = {path: content for path, content in files_of(tmp_path).items() if not path.startswith(gathered)}

    found = estimate.estimate_build(build_spec_for(library))
    search = sum(part.files for part in found.folders if part.name == "search")

    assert found.files - search == len(written)
    assert found.size == pytest.approx(sum(map(len, written.values())), rel=0.01)


def test_parts_add_up_to_the_whole() -> None:
    found = estimate.estimate_build(build_spec_for(rich_library()))

    for parts in (found.kinds, found.folders, found.endings):
        assert sum(part.files for part in parts) == found.files
        assert sum(part.size for part in parts) == found.size
        assert [part.size for part in parts] == sorted((part.size for part in parts), reverse=True)
    assert {"event", "history", "day", "month", "context", "topic", "feed", "search index"} <= {
        part.name for part in found.kinds
    }
    assert {"news", "context", "topic", "category", "source", "feeds"} <= {part.name for part in found.folders}


def test_a_sample_of_a_larger_site_comes_near(tmp_path: Path) -> None:
    library = rich_library(60)
    build(library, tmp_path)
    files = files_of(tmp_path)

    found = estimate.estimate_build(build_spec_for(library))

    assert found.files == pytest.approx(len(files), rel=0.1)
    assert found.size == pytest.approx(sum(map(len, files.values())), rel=0.1)


def test_a_process_of_its_own_estimates_the_same() -> None:
    spec = build_spec_for(rich_library())

    assert estimate.estimate_apart(spec) == estimate.estimate_build(spec)


def test_feeds_of_years_are_counted_though_few_subjects_have_many(tmp_path: Path) -> None:
    """Of forty towns, one has a year of its own for each event: a sample by number alone would miss or multiply it."""
    towns = [(town, 1990 + year) for town in range(40) for year in range(20 if town == 7 else 1 + town % 3)]
    library = MemoryLibrary(
        [
            make_event(number, date(year, 3, 1), RichText((Span(f"Fair {number} in"), Span("it", link=f"Town {town}"))))
            for number, (town, year) in enumerate(towns, 1)
        ]
    )
    settings = replace(SETTINGS, subject_feed_archives=True, feed_minimum=1, formats=("json",))
    build(library, tmp_path, settings)
    made = [path for path in files_of(tmp_path) if path.startswith("/feeds/") and not path.endswith(".opml")]

    found = estimate.estimate_build(build_spec_for(library, settings))
    (feeds,) = (part for part in found.kinds if part.name == "feed")

    assert feeds.files == pytest.approx(len(made), abs=2)
