"""The formats that pages and feeds come in. A member is all that is said of a format; `delivery/build_spec.py` names its renderer."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class _Format(StrEnum):
    """A format: its value is the ending of its files, `label` what a link to it says, `media_type` what a server calls it."""

    label: str
    media_type: str

    def __new__(cls, ending: str, label: str, media_type: str) -> Self:
        made = str.__new__(cls, ending)
        made._value_ = ending
        made.label = label
        made.media_type = media_type
        return made


class Format(_Format):
    """A format that pages come in: links name them in this order, and the first that a site has is where feeds and the sitemap lead."""

    HTML = ("html", "HTML", "text/html")
    JSON = ("json", "JSON", "application/json")
    XML = ("xml", "XML", "application/xml")
    MARKDOWN = ("md", "Markdown", "text/markdown")


class EventFormat(_Format):
    """A format that the events of some pages come in, for other programs or as a book: `event_files.py` says of which."""

    GEOJSON = ("geojson", "GeoJSON", "application/geo+json")
    ICALENDAR = ("ics", "iCalendar", "text/calendar")
    EPUB = ("epub", "EPUB", "application/epub+zip")
    NINJS = ("ninjs", "ninjs", "application/ninjs+json")


class FeedFormat(_Format):
    """A format that every feed comes in."""

    ATOM = ("atom", "Atom", "application/atom+xml")
    RSS = ("rss", "RSS", "application/rss+xml")
    JSON = ("json", "JSON Feed", "application/feed+json")
