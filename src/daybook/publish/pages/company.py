"""What most occurs among some events: counts of contexts, topics, categories and outlets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from daybook.model import Subject, SubjectKind
from daybook.publish.addresses import SubjectPlace
from daybook.publish.cleaning import clean
from daybook.publish.pages.cards import Card
from daybook.publish.pages.records import Company, Tally
from daybook.publish.pages.site import Site

Subjects = Mapping[SubjectKind, Mapping[str, Subject]]
"""All subjects of an archive by kind and slug."""

MOST = 20
"""Entries of each count: what fits beside a list on a desk's screen."""


def company_of(cards: Iterable[Card], *, without: str = "") -> Company:
    """Count what recurs among the cards; what only one of them has says nothing of them all.

    `without` is the address of the subject whose cards they are, not counted itself.
    """
    counted = list(cards)
    if len(counted) < 2:
        return Company(len(counted))
    contexts: Counter[tuple[str, str]] = Counter()
    topics: Counter[tuple[str, str]] = Counter()
    categories: Counter[tuple[str, str]] = Counter()
    outlets: Counter[tuple[str, str]] = Counter()
    for card in counted:
        contexts.update([(link.name, link.address) for link in card.contexts])
        if card.item.topics:
            topics.update({topic.address: (topic.name, topic.address) for topic in card.item.topics}.values())
        outlets.update([(link.name, link.address) for link in card.outlets])
        if card.item.category:
            categories[card.item.category.name, card.item.category.address] += 1
    found = (most(counts, without, least=2) for counts in (contexts, topics, categories, outlets))
    return Company(len(counted), *found)


def company_in_year(site: Site, subjects: Subjects, year: int, events: int) -> Company:
    """Count what recurs among the events of a year, from the subjects' own months: no event is looked at."""
    counts: dict[SubjectKind, Counter[tuple[str, str]]] = {kind: Counter() for kind in SubjectKind}
    for kind, found in subjects.items():
        for subject in found.values():
            if subject.first.year <= year <= subject.last.year:
                number = sum(count for at, _, count in subject.months if at == year)
                if number > 1:
                    name = clean(subject.name).strip() or subject.slug
                    counts[kind][name, site.address(SubjectPlace(kind, subject.slug))] = number
    return Company(
        events,
        contexts=most(counts[SubjectKind.CONTEXT]),
        topics=most(counts[SubjectKind.TOPIC]),
        categories=most(counts[SubjectKind.CATEGORY]),
        outlets=most(counts[SubjectKind.OUTLET]),
    )


def most(counts: Counter[tuple[str, str]], without: str = "", *, least: int = 1) -> tuple[Tally, ...]:
    """Return the highest counts of (name, address) that are no less than `least`, equal ones by name."""
    ranked = sorted(
        (entry for entry in counts.items() if entry[1] >= least and entry[0][1] != without),
        key=lambda entry: (-entry[1], entry[0]),
    )
    return tuple(Tally(name, address, count) for (name, address), count in ranked[:MOST])
