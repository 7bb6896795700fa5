"""How well entries answer a question: rarity of what they say, how much of the question that is, where it stands.

All numbers below are weights without unit, chosen coarsely on the questions of `make eval`: other questions will score lower.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from daybook.ask.index import Entries, Numbers, SearchIndex, Weights
from daybook.ask.language import PLACE
from daybook.ask.notions import Notion

NAME = 0.65
"""What a word counts that stands in the names above the headline (topics, category, articles linked) but not in it."""

LENGTH = 0.35
"""How much a long headline takes from its words, from 0 to 1: BM25's b, lower because headlines are of one kind."""

SIDE_BY_SIDE = 0.35
"""What two words that stand side by side, as they were asked for, add: this share of the rarer one's worth."""

COVERAGE = 2.0
"""Power of the share of the question that an entry says."""

SUBJECT = 0.15
"""What the subject asked for adds to its events, as a share of the worth of the whole question."""

OPENING = 0.2
"""What its first day adds to a subject's events, as a share of the worth of the whole question, falling with each day after."""

NEWER = 0.04
"""What the newest event gains over the oldest, as a share of its score: time orders what is alike otherwise."""

WAVE = 10
"""Days of a wave of news."""

ONSET, SURE, LIGHTEST = 1.0, 20.0, 0.5
"""What the beginning of the highest wave adds, as a share of a score; how many events make a wave for sure; and the least
share of what was asked for that an event of a wave is about."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A notion over the entries that say it, by row: `worth` of what each says, `said` from 0 to 1; `most` is the whole worth."""

    rows: Numbers
    worth: Weights
    said: Weights
    most: float

    @property
    def is_known(self) -> bool:
        """Whether any entry says it."""
        return len(self.rows) > 0

    def is_said(self, row: int) -> bool:
        """Say whether one entry says it."""
        place = int(np.searchsorted(self.rows, row))
        return place < len(self.rows) and int(self.rows[place]) == row


def weigh(notion: Notion, entries: Entries, index: SearchIndex) -> Weighed:
    """Weigh one notion. Near words are worth their own rarity, so that a rare word does not make a common one precious."""
    total = len(entries.words)
    said, worth = np.zeros(total), np.zeros(total)
    most, count = 0.0, 0
    for weight in sorted({weight for _, weight in notion.ways}, reverse=True):
        phrases = [phrase for phrase, its in notion.ways if its == weight]
        rows = entries.rows_of(index.holding(phrases))
        of_itself = _rows_of_itself(notion, entries, index) if weight == 1.0 else _NONE
        if not len(rows) and not len(of_itself):
            continue
        count += int((said[rows] == 0).sum()) + int((said[of_itself] == 0).sum())
        rare = rarity(total, min(count, total))
        headline = entries.rows_of(index.holding(phrases, headline=True))
        for some, value in ((rows, weight * NAME), (headline, weight), (of_itself, weight)):
            worth[some] = np.maximum(worth[some], value * rare)
        likeness = 1.0 if weight >= PLACE else 0.5 + weight / 2
        for some in (rows, of_itself):
            said[some] = np.maximum(said[some], likeness)
        most = max(most, weight * rare)
    held = np.flatnonzero(said)
    return Weighed(held, worth[held], said[held], most)


def _rows_of_itself(notion: Notion, entries: Entries, index: SearchIndex) -> Numbers:
    """Return the rows of the entries that say a notion without its words: those of a date's days, those citing an outlet."""
    if notion.first and notion.last:
        first, last = (day.year * 10000 + day.month * 100 + day.day for day in (notion.first, notion.last))
        return np.flatnonzero((entries.days >= first) & (entries.days <= last))
    return entries.rows_of(index.about(notion.about)) if notion.about else _NONE


def rarity(total: int, holding: int) -> float:
    """Return BM25's inverse document frequency, never negative."""
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def add_neighbours(
    score: Weights, known: Sequence[tuple[Notion, Weighed]], entries: Entries, index: SearchIndex
) -> None:
    """Raise the entries in which two neighbouring words of the question stand side by side."""
    for (left, one), (right, other) in pairwise(known):
        if not left.first and not right.first and left.end <= right.start:
            rows = entries.rows_of(index.holding([left.phrase + right.phrase]))
            score[rows] += SIDE_BY_SIDE * min(one.most, other.most)


def add_subject(score: Weights, worth: float, rows: Numbers, entries: Entries) -> None:
    """Raise the events of a subject that was asked for, its first days most."""
    days, later = np.unique(entries.days[rows], return_inverse=True)
    if len(days):
        score[rows] += SUBJECT * worth + OPENING * worth / (1.0 + later)


def shorten(rows: Numbers, entries: Entries) -> Weights:
    """Return what the length of some entries leaves of their words' worth."""
    average = max(float(entries.sizes.mean()), 1.0) if len(entries.sizes) else 1.0
    return np.asarray(1.0 / (1.0 - LENGTH + LENGTH * entries.sizes[rows] / average), dtype=np.float64)


def newer(rows: Numbers, entries: Entries) -> Weights:
    """Return what time adds to the scores of some entries, as a factor."""
    if not len(rows):
        return np.ones(0)
    first, last = int(entries.days.min()), int(entries.days.max())
    return np.asarray(1.0 + NEWER * (entries.days[rows] - first) / max(last - first, 1), dtype=np.float64)


def onset(rows: Numbers, mass: Weights, entries: Entries) -> Weights:
    """Return how much what was asked for broke out on the day of each of some entries, as a factor.

    News of a thing come in a wave that begins with the thing itself: on its first days much follows, and little came before.
    `mass` says of every entry how much it is about what was asked for.
    """
    if not len(rows):
        return np.ones(0)
    held = np.flatnonzero(mass >= LIGHTEST)
    held_days = _day_numbers(entries.days[held])
    order = np.argsort(held_days, kind="stable")
    ordered = held_days[order]
    sums = np.concatenate(([0.0], np.cumsum(mass[held][order] ** 2)))

    def between(first: Numbers, last: Numbers) -> Weights:
        return np.asarray(sums[np.searchsorted(ordered, last, "right")] - sums[np.searchsorted(ordered, first, "left")])

    days = _day_numbers(entries.days[rows])
    after, before = between(days, days + WAVE - 1), between(days - WAVE, days - 1)
    height = np.clip(after - before, 0.0, None)
    sure = min(1.0, math.log1p(float(sums[-1])) / math.log1p(SURE))
    return np.asarray(1.0 + ONSET * sure * height / max(float(height.max()), 1e-9), dtype=np.float64)


def _day_numbers(days: Numbers) -> Numbers:
    """Return days written as 20260301 as numbers that are one apart from day to day (Howard Hinnant's `days_from_civil`)."""
    month, day = days // 100 % 100, days % 100
    year = days // 10000 - (month <= 2)
    shifted = (month + 9) % 12
    return np.asarray(
        365 * year + year // 4 - year // 100 + year // 400 + (153 * shifted + 2) // 5 + day, dtype=np.int64
    )


_NONE: Numbers = np.zeros(0, dtype=np.int64)
