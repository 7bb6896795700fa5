"""Every address of a site, built and parsed: no other module knows how a path is put together.

An address is known three ways: as a `Place` (what it stands for), as a *stem* (its path without a format's ending, such
as `/news/2004/08/14/index`) and as a *path* (`/news/2004/08/14/index.json`). All three are relative to the site; `Root`
adds the folder and the host that a site is published under. Says nothing of whether there is a page at an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from daybook.model import SubjectKind


class Format(StrEnum):
    """A format that every page comes in; the value is the ending of its files."""

    HTML = "html"
    JSON = "json"
    XML = "xml"
    MARKDOWN = "md"


class FeedFormat(StrEnum):
    """A format that every feed comes in; the value is the ending of its files."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"


FORMAT_NAMES = {Format.HTML: "HTML", Format.JSON: "JSON", Format.XML: "XML", Format.MARKDOWN: "Markdown"}
MEDIA_TYPES = {
    Format.HTML: "text/html",
    Format.JSON: "application/json",
    Format.XML: "application/xml",
    Format.MARKDOWN: "text/markdown",
}
FEED_NAMES = {FeedFormat.ATOM: "Atom", FeedFormat.RSS: "RSS", FeedFormat.JSON: "JSON Feed"}
FEED_MEDIA_TYPES = {
    FeedFormat.ATOM: "application/atom+xml",
    FeedFormat.RSS: "application/rss+xml",
    FeedFormat.JSON: "application/feed+json",
}

INDEXES = {
    SubjectKind.CONTEXT: "contexts",
    SubjectKind.TOPIC: "topics",
    SubjectKind.CATEGORY: "categories",
    SubjectKind.OUTLET: "sources",
}
"""Where the list of all subjects of a kind stands: in the plural, as `/context/index` is the article *Index*."""


@dataclass(frozen=True, slots=True)
class FrontPlace:
    """The front page."""


@dataclass(frozen=True, slots=True)
class YearPlace:
    """A year."""

    year: int


@dataclass(frozen=True, slots=True)
class MonthPlace:
    """A month of a year."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class DayPlace:
    """A day."""

    date: date


@dataclass(frozen=True, slots=True)
class EventPlace:
    """An event."""

    date: date
    slug: str


@dataclass(frozen=True, slots=True)
class HistoryPlace:
    """The versions of an event."""

    date: date
    slug: str


@dataclass(frozen=True, slots=True)
class SubjectPlace:
    """A context, topic, category or outlet: all of it, its events of a year, or of a month of a year."""

    kind: SubjectKind
    slug: str
    year: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """The list of all subjects of a kind."""

    kind: SubjectKind


@dataclass(frozen=True, slots=True)
class OnThisDayPlace:
    """A date in every year; `day` may be 29 in February."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class OpinionPlace:
    """An article of the publisher's own."""

    date: date
    slug: str


class SinglePlace(StrEnum):
    """A page that there is one of; the value is its stem without the first slash."""

    CHANGES = "changes/index"
    ABOUT = "about"
    NOT_FOUND = "404"
    SEARCH = "search"
    ON_THIS_DAY = "on-this-day/index"
    OPINION = "opinion/index"
    TODAY = "today"
    RANDOM = "random"


Place = (
    FrontPlace
    | YearPlace
    | MonthPlace
    | DayPlace
    | EventPlace
    | HistoryPlace
    | SubjectPlace
    | IndexPlace
    | OnThisDayPlace
    | OpinionPlace
    | SinglePlace
)


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """A feed: of the site's new events, of a subject's (`kind` and `slug`), of changes, or of opinion."""

    kind: SubjectKind | None = None
    slug: str = ""
    changes: bool = False
    opinion: bool = False


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


STATIC_FOLDER = "/static/"
"""Where the theme's own files (styles, scripts, fonts) stand, without a format."""


def stem(place: Place) -> str:  # noqa: C901 - one arm for each kind of page
    """Return the path of a page without a format's ending."""
    match place:
        case EventPlace(day, slug):
            return f"/news/{day.year:04}/{day.month:02}/{day.day}/{slug}"
        case HistoryPlace(day, slug):
            return f"/news/{day.year:04}/{day.month:02}/{day.day}/{slug}.history"
        case SubjectPlace(kind, slug, None, _):
            return f"/{kind.value}/{slug}"
        case SubjectPlace(kind, slug, year, None):
            return f"/{kind.value}/{slug}/{year:04}"
        case SubjectPlace(kind, slug, year, month):
            return f"/{kind.value}/{slug}/{year:04}/{month:02}"
        case DayPlace(day):
            return f"/news/{day.year:04}/{day.month:02}/{day.day}/index"
        case MonthPlace(year, month):
            return f"/news/{year:04}/{month:02}/index"
        case YearPlace(year):
            return f"/news/{year:04}/index"
        case IndexPlace(kind):
            return f"/{INDEXES[kind]}/index"
        case OnThisDayPlace(month, day_number):
            return f"/on-this-day/{month:02}/{day_number}"
        case OpinionPlace(day, slug):
            return f"/opinion/{day.year:04}/{day.month:02}/{day.day}/{slug}"
        case SinglePlace():
            return f"/{place.value}"
        case FrontPlace():
            return "/index"


def path(place: Place, form: Format) -> str:
    """Return the path of a page in a format."""
    return f"{stem(place)}.{form.value}"


