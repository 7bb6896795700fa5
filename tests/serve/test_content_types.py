"""What is said to stand at a path."""

from __future__ import annotations

import pytest

from daybook.serve.content_types import content_type, is_compressible


@pytest.mark.parametrize(
    ("path", "expected", "compressible"),
    [
        ("/a.html", "text/html; charset=utf-8", True),
        ("/a.json", "application/json", True),
        ("/a.xml", "application/xml", True),
        ("/a.md", "text/markdown; charset=utf-8", True),
        ("/_redirects", "text/plain; charset=utf-8", True),
        ("/redirects.map", "text/plain; charset=utf-8", True),
        ("/feeds/index.opml", "text/x-opml; charset=utf-8", True),
        ("/robots.txt", "text/plain; charset=utf-8", True),
        ("/static/a.css", "text/css; charset=utf-8", True),
        ("/static/a.js", "text/javascript; charset=utf-8", True),
        ("/icon.svg", "image/svg+xml", True),
        ("/a.png", "image/png", False),
        ("/favicon.ico", "image/x-icon", False),
        ("/a.webmanifest", "application/manifest+json", True),
        ("/schema/page-1.xsd", "application/xml", True),
        ("/schema/page-1.rng", "application/xml", True),
        ("/data/events.csv", "text/csv; charset=utf-8", True),
        ("/data/events.jsonl", "application/jsonl", True),
        ("/data/a.jsonld", "application/ld+json", True),
        ("/data/events.parquet", "application/vnd.apache.parquet", False),
        ("/data/daybook.sqlite", "application/vnd.sqlite3", False),
        ("/data/a.unknown", "application/octet-stream", False),
        ("/opensearch.xml", "application/opensearchdescription+xml", True),
        ("/feeds/news.atom", "application/atom+xml", True),
        ("/feeds/news.rss", "application/rss+xml", True),
        ("/feeds/news.json", "application/feed+json", True),
    ],
)
def test_a_path_has_a_type_and_text_can_be_compressed(path: str, expected: str, compressible: bool) -> None:
    assert (content_type(path), is_compressible(content_type(path))) == (expected, compressible)
