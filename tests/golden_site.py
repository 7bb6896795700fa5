"""The golden site: the sample's pages with history, built whole, every page's Markdown in one text that a diff can show.

`make golden` writes it anew. Markdown tells what stands on a page and not how it looks, so a change of the theme changes
nothing here and a change of facts cannot hide; the ranker is the one that is never tuned.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from daybook.config import load_settings
from daybook.pipeline.building import build_site
from daybook.pipeline.intake import import_paths
from daybook.progress import finish

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests/golden/site.txt"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def golden_text(folder: Path) -> str:
    """Build the sample's sites in a folder and return all their pages, each after a line with its path, in order.

    The English sample has history; those of other wikis have a month page each.
    """
    english = _site(folder / "english", ROOT / "sample/revisions.xml", None, "")
    others = (
        _site(folder / wiki, ROOT / "sample" / wiki, ROOT / "sample" / wiki / "daybook.toml", f"/{wiki}")
        for wiki in ("german", "japanese")
    )
    return "".join((english, *others))


def _site(folder: Path, pages: Path, config: Path | None, prefix: str) -> str:
    """Build one site; `prefix` stands before its paths."""
    folder.mkdir()
    settings = load_settings(
        config,
        [
            f"files.archive={folder}/archive.sqlite",
            f"files.site={folder}/site",
            f"files.about={folder}/absent.md",
            f"files.opinion={folder}/absent",
            f"files.data={folder}/data",
            f"site.data={'false' if prefix else 'true'}",
            "site.data_formats=csv,jsonl",  # Parquet and SQLite have their libraries' versions in their bytes
            "site.address=https://news.example.org/",
            "site.title=Golden",
            "relate.ranker=shared-count",
        ],
    )
    finish(import_paths([pages], settings, NOW))
    finish(build_site(settings, NOW))
    made = sorted(page for page in settings.files.site.rglob("*.md") if page.name != "README.md")
    return "".join(
        f"=== {prefix}/{page.relative_to(settings.files.site)}\n{page.read_text('utf-8')}\n" for page in made
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        GOLDEN.write_text(golden_text(Path(work)), "utf-8")
