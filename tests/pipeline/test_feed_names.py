"""Feeds of a site are called in the language of its readers: in their files, on pages, in the list of feeds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import html

from daybook.config import load_settings
from daybook.pipeline.building import build_site
from daybook.pipeline.intake import import_paths
from daybook.progress import finish

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "changes", "digest"), [("de", "Änderungen", "Wochenrückblick"), ("en", "Changes", "Digest")]
)
def test_feeds_of_the_site_are_called_in_the_readers_language(
    tmp_path: Path, language: str, changes: str, digest: str
) -> None:
    (tmp_path / "2024-05-04.wikitext").write_text("*A regatta is held on the loch.\n")
    names = ("site.title=Loch", f"site.language={language}", "site.images=false")
    settings = load_settings(None, [f"files.archive={tmp_path}/a.sqlite", f"files.site={tmp_path}/site", *names])
    finish(import_paths([tmp_path / "2024-05-04.wikitext"], settings, NOW))
    finish(build_site(settings, NOW))
    site = settings.files.site

    front = html.fromstring((site / "index.html").read_bytes())
    linked = front.xpath("//link[@type='application/atom+xml']/@title")
    titles = [feedparser.parse((site / f"feeds/{name}.atom").read_bytes()).feed.title for name in ("news", "changes", "digest")]  # fmt: skip

    assert titles == ["Loch", f"Loch: {changes}", f"Loch: {digest}"]
    assert linked == ["Loch (Atom)", f"Loch: {changes} (Atom)"]
    assert json.loads((site / "feeds/changes.json").read_bytes())["title"] == titles[1]
    assert {each["title"] for each in json.loads((site / "index.json").read_bytes())["feeds"]} == set(titles[:2])
    assert titles[1] in (site / "feeds/index.opml").read_text("utf-8")


@pytest.mark.parametrize(("language", "told"), [("de", "<p>Zahl"), ("en", "<p>Figure")])
def test_what_changed_is_told_in_the_readers_language(tmp_path: Path, language: str, told: str) -> None:
    """In feeds as on pages; the texts themselves are the wiki's."""
    page = tmp_path / "2024-05-04.wikitext"
    names = (f"site.language={language}", "site.images=false")
    settings = load_settings(None, [f"files.archive={tmp_path}/a.sqlite", f"files.site={tmp_path}/site", *names])
    for boats in (14, 19):
        page.write_text(f"*A regatta of {boats} boats is held on the loch.\n")
        finish(import_paths([page], settings, NOW + timedelta(days=boats)))
    finish(build_site(settings, NOW))

    (entry,) = feedparser.parse((settings.files.site / "feeds/changes.atom").read_bytes()).entries

    assert entry.content[0].value.startswith(told)
    assert "<ins>19</ins>" in entry.content[0].value
