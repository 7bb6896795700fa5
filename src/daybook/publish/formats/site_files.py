"""Files of a site that are no pages: for crawlers, browsers, hosts, and programs that check the other formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from daybook.model.encoding import indent_json, to_json
from daybook.publish.addresses import SEARCH, Format, Root, SiteFile, path
from daybook.publish.cleaning import clean
from daybook.publish.formats.to_json import page_schema
from daybook.publish.formats.xml_schema import xml_schema
from daybook.publish.render.to_xml import escape_attribute, escape_text
from daybook.publish.settings import SiteSettings

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def settings_files(settings: SiteSettings) -> dict[str, Callable[[], bytes]]:
    """Return what makes the files that depend on settings alone, by path; those that belong to a format only where the site has it."""
    root = Root.of(settings.address)
    makers: dict[SiteFile, tuple[Format | None, Callable[[], bytes]]] = {
        SiteFile.ROBOTS: (None, lambda: _robots(root)),
        SiteFile.OPENSEARCH: (Format.HTML, lambda: _opensearch(settings, root)),
        SiteFile.MANIFEST: (Format.HTML, lambda: _manifest(settings, root)),
        SiteFile.JSON_SCHEMA: (Format.JSON, lambda: page_schema(root.absolute(SiteFile.JSON_SCHEMA.value))),
        SiteFile.XML_SCHEMA: (Format.XML, xml_schema),
    }
    return {file.value: make for file, (form, make) in makers.items() if form is None or form in settings.formats}


_CLOSED = ("/search/", "/memento/", "/timegate/", "/timemap/")


def _robots(root: Root) -> bytes:
    """Let everybody in (RFC 9309). Of no use to crawlers are the search index and, on a live site, each page once for each moment.

    The API stays open: programs that act for a reader heed this file too. Its answers say by a header that they are not to be
    indexed.
    """
    closed = "".join([f"Disallow: {root.relative(folder)}\n" for folder in _CLOSED])
    return f"User-agent: *\n{closed}\nSitemap: {root.absolute(SiteFile.SITEMAP_INDEX.value)}\n".encode()


def _opensearch(settings: SiteSettings, root: Root) -> bytes:
    search = root.absolute(path(SEARCH, Format.HTML))
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
