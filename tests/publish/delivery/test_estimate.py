"""What a build will write is told before, and a build that has no room is not begun."""

from pathlib import Path

import pytest
from tests.publish.sites import build, build_spec_for, files_of, rich_library

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
