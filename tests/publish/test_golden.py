"""The two pages that are left of the site before Daybook come out the same, but for the mends that the design lists."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest

from daybook.config import load_settings
from daybook.model.slug import headline_slug
from daybook.pipeline.building import build_spec
from daybook.pipeline.intake import import_paths
from daybook.pipeline.library import open_library
from daybook.pipeline.relating import relate_events
from daybook.progress import finish
from daybook.publish.delivery.live import LiveSite

pytestmark = pytest.mark.corpus
CORPUS = Path(os.environ.get("DAYBOOK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
SEEDS = CORPUS.parent / "seeds"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LISTED = 5
"""Related events that are left on the pages: the first five of each."""


def test_the_golden_pages_come_out_the_same_but_for_the_listed_mends(tmp_path: Path) -> None:
    """Mended: entities are decoded and no stray space stands before a headline. One of the two has lost its first line."""
    if not SEEDS.is_dir():
        pytest.skip("the corpora beside the project are absent")
    settings = load_settings(
        assignments=(
            f"files.archive={tmp_path / 'archive.sqlite'}",
            "relate.ranker=shared-count",
            "site.kicker=first-link",
        )
    )
    finish(import_paths([SEEDS / "wikitext", SEEDS / "articles"], settings, NOW))
    finish(relate_events(settings, NOW))

    compared = 0
    with open_library(settings.files.archive) as library:
        site = LiveSite(library, build_spec(settings))
        for golden in sorted((SEEDS / "golden").glob("*.txt")):
            page = golden.read_text("utf-8")
            made = site.at(_address(page))
            assert isinstance(made, bytes)
            assert _first_related(made.decode(), formats="Formats:" in page) == _mended(page)
            compared += 1
    assert compared == 2


def _address(page: str) -> str:
    """Return the path of a golden page: its day from its first link, its slug from its headline by the slug's own rule."""
    day = re.search(r"/news/(\d+)/(\d+)/(\d+)/index\.md", page)
    headline = re.search(r"^#  (.*)$", page, re.MULTILINE)
    assert day
    assert headline
    when = date(int(day[1]), int(day[2]), int(day[3]))
    slug = headline_slug(unescape(headline[1]), space_before=True)
    return f"/news/{when.year:04}/{when.month:02}/{when.day}/{slug}.md"


def _mended(page: str) -> str:
    """Decode entities (a no-break space as the space that the parser makes of it), and take the spaces off headlines."""
    plain = unescape(page).replace("\u00a0", " ")
    plain = re.sub(r"^#  (.*?) *$", r"# \1", plain, flags=re.MULTILINE)
    return re.sub(r"^(\d+\. \[) ?(.*?) ?(\]\(/news/)", r"\1\2\3", plain, flags=re.MULTILINE)


def _first_related(page: str, *, formats: bool) -> str:
    """Keep the related events that the golden pages still have, and the first line where the golden page has it."""
    head, title, related = page.partition("### Related:\n\n")
    kept = "".join(line for line in related.splitlines(keepends=True)[:LISTED])
    start = head if formats else head[head.index("### [") :]
    return start + title + kept
