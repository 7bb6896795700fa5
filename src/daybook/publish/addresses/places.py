"""What addresses stand for. Each shape of address is one class: how its stem is written, and how it is read.

A *stem* is a path without a format's ending, such as `/news/2004/08/14/index`, relative to the site. No text has two
spellings as an address: what is read is written back as it was. Says nothing of whether there is a page at an address.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Self

from daybook.model import SubjectKind

INDEXES = {
    SubjectKind.CONTEXT: "contexts",
    SubjectKind.TOPIC: "topics",
    SubjectKind.CATEGORY: "categories",
    SubjectKind.OUTLET: "sources",
}
"""Where the list of all subjects of a kind stands: in the plural, as `/context/index` is the article *Index*."""

LONGEST = 1000
"""Characters of the longest path that is an address: the longest that any event has is under 200."""

_SLUG = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
HOST = rf"{_SLUG}(?:\.{_SLUG})*"
SUBJECT_KINDS = "|".join(kind.value for kind in SubjectKind)
_YEAR = r"(?P<year>[0-9]{4})"
_MONTH = r"(?P<month>[0-9]{2})"
_DAY = r"(?P<day>[1-9][0-9]?)"


class Place(ABC):
    """What an address stands for."""

    __slots__ = ()
    SHAPE: ClassVar[re.Pattern[str]]
    """What the stem of such a place looks like; its groups are named for `read`."""

    @property
    @abstractmethod
    def stem(self) -> str:
        """The path of the page without a format's ending."""

    @classmethod
    @abstractmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape; `ValueError` for a date that is in no calendar."""

    @classmethod
    def parse(cls, stem: str) -> Self | None:
        """Return the place that a stem stands for; None for anything that is not exactly the stem of such a place."""
        matched = cls.SHAPE.fullmatch(stem) if len(stem) <= LONGEST else None
        if matched is None:
            return None
        try:
            return cls.read(matched.groupdict())
        except ValueError:
            return None


def _day(parts: Mapping[str, str | None]) -> date:
    return date(int(parts["year"] or 0), int(parts["month"] or 0), int(parts["day"] or 0))


def _day_folder(day: date) -> str:
    return f"{day.year:04}/{day.month:02}/{day.day}"


@dataclass(frozen=True, slots=True)
class SinglePlace(Place):
    """A page that there is one of; `name` is what templates and words call it, `path` its stem without the first slash."""

    name: str
    path: str

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/{self.path}"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Single pages are known by their whole stems, not by a shape."""
        raise ValueError(f"no shape of single pages: {parts}")


FRONT = SinglePlace("front", "index")
CHANGES = SinglePlace("changes", "changes/index")
ABOUT = SinglePlace("about", "about")
NOT_FOUND = SinglePlace("not_found", "404")
SEARCH = SinglePlace("search", "search")
ON_THIS_DAY = SinglePlace("on_this_day", "on-this-day/index")
OPINION = SinglePlace("opinion", "opinion/index")
TODAY = SinglePlace("today", "today")
RANDOM = SinglePlace("random", "random")
DIGEST = SinglePlace("digest", "digest/index")
PLACES = SinglePlace("places", "places/index")
QUALITY = SinglePlace("quality", "quality/index")
DATA = SinglePlace("data", "data/index")


@dataclass(frozen=True, slots=True)
class YearPlace(Place):
    """A year."""

    SHAPE = re.compile(rf"/news/{_YEAR}/index")
    year: int

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/news/{self.year:04}/index"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        return cls(date(int(parts["year"] or 0), 1, 1).year)


@dataclass(frozen=True, slots=True)
class _PlaceOfMonth(Place):
    """A page that there is one of for each month of a year."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """The day that the month begins with."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The day that the month ends with."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        first = date(int(parts["year"] or 0), int(parts["month"] or 0), 1)
        return cls(first.year, first.month)


@dataclass(frozen=True, slots=True)
class MonthPlace(_PlaceOfMonth):
    """A month of a year."""

    SHAPE = re.compile(rf"/news/{_YEAR}/{_MONTH}/index")

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/news/{self.year:04}/{self.month:02}/index"


@dataclass(frozen=True, slots=True)
class DayPlace(Place):
    """A day."""

    SHAPE = re.compile(rf"/news/{_YEAR}/{_MONTH}/{_DAY}/index")
    date: date

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/news/{_day_folder(self.date)}/index"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        return cls(_day(parts))


@dataclass(frozen=True, slots=True)
class EventPlace(Place):
    """An event. `index` is no slug of an event: it is the day's own address."""

    SHAPE = re.compile(rf"/news/{_YEAR}/{_MONTH}/{_DAY}/(?!index$)(?P<slug>{_SLUG})")
    date: date
    slug: str

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/news/{_day_folder(self.date)}/{self.slug}"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        return cls(_day(parts), parts["slug"] or "")


@dataclass(frozen=True, slots=True)
class HistoryPlace(Place):
    """The versions of an event."""

    SHAPE = re.compile(rf"/news/{_YEAR}/{_MONTH}/{_DAY}/(?P<slug>{_SLUG})\.history")
    date: date
    slug: str

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/news/{_day_folder(self.date)}/{self.slug}.history"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        return cls(_day(parts), parts["slug"] or "")


