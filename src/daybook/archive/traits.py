"""What an event can be recognised by: its words, cited articles, contexts and topics, made comparable. Pure."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from daybook.archive.source_address import normal_address
from daybook.model import Event

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_LIVE = re.compile(r"live|liveblog|updates|minute-by-minute")
_COMMON_WORDS = (
    "a an the of in on at to by for with from and or as is are was were be been has have had its it his her their that which "
    "who after before during amid over under into against between least more than up new say says said people killed kills "
    "injured injuring including government announces announced"
)
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Traits:
    """One wording of an event, ready to be compared; `text` is its words in order."""

    text: str
    words: dict[str, float]
    weight: float
    addresses: frozenset[str]
    contexts: frozenset[str]
    topics: frozenset[str]
    category: str


def traits_of(event: Event) -> Traits:
    """Return what a wording can be recognised by."""
    tokens = [token.casefold() for token in _TOKEN.findall(event.headline.plain)]
    words = {token: _weight(token) for token in tokens}
    topics = {topic.title or topic.name for line in event.topics for topic in line.topics}
    return Traits(
        " ".join(tokens),
        words,
        sum(words.values()),
        frozenset(normal_address(source.url) for source in event.sources),
        frozenset(event.links),
        frozenset(topics),
        event.category.name if event.category else "",
    )


def compare_words(one: Traits, other: Traits) -> float:
    """Return the share of words, by weight, that two wordings have in common: 0 to 1."""
    total = one.weight + other.weight
    shared = sum(weight for word, weight in one.words.items() if word in other.words)
    return 2 * shared / total if total else 0.0


def overlap(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Return how much of the smaller of two sets the other one holds: 0 to 1, and 0 where one is empty."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def address_weight(address: str) -> float:
    """Return how much it tells that two events cite this article: a live page is cited for many events of a day."""
    return 0.3 if _LIVE.search(address) else 1.0


def _weight(token: str) -> float:
    return 0.3 if token in _COMMON or token[0].isdigit() else 1.0
