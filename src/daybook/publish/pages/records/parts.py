"""Parts that pages of several kinds are made of, and what every page has."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar

from daybook.model import SourceHealth
from daybook.model.encoding import Meta, Record

Address = Annotated[
    str,
    Meta(
        description="A page of this site: a path without its ending. Add .html, .json, .xml or .md to read it.",
        extra={"attribute": True},
    ),
]
Url = Annotated[str, Meta(description="A whole http or https address.", extra={"attribute": True})]
FileAddress = Annotated[
    str, Meta(description="A file of this site: a path from the root of its host.", extra={"attribute": True})
]
MediaType = Annotated[str, Meta(description="A media type.", extra={"attribute": True})]
Month = Annotated[str, Meta(description="A month as YYYY-MM.", extra={"attribute": True})]
Markup = Annotated[
    str,
    Meta(
        description="Well-formed XHTML of a, b, bdi, i, s, sub and sup elements. Links to this site's HTML pages.",
        extra={"markup": True},
    ),
]


class Link(Record, frozen=True):
    """A page of this site, by name."""

    name: str
    address: Address


class Prose(Record, frozen=True):
    """Styled text: `text` alone, and as `html` with its links and styles, ready to be put into a page."""

    text: str
    html: Markup


class FormatLink(Record, frozen=True):
    """The page in one of its formats: a path with its ending."""

    name: str
    type: MediaType
    address: FileAddress


class FeedLink(Record, frozen=True):
    """A feed of what the page is about; `title` says of what, `name` is the format's."""

    name: str
    type: MediaType
    title: str
    address: FileAddress


class PlaceCount(Record, frozen=True):
    """A place, and how many events were there: a country by its code of ISO 3166-1 with its page, or a place within one.

    `lat` and `lon` are where a map marks it, in degrees: of a country a point well inside it.
    """

    name: str
    events: int
    country: str | None = None
    address: Address | None = None
    lat: float | None = None
    lon: float | None = None


class Tally(Record, frozen=True):
    """A subject and how many of the events at hand have it; `before` is how many had it in the time before."""

    name: str
    address: Address
    events: int
    before: int | None = None


class TopicLink(Record, frozen=True):
    """A story that an event belongs to. `level` is its line above the event, from 0; -1 for a label in the headline."""

    name: str
    address: Address
    level: int = 0


class SourceLink(Record, frozen=True):
    """A cited article.

    `label` is what to print: the label as given, else the outlet's host. `url` is absent where the address was not http or
    https. `outlet` is the outlet's page, `agency` who the outlet had it from, `language` as noted by the editor. `title` and
    `published` are what the article tells of itself, where it was read. `health` is whether it still answers, where that was
    looked at; `moved_to` where it is now; `copy_url` a copy in a web archive, taken on `copy_taken`.
    """

    label: str
    url: Url | None = None
    outlet: Link | None = None
    agency: str | None = None
    language: str | None = None
    title: str | None = None
    published: date | None = None
    health: SourceHealth | None = None
    moved_to: Url | None = None
    copy_url: Url | None = None
    copy_taken: date | None = None

    @property
    def is_replaced(self) -> bool:
        """Whether the source is gone, and its copy is what readers are sent to."""
        return self.health is SourceHealth.GONE and self.copy_url is not None

    @property
    def best_url(self) -> str | None:
        """Where a reader finds it: the copy of a source that is gone, the new address of one that moved, else its own."""
        return self.copy_url if self.is_replaced else self.moved_to or self.url


class NoteItem(Record, frozen=True):
    """A further paragraph under an event, with what it cites."""

    text: Prose
    sources: tuple[SourceLink, ...] = ()


class EventItem(Record, frozen=True):
    """An event in a list. `kicker` is what to print above its headline: its innermost topic by default."""

    address: Address
    date: date
    headline: Prose
    kicker: str | None = None
    category: Link | None = None
    topics: tuple[TopicLink, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    changes: int = 0


class EventLink(Record, frozen=True):
    """An event that is only pointed at: its headline is plain text."""

    address: Address
    date: date
    headline: str


class Licence(Record, frozen=True):
    """Under what terms the editors' words may be used: Wikipedia's changed from 3.0 to 4.0 on 29 June 2023."""

    name: str
    spdx: str
    url: Url


class Origin(Record, frozen=True, kw_only=True):
    """The wiki page and the very revision that a page of this site was made from.

    `saved` is when it was saved; it is null where the source did not say. `url` leads to the page, `revision_url` to the revision and `history_url` to its editors, where they are known.
    """

    page: str
    saved: datetime | None
    licence: Licence
    url: Url | None = None
    revision: int | None = None
    revision_url: Url | None = None
    history_url: Url | None = None


class PreviewImage(Record, frozen=True):
    """A picture for those who share a link to the page; `text` tells what it says, sizes are in pixels."""

    address: FileAddress
    text: str
    width: int
    height: int


class Page(Record, frozen=True, kw_only=True, tag_field="kind"):
    """What every page has.

    `url` is its lasting address (of the HTML). `description` is a sentence or two of plain text. `updated` is when what
    it shows last changed in substance, as far as known: never when it was built.
    """

    kind: ClassVar[str]
    address: Address
    url: Url
    title: str
    description: str = ""
    updated: datetime | None = None
    formats: tuple[FormatLink, ...] = ()
    breadcrumbs: tuple[Link, ...] = ()
    previous: Link | None = None
    next: Link | None = None
    feeds: tuple[FeedLink, ...] = ()
    image: PreviewImage | None = None