@dataclass(frozen=True, slots=True)
class SubjectPlace(Place):
    """A context, topic, category or outlet: all of it, its events of a year, or of a month of a year."""

    SHAPE = re.compile(rf"/(?P<kind>{SUBJECT_KINDS})/(?P<slug>{HOST})(?:/{_YEAR}(?:/{_MONTH})?)?")
    kind: SubjectKind
    slug: str
    year: int | None = None
    month: int | None = None

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        if self.year is None:
            return f"/{self.kind.value}/{self.slug}"
        if self.month is None:
            return f"/{self.kind.value}/{self.slug}/{self.year:04}"
        return f"/{self.kind.value}/{self.slug}/{self.year:04}/{self.month:02}"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        year = int(parts["year"]) if parts["year"] else None
        month = int(parts["month"]) if parts["month"] else None
        date(2000 if year is None else year, 1 if month is None else month, 1)
        return cls(SubjectKind(parts["kind"] or ""), parts["slug"] or "", year, month)


@dataclass(frozen=True, slots=True)
class ChroniclePlace(Place):
    """A story from its first day. A story has no article of its own under this name: slugs hold no slash."""

    SHAPE = re.compile(rf"/{SubjectKind.TOPIC.value}/(?P<slug>{_SLUG})/chronicle")
    slug: str

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/{SubjectKind.TOPIC.value}/{self.slug}/chronicle"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        return cls(parts["slug"] or "")


@dataclass(frozen=True, slots=True)
class CountryPlace(Place):
    """The events of a country, by its code of ISO 3166-1 in lower case."""

    SHAPE = re.compile(r"/places/(?P<country>[a-z]{2})")
    country: str

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/places/{self.country}"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        return cls(parts["country"] or "")


@dataclass(frozen=True, slots=True)
class IndexPlace(Place):
    """The list of all subjects of a kind."""

    SHAPE = re.compile(rf"/(?P<index>{'|'.join(INDEXES.values())})/index")
    kind: SubjectKind

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/{INDEXES[self.kind]}/index"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        return cls(next(kind for kind, name in INDEXES.items() if name == parts["index"]))


@dataclass(frozen=True, slots=True)
class LetterPlace(Place):
    """The subjects of a kind whose slugs begin with one letter or digit, or, where these are many, with two or three signs."""

    SHAPE = re.compile(rf"/(?P<index>{'|'.join(INDEXES.values())})/(?P<prefix>[a-z0-9][a-z0-9.-]{{0,2}})")
    kind: SubjectKind
    prefix: str

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/{INDEXES[self.kind]}/{self.prefix}"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        kind = next(kind for kind, name in INDEXES.items() if name == parts["index"])
        return cls(kind, parts["prefix"] or "")


@dataclass(frozen=True, slots=True)
class OnThisDayPlace(Place):
    """A date in every year; `day` may be 29 in February."""

    SHAPE = re.compile(rf"/on-this-day/{_MONTH}/{_DAY}")
    month: int
    day: int

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/on-this-day/{self.month:02}/{self.day}"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape; the year 2000 has every date."""
        when = date(2000, int(parts["month"] or 0), int(parts["day"] or 0))
        return cls(when.month, when.day)


@dataclass(frozen=True, slots=True)
class ChangesMonthPlace(_PlaceOfMonth):
    """What editors changed in the events of a month after they were first listed."""

    SHAPE = re.compile(rf"/changes/{_YEAR}/{_MONTH}")

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/changes/{self.year:04}/{self.month:02}"


@dataclass(frozen=True, slots=True, order=True)
class DigestPlace(Place):
    """A week (ISO 8601) in short."""

    SHAPE = re.compile(rf"/digest/{_YEAR}/W(?P<week>[0-9]{{2}})")
    year: int
    week: int

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/digest/{self.year:04}/W{self.week:02}"

    @property
    def first(self) -> date:
        """The Monday that the week begins with."""
        return date.fromisocalendar(self.year, self.week, 1)

    @property
    def last(self) -> date:
        """Its Sunday; in the last week that there are dates of, the last of these."""
        return self.first + min(timedelta(days=6), date.max - self.first)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the week that a day falls into: its year is that of its Thursday."""
        year, week, _ = day.isocalendar()
        return cls(year, week)

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        return cls.of(date.fromisocalendar(int(parts["year"] or 0), int(parts["week"] or 0), 1))


@dataclass(frozen=True, slots=True)
class QualityMonthPlace(_PlaceOfMonth):
    """What the wiki's editors could mend on the pages of a month."""

    SHAPE = re.compile(rf"/quality/{_YEAR}/{_MONTH}")

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/quality/{self.year:04}/{self.month:02}"


@dataclass(frozen=True, slots=True)
class OpinionPlace(Place):
    """An article of the publisher's own."""

    SHAPE = re.compile(rf"/opinion/{_YEAR}/{_MONTH}/{_DAY}/(?P<slug>{_SLUG})")
    date: date
    slug: str

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/opinion/{_day_folder(self.date)}/{self.slug}"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        return cls(_day(parts), parts["slug"] or "")
