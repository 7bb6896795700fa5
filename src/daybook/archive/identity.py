"""Which events of a new revision are which events already known. Pure: values in, pairs out.

Every pair is scored by what its two sides share: cited articles, words, contexts, topics, place on the page; then one
assignment for the whole page is made that has the highest sum (Kuhn's method), so that no early pair takes another's
partner. A pair below the threshold is no pair: its event is new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from daybook.archive.traits import Traits, address_weight, compare_words, overlap

SAME = 0.5
"""Least score of two wordings of one event."""

OTHER_DAY = 0.85
"""Least score of an event and one of a neighbouring day: a mistake there would join two events for ever."""


@dataclass(frozen=True, slots=True)
class Known:
    """An event that a page listed before: its wordings, the likeliest first, and its last place there, from 0 to 1."""

    id: int
    wordings: tuple[Traits, ...]
    place: float


def match(known: Sequence[Known], events: Sequence[Traits]) -> dict[int, int]:
    """Return for the index of each event that is known the id of the event that it is."""
    matched = _match_equal(known, events)
    taken = set(matched.values())
    left = [each for each in known if each.id not in taken]
    open_events = [index for index in range(len(events)) if index not in matched]
    if not left or not open_events:
        return matched
    cited = _count_citations(known, events)
    count = max(len(events), 1)
    scores = np.zeros((len(left), len(open_events)))
    for row, each in enumerate(left):
        for column, index in enumerate(open_events):
            place = 1 - abs(each.place - index / count)
            scores[row, column] = max(
                score(wording, events[index], cited, place) - 0.01 * min(age, 5)
                for age, wording in enumerate(each.wordings)
            )
    scores[scores < SAME] = 0
    rows, columns = linear_sum_assignment(scores, maximize=True)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if scores[row, column] > 0:
            matched[open_events[column]] = left[row].id
    return matched


def score(one: Traits, other: Traits, cited: Mapping[str, int], place: float) -> float:
    """Return how sure it is that two wordings tell of one event, from 0 to about 1.5."""
    words = compare_words(one, other)
    address = max((address_weight(url) / cited.get(url, 1) for url in one.addresses & other.addresses), default=0.0)
    return (
        words
        + 0.5 * address
        + 0.1 * overlap(one.contexts, other.contexts)
        + 0.1 * overlap(one.topics, other.topics)
        + 0.05 * place
        - 0.1
    )


def _match_equal(known: Sequence[Known], events: Sequence[Traits]) -> dict[int, int]:
    """Pair what has the same words, where only one on each side has them."""
    by_text: defaultdict[str, set[int]] = defaultdict(set)
    for each in known:
        for wording in each.wordings:
            by_text[wording.text].add(each.id)
    counts = Counter(event.text for event in events)
    matched: dict[int, int] = {}
    for index, event in enumerate(events):
        ids = by_text.get(event.text, set())
        if len(ids) == 1 and counts[event.text] == 1:
            (identity,) = ids
            if identity not in matched.values():
                matched[index] = identity
    return matched


def _count_citations(known: Sequence[Known], events: Sequence[Traits]) -> dict[str, int]:
    """Count for each cited article the events that cite it, on the side where there are more."""
    before = Counter(address for each in known for address in {a for w in each.wordings for a in w.addresses})
    after = Counter(address for event in events for address in event.addresses)
    return {address: max(before[address], after[address]) for address in before | after}


def find_moves(gone: Sequence[tuple[int, Traits]], present: Sequence[tuple[int, Traits]]) -> list[tuple[int, int]]:
    """Return pairs of an event gone from one day and one that stands on a neighbouring day, and are the same.

    Stricter than `match`: most of what neighbouring days have in common is one story going on.
    """
    found = []
    for one, here in gone:
        for other, there in present:
            value = score(here, there, {}, 0.0)
            if value >= OTHER_DAY and compare_words(here, there) >= SAME:
                found.append((-value, one, other))
    pairs = []
    used: set[int] = set()
    for _, one, other in sorted(found):
        if one not in used and other not in used:
            used |= {one, other}
            pairs.append((one, other))
    return pairs
