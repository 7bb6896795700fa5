"""Which events of a day, or of a day and the one before, are the same, told in two bullets: rather none than a wrong one.

What an editor mends must be a mistake. Two bullets of one happening differ in a word or two, never in a name or a number; those
of two happenings ("Oslo votes", "Bergen votes") differ in just that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daybook.model import ArchivedEvent
from daybook.publish.pages.told_again import names_of, words_of

FEWEST_WORDS = 6
"""Words of the shorter of two texts that are compared: those of two bare labels are equal for good reasons."""

MOST = 300
"""Events of a day that are compared with each other: four times as many as any day is known to have."""

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


@dataclass(frozen=True, slots=True)
class _Wording:
    """An event, and the words of its text, made once for all comparisons."""

    event: ArchivedEvent
    text: str
    words: frozenset[str]


def told_twice(day: Sequence[ArchivedEvent], before: Sequence[ArchivedEvent] = ()) -> Mapping[int, int]:
    """Return the events of a day, by id, that an earlier bullet of the day, or one of the day before, tells already, and which one."""
    earlier = [wording for event in before[:MOST] if (wording := _wording(event))]
    found: dict[int, int] = {}
    for event in day[:MOST]:
        wording = _wording(event)
        if wording is None:
            continue
        same = next((other for other in earlier if _is_same(wording, other)), None)
        if same is not None:
            found[event.id] = same.event.id
        else:
            earlier.append(wording)
    return found


def _wording(event: ArchivedEvent) -> _Wording | None:
    """Return what an event tells; None for the name of a story that waits for its events, and for very few words."""
    text = event.event.headline.plain
    words = words_of(text)
    tells = bool(event.event.sources) or text.rstrip(" \"'”’)]").endswith((".", "!", "?", "。"))
    return _Wording(event, text, words) if tells and len(words) >= FEWEST_WORDS else None


def _is_same(wording: _Wording, other: _Wording) -> bool:
    """Say whether two listed events are plainly one."""
    words, other_words = wording.words, other.words
    common = len(words & other_words)
    overlap = common / (len(words) + len(other_words) - common)
    if overlap < SAME_ARTICLE or _numbers(wording.text) != _numbers(other.text):
        return False
    names, other_names = names_of(wording.text), names_of(other.text)
    if overlap >= SAME_TEXT and (words ^ other_words).isdisjoint(names | other_names):
        return True
    return not _articles(wording.event).isdisjoint(_articles(other.event)) and (
        names <= other_names or other_names <= names
    )


def _numbers(text: str) -> list[str]:
    """Return the figures, numbers in words and days of the week of a text, in any order of the text."""
    words = [word for word in _LETTERS.findall(text.casefold()) if word in _NUMBERS]
    return sorted([*_FIGURE.findall(text), *words])


def _articles(event: ArchivedEvent) -> frozenset[str]:
    """Return the addresses of the cited articles, without scheme and fragment; that of a host's front page is none."""
    addresses = (source.url.partition("#")[0].partition("://")[2].rstrip("/") for source in event.event.sources)
    return frozenset(address for address in addresses if "/" in address)
