"""How well entries answer a question: rarity of what they say, how much of the question that is, where it stands.

All numbers below are weights without unit, chosen coarsely on the questions of `make eval`: other questions will score lower.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from daybook.ask.index import Entries, Numbers, SearchIndex, Weights
from daybook.ask.language import PLACE
from daybook.ask.notions import Notion

NAME = 0.65
"""What a word counts that stands in the names above the headline (topics, category, articles linked) but not in it."""

LENGTH = 0.25
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

AFTERWARDS = 0.85
"""What is left of the score of an event whose headline tells of what came after: a trial, a toll, who condemned it."""

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

    def is_said(self, rows: Numbers) -> NDArray[np.bool_]:
        """Say of some entries whether they say it."""
        if not len(self.rows):
            return np.zeros(len(rows), dtype=bool)
        places = np.searchsorted(self.rows, rows)
        return np.asarray(self.rows.take(places, mode="clip") == rows)


def weigh(notion: Notion, entries: Entries, index: SearchIndex) -> Weighed:
    """Weigh one notion. Near words are worth their own rarity, so that a rare word does not make a common one precious."""
    total = len(entries.words)
    said, worth = np.zeros(total), np.zeros(total)
    is_said = np.zeros(total, dtype=bool)  # where `said` is not 0: a tenth of the time to go through
    most, count = 0.0, 0
    for weight in sorted({weight for _, weight in notion.ways}, reverse=True):
        phrases = [phrase for phrase, its in notion.ways if its == weight]
        rows = entries.rows_of(index.holding(phrases))
        of_itself = _rows_of_itself(notion, entries, index) if weight == 1.0 else _NONE
        if not len(rows) and not len(of_itself):
            continue
        count += (
            len(rows) + len(of_itself) - int(np.count_nonzero(is_said[rows]) + np.count_nonzero(is_said[of_itself]))
        )
        rare = rarity(total, min(count, total))
        headline = entries.rows_of(index.holding(phrases, headline=True))
        for some, value in ((rows, weight * NAME), (headline, weight), (of_itself, weight)):
            worth[some] = np.maximum(worth[some], value * rare)
        likeness = 1.0 if weight >= PLACE else 0.5 + weight / 2
        for some in (rows, of_itself):
            said[some] = np.maximum(said[some], likeness)
            is_said[some] = True
        most = max(most, weight * rare)
    held = np.flatnonzero(is_said)
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
    lengths = entries.sizes[rows] / entries.average_size
    return np.asarray(1.0 / (1.0 - LENGTH + LENGTH * lengths), dtype=np.float64)


def newer(rows: Numbers, entries: Entries) -> Weights:
    """Return what time adds to the scores of some entries, as a factor."""
    if not len(rows):
        return np.ones(0)
    first, last = int(entries.calendar.days[0]), int(entries.calendar.days[-1])
    return np.asarray(1.0 + NEWER * (entries.days[rows] - first) / max(last - first, 1), dtype=np.float64)


def afterwards(
    rows: Numbers, notions: Sequence[Notion], entries: Entries, index: SearchIndex, after: frozenset[str]
) -> Weights:
    """Return the factor that lowers scores of entries about an aftermath, unless the query is about one."""
    if any(not after.isdisjoint(notion.phrase) for notion in notions):
        return np.ones(len(rows))
    is_after = np.zeros(len(entries.words), dtype=bool)
    is_after[entries.rows_of(index.holding([(word,) for word in sorted(after)], headline=True))] = True
    return np.where(is_after[rows], AFTERWARDS, 1.0)


def onset(rows: Numbers, mass: Weights, entries: Entries) -> Weights:
    """Return how much what was asked for broke out on the day of each of some entries, as a factor.

    News of a thing come in a wave that begins with the thing itself: on its first days much follows, and little came before.
    `mass` says of every entry how much it is about what was asked for.
    """
    if not len(rows):
        return np.ones(0)
    calendar = entries.calendar
    held = np.flatnonzero(mass >= LIGHTEST)
    masses = np.bincount(calendar.places[held], mass[held] ** 2, minlength=len(calendar.days))
    sums = np.concatenate(([0.0], np.cumsum(masses)))
    height = np.clip(sums[calendar.ends] - 2 * sums[:-1] + sums[calendar.begins], 0.0, None)[calendar.places[rows]]
    sure = min(1.0, math.log1p(float(sums[-1])) / math.log1p(SURE))
    return np.asarray(1.0 + ONSET * sure * height / max(float(height.max()), 1e-9), dtype=np.float64)


_NONE: Numbers = np.zeros(0, dtype=np.int64)
