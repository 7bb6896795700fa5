"""The sitemap as XML (sitemaps.org, version 0.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from daybook.publish.addresses import Root, sitemap_path
from daybook.publish.pages.site import Site
from daybook.publish.render.to_xml import time_text

SITEMAP_URLS = 40_000
"""Addresses in one part of the sitemap: the protocol allows 50,000 and 50 MB; the longest of ours make 12 MB."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_parts(site: Site, name: str, entries: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """Return a named part of the sitemap by path, in several files where it is long; entries are stems and times."""
    parts = [entries[start : start + SITEMAP_URLS] for start in range(0, len(entries), SITEMAP_URLS)]
    return {
        sitemap_path(name if number == 1 else f"{name}-{number}"): _sitemap(site, part)
        for number, part in enumerate(parts, 1)
    }


def _sitemap(site: Site, entries: Iterable[tuple[str, str]]) -> bytes:
    urls = "".join(
        f"<url><loc>{site.root.absolute(stem_part)}{site.ending}</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</url>\n"
        for stem_part, when in entries
    )
    return f'{_DECLARATION}<urlset xmlns="{_SITEMAPS}">\n{urls}</urlset>\n'.encode()


def sitemap_index(root: Root, paths: Iterable[tuple[str, str]]) -> bytes:
    """Return the index of the sitemap's parts, each with the time of its latest entry."""
    parts = "".join(
        f"<sitemap><loc>{root.absolute(part)}</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</sitemap>\n"
        for part, when in paths
    )
    return f'{_DECLARATION}<sitemapindex xmlns="{_SITEMAPS}">\n{parts}</sitemapindex>\n'.encode()


def sitemap_time(when: datetime | None) -> str:
    """Return a time as the sitemap has it; empty for none."""
    return time_text(when) if when else ""
