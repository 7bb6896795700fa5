"""Files of a site that are no pages: for crawlers, browsers, hosts, and programs that check the other formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from daybook.model import SubjectKind
from daybook.model.encoding import indent_json, to_json
from daybook.publish.addresses import Format, Root, SinglePlace, SiteFile, path, sitemap_path
from daybook.publish.cleaning import clean
from daybook.publish.render.icons import icon_ico, icon_png, icon_svg
from daybook.publish.render.to_json import page_schema
from daybook.publish.render.to_xml import escape_attribute, escape_text, time_text
from daybook.publish.render.xml_schema import xml_schema
from daybook.publish.settings import SiteSettings

SITEMAP_URLS = 40_000
"""Addresses in one part of the sitemap: the protocol allows 50,000 and 50 MB; the longest of ours make 12 MB."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def fixed_files(settings: SiteSettings) -> dict[str, bytes]:
    """Return the files that depend on settings alone, by path."""
    root = Root.of(settings.address)
    makers: dict[SiteFile, Callable[[], bytes]] = {
        SiteFile.ROBOTS: lambda: _robots(root),
        SiteFile.OPENSEARCH: lambda: _opensearch(settings, root),
        SiteFile.MANIFEST: lambda: _manifest(settings, root),
        SiteFile.ICON: icon_svg,
        SiteFile.ICON_192: lambda: icon_png(192),
        SiteFile.ICON_512: lambda: icon_png(512),
        SiteFile.TOUCH_ICON: lambda: icon_png(180),
        SiteFile.FAVICON: icon_ico,
        SiteFile.JSON_SCHEMA: lambda: page_schema(root.absolute(SiteFile.JSON_SCHEMA.value)),
        SiteFile.XML_SCHEMA: xml_schema,
    }
    return {file.value: make() for file, make in makers.items()}


def _robots(root: Root) -> bytes:
    """Let everybody in (RFC 9309); the search index is of no use to crawlers."""
    return (
        f"User-agent: *\nDisallow: {root.relative('/search/')}\n\nSitemap: {root.absolute(SiteFile.SITEMAP_INDEX.value)}\n"
    ).encode()


def _opensearch(settings: SiteSettings, root: Root) -> bytes:
    search = root.absolute(path(SinglePlace.SEARCH, Format.HTML))
    title = clean(settings.title)
    return (
        f'{_DECLARATION}<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{escape_text(title[:16])}</ShortName>"
        f"<Description>{escape_text(clean(settings.description)[:1024])}</Description>"
        f'<Url type="text/html" template="{escape_attribute(search)}?q={{searchTerms}}"/>'
        f"<InputEncoding>UTF-8</InputEncoding>"
        f'<Image width="32" height="32" type="image/x-icon">{escape_text(root.absolute(SiteFile.FAVICON.value))}</Image>'
        f"</OpenSearchDescription>\n"
    ).encode()


def _manifest(settings: SiteSettings, root: Root) -> bytes:
    value: dict[str, Any] = {
        "name": settings.title,
        "short_name": settings.title[:12],
        "description": settings.description,
        "lang": settings.language,
        "start_url": root.relative("/index.html"),
        "scope": root.relative("/"),
        "display": "browser",
        "icons": [
            {"src": root.relative(SiteFile.ICON.value), "type": "image/svg+xml", "sizes": "any"},
            {"src": root.relative(SiteFile.ICON_192.value), "type": "image/png", "sizes": "192x192"},
            {"src": root.relative(SiteFile.ICON_512.value), "type": "image/png", "sizes": "512x512"},
        ],
    }
    return indent_json(to_json(value)) + b"\n"


def sitemap_names(years: Iterable[int]) -> list[tuple[str, str]]:
    """Return the parts of the sitemap by name, each with what the names of its groups of files begin with."""
    return [
        *((f"news-{year}", f"day/{year:04}-") for year in years),
        *((kind.value, f"subject/{kind.value}/") for kind in SubjectKind if kind is not SubjectKind.OUTLET),
        ("calendar", "calendar/"),
        ("pages", "page/"),
    ]


def sitemap_parts(root: Root, name: str, entries: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """Return a named part of the sitemap by path, in several files where it is long; entries are stems and times."""
    parts = [entries[start : start + SITEMAP_URLS] for start in range(0, len(entries), SITEMAP_URLS)]
    return {
        sitemap_path(name if number == 1 else f"{name}-{number}"): _sitemap(root, part)
        for number, part in enumerate(parts, 1)
    }


def _sitemap(root: Root, entries: Iterable[tuple[str, str]]) -> bytes:
    urls = "".join(
        f"<url><loc>{root.absolute(stem_part)}.html</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</url>\n"
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


def redirect_files(moved: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """Return the redirects as static hosts read them: `_redirects`, and a map for nginx. `moved` are pairs of addresses."""
    pairs = [(f"{old}.{form.value}", f"{new}.{form.value}") for old, new in sorted(set(moved)) for form in Format]
    return {
        SiteFile.REDIRECTS.value: "".join(f"{old} {new} 301\n" for old, new in pairs).encode(),
        SiteFile.REDIRECT_MAP.value: "".join(f"{old} {new};\n" for old, new in pairs).encode(),
    }
