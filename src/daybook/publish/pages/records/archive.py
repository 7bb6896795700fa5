"""Pages about the archive as a whole, and what leads to other pages."""

from __future__ import annotations

from datetime import date, datetime

from daybook.model import ChangeKind
from daybook.model.encoding import Record
from daybook.publish.pages.records.event import DiffPart, FigureCourse
from daybook.publish.pages.records.parts import (
    Address,
    EventLink,
    FileAddress,
    Licence,
    Month,
    Origin,
    Page,
    Prose,
    SourceLink,
    Tally,
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
    """The material changes of the last days that had any, newest first; `since` is where the list begins.

    `days` is how many days before the newest revision it looks back; `months` lead to the archive of changes, latest first,
    each named YYYY-MM with its number of changed events.
    """

    kind = "changes"
    since: datetime | None = None
    changes: tuple[ChangeItem, ...] = ()
    days: int = 7
    months: tuple[Tally, ...] = ()


class ChangedEvent(Record, frozen=True):
    """An event that editors changed: how often, in which ways, and how its figures went."""

    event: EventLink
    history: Address
    kinds: tuple[ChangeKind, ...]
    changes: int
    figures: tuple[FigureCourse, ...] = ()


class ChangesMonthPage(Page, frozen=True, kw_only=True, tag="changes-month"):
    """What editors changed in the events of a month: in substance (`material`), or in words and filing alone (`reworded`)."""

    kind = "changes-month"
    month: Month
    material: tuple[ChangedEvent, ...] = ()
    reworded: tuple[EventLink, ...] = ()


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
