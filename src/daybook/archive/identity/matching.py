"""Which events of a new revision are which events already known. Pure: values in, pairs out.

Every pair is scored by what its two sides share: cited articles, words, contexts, topics, position on the page; then one
assignment for the whole page is made that has the highest sum (Kuhn's method), so that no early pair takes another's
partner. A pair below the threshold is no pair: its event is new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from daybook.archive.identity.features import (
    NOTHING_SHARED,
    EventFeatures,
    Rarity,
    compare_addresses,
    compare_contexts,
    compare_figures,
    compare_topics,
    compare_words,
    contradict,
    rarity_of,
)

SAME = 0.45
"""Least score of two wordings of one event.

Of the labelled histories 0.4 would decide two events better and 0.5 two worse, of 1,621; a higher one confuses events that
differ less often. Chosen, as the weights below, with `python benchmarks/identity_weights.py`.
"""

ADDRESS, CONTEXTS, TOPICS, POSITION = 0.6, 0.1, 0.03, 0.05
"""Weights of a shared cited article, of shared contexts and topics, and of the same position on the page; of words 1.

Topics and position say little: what is new stands where what is gone stood.
"""

CHANCE = 0.1
"""What two events of one page score for nothing, by standing under one topic or at the same position; taken off."""

CONTRADICTION = 0.6
"""Taken off where two wordings name different things: a common form must not outweigh that.

More than `SAME`, for a sentence may be all form: two of them that differ in nothing but their names are two events. A name that
is corrected begins as it did (`daybook.archive.identity.features.contradict`). Of the labelled histories none is split by it.
"""

AGE = 0.01
"""Taken off for each wording that is newer than the one compared: a revert is likelier to go one step back than five."""

OTHER_DAY = 0.85
"""Least share of words of an event and one of a neighbouring day: a mistake there would join two events for ever.

With a shared cited article `OTHER_DAY_CITED` is enough, and at least half of the numbers must be the same: a daily report
("2,228 more cases, 30,800 in all") differs from the day before in nothing else. Chosen on consecutive days of 2020, all of
whose events differ: of 1,575 events no pair passes.
"""

OTHER_DAY_CITED = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """An event that a page listed before: its wordings, the likeliest first, and its last position there, from 0 to 1."""

    id: int
    wordings: tuple[EventFeatures, ...]
    position: float


def match(known: Sequence[Known], events: Sequence[EventFeatures]) -> dict[int, int]:
    """Return for the index of each event that is known the id of the event that it is."""
    matched = _match_equal(known, events)
    taken = set(matched.values())
    left = [each for each in known if each.id not in taken]
    open_events = [index for index in range(len(events)) if index not in matched]
    if not left or not open_events:
        return matched
    rarity = rarity_of((each.wordings[0] for each in known), events)
    scores: list[list[float]] = []
    for each in left:
        row_scores = []
        for index in open_events:
            near = POSITION * (1 - abs(each.position - index / len(events)))
            best = max(score(old, events[index], rarity) - AGE * age for age, old in enumerate(each.wordings))
            row_scores.append(best + near if best + near >= SAME else 0.0)
        scores.append(row_scores)
    if not any(map(any, scores)):
        return matched
    from scipy.optimize import linear_sum_assignment  # takes longer to load than most commands to run

    rows, columns = linear_sum_assignment(scores, maximize=True)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if scores[row][column] > 0:
            matched[open_events[column]] = left[row].id
    return matched


def score(one: EventFeatures, other: EventFeatures, rarity: Rarity) -> float:
    """Return how sure it is that two wordings tell of one event, from 0 to about 1.7."""
    return (
        compare_words(one, other, rarity)
        + ADDRESS * compare_addresses(one, other, rarity)
        + CONTEXTS * compare_contexts(one, other, rarity)
        + TOPICS * compare_topics(one, other)
        - CHANCE
        - (CONTRADICTION if contradict(one, other) else 0)
    )


def find_moves(
    gone: Sequence[tuple[int, EventFeatures]], present: Sequence[tuple[int, EventFeatures]]
) -> list[tuple[int, int]]:
    """Return pairs of an event gone from one day and one that stands on a neighbouring day, and are the same.

    Stricter than `match`: most of what neighbouring days have in common is one story going on.
    """
    candidates = []
    for one, here in gone:
        for other, there in present:
            words = compare_words(here, there, NOTHING_SHARED)
            cited = compare_addresses(here, there, NOTHING_SHARED) == 1
            if words >= (OTHER_DAY_CITED if cited else OTHER_DAY) and compare_figures(here, there) >= 0.5:
                candidates.append((-words - cited, one, other))
    pairs = []
    used: set[int] = set()
    for _, one, other in sorted(candidates):
        if one not in used and other not in used:
            used |= {one, other}
            pairs.append((one, other))
    return pairs


def _match_equal(known: Sequence[Known], events: Sequence[EventFeatures]) -> dict[int, int]:
    """Pair what has the same words, where only one on each side has them."""
    by_text: defaultdict[str, set[int]] = defaultdict(set)
    for each in known:
        for wording in each.wordings:
            by_text[wording.text].add(each.id)
    counts = Counter(event.text for event in events)
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for index, event in enumerate(events):
        ids = by_text.get(event.text, set())
        if len(ids) == 1 and counts[event.text] == 1 and not ids <= taken:
            (matched[index],) = ids
            taken |= ids
    return matched
