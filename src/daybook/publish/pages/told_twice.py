"""Which events of a day, or of a day and the one before, are the same told in two bullets: rather none than a wrong one.

What an editor mends must be a mistake. Two bullets of one happening differ in a word or two, never in a name or a number; those
of two happenings ("Oslo votes", "Bergen votes") differ in just that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from daybook.model import ArchivedEvent
from daybook.publish.pages.told_again import names_of, words_of

FEWEST_WORDS = 6
"""Words of the shorter of two texts that are told apart: those of two bare labels are equal for good reasons."""

SAME_TEXT = 0.8
SAME_ARTICLE = 0.7
"""Overlap of words (Jaccard's index) from which on two texts are one: those that cite no article in common, and those that do.

`python -m benchmarks.told_twice ARCHIVE` prints what is found, for a person to judge.
"""

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBERS = frozenset(
    [
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
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "billions",
        "dozen",
        "dozens",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "once",
        "twice",
        "half",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
)


def told_twice(day: Sequence[ArchivedEvent], before: Sequence[ArchivedEvent] = ()) -> Mapping[int, int]:
    """Return the events of a day, by id, that an earlier bullet of the day, or one of the day before, tells already, and which one."""
    found: dict[int, int] = {}
    for place, event in enumerate(day):
        for other in (*before, *day[:place]):
            if other.id not in found and is_same(event, other):
                found[event.id] = other.id
                break
    return found


def is_same(event: ArchivedEvent, other: ArchivedEvent) -> bool:
    """Say whether two listed events are plainly one."""
    text, other_text = event.event.headline.plain, other.event.headline.plain
    words, other_words = words_of(text), words_of(other_text)
    if min(len(words), len(other_words)) < FEWEST_WORDS or not (_is_told(event) and _is_told(other)):
        return False
    overlap = len(words & other_words) / len(words | other_words)
    if overlap < SAME_ARTICLE or _numbers(text) != _numbers(other_text):
        return False
    names, other_names = names_of(text), names_of(other_text)
    apart = words ^ other_words
    if overlap >= SAME_TEXT and apart.isdisjoint(names | other_names):
        return True
    return not _articles(event).isdisjoint(_articles(other)) and (names <= other_names or other_names <= names)


def _numbers(text: str) -> list[str]:
    """Return the figures, numbers in words and days of the week of a text, in any order of the text."""
    words = [word for word in _LETTERS.findall(text.casefold()) if word in _NUMBERS]
    return sorted([*_FIGURE.findall(text), *words])


def _is_told(event: ArchivedEvent) -> bool:
    """Say whether a bullet tells something, and is not the name of a story that waits for its events."""
    return bool(event.event.sources) or event.event.headline.plain.rstrip(" \"'”’)]").endswith((".", "!", "?", "。"))


def _articles(event: ArchivedEvent) -> frozenset[str]:
    """Return the addresses of the cited articles, without scheme and fragment; that of a host's front page is none."""
    addresses = (source.url.partition("#")[0].partition("://")[2].rstrip("/") for source in event.event.sources)
    return frozenset(address for address in addresses if "/" in address)
