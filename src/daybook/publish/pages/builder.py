"""What page records are made with: the archive, the site, events at hand. Makes events, days and subjects in whole batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from daybook.model import ArchivedEvent, Subject, SubjectKind, SubjectRanking
from daybook.publish.addresses import DayPlace, EventPlace, HistoryPlace, SubjectPlace
from daybook.publish.library import Library, PageLibrary
from daybook.publish.pages.alphabet import prefixes
from daybook.publish.pages.calendar import Calendar
from daybook.publish.pages.chronicle import chronicle_page
from daybook.publish.pages.day import day_pages
from daybook.publish.pages.event import event_pages, has_history, redirect_page, redirect_pages
from daybook.publish.pages.event_cache import SUMMARIES, EventCache, SiteCache
from daybook.publish.pages.history import history_pages
from daybook.publish.pages.pictures import pictured_since
from daybook.publish.pages.records import (
    ChroniclePage,
    DayPage,
    EventLink,
    EventPage,
    HistoryPage,
    Page,
    RedirectPage,
    SubjectPage,
)
from daybook.publish.pages.site import Site
from daybook.publish.pages.story_order import Orders
from daybook.publish.pages.subject import Span, alias_pages, has_chronicle, spans, subject_pages


class DayBuilder:
    """Makes page records of single events and days, of an archive as it stands or as it stood."""

    def __init__(self, library: PageLibrary, cache: EventCache, calendar: Calendar | None = None) -> None:
        site = cache.site
        self.library = library
        self.site = site
        site.month_titles = library.month_titles()
        self.cache = cache
        self.calendar = Calendar(library.days()) if calendar is None else calendar
        self.cache.read_months = frozenset(self.calendar.months)
        self.cache.withdrawn_days = self.calendar.withdrawn_days
        self.cache.pictured_since = pictured_since(site, next(iter(self.calendar.latest(1)), None))
        self.orders = Orders(library)

    def page(self, place: EventPlace | HistoryPlace | DayPlace) -> Page | None:
        """Return the page at a place, a redirect where it moved; None where there is none."""
        match place:
            case EventPlace():
                return self.event_page(place.date, place.slug)
            case HistoryPlace():
                return self.history_page(place.date, place.slug)
            case DayPlace():
                return next(iter(self.days([place.date])), None)

    def event_page(self, day: date, slug: str) -> Page | None:
        """Return the page of the event that has, or had, this address; None where none has."""
        return self._event(day, slug, history=False)

    def history_page(self, day: date, slug: str) -> Page | None:
        """Return the page of the versions of the event that has, or had, this address; None where there is but one."""
        return self._event(day, slug, history=True)

    def find_event(self, day: date, slug: str) -> ArchivedEvent | None:
        """Return the event that has, or had, this address; None where none has."""
        number = self.library.find(day, slug)
        return self.library.events([number]).get(number) if number is not None else None

    def _event(self, day: date, slug: str, *, history: bool) -> Page | None:
        event = self.find_event(day, slug)
        if event is None or (history and not has_history(event)):
            return None
        if (event.date, event.slug) != (day, slug):
            kind = HistoryPlace if history else EventPlace
            return redirect_page(
                self.site, self.site.address(kind(day, slug)), self.site.address(kind(event.date, event.slug))
            )
        if history:
            return history_pages(self.cache, [event])[0]
        return event_pages(self.cache, self.orders, {event.id: event})[0]

    def days(self, days: Sequence[date]) -> Iterator[DayPage]:
        """Yield the pages of days."""
        yield from day_pages(self.cache, self.calendar, days)


class Builder(DayBuilder):
    """Makes page records of one archive as it stands; make a new one to see later changes.

    `summaries` is how many events are held at a time; `links` and the `calendar` may be shared by builders of one state, in any
    threads.
    """

    library: Library
    cache: SiteCache

    def __init__(
        self,
        library: Library,
        site: Site,
        *,
        summaries: int = SUMMARIES,
        links: dict[int, EventLink] | None = None,
        calendar: Calendar | None = None,
        category_names: Mapping[str, str] | None = None,
    ) -> None:
        cache = SiteCache(library, site, limit=summaries, links=links, category_names=category_names)
        super().__init__(library, cache, calendar)
        self._letters: dict[SubjectKind, Mapping[str, int]] = {}
        self._country_months: Mapping[str, tuple[tuple[int, int, int], ...]] | None = None
        self._country_marks: Mapping[str, int] | None = None
        self._rankings: dict[SubjectKind, SubjectRanking] = {}

    def over(self, library: Library) -> Builder:
        """Return one that reads the same state of the archive by another connection, and knows what this one has counted."""
        other = Builder(library, self.site, calendar=self.calendar, category_names=self.cache.category_names)
        other._letters, other._rankings = self._letters, self._rankings
        other._country_months, other._country_marks = self._country_months, self._country_marks
        return other

    @property
    def country_months(self) -> Mapping[str, tuple[tuple[int, int, int], ...]]:
        """For each country that events were in (year, month, events), asked for once."""
        if self._country_months is None:
            self._country_months = self.library.country_months()
        return self._country_months

    @property
    def country_marks(self) -> Mapping[str, int]:
        """For each country a number that is another one when any of its events is somewhere else, asked for once."""
        if self._country_marks is None:
            self._country_marks = self.library.country_marks()
        return self._country_marks

    def ranking(self, kind: SubjectKind) -> SubjectRanking:
        """Return the foremost subjects of a kind, asked for once."""
        if kind not in self._rankings:
            least = max(self.site.page_minimum(kind), 1)
            self._rankings[kind] = self.library.ranking(kind, self.site.settings.index_subjects, least)
        return self._rankings[kind]

    def letters(self, kind: SubjectKind) -> Mapping[str, int]:
        """Return the pages from A to Z of a kind, by the letters that they begin with, each with its number of names."""
        if kind not in self._letters:
            self._letters[kind] = prefixes(self.ranking(kind).slugs)
        return self._letters[kind]

    def event_pages(self, ids: Sequence[int]) -> list[EventPage]:
        """Return the pages of events alone, in the order of `ids`."""
        return event_pages(self.cache, self.orders, self._events(ids))

    def events(self, ids: Sequence[int]) -> Iterator[EventPage | HistoryPage | RedirectPage]:
        """Yield the pages of events, then of their versions, then of their former addresses."""
        events = self._events(ids)
        yield from event_pages(self.cache, self.orders, events)
        yield from history_pages(self.cache, events.values())
        yield from redirect_pages(self.site, events.values())

    def _events(self, ids: Sequence[int]) -> dict[int, ArchivedEvent]:
        found = self.library.events(ids)
        return {number: found[number] for number in ids if number in found}

    def subject_spans(
        self, wanted: Sequence[tuple[Subject, Sequence[Span]]]
    ) -> Iterator[SubjectPage | ChroniclePage | RedirectPage]:
        """Yield the pages of spans of subjects; with the whole of a subject, those of what was merged into it."""
        yield from subject_pages(self.cache, wanted)
        for subject, chosen in wanted:
            if Span() in chosen:
                if has_chronicle(subject):
                    yield chronicle_page(self.cache, subject)
                yield from alias_pages(self.site, subject)

    def chronicle_page(self, slug: str) -> Page | None:
        """Return a story from its first day; None where there is no such page."""
        subject = next(iter(self.library.subjects(SubjectKind.TOPIC, [slug]).values()), None)
        if subject is None or not has_chronicle(subject):
            return None
        return chronicle_page(self.cache, subject) if subject.slug == slug else None

    def subject_page(self, place: SubjectPlace) -> Page | None:
        """Return the page of a subject, of its year or month; a redirect where it was merged into another."""
        subject = next(iter(self.library.subjects(place.kind, [place.slug]).values()), None)
        if subject is None:
            return None
        if subject.slug != place.slug:
            if place.year is not None:
                return None
            address = self.site.address(place)
            return redirect_page(self.site, address, self.site.address(SubjectPlace(place.kind, subject.slug)))
        span = Span(place.year, place.month)
        if span not in spans(subject, self.site.settings.list_events):
            return None
        return next(subject_pages(self.cache, [(subject, [span])]), None)
