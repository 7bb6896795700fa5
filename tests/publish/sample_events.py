"""Invented events in any number, the same each time: days, stories that run over days, contexts of which few are frequent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from daybook.model import (
    ArchivedEvent,
    Category,
    Context,
    Event,
    Location,
    Reason,
    ReasonKind,
    Related,
    RelatedList,
    Revision,
    RichText,
    Source,
    Span,
    Status,
    Story,
    Topic,
    TopicLine,
)
from daybook.model.slug import headline_slug, numbered, subject_slug

_NAMES = [
    "Aldern",
    "Brenk",
    "Corvath",
    "Dunmere",
    "Esk",
    "Fallow",
    "Garrow",
    "Hyland",
    "Istrin",
    "Jorvel",
    "Kessin",
    "Lorne",
    "Marrow",
    "Nessel",
    "Ostra",
    "Pell",
]
_KINDS = [
    "River",
    "Republic",
    "Bridge",
    "Harbour",
    "Council",
    "Party",
    "Museum",
    "Valley",
    "League",
    "Airport",
    "Mountain",
    "University",
]
_VERBS = [
    "opens",
    "closes",
    "visits",
    "rebuilds",
    "sells",
    "wins",
    "loses",
    "votes",
    "on",
    "inspects",
    "restores",
    "floods",
    "leaves",
]
_REST = [
    "after a long debate",
    "for the first time in nine years",
    "despite heavy rain",
    "with a narrow majority",
    "near the coast",
]
CATEGORIES = ("Armed conflicts and attacks", "Politics and elections", "Sports", "Disasters and accidents")


def make_events(days: int, *, first: date = date(2004, 1, 1), each: int = 6, seed: int = 1) -> list[ArchivedEvent]:
    """Return `each` events on each of `days` days."""
    dice = Random(seed)
    events: list[ArchivedEvent] = []
    for number in range(days):
        events.extend(_day(dice, first + timedelta(days=number), each, len(events) + 1))
    return events


def make_related(events: Sequence[ArchivedEvent], *, count: int = 10, seed: int = 2) -> dict[int, RelatedList]:
    """Return a list for each event, of others that share a context, or of any."""
    dice = Random(seed)
    lists = {}
    for place, event in enumerate(events):
        near = range(max(0, place - 300), min(len(events), place + 300))
        others = [events[at] for at in sorted(dice.sample(near, min(count, len(near)))) if at != place]
        lists[event.id] = RelatedList("formula", tuple(_related(event, other) for other in others))
    return lists


LOCATIONS = (None, Location("pt", "Lisbon", 38.72, -9.13), Location("pt"), Location("no", "Oslo", 59.91, 10.75), None)
"""Where made-up events were, by their places on the page."""


def make_event(number: int, day: date, headline: RichText, **changes: object) -> ArchivedEvent:
    """Return one event of a day, with the contexts that its headline links to; `changes` are fields to set otherwise."""
    saved = datetime.combine(day + timedelta(days=1), time(), UTC)
    event = ArchivedEvent(
        id=number,
        date=day,
        slug=headline_slug(headline.plain, space_before=True),
        position=number,
        event=Event(headline),
        contexts=tuple(Context(title, subject_slug(title)) for title in headline.links),
        stories=(),
        category=None,
        hosts=(),
        status=Status.LISTED,
        first_listed=saved,
        last_changed=saved,
        changes=0,
        revision=Revision(None, saved),
        page=f"Portal:Current events/{day.year} {day:%B} {day.day}",
    )
    return replace(event, **changes)  # type: ignore[arg-type]


def _day(dice: Random, day: date, each: int, start: int) -> Iterator[ArchivedEvent]:
    slugs: dict[str, int] = {}
    for position in range(each):
        headline = _headline(dice)
        slug = headline_slug(headline.plain, space_before=True)
        slugs[slug] = slugs.get(slug, 0) + 1
        category = CATEGORIES[position * len(CATEGORIES) // each]
        topic = _topic(dice, day)
        hosts = tuple(f"news-{dice.randrange(40)}.example" for _ in range(1 + dice.randrange(2)))
        sources = tuple(
            Source(f"https://{host}/{day.isoformat()}/{dice.randrange(10**6)}", label=host, outlet=host)
            for host in hosts
        )
        lines = (TopicLine(RichText((Span(topic.name, link=topic.title),)), (topic,)),) if topic else ()
        yield make_event(
            start + position,
            day,
            headline,
            slug=numbered(slug, slugs[slug]),
            position=position,
            event=Event(headline, Category(category, category), lines, sources=sources, line=position + 3),
            stories=(Story(topic.name, subject_slug(topic.name), topic.title),) if topic else (),
            category=subject_slug(category),
            hosts=hosts,
            location=LOCATIONS[position % len(LOCATIONS)],
            revision=Revision(1000 + day.toordinal(), datetime.combine(day, time(21, 30), UTC)),
        )


def _headline(dice: Random) -> RichText:
    spans = [Span("The ")]
    for _ in range(1 + dice.randrange(3)):
        title = f"{_NAMES[int(len(_NAMES) * dice.random() ** 2)]} {_KINDS[int(len(_KINDS) * dice.random() ** 2)]}"
        if dice.random() < 0.3:
            title += f" {dice.randrange(500)}"
        spans.append(Span(title, link=title))
        spans.append(
            Span(f" {dice.choice(_VERBS)} the {dice.choice(_NAMES).lower()} works number {dice.randrange(900)}, ")
        )
    spans.append(Span(f"{dice.choice(_REST)}, and {dice.randrange(2, 90)} people take part."))
    return RichText(tuple(spans))


def _topic(dice: Random, day: date) -> Topic | None:
    if dice.random() < 0.3:
        return None
    name = (
        f"{_NAMES[day.month % len(_NAMES)]} crisis of {day.year}"
        if dice.random() < 0.4
        else f"{dice.choice(_NAMES)} affair {day.year}"
    )
    return Topic(name, name if dice.random() < 0.7 else None)


def _related(event: ArchivedEvent, other: ArchivedEvent) -> Related:
    shared = tuple(
        sorted({context.title for context in event.contexts} & {context.title for context in other.contexts})
    )
    reason = Reason(ReasonKind.CONTEXTS, shared[:4]) if shared else Reason(ReasonKind.WORDS, ("works",))
    return Related(other.id, 1.5 + len(shared), shared, (reason,))
