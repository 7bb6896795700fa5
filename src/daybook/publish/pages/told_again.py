"""Which listed event a withdrawn one is perhaps told as now: rather no answer than a wrong one.

Identity has already followed every rewording that is plainly the same event. What editors removed may yet have been written
anew in another bullet of that day; a reader who comes by the old address is helped by a link, marked as a guess. Of one day
only, so that a change reaches no page of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from daybook.model import ArchivedEvent

SAME_SOURCE = 0.3
SAME_NAMES = 0.25
"""Overlap of words (Jaccard's index) from which on two events of a day are taken for one: those that cite the same article, and
those where the one with fewer names has at least `FEWEST_NAMES`, all of which stand in the other.

`python -m benchmarks.told_again` counts how often events that editors list side by side, which are never the same, would be
taken for one: 29 of 11,387 (0.25 %), most of them counts of cases by country; with overlap alone it was 418.
"""
FEWEST_NAMES = 2

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OPENING = frozenset(
    [
        "the",
        "a",
        "an",
        "at",
        "in",
        "on",
        "of",
        "to",
        "as",
        "by",
        "for",
        "from",
        "with",
        "during",
        "after",
        "following",
        "according",
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "more",
        "over",
        "several",
        "many",
        "multiple",
        "dozens",
        "hundreds",
        "thousands",
        "all",
        "both",
        "he",
        "she",
        "it",
        "they",
        "this",
        "that",
        "people",
        "police",
        "authorities",
        "officials",
        "voters",
        "researchers",
        "scientists",
        "government",
        "president",
        "prime",
        "minister",
        "former",
    ]
)
"""Words that are written large because a sentence begins with them, or as a title: they name nobody and no place."""
_SHORT = 3
"""Characters of words that do not count, figures aside: articles and prepositions are in every sentence."""


def told_again(withdrawn: Iterable[ArchivedEvent], listed: Iterable[ArchivedEvent]) -> Mapping[int, int]:
    """Return the listed event, by id, that each withdrawn one of the same day is perhaps told as now."""
    candidates = list(listed)
    found: dict[int, int] = {}
    for event in withdrawn:
        likely = [(score, -other.id) for other in candidates if (score := likeness(event, other))]
        if likely:
            found[event.id] = -max(likely)[1]
    return found


def likeness(event: ArchivedEvent, other: ArchivedEvent) -> float:
    """Return the overlap of words of two events that may be the same; 0 where they are rather not."""
    text, other_text = event.event.headline.plain, other.event.headline.plain
    words, other_words = words_of(text), words_of(other_text)
    score = len(words & other_words) / len(words | other_words) if words and other_words else 0.0
    if score >= SAME_SOURCE and not _sources(event).isdisjoint(_sources(other)):
        return score
    if score < SAME_NAMES:
        return 0.0
    fewer, text_of_more = min((names_of(text), other_text), (names_of(other_text), text), key=lambda side: len(side[0]))
    has_all = fewer <= {word.casefold() for word in _WORD.findall(text_of_more)}
    return score if len(fewer) >= FEWEST_NAMES and has_all else 0.0


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text that count, in small letters."""
    return frozenset(word for word in _WORD.findall(text.casefold()) if len(word) > _SHORT or word.isdigit())


def names_of(text: str) -> frozenset[str]:
    """Return the words of a text that name something, in small letters."""
    return frozenset(word.casefold() for word in _WORD.findall(text) if word[0].isupper()) - _OPENING


def _sources(event: ArchivedEvent) -> frozenset[str]:
    return frozenset(source.url.partition("#")[0] for source in event.event.sources if source.url)
