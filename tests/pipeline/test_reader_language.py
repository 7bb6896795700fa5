"""Nothing that readers see of a site beside the wiki's own texts is in another language than theirs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from daybook.config import load_settings
from daybook.pipeline.building import build_site
from daybook.pipeline.intake import import_paths
from daybook.progress import finish

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
WORD = re.compile(r"[A-Za-z]{3,}")
KEPT = {
    "Wikipedia",
    "Daybook",
    "example",
    "harbour",
    "Atom",
    "RSS",
    "JSON",
    "Feed",
    "HTML",
    "XML",
    "Markdown",
    "ORCID",
    "UTC",
    "BibTeX",
    "BIBTEX",
    "URL",
    "sitemap",
    "SQL",
}
"""What is called the same everywhere: names, formats, the host of a source."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site in Arabic of an archive whose texts have no Latin letter."""
    folder = tmp_path_factory.mktemp("arabic")
    settings = load_settings(
        None,
        [
            f"files.archive={folder}/a.sqlite",
            f"files.site={folder}/site",
            "site.language=ar",
            "site.title=سجل",
            "site.description=الأخبار يومًا بيوم",
            "site.author=المحررون",
            "site.images=false",
            "site.feed_archives=true",
            "site.feed_minimum=1",
        ],
    )
    for day in range(1, 29):
        page = folder / f"2024-05-{day:02}.wikitext"
        for boats in (14, 19) if day % 3 == 0 else (14,):
            lines = "".join(
                f"**أقيم السباق {number} بمشاركة {boats} قاربًا. [https://harbour.example/{day}/{number} (الميناء)]\n"
                for number in range(2 if boats == 14 else 1)
            )
            page.write_text(f"'''الرياضة'''\n*[[سباق القوارب]]\n{lines}\n{{{{خطأ|}}\n", "utf-8")
            finish(import_paths([page], settings, NOW + timedelta(days=boats)))
    finish(build_site(settings, NOW))
    return folder / "site"


def texts_at(page: Path, where: str) -> list[str]:
    """Return the texts that an XPath finds on a page."""
    found: Any = html.fromstring(page.read_bytes()).xpath(where)
    return [str(each) for each in found]


@pytest.mark.parametrize(
    "where",
    [
        "//title/text()",
        "//meta[@name='description' or @property='og:title']/@content",
        "//h1//text()",
        "//nav//a//text()",
        "//link[@rel='alternate']/@title",
    ],
)
def test_pages_are_named_and_described_in_the_readers_language(site: Path, where: str) -> None:
    told = {
        (str(path.relative_to(site)), text.strip())
        for path in site.rglob("*.html")
        for text in texts_at(path, where)
        if set(WORD.findall(text)) - KEPT
    }

    assert told == set()


def test_feeds_are_too(site: Path) -> None:
    told = {
        (str(path.relative_to(site)), text)
        for path in site.rglob("*.atom")
        for text in re.findall(r"<(?:title|name)[^>]*>([^<]*)<", path.read_text("utf-8"))
        if set(WORD.findall(text)) - KEPT
    }

    assert told == set()
