"""An archive in memory: a real `Library` over tuples of records, for tests of publishing and for whoever has events but no file.

Subjects, months and counts are worked out from the events. `changed_since` says what to call stale.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from daybook.model import (
    ArchivedEvent,
    Change,
    ChangeKind,
    DayRecord,
    EventAddress,
    EventHeadline,
    LocationCount,
    MovedEvent,
    Problem,
    RankedSubject,
    RawPage,
    RelatedList,
    Selection,
    Stale,
    Status,
    StoryMonth,
    Subject,
    SubjectCount,
    SubjectKind,
    SubjectRanking,
    Version,
)
from daybook.model.outlet_figures import OutletFigures


def ranked(subject: Subject) -> RankedSubject:
    """Return a subject as lists of the foremost tell of it."""
    return RankedSubject(
        subject.kind, subject.slug, subject.name, subject.count, subject.first, subject.last, subject.description
    )


@dataclass
class MemoryLibrary:
    """All of an archive's answers from what it is made of; events are given in any order."""

    all_events: Iterable[ArchivedEvent]
    lists: Mapping[int, RelatedList] = field(default_factory=dict)
    histories: Mapping[int, tuple[Version, ...]] = field(default_factory=dict)
    problems: Mapping[date, tuple[Problem, ...]] = field(default_factory=dict)
    names: Mapping[tuple[SubjectKind, str], str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[tuple[SubjectKind, str], tuple[str, ...]] = field(default_factory=dict)
    outlets: Mapping[str, OutletFigures] = field(default_factory=dict)
    months: Mapping[str, str] = field(default_factory=dict)
    number: int = 1
    changed_since: Stale = field(default_factory=Stale)

    def __post_init__(self) -> None:
        ordered = sorted(self.all_events, key=lambda event: (event.date, event.position, event.id))
        self._events = {event.id: event for event in ordered}
        self._members: dict[tuple[SubjectKind, str], list[int]] = defaultdict(list)
        self._by_day: dict[date, list[int]] = defaultdict(list)
        self._addresses: dict[tuple[date, str], int] = {}
        found: dict[tuple[SubjectKind, str], str] = {}
        for event in ordered:
            self._by_day[event.date].append(event.id)
            for address in (EventAddress(event.date, event.slug), *event.former):
                self._addresses[address.date, address.slug] = event.id
            for kind, slug, name in dict.fromkeys(_subjects_of(event)):
                self._members[kind, slug].append(event.id)
                found.setdefault((kind, slug), name)
        self._names = found | dict(self.names)
        self._subject_aliases = {
            (kind, alias): slug for (kind, slug), aliases in self.aliases.items() for alias in aliases
        }
        self._made: dict[tuple[SubjectKind, str], Subject] = {}

    def events(self, ids: Sequence[int]) -> Mapping[int, ArchivedEvent]:
        return {number: self._counted(self._events[number]) for number in ids if number in self._events}

    def _counted(self, event: ArchivedEvent) -> ArchivedEvent:
        contexts = [
            replace(each, events=self._subject(SubjectKind.CONTEXT, each.slug).count) for each in event.contexts
        ]
        return replace(event, contexts=tuple(contexts))

    def headlines(self, ids: Sequence[int]) -> Mapping[int, EventHeadline]:
        return {
            number: EventHeadline(event.date, event.slug, event.event.headline)
            for number, event in self.events(ids).items()
        }

    def related(self, ids: Sequence[int]) -> Mapping[int, RelatedList]:
        return {number: self.lists[number] for number in ids if number in self.lists}

    def versions(self, ids: Sequence[int]) -> Mapping[int, tuple[Version, ...]]:
        return {
            number: self.histories.get(number) or (_only_version(self._events[number]),)
            for number in ids
            if number in self._events
        }

    def select(self, selection: Selection) -> Sequence[int]:
        if selection.kind is not None and selection.slug is not None:
            ids: Iterable[int] = self._members.get((selection.kind, selection.slug), [])
        elif selection.first is not None and selection.last is not None:
            span = range((selection.last - selection.first).days + 1)
            ids = [number for day in span for number in self._by_day.get(selection.first + timedelta(day), [])]
        else:
            ids = self._events
        return [number for number in ids if self._is_selected(self._events[number], selection)]

    def _is_selected(self, event: ArchivedEvent, selection: Selection) -> bool:
        return (
            (selection.first is None or selection.first <= event.date)
            and (selection.last is None or event.date <= selection.last)
            and (selection.withdrawn or event.status is Status.LISTED)
        )

    def find(self, day: date, slug: str) -> int | None:
        return self._addresses.get((day, slug))

    def month_titles(self) -> Mapping[str, str]:
        return self.months

    def days(self, first: date | None = None, last: date | None = None) -> Sequence[DayRecord]:
        return [
            self._day(day, [self._events[number] for number in ids])
            for day, ids in sorted(self._by_day.items())
            if (first is None or first <= day) and (last is None or day <= last)
        ]

    def _day(self, day: date, events: Sequence[ArchivedEvent]) -> DayRecord:
        listed = [event for event in events if event.status is Status.LISTED]
        latest = max(events, key=lambda event: event.last_changed)
        return DayRecord(
            date=day,
            page=latest.page,
            revision=latest.revision,
            read=latest.last_changed + timedelta(minutes=5),
            revisions=1 + max(event.changes for event in events),
            events=len(listed),
            added=0,
            changed=sum(1 for event in listed if event.changes),
            withdrawn=len(events) - len(listed),
            problems=self.problems.get(day, ()),
        )

    def pages(self, titles: Sequence[str]) -> Mapping[str, RawPage]:
        """Return the wikitext of these pages, as `texts` has it by title."""
        return {title: RawPage(title, self.texts[title]) for title in titles if title in self.texts}

    def subjects(self, kind: SubjectKind, slugs: Sequence[str] | None = None) -> Mapping[str, Subject]:
        if slugs is None:
            wanted = [slug for at, slug in self._members if at is kind]
        else:
            present = [self._subject_aliases.get((kind, slug), slug) for slug in slugs]
            wanted = [slug for slug in present if (kind, slug) in self._members]
        return {slug: self._subject(kind, slug) for slug in wanted}

    def _subject(self, kind: SubjectKind, slug: str) -> Subject:
        """Return a subject, made once: many pages ask for each."""
        if (kind, slug) not in self._made:
            self._made[kind, slug] = self._make_subject(kind, slug)
        return self._made[kind, slug]

    def _make_subject(self, kind: SubjectKind, slug: str) -> Subject:
        events = [self._events[number] for number in self._members[kind, slug]]
        listed = [event for event in events if event.status is Status.LISTED]
        months = Counter((event.date.year, event.date.month) for event in listed)
        return Subject(
            kind=kind,
            slug=slug,
            name=self._names[kind, slug],
            months=tuple((year, month, count) for (year, month), count in sorted(months.items())),
            first=(listed or events)[0].date,
            last=(listed or events)[-1].date,
            count=len(listed),
            title=self._names[kind, slug] if kind is SubjectKind.CONTEXT else None,
            aliases=self.aliases.get((kind, slug), ()),
        )

    def ranking(self, kind: SubjectKind, limit: int, least: int = 1) -> SubjectRanking:
        listed = [subject for subject in self.subjects(kind).values() if subject.count]
        by_count = sorted(
            [subject for subject in listed if subject.count >= least],
            key=lambda subject: (-subject.count, subject.slug),
        )
        by_date = sorted(by_count, key=lambda subject: subject.last, reverse=True)
        slugs = tuple(sorted(subject.slug for subject in by_count))
        most, latest = (tuple(map(ranked, order[:limit])) for order in (by_count, by_date))
        return SubjectRanking(len(listed), most, latest, slugs)

    def counts(self, year: int, kind: SubjectKind | None = None, slugs: Sequence[str] = ()) -> Sequence[SubjectCount]:
        found = [
            SubjectCount(kind, subject.slug, subject.name, sum(count for at, _, count in subject.months if at == year))
            for kind in SubjectKind
            for subject in self.subjects(kind).values()
        ]
        return [
            each for each in found if each.events > 1 and (kind is None or (each.kind is kind and each.slug in slugs))
        ]

    def story_months(self, first: tuple[int, int], last: tuple[int, int]) -> Sequence[StoryMonth]:
        return [
            StoryMonth(
                subject.slug,
                subject.name,
                (year, month),
                events,
                subject.count,
                subject.months[0][:2],
                subject.months[-1][:2],
            )
            for subject in self.subjects(SubjectKind.TOPIC).values()
            for year, month, events in subject.months
            if first <= (year, month) <= last
        ]

    def changes(self, since: datetime, limit: int) -> Sequence[Change]:
        found = [
            Change(event, number, version)
            for event, versions in self.versions(list(self._events)).items()
            for number, version in enumerate(versions, 1)
            if version.revision.saved >= since
        ]
        found.sort(key=lambda change: (change.version.revision.saved, change.event, change.number), reverse=True)
        return found[:limit]

    def event_changes(
        self, first: date, last: date, kinds: Sequence[ChangeKind]
    ) -> Sequence[tuple[EventAddress, datetime | None]]:
        found = [self._events[number] for number in self.select(Selection(first, last, withdrawn=True))]
        versions = self.versions([event.id for event in found])
        return [
            (EventAddress(event.date, event.slug), _last_of(event.known_first_listed, versions[event.id], kinds))
            for event in found
        ]

    def event_totals(self) -> Mapping[int, int]:
        return Counter(event.date.year for event in self._events.values())

    def subject_changes(self, kind: SubjectKind, least: int, latest: int) -> Sequence[tuple[str, datetime | None]]:
        found = []
        for slug, subject in self.subjects(kind).items():
            if subject.count >= least:
                ids = self.select(Selection(kind=kind, slug=slug))[-latest:]
                times = [self._events[number].known_last_changed for number in ids]
                found.append((slug, max((time for time in times if time), default=None)))
        return found

    def subject_totals(self, least: int) -> Mapping[SubjectKind, int]:
        return {kind: sum(each.count >= least for each in self.subjects(kind).values()) for kind in SubjectKind}

    def subject_names(self, kind: SubjectKind, prefix: str, least: int) -> Sequence[tuple[str, str]]:
        found = self.subjects(kind).values()
        return sorted((each.slug, each.name) for each in found if each.count >= least and each.slug.startswith(prefix))

    def moved_events(self) -> Sequence[MovedEvent]:
        return [
            MovedEvent(former, present, event.changes > 0 or event.status is Status.WITHDRAWN)
            for event in self._events.values()
            for former in event.former
            if former != (present := EventAddress(event.date, event.slug))
        ]

    def merged_subjects(self) -> Sequence[tuple[SubjectKind, str, str]]:
        return [(kind, alias, slug) for (kind, slug), aliases in self.aliases.items() for alias in aliases]

    def outlet_figures(self, hosts: Sequence[str]) -> OutletFigures:
        return self.outlets.get(hosts[0], OutletFigures())

    def location_counts(self, selection: Selection, country: str | None = None) -> Sequence[LocationCount]:
        places = (self._events[number].location for number in self.select(selection))
        counts = Counter(place for place in places if place and (country is None or place.country == country))
        return [LocationCount(place, count) for place, count in counts.most_common()]

    def country_months(self) -> Mapping[str, tuple[tuple[int, int, int], ...]]:
        counts: Counter[tuple[str, int, int]] = Counter()
        for number in self.select(Selection()):
            event = self._events[number]
            if event.location and event.location.country:
                counts[event.location.country, event.date.year, event.date.month] += 1
        months: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for (country, year, month), count in sorted(counts.items()):
            months[country].append((year, month, count))
        return {country: tuple(each) for country, each in months.items()}

    def country_marks(self) -> Mapping[str, int]:
        marks: dict[str, int] = {}
        for event in self._events.values():
            if event.location and event.location.country:
                marks[event.location.country] = marks.get(event.location.country, 0) + hash((event.id, event.location))
        return marks

    def country_events(self, country: str, limit: int) -> Sequence[int]:
        places = {number: self._events[number].location for number in self.select(Selection())}
        ids = [number for number, place in places.items() if place and place.country == country]
        return sorted(ids, key=lambda number: -self._events[number].date.toordinal())[:limit]

    def generation(self) -> int:
        return self.number

    def stale(self, since: int) -> Stale:
        return self.changed_since if since < self.number else Stale()


def _subjects_of(event: ArchivedEvent) -> Iterable[tuple[SubjectKind, str, str]]:
    for context in event.contexts:
        yield SubjectKind.CONTEXT, context.slug, context.title
    for story in event.stories:
        yield SubjectKind.TOPIC, story.slug, story.name
    if event.category:
        yield (
            SubjectKind.CATEGORY,
            event.category,
            event.event.category.name if event.event.category else event.category,
        )
    for host in event.hosts:
        if host:
            yield SubjectKind.OUTLET, host, host


def _last_of(
    first_listed: datetime | None, versions: Sequence[Version], kinds: Sequence[ChangeKind]
) -> datetime | None:
    times = [first_listed, *(each.revision.known_saved for each in versions if not {*kinds}.isdisjoint(each.kinds))]
    return max((time for time in times if time), default=None)


def _only_version(event: ArchivedEvent) -> Version:
    return Version(event.revision, event.page, event.date, (ChangeKind.ADDED,), event.event)
