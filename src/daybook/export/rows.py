"""Rows of tables from what the archive knows: pure, one function a table, values as Python has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from daybook.export.tables import EVENT_CONTEXTS, EVENT_TOPICS, EVENTS, RELATED, SOURCES, VERSIONS
from daybook.model import (
    ArchivedEvent,
    DayRecord,
    Location,
    Reason,
    RelatedList,
    SourceFacts,
    SourceHealth,
    SourceState,
    Subject,
    Version,
)

Row = tuple[Any, ...]
"""The values of a row, in the order of the table's columns."""


T = TypeVar("T")


def encodable(write: Callable[[Sequence[Row]], T], rows: Sequence[Row]) -> T:
    """Return what `write` makes of rows; where a text has half a surrogate pair, which is no text in UTF-8, with U+FFFD for it.

    Tried first, mended then: to look at every text costs more than to write it.
    """
    try:
        return write(rows)
    except UnicodeEncodeError:
        return write([tuple(map(_mended, row)) for row in rows])


def _mended(value: Any) -> Any:
    if isinstance(value, list):
        return [_mended(item) for item in value]
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Keys:
    """What rows need that no record has: ids of contexts and topics by slug, the path of an event, the key of a source."""

    contexts: Mapping[str, int]
    topics: Mapping[str, int]
    path: Callable[[date, str], str]
    source_key: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An event with its history and its related list."""

    event: ArchivedEvent
    versions: tuple[Version, ...]
    related: RelatedList | None


def rows_of_events(facts: Iterable[EventFacts], keys: Keys) -> dict[str, list[Row]]:
    """Return the rows that events give to each table that has rows of theirs, in the order of the events."""
    rows: dict[str, list[Row]] = {
        table.name: [] for table in (EVENTS, VERSIONS, SOURCES, EVENT_CONTEXTS, EVENT_TOPICS, RELATED)
    }
    for fact in facts:
        event = fact.event
        rows["events"].append(_event(event, keys))
        rows["versions"].extend(_versions(event.id, fact.versions))
        rows["sources"].extend(_sources(event, keys))
        rows["event_contexts"].extend(
            (event.id, position, keys.contexts[context.slug]) for position, context in enumerate(event.contexts)
        )
        rows["event_topics"].extend(
            (event.id, position, keys.topics[story.slug], story.level) for position, story in enumerate(event.stories)
        )
        rows["related"].extend(_related(event.id, fact.related))
    return rows


def rows_of_contexts(subjects: Iterable[tuple[int, Subject]]) -> Iterator[Row]:
    """Yield the rows of contexts, by id."""
    for number, subject in sorted(subjects, key=lambda pair: pair[0]):
        yield (
            number, subject.slug, subject.title or subject.name, subject.wikidata, subject.description,
            subject.latitude, subject.longitude,
        )  # fmt: skip


def rows_of_topics(subjects: Iterable[tuple[int, Subject]], parents: Mapping[int, int]) -> Iterator[Row]:
    """Yield the rows of topics, by id; `parents` as `parents_of` returns them."""
    for number, subject in sorted(subjects, key=lambda pair: pair[0]):
        yield number, subject.slug, subject.name, subject.title, parents.get(number)


def parents_of(event_topics: Iterable[Row], parents: dict[int, int]) -> None:
    """Note for each topic the one a level above it in the same event; later events win."""
    above: dict[int, int] = {}
    last_event: int | None = None
    for event, _, topic, depth in event_topics:
        if event != last_event:
            above, last_event = {}, event
        if depth > 0 and depth - 1 in above and above[depth - 1] != topic:
            parents[topic] = above[depth - 1]
        above[depth] = topic


def rows_of_days(days: Iterable[DayRecord]) -> Iterator[Row]:
    """Yield the rows of days, oldest first."""
    for day in days:
        yield day.date, day.page, day.revision.number, day.read, day.events, len(day.problems)


def rows_of_problems(days: Iterable[DayRecord]) -> Iterator[Row]:
    """Yield the rows of problems, oldest day first."""
    for day in days:
        for number, problem in enumerate(day.problems, start=1):
            yield (
                day.date, number, problem.severity.value, problem.code, problem.line or None, problem.text, problem.hint
            )  # fmt: skip


def _event(event: ArchivedEvent, keys: Keys) -> Row:
    wording = event.event
    headline = wording.headline.plain
    place = event.location or Location()
    return (
        event.id, keys.path(event.date, event.slug), event.date, event.position,
        headline, wording.visible if wording.visible != headline else None,
        wording.category.name if wording.category else None, event.status.value,
        event.known_first_listed, event.known_last_changed, event.changes,
        event.page, event.revision.number, event.revision.known_saved,
        place.country.upper() if place.country else None, place.name, place.latitude, place.longitude,
    )  # fmt: skip


def _versions(event: int, versions: Iterable[Version]) -> Iterator[Row]:
    for number, version in enumerate(versions, start=1):
        yield (
            event, number, version.revision.number, version.revision.known_saved, version.date,
            [kind.value for kind in version.kinds], version.event.headline.plain if version.event else None,
        )  # fmt: skip


def _sources(event: ArchivedEvent, keys: Keys) -> Iterator[Row]:
    sources = event.event.sources
    known: tuple[SourceFacts | None, ...] = event.facts or (None,) * len(sources)
    states: tuple[SourceState | None, ...] = event.states or (None,) * len(sources)
    for position, (source, facts, state) in enumerate(zip(sources, known, states, strict=True)):
        copy = state.copy if state else None
        yield (
            event.id, position, source.url, keys.source_key(source.url), source.label, source.outlet, source.agency,
            source.language, facts.title if facts else None, facts.published if facts else None,
            state.health.value if state and state.health is not SourceHealth.UNKNOWN else None,
            state.moved_to if state else None, copy.url if copy else None, copy.taken if copy else None,
        )  # fmt: skip


def _related(event: int, related: RelatedList | None) -> Iterator[Row]:
    for rank, item in enumerate(related.items if related else (), start=1):
        reasons = [_in_words(reason) for reason in item.reasons]
        yield event, rank, item.event, round(item.score, 4), item.reasons[0].kind.value, reasons


def _in_words(reason: Reason) -> str:
    more = f" and {reason.more} more" if reason.more else ""
    return f"{reason.kind.value}: {', '.join(reason.values)}{more}"
