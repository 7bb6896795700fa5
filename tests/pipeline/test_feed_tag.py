"""Which host the ids of feeds are made with for ever: that of the first site whose address means the same in all the world."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from daybook.config import load_settings
from daybook.pipeline.building import build_site
from daybook.pipeline.intake import import_paths
from daybook.progress import finish

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000/",
        "http://127.0.0.1:8080/",
        "http://localhost/",
        "http://printer.local:8080/",
        "http://192.168.1.20/",
        "http://[::1]:8000/",
        "http://server/",
    ],
)
def test_a_site_that_is_tried_out_nearby_decides_nothing(tmp_path: Path, address: str) -> None:
    assert tag_of(tmp_path, address) != "news.example,2026"
    assert tag_of(tmp_path, "https://news.example/") == "news.example,2026"


def tag_of(folder: Path, address: str) -> str:
    """Build a site at an address and return what the ids of its feeds begin with."""
    page = folder / "2024-05-04.wikitext"
    page.write_text("* A regatta is held on the loch.\n")
    settings = load_settings(
        None,
        [
            f"files.archive={folder}/a.sqlite",
            f"files.site={folder}/site",
            f"site.address={address}",
            "site.images=false",
            "site.formats=html",
            "site.feed_formats=atom",
        ],
    )
    finish(import_paths([page], settings, NOW))
    finish(build_site(settings, NOW))
    identifier: str = feedparser.parse((settings.files.site / "feeds/news.atom").read_bytes()).feed.id
    return identifier.removeprefix("tag:").partition(":")[0]
