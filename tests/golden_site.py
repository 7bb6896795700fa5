"""The golden site: the sample's pages with history, built whole, every page's Markdown in one text that a diff can show.

`make golden` writes it anew. Markdown tells what stands on a page and not how it looks, so a change of the theme changes
nothing here and a change of facts cannot hide; the ranker is the one that is never tuned.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from daybook.config import load_settings
from daybook.pipeline import build_site, import_paths
from daybook.progress import finish

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests/golden/site.txt"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def golden_text(folder: Path) -> str:
    """Build the site in a folder and return all its pages, each after a line with its path, in order."""
    settings = load_settings(
        None,
        [
            f"files.archive={folder}/archive.sqlite",
            f"files.site={folder}/site",
            f"files.about={folder}/absent.md",
            f"files.opinion={folder}/absent",
            "site.address=https://news.example.org/",
            "site.title=Golden",
            "relate.ranker=shared-count",
        ],
    )
    finish(import_paths([ROOT / "sample/revisions.xml"], settings, NOW))
    finish(build_site(settings, NOW))
    pages = sorted(settings.files.site.rglob("*.md"))
    return "".join(f"=== /{page.relative_to(settings.files.site)}\n{page.read_text('utf-8')}\n" for page in pages)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        GOLDEN.write_text(golden_text(Path(work)), "utf-8")
