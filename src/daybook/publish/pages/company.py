"""What most occurs among some events: counts of contexts, topics, categories and outlets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from daybook.model import SubjectCount, SubjectKind
from daybook.publish.addresses import SubjectPlace
from daybook.publish.cleaning import clean
from daybook.publish.pages.cards import Card
from daybook.publish.pages.records import Company, Tally
from daybook.publish.pages.site import Site

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


def company_in_year(site: Site, found: Iterable[SubjectCount], events: int) -> Company:
    """Name what recurs among the events of a year, as the library counted it: no event is looked at."""
    counts: dict[SubjectKind, Counter[tuple[str, str]]] = {kind: Counter() for kind in SubjectKind}
    for each in found:
        name = clean(each.name).strip() or each.slug
        counts[each.kind][name, site.address(SubjectPlace(each.kind, each.slug))] = each.events
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
