"""Stories, contexts and outlets whose names answer a question: they stand above the events, and raise their own."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import numpy as np

from daybook.ask.index import Entries, NamedSubject, Numbers, SearchIndex, Weights
from daybook.ask.language import Language
from daybook.ask.notions import Notion
from daybook.ask.query import SubjectHit
from daybook.ask.scores import Weighed, rarity
from daybook.model import SubjectKind

SHOWN = 5
"""Subjects above the events."""

SURE, LOOKED_AT, TRIED, MOST = 10, 40, 400, 2000
"""Subjects that have events at the moment and are looked at closely: as many as are sure to answer best, but no more than so many;
how many are tried to find them, and how many names are read."""

BY_NAME = 0.8
"""What its name alone counts for a subject; the rest comes with its events, up to a thousand."""

LEAST = 0.5
"""Least share of the question that a name has to say."""

STRONG = 0.62
"""From which likeness on a subject raises its events."""

LOOKED_AT_EVENTS, FEWEST, COMMON = 12, 3, 0.25
"""Best events whose stories are looked at, how few tell nothing, and the least share of them that a story has to have."""

RAISING = 3
"""Subjects that raise their events at most."""


@dataclass(frozen=True, slots=True)
class Named:
    """A subject that answers: how well its name does, from 0 to 1, and the rows of its entries."""

    subject: NamedSubject
    likeness: float
    rows: Numbers

    @property
    def worth(self) -> float:
        """How well it answers, the number of its events gently counted in."""
        many = math.log1p(len(self.rows)) / math.log1p(1000)
        return self.likeness * (BY_NAME + (1 - BY_NAME) * min(many, 1.0))

    def hit(self, entries: Entries) -> SubjectHit:
        """Return it as an answer has it."""
        count = int(entries.listed[self.rows].sum())
        return SubjectHit(self.subject.kind, self.subject.slug, self.subject.name, count)


def find_named(
    notions: Sequence[Notion], weighed: Sequence[Weighed], entries: Entries, index: SearchIndex, language: Language
) -> list[Named]:
    """Return the subjects whose names answer the question, best first; those without events at the moment are left out."""
    asked = [(notion, each.most) for notion, each in zip(notions, weighed, strict=True) if each.most]
    whole = sum(most for _, most in asked)
    if not whole or all(language.stop.issuperset(notion.phrase) for notion, _ in asked):
        return []  # a name with "the" in it is no answer to "the"
    shares: dict[int, float] = {}
    for notion, most in asked:
        best: dict[int, float] = {}
        for weight in sorted({weight for _, weight in notion.ways}):
            for subject in index.named(phrase for phrase, its in notion.ways if its == weight):
                best[subject] = weight
        for subject, weight in best.items():
            shares[subject] = shares.get(subject, 0.0) + weight * most
    near = sorted((-share, subject) for subject, share in shares.items() if share >= LEAST * whole)[:MOST]
    described = {each.ids[0]: each for each in index.describe([subject for _, subject in near])}
    said = {subject: -share / whole for share, subject in near}
    words = frozenset(word for notion in notions for phrase, _ in notion.ways for word in phrase)
    alike = []
    for each in described.values():
        best_said = max([said.get(one, 0.0) for one in each.ids]) if len(each.ids) > 1 else said[each.ids[0]]
        alike.append((-_likeness(each, best_said, words, language), each.slug, each))
    found: list[Named] = []
    worths: list[float] = []  # rising
    for negative, _, named in sorted(alike, key=itemgetter(0, 1))[:TRIED]:
        if len(found) == LOOKED_AT or (len(worths) >= SURE and worths[-SURE] > -negative):
            break  # no number of events could lift this name above those
        rows = entries.rows_of(index.about(named.ids))
        if entries.listed[rows].any():
            found.append(Named(named, -negative, rows))
            insort(worths, found[-1].worth)
    return _order(found)


def find_common(
    rows: Numbers, score: Weights, entries: Entries, index: SearchIndex, named: Sequence[Named]
) -> list[Named]:
    """Return the stories that the best events have in common, whatever their names; `rows` begin with the best."""
    best = rows[:LOOKED_AT_EVENTS]
    whole = float(score[best].sum())
    if len(best) < FEWEST or not whole:
        return []
    shares: dict[int, float] = {}
    for story, worth in zip(entries.stories[best].tolist(), score[best].tolist(), strict=True):
        if story:
            shares[story] = shares.get(story, 0.0) + worth / whole
    known = {number for each in named for number in each.subject.ids}
    likely = {story: share for story, share in shares.items() if share >= COMMON and story not in known}
    found = []
    for subject in index.describe(likely):
        held = entries.rows_of(index.about(subject.ids))
        share = sum(likely.get(number, 0.0) for number in subject.ids)
        if len(held):
            rare = rarity(len(entries.words), len(held)) / rarity(len(entries.words), 1)
            found.append(Named(subject, min(share, 1.0) * rare, held))
    return sorted(found, key=lambda each: (-each.likeness, each.subject.slug))


def _likeness(subject: NamedSubject, said: float, asked: frozenset[str], language: Language) -> float:
    """Return how well a name answers: how much of the question it says, and how little else."""
    count, words = _telling_words(subject.name, language)
    extra = len(words) - sum(map(asked.__contains__, words))
    return said * (0.55 + 0.45 * (1 - extra / max(count, 1)))


@lru_cache(maxsize=50_000)
def _telling_words(name: str, language: Language) -> tuple[int, tuple[str, ...]]:
    """Return how many words of a name say something, and those of them that are no numbers."""
    words = [word for word in language.stems(name) if word not in language.stop]
    return len(words), tuple([word for word in words if not word.isdigit()])


def _order(found: Sequence[Named]) -> list[Named]:
    """Order by likeness and, gently, by how many events there are; a story comes before the article of the same name."""

    def key(named: Named) -> tuple[float, bool, str]:
        return -named.worth, named.subject.kind is not SubjectKind.TOPIC, named.subject.slug

    best: dict[str, Named] = {}
    for named in sorted(found, key=key):
        best.setdefault(named.subject.name, named)
    return list(best.values())


def merge(named: Sequence[Named], common: Sequence[Named]) -> list[Named]:
    """Return the subjects to show: those of good names first, then common stories, then the rest."""
    good = [each for each in named if each.likeness >= STRONG]
    rest = [each for each in named if each.likeness < STRONG]
    return [*good, *common, *rest][:SHOWN]


def raising(named: Sequence[Named]) -> list[Named]:
    """Return those that raise their events: stories and articles that the question is nearly the name of."""
    kinds = (SubjectKind.TOPIC, SubjectKind.CONTEXT)
    return [each for each in named[:SHOWN] if each.likeness >= STRONG and each.subject.kind in kinds][:RAISING]


def rows_of(ids: Sequence[int], entries: Entries, index: SearchIndex) -> Numbers:
    """Return the rows of the entries of a subject."""
    return entries.rows_of(index.about(ids)) if ids else np.zeros(0, dtype=np.int64)
