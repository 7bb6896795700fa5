"""How well entries answer a question: rarity of what they say, how much of the question that is, where it stands.

All numbers below are weights without unit, chosen coarsely on half of the questions of `make eval` and checked on the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daybook.ask.index import Entries, Numbers, SearchIndex, Weights
from daybook.ask.language import PLACE
from daybook.ask.notions import Notion

NAME = 0.75
"""What a word counts that stands in the names above the headline (topics, category, articles linked) but not in it."""

LENGTH = 0.35
"""How much a long headline takes from its words, from 0 to 1: BM25's b, lower because headlines are of one kind."""

SIDE_BY_SIDE = 0.35
"""What two words that stand side by side, as they were asked for, add: this share of the rarer one's worth."""

COVERAGE = 1.5
"""Power of the share of the question that an entry says."""

SUBJECT = 0.45
"""What the subject asked for adds to its events, as a share of the worth of the whole question."""

OPENING = 0.4
"""What its first day adds to a subject's events, as a share of the worth of the whole question, falling with each day after."""

NEWER = 0.04
"""What the newest event gains over the oldest, as a share of its score: time orders what is alike otherwise."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A notion over all entries: `worth` of what each says of it, `said` from 0 to 1, and `most`, the worth of saying it all."""

    worth: Weights
    said: Weights
    most: float

    @property
    def is_known(self) -> bool:
        """Whether any entry says it."""
        return bool(self.said.any())


def weigh(notion: Notion, entries: Entries, index: SearchIndex) -> Weighed:
    """Weigh one notion. Near words are worth their own rarity, so that a rare word does not make a common one precious."""
    total = len(entries.words)
    said = np.zeros(total)
    placed = np.zeros(total)
    worth = np.zeros(total)
    most = 0.0
    union = np.zeros(total, dtype=bool)
    for weight in sorted({weight for _, weight in notion.ways}, reverse=True):
        phrases = [phrase for phrase, its in notion.ways if its == weight]
        rows = entries.rows_of(index.holding(phrases))
        if weight == 1.0:
            of_itself = _rows_of_itself(notion, entries, index)
            placed[of_itself] = said[of_itself] = 1.0
            union[of_itself] = True
        if not len(rows) and not union.any():
            continue
        in_headline = entries.rows_of(index.holding(phrases, headline=True))
        here = np.full(total, 0.0)
        here[rows] = weight * NAME
        here[in_headline] = weight
        union[rows] = True
        rare = rarity(total, int(union.sum()))
        worth = np.maximum(worth, np.maximum(here, placed) * rare)
        said[rows] = np.maximum(said[rows], 1.0 if weight >= PLACE else 0.5 + weight / 2)
        most = max(most, weight * rare)
    return Weighed(worth, said, most)


def _rows_of_itself(notion: Notion, entries: Entries, index: SearchIndex) -> Numbers:
    """Return the rows of the entries that say a notion without its words: those of a date's days, those citing an outlet."""
    if notion.first and notion.last:
        first, last = (day.year * 10000 + day.month * 100 + day.day for day in (notion.first, notion.last))
        return np.flatnonzero((entries.days >= first) & (entries.days <= last))
    return entries.rows_of(index.about(notion.about))


def rarity(total: int, holding: int) -> float:
    """Return BM25's inverse document frequency, never negative."""
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def add_neighbours(
    score: Weights, notions: Sequence[Notion], weighed: Sequence[Weighed], entries: Entries, index: SearchIndex
) -> None:
    """Raise the entries in which two neighbouring words of the question stand side by side."""
    for (left, one), (right, other) in zip(
        zip(notions, weighed, strict=True), list(zip(notions, weighed, strict=True))[1:], strict=False
    ):
        if left.first or right.first or left.end > right.start:
            continue
        rows = entries.rows_of(index.holding([left.phrase + right.phrase]))
        score[rows] += SIDE_BY_SIDE * min(one.most, other.most)


def add_subject(score: Weights, worth: float, rows: Numbers, entries: Entries) -> None:
    """Raise the events of a subject that was asked for, its first days most."""
    score[rows] += SUBJECT * worth
    days = np.unique(entries.days[rows])
    later = np.searchsorted(days, entries.days[rows])
    score[rows] += OPENING * worth / (1.0 + later)


def shorten(entries: Entries) -> Weights:
    """Return what the length of each entry leaves of its words' worth."""
    average = float(entries.sizes.mean()) if len(entries.sizes) else 1.0
    return np.asarray(1.0 / (1.0 - LENGTH + LENGTH * entries.sizes / max(average, 1.0)), dtype=np.float64)


def newer(entries: Entries) -> Weights:
    """Return what time adds to each entry's score, as a factor."""
    if not len(entries.days):
        return np.ones(0)
    years = entries.days // 10000 + entries.days // 100 % 100 / 12
    span = float(years.max() - years.min()) or 1.0
    return np.asarray(1.0 + NEWER * (years - years.min()) / span, dtype=np.float64)
