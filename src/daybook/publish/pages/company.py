"""What most occurs among some events: counts of contexts, topics, categories and outlets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from daybook.publish.pages.cards import Card
from daybook.publish.pages.records import Company, Link, Tally

MOST = 20
"""Entries of each count: what fits beside a list on a desk's screen."""


def company_of(cards: Iterable[Card], *, without: str = "") -> Company:
    """Count what the cards have; `without` is the address of the subject whose cards they are, not counted itself."""
    over = 0
    contexts: Counter[tuple[str, str]] = Counter()
    topics: Counter[tuple[str, str]] = Counter()
    categories: Counter[tuple[str, str]] = Counter()
    outlets: Counter[tuple[str, str]] = Counter()
    for card in cards:
        over += 1
        contexts.update([(link.name, link.address) for link in card.contexts])
        topics.update({topic.address: (topic.name, topic.address) for topic in card.item.topics}.values())
        outlets.update([(link.name, link.address) for link in card.outlets])
        if card.item.category:
            categories[card.item.category.name, card.item.category.address] += 1
    return Company(
        over,
        contexts=most(contexts, without),
        topics=most(topics, without),
        categories=most(categories, without),
        outlets=most(outlets, without),
    )


def most(counts: Counter[tuple[str, str]], without: str = "", limit: int = MOST) -> tuple[Tally, ...]:
    """Return the highest counts of (name, address), equal ones by name."""
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Tally(name, address, count) for (name, address), count in ranked[: limit + 1] if address != without)[
        :limit
    ]


def tally(link: Link, events: int) -> Tally:
    """Return a link with its count."""
    return Tally(link.name, link.address, events)
