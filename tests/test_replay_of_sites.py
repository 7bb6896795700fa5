"""Histories replayed from wiki to site: what was published after a revision is still served after every later one."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import pytest

from daybook.archive import add_revisions, open_for_writing
from daybook.config import load_settings
from daybook.model import RawPage
from daybook.parse import parse_page
from daybook.pipeline.building import build_site
from daybook.progress import finish
from daybook.source.items import PageHistory
from daybook.source.local import read_path

SAMPLE = Path(__file__).parents[1] / "sample" / "revisions.xml"
CORPUS = Path(os.environ.get("DAYBOOK_CORPUS", Path(__file__).parents[2] / "shared" / "corpus")) / "revisions"
EXPORT = CORPUS / "current-events-2025-revisions.xml.bz2"
NEVER = datetime.max.replace(tzinfo=UTC)
BUILDS = 6
"""Builds of a replay, spread evenly over its revisions."""


def expect_all_published_to_stay(path: Path, days: tuple[date, date] | None, folder: Path) -> None:
    """Take revisions in the order of saving, a few at a time; after each few, build, and look for all that ever was there."""
    settings = load_settings(None, [f"files.archive={folder}/archive.sqlite", f"files.site={folder}/site"])
    revisions: list[tuple[datetime, RawPage]] = []
    for found in read_path(path, settings.wiki.titles):
        if isinstance(found.content, PageHistory):
            day = settings.wiki.titles.day(found.content.title)
            if day is not None and (days is None or days[0] <= day <= days[1]):
                revisions += [
                    (raw.timestamp or datetime.max.replace(tzinfo=UTC), raw) for raw in found.content.revisions
                ]
    revisions.sort(key=lambda pair: (pair[0], pair[1].title))
    published: set[str] = set()
    coming = iter(revisions)
    while part := list(islice(coming, -(-len(revisions) // BUILDS))):
        saved = part[-1][0]
        with open_for_writing(settings.files.archive, now=saved) as archive:
            for when, raw in part:
                add_revisions(archive, [(raw, parse_page(raw))], when)
        finish(build_site(settings, saved))
        files = settings.files.site.glob("news/**/*.*")
        # Preview images are no pages: recent events have them, for those who share links while they are news.
        present = {str(file.relative_to(settings.files.site)) for file in files if file.suffix != ".png"}
        assert published - present == set()
        published |= present
    assert any(name.endswith(".history.html") or "/history" in name for name in published)


def test_whatever_changes_leave_alone_a_whole_build_would_leave_alone_too(tmp_path: Path) -> None:
    """After each revision of four of the sample's pages, two of them of neighbouring days: what archive, plan and writer took to be untouched is what a whole build makes."""
    settings = load_settings(None, [f"files.archive={tmp_path}/archive.sqlite", f"files.site={tmp_path}/site"])
    pages = [
        found.content
        for found in read_path(SAMPLE, settings.wiki.titles)
        if isinstance(found.content, PageHistory) and re.search("201[4-9]", found.content.title)
    ]
    revisions = sorted(
        (raw for page in pages for raw in page.revisions), key=lambda raw: (raw.timestamp or NEVER, raw.title)
    )
    for raw in revisions:
        with open_for_writing(settings.files.archive, now=raw.timestamp or NEVER) as archive:
            add_revisions(archive, [(raw, parse_page(raw))], raw.timestamp or NEVER)
        finish(build_site(settings, raw.timestamp or NEVER))
        whole = finish(build_site(settings, raw.timestamp or NEVER, whole=True))

        assert (whole.created, whole.replaced, whole.removed) == (0, 0, 0), f"{raw.title}, revision {raw.revision}"


def test_every_address_of_the_samples_histories_stays_on_the_site(tmp_path: Path) -> None:
    expect_all_published_to_stay(SAMPLE, None, tmp_path)


@pytest.mark.corpus
def test_every_address_of_a_labelled_week_stays_on_the_site(tmp_path: Path) -> None:
    """A week in which events move between days and are merged."""
    if not EXPORT.is_file():
        pytest.skip(f"no corpus at {CORPUS}")
    expect_all_published_to_stay(EXPORT, (date(2025, 12, 11), date(2025, 12, 15)), tmp_path)