def feed_path(feed: FeedPlace, form: FeedFormat) -> str:
    """Return the path of a feed in a format."""
    if feed.changes:
        return f"/feeds/changes.{form.value}"
    if feed.opinion:
        return f"/feeds/opinion.{form.value}"
    if feed.kind is None:
        return f"/feeds/news.{form.value}"
    return f"/feeds/{feed.kind.value}/{feed.slug}.{form.value}"


def sitemap_path(name: str) -> str:
    """Return the path of one part of the sitemap; `name` is made of lower-case letters, digits and hyphens."""
    return f"/sitemaps/{name}.xml"


_SLUG = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = rf"{_SLUG}(?:\.{_SLUG})*"
_KINDS = "|".join(kind.value for kind in SubjectKind)
_SHAPES = (
    re.compile(rf"/news/(?P<year>\d{{4}})/(?P<month>\d\d)/(?P<day>[1-9]\d?)/(?P<slug>{_SLUG})(?P<history>\.history)?"),
    re.compile(rf"/(?P<kind>{_KINDS})/(?P<slug>{_HOST})(?:/(?P<year>\d{{4}})(?:/(?P<month>\d\d))?)?"),
    re.compile(r"/news/(?P<year>\d{4})(?:/(?P<month>\d\d))?/index"),
    re.compile(r"/on-this-day/(?P<month>\d\d)/(?P<day>[1-9]\d?)"),
    re.compile(rf"/(?P<index>{'|'.join(INDEXES.values())})/index"),
    re.compile(rf"/opinion/(?P<year>\d{{4}})/(?P<month>\d\d)/(?P<day>[1-9]\d?)/(?P<slug>{_SLUG})"),
)
_SINGLES = {f"/{place.value}": place for place in SinglePlace}
_FORMATS = {form.value: form for form in Format}
_INDEX_KINDS = {name: kind for kind, name in INDEXES.items()}
_FEED = re.compile(
    rf"/feeds/(?:(?P<site>news|changes|opinion)|(?P<kind>{_KINDS})/(?P<slug>{_HOST}))\.(?P<form>atom|rss|json)"
)
_LONGEST = 1000


def parse(path: str) -> tuple[Place, Format] | None:
    """Return what a page's path stands for; None for anything that is not exactly the path of a possible page."""
    stem_part, _, ending = path.rpartition(".")
    form = _FORMATS.get(ending)
    if form is None or len(path) > _LONGEST:
        return None
    place = parse_stem(stem_part)
    return (place, form) if place is not None else None


def parse_stem(stem_part: str) -> Place | None:
    """Return what a stem stands for; None for anything that is not exactly the stem of a possible page."""
    if stem_part == "/index":
        return FrontPlace()
    if stem_part in _SINGLES:
        return _SINGLES[stem_part]
    for number, shape in enumerate(_SHAPES):
        if found := shape.fullmatch(stem_part):
            try:
                return _place(number, found)
            except ValueError:
                return None
    return None


def _place(shape: int, found: re.Match[str]) -> Place | None:
    """Make a place of what a shape found; raise `ValueError` for a date that is in no calendar."""
    groups = found.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    month = int(groups["month"]) if groups.get("month") else None
    date(2000 if year is None else year, 1 if month is None else month, 1)
    if shape == 1:
        return SubjectPlace(SubjectKind(groups["kind"]), groups["slug"], year, month)
    if shape == 4:
        return IndexPlace(_INDEX_KINDS[groups["index"]])
    if shape == 3:
        leap_day = date(2000, month or 1, int(groups["day"]))
        return OnThisDayPlace(leap_day.month, leap_day.day)
    if year is None:
        return None
    if shape == 2:
        return YearPlace(year) if month is None else MonthPlace(year, month)
    day = date(year, month or 1, int(groups["day"]))
    if shape == 5:
        return OpinionPlace(day, groups["slug"])
    if groups["history"]:
        return HistoryPlace(day, groups["slug"])
    return DayPlace(day) if groups["slug"] == "index" else EventPlace(day, groups["slug"])


def parse_feed(path: str) -> tuple[FeedPlace, FeedFormat] | None:
    """Return what a feed's path stands for; None for anything that is not exactly the path of a possible feed."""
    found = _FEED.fullmatch(path) if len(path) <= _LONGEST else None
    if not found:
        return None
    form = FeedFormat(found["form"])
    if found["kind"]:
        return FeedPlace(SubjectKind(found["kind"]), found["slug"]), form
    return FeedPlace(changes=found["site"] == "changes", opinion=found["site"] == "opinion"), form


@dataclass(frozen=True, slots=True)
class Root:
    """Where a site is published: `host` with its scheme ("https://example.org"), `folder` ("" or "/daybook")."""

    host: str
    folder: str = ""

    @classmethod
    def of(cls, address: str) -> Root:
        """Make a root of the site's address, such as `https://example.org/daybook/`."""
        parts = urlsplit(address)
        return cls(f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/"))

    def relative(self, path: str) -> str:
        """Return a path as links on the site write it: from the root of its host."""
        return self.folder + path

    def absolute(self, path: str) -> str:
        """Return the whole address of a path of the site."""
        return f"{self.host}{self.folder}{path}"

    def within(self, requested: str) -> str | None:
        """Return the site's own path for one that a host was asked for; None where it lies outside the site's folder."""
        if not requested.startswith(f"{self.folder}/"):
            return None
        return requested[len(self.folder) :]


_WIKI_SAFE = re.compile(r"[^A-Za-z0-9\-._~!$'()*,;:@/]")


def quote_title(title: str) -> str:
    """Return a wiki page's title as MediaWiki writes it in addresses: underscores, and UTF-8 bytes as %XX."""
    return _WIKI_SAFE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), title.replace(" ", "_")
    )
