"""Which listed event a withdrawn one is perhaps told as now: rather no answer than a wrong one.

Identity has already followed every rewording that is plainly the same event. What editors removed may yet have been written
anew in another bullet, of that day or of the one before or after; a reader who comes by the old address is helped by a link,
marked as a guess.
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
taken for one: 25 of 11,387 (0.22 %), most of them counts of cases by country; with overlap alone it was 418.
"""
FEWEST_NAMES = 2
MOST_WORDS = 0.6
"""Share of the words of the shorter of two events of a day from which on they are one where they have a figure of three digits
or more in common and all names of one stand in the other: none of 11,387 events is taken for another so."""
BESIDE = 0.35
NAMES_BESIDE = 3
ARTICLES_BESIDE = 2
"""Overlap of words, names and linked articles in common from which on events of neighbouring days are taken for one, where their
figures agree. What goes on from day to day is worded alike: 37 of 11,387 events (0.3 %) would be taken for one of the next day,
30 of them daily counts of a pandemic; by the rule for one day it would be 438.

Of 40 events that editors withdrew in 107 days of 2025, read one by one, six are told again elsewhere; these rules find five of
them, and name no other.
"""

_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PARTS = frozenset(
    [
        "province",
        "state",
        "states",
        "city",
        "district",
        "region",
        "county",
        "oblast",
        "republic",
        "united",
        "island",
        "islands",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
    ]
)
"""Words that names of places have in one sentence and lack in the next."""
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
    """Return the listed event, by id, that each withdrawn one is perhaps told as now: one of its own day or of a day beside it."""
    candidates = list(listed)
    found: dict[int, int] = {}
    for event in withdrawn:
        likely = [
            (other.date == event.date, score, -other.id) for other in candidates if (score := likeness(event, other))
        ]
        if likely:
            found[event.id] = -max(likely)[2]
    return found


def likeness(event: ArchivedEvent, other: ArchivedEvent) -> float:
    """Return the overlap of words of two events that may be the same; 0 where they are rather not."""
    text, other_text = event.event.headline.plain, other.event.headline.plain
    words, other_words = words_of(text), words_of(other_text)
    common = len(words & other_words)
    score = common / len(words | other_words) if common else 0.0
    if event.date != other.date:
        return score if _are_one_beside(event, other, score) else 0.0
    if score >= SAME_SOURCE and not _sources(event).isdisjoint(_sources(other)):
        return score
    is_alike = common >= MOST_WORDS * min(len(words), len(other_words))
    if not is_alike and score < SAME_NAMES:  # of nearly all pairs: to look for names takes longer
        return 0.0
    names = _common_names(text, other_text)
    if names and is_alike and _large(text) & _large(other_text):
        return score
    return score if score >= SAME_NAMES and names >= FEWEST_NAMES else 0.0


def _are_one_beside(event: ArchivedEvent, other: ArchivedEvent, score: float) -> bool:
    """Say whether events of two days are rather one, by the overlap of their words and what else they have in common."""
    if score < BESIDE or abs((event.date - other.date).days) > 1:
        return False
    text, other_text = event.event.headline.plain, other.event.headline.plain
    figures, other_figures = set(_FIGURE.findall(text)), set(_FIGURE.findall(other_text))
    return (
        (not figures or not other_figures or not figures.isdisjoint(other_figures))
        and len({each.title for each in event.contexts} & {each.title for each in other.contexts}) >= ARTICLES_BESIDE
        and _common_names(text, other_text) >= NAMES_BESIDE
    )


def _common_names(text: str, other: str) -> int:
    """Return how many names the text that has fewer of them has, places' common parts aside; 0 unless all stand in the other."""
    fewer, more = sorted((text, other), key=lambda each: len(names_of(each) - _PARTS))
    names = names_of(fewer) - _PARTS
    return len(names) if names <= {word.casefold() for word in _WORD.findall(more)} else 0


def _large(text: str) -> frozenset[str]:
    """Return the figures of three digits and more, years aside: what is counted in hundreds is hardly counted twice a day."""
    return frozenset(
        figure for figure in _FIGURE.findall(text) if sum(map(str.isdigit, figure)) >= 3 and not _YEAR.fullmatch(figure)
    )


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text that count, in small letters."""
    return frozenset(word for word in _WORD.findall(text.casefold()) if len(word) > _SHORT or word.isdigit())


def names_of(text: str) -> frozenset[str]:
    """Return the words of a text that name something, in small letters."""
    return frozenset(word.casefold() for word in _WORD.findall(text) if word[0].isupper()) - _OPENING


def _sources(event: ArchivedEvent) -> frozenset[str]:
    return frozenset(source.url.partition("#")[0] for source in event.event.sources if source.url)
