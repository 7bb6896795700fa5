"""What kind of content stands at a path of the site."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath

from daybook.publish.addresses import EventFormat, Format, SiteFile, parse_feed

CONTENT_TYPES = {
    **{f".{form.value}": form.media_type for form in (*Format, *EventFormat)},
    "": "text/plain",  # _redirects
    ".map": "text/plain",
    ".opml": "text/x-opml",
    ".txt": "text/plain",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
    ".xsd": "application/xml",
    ".rng": "application/xml",
    ".csv": "text/csv",
    ".jsonl": "application/jsonl",
    ".jsonld": "application/ld+json",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
}
"""By file ending. Our own, for the table that comes with Python differs from machine to machine."""


@lru_cache(4096)
def content_type(path: str) -> str:
    """Return the content type of what stands at a path of the site."""
    if path == SiteFile.OPENSEARCH:
        return "application/opensearchdescription+xml"
    feed = parse_feed(path)
    if feed is not None:
        return feed[1].media_type
    media_type = CONTENT_TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def is_compressible(media_type: str) -> bool:
    """Say whether content of a type grows smaller by compression."""
    return media_type.startswith("text/") or media_type.partition(";")[0].endswith(("json", "xml", "jsonl"))
