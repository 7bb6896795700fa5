"""Where the files of a site stand that are not pages."""

from __future__ import annotations

from enum import StrEnum

STATIC_FOLDER = "/static/"
"""Where the theme's own files (styles, scripts, fonts) stand, without a format."""
DATA_FOLDER = "/data/"
"""Where the tables stand that a site publishes, and what describes them."""
API_FOLDER = "/api/v1"
"""Where a live server answers programs."""
SITEMAPS_FOLDER = "/sitemaps/"
"""Where the parts of the sitemap stand."""


class SiteFile(StrEnum):
    """A file of the site that is no page; the value is its path."""

    SITEMAP_INDEX = "/sitemap.xml"
    ROBOTS = "/robots.txt"
    OPENSEARCH = "/opensearch.xml"
    MANIFEST = "/manifest.webmanifest"
    OPML = "/feeds/index.opml"
    ICON = "/icon.svg"
    ICON_192 = "/icon-192.png"
    ICON_512 = "/icon-512.png"
    TOUCH_ICON = "/apple-touch-icon.png"
    FAVICON = "/favicon.ico"
    JSON_SCHEMA = "/schema/page-1.schema.json"
    XML_SCHEMA = "/schema/page-1.xsd"
    REDIRECTS = "/_redirects"
    REDIRECT_MAP = "/redirects.map"


def sitemap_path(name: str) -> str:
    """Return the path of one part of the sitemap; `name` is made of lower-case letters, digits and hyphens."""
    return f"{SITEMAPS_FOLDER}{name}.xml"
