"""Pages about the archive as a whole, and what leads to other pages."""

from __future__ import annotations

from datetime import date, datetime

from daybook.model import ChangeKind
from daybook.model.encoding import Record
from daybook.publish.pages.records.event import DiffPart
from daybook.publish.pages.records.parts import (
    Address,
    EventLink,
    FileAddress,
    Licence,
    Origin,
    Page,
    Prose,
    SourceLink,
)
from daybook.publish.pages.records.time import MonthWeight


class ChangeItem(Record, frozen=True):
    """A material change of an event: what kind, when, word for word."""

    event: EventLink
    number: int
    kinds: tuple[ChangeKind, ...]
    origin: Origin
    history: Address | None = None
    words: tuple[DiffPart, ...] = ()
    sources_added: tuple[SourceLink, ...] = ()
    sources_removed: tuple[SourceLink, ...] = ()


class ChangesPage(Page, frozen=True, kw_only=True, tag="changes"):
    """The material changes of the last days that had any, newest first; `since` is where the list begins."""

    kind = "changes"
    since: datetime | None = None
    changes: tuple[ChangeItem, ...] = ()


class Figures(Record, frozen=True):
    """How much an archive holds."""

    days: int
    events: int
    contexts: int
    topics: int
    categories: int
    outlets: int
    first: date | None = None
    last: date | None = None


class FileLink(Record, frozen=True):
    """A file for machines: a schema, a list of feeds, a map of the site."""

    name: str
    address: FileAddress


class AboutPage(Page, frozen=True, kw_only=True, tag="about"):
    """What this site is; `text` is the publisher's own, as HTML made from Markdown."""

    kind = "about"
    text: Prose
    figures: Figures
    licence: Licence
    files: tuple[FileLink, ...] = ()


class NotFoundPage(Page, frozen=True, kw_only=True, tag="not-found"):
    """What a server says where there is no page."""

    kind = "not-found"


class SearchPage(Page, frozen=True, kw_only=True, tag="search"):
    """Where to search the archive, and how."""

    kind = "search"


class RandomPage(Page, frozen=True, kw_only=True, tag="random"):
    """Where to begin by chance: all months, latest first, each with its number of events."""

    kind = "random"
    months: tuple[MonthWeight, ...] = ()


class RedirectPage(Page, frozen=True, kw_only=True, tag="redirect"):
    """What stands at an address that only leads on: `location` is where, `lasting` whether that will stay so.

    A former address leads to the present one for good; `/today` leads to another day tomorrow.
    """

    kind = "redirect"
    location: Address
    lasting: bool = True
