"""The one engine that answers questions: filters first, then words, then the order. Pure over `SearchIndex`.

    answer(read_question("kabul falls"), index, english())

Everything that an answer depends on is of one moment and one state of the archive: which events there are, their words, how
rare these are, which stories exist. So an answer as of a moment is the one that an archive of that moment gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from daybook.ask.cursor import Cursor, digest, read_cursor, write_cursor
from daybook.ask.index import Entries, Numbers, SearchIndex, Weights
from daybook.ask.language import Language, Phrase
from daybook.ask.named_subjects import LOOKED_AT_EVENTS, find_common, find_named, merge, raising, rows_of
from daybook.ask.notions import Notion, find_notions, respell, split_notion
from daybook.ask.order import foremost
from daybook.ask.query import Answer, Hit, Query, Sort, SubjectHit
from daybook.ask.question import write_question
from daybook.ask.scores import COVERAGE, Weighed, add_neighbours, add_subject, afterwards, newer, onset, shorten, weigh
from daybook.ask.spelling import near_words, splits
from daybook.ask.words import words
from daybook.model import Status, SubjectKind

MOST_OF = 0.5
"""Share of the best coverage that an event needs to answer: most words, not any word."""

WHOLE = 0.999
"""From which coverage on an event has all words."""

RESPELT, PERHAPS = 0.9, 0.6
"""What a word counts in a mended spelling: where as typed it is nowhere, and where it is rare and the other one common."""

MOST_MENDED = 8
"""Words of a question whose spelling is looked at: each costs a look through the words of the index, 30 ms of a large archive."""

RARE, COMMON = 2, 20
"""Entries up to which a word may be a slip, and how many times as many the likelier one has."""

FEEDBACK = 0.4
"""What a story that the best events share counts of one that was asked for by name."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words of a question, weighed. `respelt` tells for a typed word how it was mended, and whether it had to be."""

    notions: tuple[Notion, ...]
    weighed: tuple[Weighed, ...]
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]
    respelt: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows that answer, in order, with their scores and the part of the answer that is not about single events."""

    rows: Numbers
    score: Weights
    answer: Answer
    missing: Callable[[Numbers], Sequence[tuple[str, ...]]]
    about: tuple[tuple[float, tuple[int, ...]], ...] = ()


def answer(query: Query, index: SearchIndex, language: Language) -> Answer:
    """Answer a question; raises `CursorError` for a cursor that is not its own."""
    return answer_with_entries(query, index, language)[0]


def answer_with_entries(query: Query, index: SearchIndex, language: Language) -> tuple[Answer, Entries, Numbers]:
    """Answer a question, and return the entries of its moment and which rows of them answer: what facets are counted from."""
    cursor = read_cursor(query.cursor, query) if query.cursor else None
    generation = cursor.generation if cursor else index.generation()
    entries = index.entries(query.as_of, generation)
    found = _find(query, entries, index, language, cursor, generation)
    return _page(query, entries, found, cursor, generation), entries, found.rows


def find_all(query: Query, index: SearchIndex, language: Language) -> list[tuple[int, int]]:
    """Return the day (as 20260301) and id of every event that answers, oldest first, however many; size and order do not count."""
    ordered = replace(query, sort=Sort.OLDEST, cursor=None)
    generation = index.generation()
    entries = index.entries(query.as_of, generation)
    rows = _find(ordered, entries, index, language, None, generation).rows
    return sorted(zip(entries.days[rows].tolist(), entries.events[rows].tolist(), strict=True))


def _find(
    query: Query, entries: Entries, index: SearchIndex, language: Language, cursor: Cursor | None, generation: int
) -> _Found:
    allowed = _filter(query, entries, index, generation, language)
    if query.words or query.phrases:
        return _by_words(query, entries, allowed, index, language, cursor)
    rows = np.flatnonzero(allowed)
    return _Found(rows, np.zeros(len(entries.words)), Answer(total=len(rows)), lambda some: [()] * len(some))


def _filter(query: Query, entries: Entries, index: SearchIndex, generation: int, language: Language) -> Mask:
    """Return which entries the filters leave."""
    allowed = np.ones(len(entries.words), dtype=bool)
    if query.status is not None:
        allowed &= entries.listed == (query.status is Status.LISTED)
    if query.since is not None:
        allowed &= entries.days >= query.since.year * 10000 + query.since.month * 100 + query.since.day
    if query.until is not None:
        allowed &= entries.days <= query.until.year * 10000 + query.until.month * 100 + query.until.day
    for kind, names in _subject_filters(query):
        # Names that the archive does not know give no ids, and leave nothing: a wrong filter is not one that is missing.
        ids = [number for each in index.subjects(kind, names) for number in each.ids] if names else []
        if names:
            allowed &= _mask(entries, index.about(ids))
    if query.agencies:
        allowed &= _mask(entries, index.about((), query.agencies))
    if query.asks_where:
        allowed &= np.isin(entries.events, index.located(query.countries, query.near, query.within))
    # Places and changes are of events, all else of entries: an event that qualifies brings in all its wordings.
    if query.changed_since is not None or query.kinds:
        allowed &= np.isin(entries.events, index.changed(query.changed_since, query.kinds, query.as_of, generation))
    for phrase in query.phrases:
        allowed &= _mask(entries, index.holding([tuple(language.stems(phrase))]))
    for part in query.without:
        allowed &= ~_mask(entries, index.holding([tuple(language.stems(part))]))
    return allowed


def _subject_filters(query: Query) -> tuple[tuple[SubjectKind | None, Sequence[str]], ...]:
    return (
        (SubjectKind.CATEGORY, query.categories),
        (SubjectKind.TOPIC, query.topics),
        (SubjectKind.CONTEXT, query.contexts),
        (SubjectKind.OUTLET, query.outlets),
        (None, query.wikidata),
    )


def _mask(entries: Entries, numbers: Numbers) -> Mask:
    mask = np.zeros(len(entries.words), dtype=bool)
    mask[entries.rows_of(numbers)] = True
    return mask


def _by_words(
    query: Query, entries: Entries, allowed: Mask, index: SearchIndex, language: Language, cursor: Cursor | None
) -> _Found:
    asked = _weigh_words((*query.words, *query.phrases), entries, index, language, query.as_of)
    known = [(notion, each) for notion, each in zip(asked.notions, asked.weighed, strict=True) if each.is_known]
    # A word that the archive does not have must not make every answer a partial one: shares are of what is known.
    whole = sum(each.most for _, each in known)
    score, coverage = np.zeros(len(allowed)), np.zeros(len(allowed))
    having = np.zeros(len(allowed), dtype=np.int64)
    is_said = np.zeros(len(allowed), dtype=bool)
    for _, each in known:
        score[each.rows] += each.worth
        coverage[each.rows] += each.most * each.said / whole
        having[each.rows] += 1
        is_said[each.rows] = True
    rows = np.flatnonzero(allowed & is_said)
    best = float(coverage[rows].max(initial=0.0))
    # Relative to the best: where no event has all words, those that have most of what any has are still answers.
    rows = rows[coverage[rows] >= max(MOST_OF * best, 1e-9)]
    complete = rows[having[rows] == len(known)]
    is_partial = bool(asked.unknown) or not len(complete)
    # By date, an event with half of the words would stand first for being new; by relevance it sinks by itself.
    if query.order is not Sort.RELEVANCE and not is_partial:
        rows = complete
    add_neighbours(score, known, entries, index)
    only_dates = all(notion.first is not None for notion, _ in known)
    score[rows] = coverage[rows] if only_dates else score[rows] * coverage[rows] ** COVERAGE * shorten(rows, entries)
    # Subjects are found once, on the first page; further pages get them from the cursor, for an edit meanwhile could make others
    # of them, and events would be returned twice or never.
    subjects: tuple[SubjectHit, ...] = ()
    if cursor is None:
        named = find_named(asked.notions, asked.weighed, entries, index, language)
        best_rows = rows[foremost(LOOKED_AT_EVENTS, -score[rows], entries.events[rows])]
        common = find_common(best_rows, score, entries, index, named)
        subjects = tuple(each.hit(entries) for each in merge(named, common))
        about = tuple((each.likeness, each.subject.ids) for each in raising(named))
        about += tuple((FEEDBACK * each.likeness, each.subject.ids) for each in common[:1])
    else:
        about = cursor.about
    # An onset is looked for in how many events of a time are about the question: by words, and by its subjects.
    mass = coverage.copy()
    for likeness, ids in about:
        of_subject = rows_of(ids, entries, index)
        add_subject(score, likeness * whole, of_subject, entries)
        mass[of_subject] += likeness
    if not only_dates:
        score[rows] *= newer(rows, entries) * onset(rows, mass, entries)
        score[rows] *= afterwards(rows, asked.notions, entries, index, language.after)

    def missing(some: Numbers) -> list[tuple[str, ...]]:
        said = [each.is_said(some) for each in asked.weighed]
        if all(each.all() for each in said):
            return [()] * len(some)
        typed = [notion.typed for notion in asked.notions]
        return [
            tuple(dict.fromkeys([word for word, is_there in zip(typed, having, strict=True) if not is_there]))
            for having in zip(*(each.tolist() for each in said), strict=True)
        ]

    answer = Answer(
        total=len(rows),
        subjects=subjects,
        day=next((n.first for n in asked.notions if n.first and n.first == n.last), None),
        unknown=asked.unknown,
        ignored=asked.ignored,
        corrected=_write_respelt(query, asked, must=True),
        suggestion=_write_respelt(query, asked, must=False),
        partial=is_partial,
    )
    return _Found(rows, score, answer, missing, about)


def _weigh_words(
    typed: Sequence[str], entries: Entries, index: SearchIndex, language: Language, moment: datetime | None
) -> _Asked:
    def is_known(phrase: Phrase) -> bool:
        return bool(len(entries.rows_of(index.holding([phrase]))))

    understood = find_notions(typed, language, is_known)
    notions: list[Notion] = []
    weighed: list[Weighed] = []
    unknown: list[str] = []
    respelt: list[tuple[str, str, bool]] = []
    looked_at = 0
    waiting = list(reversed(understood.notions))
    while waiting:
        notion = _cite(waiting.pop(), index)
        each = weigh(notion, entries, index)
        if not each.is_known and len(notion.phrase) > 1 and not notion.first:
            waiting += reversed(split_notion(notion, language))
            continue
        is_word = len(notion.phrase) == 1 and not notion.first and notion.phrase not in language.others
        if is_word and looked_at < MOST_MENDED and _may_be_slip(each):
            looked_at += 1
            mended = _mend(notion, each, _Others(understood.notions, notion, entries, index, moment), language)
            if mended is not None:
                notion, word, must = mended
                each = weigh(notion, entries, index)
                respelt.append((notion.typed, word, must))
        if not each.is_known:
            unknown.append(notion.typed)
        notions.append(notion)
        weighed.append(each)
    return _Asked(tuple(notions), tuple(weighed), understood.ignored, tuple(unknown), tuple(respelt))


def _may_be_slip(weighed: Weighed) -> bool:
    return int((weighed.said >= WHOLE).sum()) <= RARE


def _cite(notion: Notion, index: SearchIndex) -> Notion:
    """Let the host of an outlet that was typed ("example.org") stand for the events that cite it."""
    if "." not in notion.typed.strip("."):
        return notion
    outlets = index.subjects(SubjectKind.OUTLET, [notion.typed.lower().removeprefix("www.")])
    return replace(notion, about=tuple(number for each in outlets for number in each.ids))


@dataclass(frozen=True, slots=True)
class _Others:
    """The words of a question around one that may be misspelt: what was meant mostly stands with them."""

    notions: tuple[Notion, ...]
    notion: Notion
    entries: Entries
    index: SearchIndex
    moment: datetime | None

    def spelling(self, term: str) -> str:
        """Return how a word is mostly written by events of the moment."""
        rows = self.entries.rows_of(self.index.holding([(term,)]))
        return self.index.spelling(term, self.entries.events[rows].tolist(), self.moment)

    def count(self, phrase: Phrase) -> tuple[int, int]:
        """Return how many entries hold a phrase together with most of the other words, and how many hold it at all."""
        rows = self.entries.rows_of(self.index.holding([phrase]))
        others = [other for other in self.notions if other.start != self.notion.start]
        if not len(rows) or not others:
            return 0, len(rows)
        together = np.zeros(len(self.entries.words))
        for other in others:
            together[self.entries.rows_of(self.index.holding([way for way, _ in other.ways]))] += 1
        return int((together[rows] > len(others) / 2).sum()), len(rows)


def _mend(notion: Notion, weighed: Weighed, others: _Others, language: Language) -> tuple[Notion, str, bool] | None:
    """Return a notion with the word that was probably meant, that word, and whether the typed one is nowhere."""
    index = others.index
    word = "".join(words(notion.typed))
    count = int((weighed.said >= WHOLE).sum())
    if not weighed.is_known:
        cuts = [(found, cut) for cut in splits(word, index, language) if (found := others.count(cut))[1]]
        if cuts:
            _, cut = max(cuts)
            return respell(notion, cut, language, RESPELT), " ".join(others.spelling(part) for part in cut), True
    near = [(slips, *others.count((term,)), term) for term, slips in near_words(word, index, language)]
    likely = [each for each in near if each[2] >= (COMMON * count or 1)]
    if not likely:
        return None
    slips, _, _, term = min(
        likely, key=lambda each: (each[0] - (each[3][0] == word[0]) / 2, -each[1], -each[2], each[3])
    )
    if count and slips > 1:
        return None
    weight = PERHAPS if weighed.is_known else RESPELT
    return respell(notion, (term,), language, weight), others.spelling(term), not weighed.is_known


def _write_respelt(query: Query, asked: _Asked, *, must: bool) -> str | None:
    """Return the question with its mended words, if any was mended."""
    instead = {typed: word for typed, word, had_to in asked.respelt if had_to is must}
    if not instead:
        return None
    return write_question(replace(query, words=tuple(instead.get(word, word) for word in query.words)))


def _page(query: Query, entries: Entries, found: _Found, cursor: Cursor | None, generation: int) -> Answer:
    """Put what was found in order and cut the page that follows the cursor."""
    rows = found.rows
    first, second = {
        Sort.RELEVANCE: (-np.round(found.score[rows], 6), -entries.days[rows]),
        Sort.NEWEST: (-entries.days[rows].astype(float), -entries.events[rows]),
        Sort.OLDEST: (entries.days[rows].astype(float), entries.events[rows]),
        Sort.CHANGED: (-entries.saved[rows].astype(float), -entries.days[rows]),
    }[query.order]
    events = entries.events[rows]
    if cursor is not None:
        a, b, c = cursor.key
        later = (first > a) | ((first == a) & ((second > b) | ((second == b) & (events > c))))
        rows, first, second, events = rows[later], first[later], second[later], events[later]
    order = foremost(query.size, first, second, events)
    scores, missing = found.score[rows[order]].tolist(), found.missing(rows[order])
    best = zip(events[order].tolist(), scores, missing, strict=True)
    hits = tuple([Hit(event, round(score, 6), lacking) for event, score, lacking in best])
    after = None
    if len(rows) > len(order) and len(order):
        last = order[-1]
        key = (float(first[last]), int(second[last]), int(events[last]))
        after = write_cursor(Cursor(digest(query), generation, key, found.about))
    return replace(found.answer, hits=hits, next=after)
