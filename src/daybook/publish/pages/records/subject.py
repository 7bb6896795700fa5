"""Pages of contexts, topics, categories and outlets, and the lists of them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from daybook.model import SourceHealth, SubjectKind
from daybook.model.encoding import Record
from daybook.publish.pages.records.event import FigureCourse
from daybook.publish.pages.records.parts import Address, EventItem, EventLink, Link, Month, Page, PlaceCount, Tally, Url
from daybook.publish.pages.records.time import TopSubjects


class MonthCount(Record, frozen=True):
    """How many events a month had; `month` is YYYY-MM."""

    month: Month
    events: int


class Part(Record, frozen=True):
    """A year or a month of a subject (`name` is YYYY or YYYY-MM): its number of events and, where it has one, its page."""

    name: str
    events: int
    address: Address | None = None


class SubStory(Record, frozen=True):
    """A story within a story: `depth` is 1 for a direct one, and its own ones follow it."""

    name: str
    address: Address
    events: int
    depth: int


class Place(Record, frozen=True):
    """Where on Earth a context is, in degrees."""

    latitude: float
    longitude: float


class TurningPoint(Record, frozen=True):
    """A day that a story turned on: its `first`, its `latest`, or one that brought `most`; its number of events and the leading one."""

    kind: Literal["first", "most", "latest"]
    date: date
    events: int
    event: EventLink


class GrownFigure(Record, frozen=True):
    """A figure in an event that grew while editors kept it up."""

    course: FigureCourse
    event: EventLink


class ChronicleMonth(Record, frozen=True):
    """A month of a story: its number of events, and those shown, in order of time; `address` leads to all of them, where not all are."""

    month: Month
    events: int
    items: tuple[EventItem, ...] = ()
    address: Address | None = None


class ChroniclePage(Page, frozen=True, kw_only=True, tag="chronicle"):
    """A story from its first day to its latest; of a long one, the leading events of each month.

    `main` is the story's page, newest first. `unread` are months between of which the archive has no day.
    """

    kind = "chronicle"
    main: Link
    total: int
    first: date
    last: date
    complete: bool = True
    months: tuple[ChronicleMonth, ...] = ()
    unread: tuple[Month, ...] = ()
    turning_points: tuple[TurningPoint, ...] = ()
    figures: tuple[GrownFigure, ...] = ()


class HealthCount(Record, frozen=True):
    """How many sources that were looked at are known to be so."""

    health: SourceHealth
    sources: int


class CarriedAgency(Record, frozen=True):
    """A news agency of which an outlet carried texts, in so many events; `address` is the page of the agency itself."""

    name: str
    events: int
    address: Address | None = None


class OutletDetails(Record, frozen=True):
    """Of an outlet: of its `checked` sources how many are `answering`, and the agencies whose texts it carried.

    Of an agency, `through` are the outlets that carried its texts, with the events for which they are cited; `told` counts all
    those events once for each such outlet. They are not among the agency's own.
    """

    checked: int = 0
    answering: int = 0
    health: tuple[HealthCount, ...] = ()
    agencies: tuple[CarriedAgency, ...] = ()
    through: tuple[Tally, ...] = ()
    told: int = 0


class SubjectPage(Page, frozen=True, kw_only=True, tag="subject"):
    """A context, topic, category or outlet: all of it, one year of it, or one month of a year.

    `span` is "" for all of it, else YYYY or YYYY-MM, and `main` is then the page of all of it. `total` counts the events of
    the span, from `first` to `last`: of the page's own span, so that a year that is over stays as it is. `events` are those of the span, newest first: every one where `complete`, else the latest,
    and `parts` lead to the rest. `months` counts the events of the span, oldest first, months without any left out; `unread`
    are those between of which the archive has no day. `chronicle` is the same story from its first day.
    `places` are the countries of a story's events, as far as these are certain.
    `hosts` are the other hosts of an outlet, whose sources are counted and listed here.
    """

    kind = "subject"
    subject: SubjectKind
    slug: str
    name: str
    span: str = ""
    main: Link | None = None
    article: str | None = None
    wiki: Url | None = None
    about: str | None = None
    wikidata: str | None = None
    place: Place | None = None
    hosts: tuple[str, ...] = ()
    outlet: OutletDetails | None = None
    total: int
    first: date
    last: date
    complete: bool = True
    events: tuple[EventItem, ...] = ()
    parts: tuple[Part, ...] = ()
    months: tuple[MonthCount, ...] = ()
    unread: tuple[Month, ...] = ()
    earliest: EventLink | None = None
    chronicle: Address | None = None
    turning_points: tuple[TurningPoint, ...] = ()
    figures: tuple[GrownFigure, ...] = ()
    stories: tuple[SubStory, ...] = ()
    places: tuple[PlaceCount, ...] = ()
    top_subjects: TopSubjects


class SubjectItem(Record, frozen=True):
    """A subject in a list of its kind."""

    name: str
    address: Address
    events: int
    first: date
    last: date
    about: str | None = None


class LetterPage(Page, frozen=True, kw_only=True, tag="letter"):
    """The subjects of a kind that begin with some `letters`: their `names`, or, where they are many, `parts` that have them."""

    kind = "letter"
    subject: SubjectKind
    letters: str
    parts: tuple[Link, ...] = ()
    names: tuple[Link, ...] = ()


class IndexPage(Page, frozen=True, kw_only=True, tag="index"):
    """The subjects of a kind: how many there are, those with the most events, and those with an event most lately.

    `letters` lead to all of them, from A to Z, each with its number of names.
    """

    kind = "index"
    subject: SubjectKind
    total: int
    letters: tuple[Tally, ...] = ()
    most: tuple[SubjectItem, ...] = ()
    latest: tuple[SubjectItem, ...] = ()
