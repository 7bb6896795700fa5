"""What publishing asks of an archive, as protocols that `daybook.archive` fulfils without knowing them.

All answers are values of `daybook.model`; whole batches are asked for at once, so that no page costs a query of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from daybook.model import (
    ArchivedEvent,
    Change,
    ChangeKind,
    DayRecord,
    EventAddress,
    EventHeadline,
    LocationCount,
    MovedEvent,
    RawPage,
    RelatedList,
    Selection,
    Stale,
    StoryMonth,
    Subject,
    SubjectCount,
    SubjectKind,
    SubjectRanking,
    Version,
)
from daybook.model.outlet_figures import OutletFigures


class EventLibrary(Protocol):
    """Events by number: each answer maps the ids that exist to what was asked for."""

    def events(self, ids: Sequence[int]) -> Mapping[int, ArchivedEvent]:
        """Return the events with these ids."""
        ...

    def headlines(self, ids: Sequence[int]) -> Mapping[int, EventHeadline]:
        """Return what links to these events need: a sixth of the time that the whole events take."""
        ...

    def related(self, ids: Sequence[int]) -> Mapping[int, RelatedList]:
        """Return the related lists of these events."""
        ...

    def versions(self, ids: Sequence[int]) -> Mapping[int, tuple[Version, ...]]:
        """Return all versions of these events, oldest first."""
        ...

    def select(self, selection: Selection) -> Sequence[int]:
        """Return the ids of the events selected, ordered by date and position on the page."""
        ...

    def find(self, day: date, slug: str) -> int | None:
        """Return the id of the event that has, or ever had, this address."""
        ...


class PageLibrary(EventLibrary, Protocol):
    """What pages of single events and days are made from, today's or those of a past moment; and summaries of events anywhere."""

    def days(self, first: date | None = None, last: date | None = None) -> Sequence[DayRecord]:
        """Return the days that have a page, oldest first, within an inclusive span."""
        ...

    def month_titles(self) -> Mapping[str, str]:
        """Return for the title of each day without a page of its own on the wiki that of its month's page."""
        ...

    def subjects(self, kind: SubjectKind, slugs: Sequence[str] | None = None) -> Mapping[str, Subject]:
        """Return subjects by slug (an alias counts as its subject's slug): those asked for, or all of the kind."""
        ...

    def location_counts(self, selection: Selection) -> Sequence[LocationCount]:
        """Return how many of the events selected were where, most first."""
        ...


class Catalogue(Protocol):
    """Days, subjects, and the news of the archive itself."""

    def days(self, first: date | None = None, last: date | None = None) -> Sequence[DayRecord]:
        """Return the days that have a page, oldest first, within an inclusive span."""
        ...

    def pages(self, titles: Sequence[str]) -> Mapping[str, RawPage]:
        """Return the newest revision of each of these pages of the wiki, as it was read."""
        ...

    def month_titles(self) -> Mapping[str, str]:
        """Return for the title of each day without a page of its own on the wiki that of its month's page, `#` and section behind it."""
        ...

    def subjects(self, kind: SubjectKind, slugs: Sequence[str] | None = None) -> Mapping[str, Subject]:
        """Return subjects by slug (an alias counts as its subject's slug): those asked for, or all of the kind."""
        ...

    def ranking(self, kind: SubjectKind, limit: int, least: int = 1) -> SubjectRanking:
        """Return the foremost subjects of a kind with at least so many events, at most `limit` by each order; and how many have any."""
        ...

    def outlet_figures(self, hosts: Sequence[str]) -> OutletFigures:
        """Return what is known of an outlet beside its events, given all its hosts, the one that is its slug first."""
        ...

    def counts(self, year: int, kind: SubjectKind | None = None, slugs: Sequence[str] = ()) -> Sequence[SubjectCount]:
        """Return the subjects that have more than one event of a year, in any order: all, or these of a kind."""
        ...

    def story_months(self, first: tuple[int, int], last: tuple[int, int]) -> Sequence[StoryMonth]:
        """Return the months of stories that have events, within an inclusive span of (year, month), in any order."""
        ...

    def changes(self, since: datetime, limit: int) -> Sequence[Change]:
        """Return the versions saved since a time, newest first, at most `limit`."""
        ...


class Directory(Protocol):
    """All addresses of an archive at once, a year or a kind of subject at a time; no event is decoded for that."""

    def event_changes(
        self, first: date, last: date, kinds: Sequence[ChangeKind]
    ) -> Sequence[tuple[EventAddress, datetime | None]]:
        """Return the events of some days, withdrawn ones too, and when they last changed in one of these kinds, where known.

        One that never changed so changed when it was first listed.
        """
        ...

    def event_totals(self) -> Mapping[int, int]:
        """Return how many events each year has, withdrawn ones too."""
        ...

    def subject_changes(self, kind: SubjectKind, least: int, latest: int) -> Sequence[tuple[str, datetime | None]]:
        """Return the slugs of the subjects that have at least so many events, and when the `latest` of these changed last."""
        ...

    def subject_totals(self, least: int) -> Mapping[SubjectKind, int]:
        """Return how many subjects of each kind have at least so many events."""
        ...

    def subject_names(self, kind: SubjectKind, prefix: str, least: int) -> Sequence[tuple[str, str]]:
        """Return slug and name of the subjects of a kind with at least so many events whose slugs begin so, by slug."""
        ...

    def moved_events(self) -> Sequence[MovedEvent]:
        """Return the former addresses of events, each with the present one."""
        ...

    def merged_subjects(self) -> Sequence[tuple[SubjectKind, str, str]]:
        """Return the slugs of subjects that were merged into others, with the slugs of these."""
        ...


class Whereabouts(Protocol):
    """Where events were."""

    def location_counts(self, selection: Selection, country: str | None = None) -> Sequence[LocationCount]:
        """Return how many of the events selected were where, those of one country if one is given; most first."""
        ...

    def country_months(self) -> Mapping[str, tuple[tuple[int, int, int], ...]]:
        """Return for each country that events were in (year, month, events), oldest first."""
        ...

    def country_marks(self) -> Mapping[str, int]:
        """Return for each country a number that is another one when any of its events is somewhere else."""
        ...

    def country_events(self, country: str, limit: int) -> Sequence[int]:
        """Return the latest events of a country, newest day first."""
        ...


class Changing(Protocol):
    """How an archive tells what a site built from it earlier has to build again."""

    def generation(self) -> int:
        """Return a number that grows with every change that can be seen on a page."""
        ...

    def stale(self, since: int) -> Stale:
        """Return what changed after generation `since`."""
        ...


class Library(EventLibrary, Catalogue, Directory, Whereabouts, Changing, Protocol):
    """All of it: what a whole site is built from."""
