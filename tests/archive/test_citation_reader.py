"""Which events cite an article, however its address is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.archive.histories import NEXT, event, reading, revision, store

ARTICLE = "https://example.org/2024/ferry"
WRITTEN = (
    ARTICLE,
    "http://www.example.org/2024/ferry/?utm_source=x#top",
    "https://m.example.org/2024/ferry",
    "https://amp.example.org/2024/ferry",
    "https://mobile.example.org/2024/ferry",
    "https://edition.example.org/2024/ferry.html",
    "https://web.archive.org/web/2024/https://example.org/2024/ferry",
    *(
        f"https://archive.{ending}/https://example.org/2024/ferry"
        for ending in ("ph", "is", "today", "org", "vn", "li")
    ),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store an event for each way to write an address, one that was withdrawn, and some that cite other articles."""
    path = tmp_path_factory.mktemp("citing") / "test.daybook"
    cited = [event(f"Thing number {number} happens.", url) for number, url in enumerate(WRITTEN)]
    others = [event("Rain falls.", ARTICLE + "-2"), event("Snow falls.", "https://example.org/"), event("Hail falls.")]
    store(path, revision(1, 9, *cited, *others), revision(2, 12, *cited[1:], *others))
    store(path, revision(3, 9, event("Another day.", "https://example.net/a", ARTICLE), day=NEXT))
    return path


@pytest.mark.parametrize("url", WRITTEN)
def test_an_article_is_found_by_any_of_its_addresses(path: Path, url: str) -> None:
    """By day and place on the page; a withdrawn event comes after the others of its day."""
    count = len(WRITTEN)
    with reading(path) as reader:
        assert reader.citing(url) == [*range(2, count + 1), 1, count + 4]


def test_what_nobody_cites_is_not_found(path: Path) -> None:
    with reading(path) as reader:
        assert (
            reader.citing("https://example.org/2024/ferr")
            == reader.citing("")
            == reader.citing("mailto:a@example.org")
            == []
        )
