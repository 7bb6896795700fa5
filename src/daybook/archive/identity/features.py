"""What an event can be recognised by: its words, cited articles, contexts and topics, made comparable. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from daybook.archive.identity.source_address import normal_address
from daybook.model import Event

COMMON = 0.3
"""Weight of a word that most events have, and of a small number; of any other word 1.

Chosen with the other numbers of this module and of `daybook.archive.identity.matching` on every second day of the labelled
histories, checked on the others: `python benchmarks/identity_weights.py`.
"""

RARITY = 0.5
"""How fast a word, a context or a cited article loses weight with the events of the page that share it: 1/n to this power."""

LARGE = 4
"""Digits from which a number is as telling as a word: 14,000 jobs stay 14,000 jobs, four deaths become five."""

STEM = 4
"""Letters by which a name is found again in another wording."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_LIVE = re.compile(r"live|liveblog|updates|minute-by-minute")
_COMMON_WORDS = (
    "a an the of in on at to by for with from and or as is are was were be been has have had its it his her their that which "
    "who after before during amid over under into against between least more than up new say says said people killed kills "
    "injured injuring including government announces announced"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_DATE_WORDS = (
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday"
)
_TIMES = frozenset(_DATE_WORDS.split())
"""Written like names, yet a corrected date makes no other event."""


@dataclass(frozen=True, slots=True)
class EventFeatures:
    """One wording of an event, ready to be compared; `text` is its words in order, `figures` the numbers among `words`.

    `names` are the words of links, and those written with a capital letter, but for the first one, common ones and
    months and days of the week.
    """

    text: str
    words: Mapping[str, float]
    figures: frozenset[str]
    addresses: frozenset[str]
    contexts: frozenset[str]
    topics: frozenset[str]
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many events of a page share a word, a cited article, a context: on the side, old or new, where more do."""

    words: Mapping[str, int]
    addresses: Mapping[str, int]
    contexts: Mapping[str, int]


NOTHING_SHARED = Rarity({}, {}, {})
"""What to say of two events compared by themselves."""


def features_of(event: Event) -> EventFeatures:
    """Return what a wording can be recognised by."""
    written = _TOKEN.findall(event.headline.plain)
    tokens = [token.casefold() for token in written]
    figures = {token for token in tokens if token[0].isdigit()}
    return EventFeatures(
        " ".join(tokens),
        {token: _weight(token) for token in tokens},
        frozenset(figures),
        frozenset(normal_address(source.url) for source in event.sources),
        frozenset(event.links),
        frozenset(topic.title or topic.name for line in event.topics for topic in line.topics),
        frozenset(token.casefold() for token in written[1:] if token[0].isupper()) - _COMMON - _TIMES
        | _words_of(event.links),
    )


def rarity_of(before: Iterable[EventFeatures], after: Iterable[EventFeatures]) -> Rarity:
    """Count what the events of a page share, before and after a revision."""
    sides = [tuple(before), tuple(after)]

    def count(kind: str) -> dict[str, int]:
        one, other = (Counter(feature for each in side for feature in getattr(each, kind)) for side in sides)
        return {feature: max(one[feature], other[feature]) for feature in one | other}

    return Rarity(count("words"), count("addresses"), count("contexts"))


def compare_words(one: EventFeatures, other: EventFeatures, rarity: Rarity) -> float:
    """Return the share of words, by weight, that two wordings have in common: 0 to 1. Numbers count where both have them."""
    shared = total = 0.0
    for first, second in ((one, other), (other, one)):
        for word, weight in first.words.items():
            if word in second.words:
                value = weight / rarity.words.get(word, 1) ** RARITY
                shared += value
                total += value
            elif word not in first.figures:
                total += weight / rarity.words.get(word, 1) ** RARITY
    return shared / total if total else 0.0


def contradict(one: EventFeatures, other: EventFeatures) -> bool:
    """Say whether two wordings name different things: each has links, or names, and none of one is found in the other.

    "The toll in Aldmoor reaches 40" and "The toll in Fenwick reaches 70" have all but what they are about in common. A name
    may become a link, or a common word, so each is looked for among all words of the other; and among its names by how it begins.
    """
    if one.contexts & other.contexts or any(not _LIVE.search(address) for address in one.addresses & other.addresses):
        return False
    # Where both have links, these say what each is about; other names may be part of the form ("COVID-19", and all German nouns).
    linked = bool(one.contexts and other.contexts)
    mine, theirs = (_words_of(one.contexts), _words_of(other.contexts)) if linked else (one.names, other.names)
    if not mine or not theirs or mine & other.words.keys() or theirs & one.words.keys():
        return False
    return not _stems(mine) & _stems(theirs)


def _words_of(titles: Iterable[str]) -> frozenset[str]:
    return frozenset(token.casefold() for title in titles for token in _TOKEN.findall(title)) - _COMMON


def _stems(words: Iterable[str]) -> set[str]:
    """Return how words begin: Iran and Iranian, and most misspellings of a name, begin alike."""
    return {word[:STEM] for word in words if not word[0].isdigit()}


def compare_figures(one: EventFeatures, other: EventFeatures) -> float:
    """Return the share of numbers that two wordings have in common: 0 to 1, and 1 where neither has any."""
    total = len(one.figures) + len(other.figures)
    return 2 * len(one.figures & other.figures) / total if total else 1.0


def compare_contexts(one: EventFeatures, other: EventFeatures, rarity: Rarity) -> float:
    """Return how much of the fewer contexts of two wordings the other one has too, rare ones weighing more: 0 to 1."""
    if not one.contexts or not other.contexts:
        return 0.0
    mine, theirs, both = (
        sum(1 / float(rarity.contexts.get(title, 1)) ** RARITY for title in titles)
        for titles in (one.contexts, other.contexts, one.contexts & other.contexts)
    )
    return float(both / min(mine, theirs))


def compare_topics(one: EventFeatures, other: EventFeatures) -> float:
    """Return how many of the fewer topics of two wordings the other one has too: 0 to 1."""
    return (
        len(one.topics & other.topics) / min(len(one.topics), len(other.topics)) if one.topics and other.topics else 0.0
    )


def compare_addresses(one: EventFeatures, other: EventFeatures, rarity: Rarity) -> float:
    """Return how much a cited article tells that both wordings cite: 1 for one that no other event here cites."""
    shared = one.addresses & other.addresses
    return max((_address_weight(address) / rarity.addresses.get(address, 1) for address in shared), default=0.0)


def _address_weight(address: str) -> float:
    """Return how much an article can tell at most: a live page is cited for many events of a day."""
    return 0.3 if _LIVE.search(address) else 1.0


def _weight(token: str) -> float:
    if token[0].isdigit():
        return 1.0 if len(token.replace(",", "").partition(".")[0]) >= LARGE else COMMON
    return COMMON if token in _COMMON else 1.0
