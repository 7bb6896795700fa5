"""Variety: what becomes of a ranked list before it is shown. Pure rules over scores, distances and likeness.

Several versions of one happening become one line; what came before, at the same time and after each get room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

SAME_TIME = 1
"""Days on either side that count as the same time: papers of the next morning tell of the same happening."""

ROOM = 2
"""Lines that before, same time and after each get, where there is that much to show."""

ROOM_SHARE = 0.6
"""How good a line must be to get room: this share of the score of the worst line that is shown anyway."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: the rank of its head, and the ranks folded under it."""

    head: int
    folded: tuple[int, ...] = ()


def fold(ranked: Sequence[int], same: Collection[tuple[int, int]]) -> list[Line]:
    """Fold each of the ranks under the first better one of which `same` says (better, worse) are one."""
    if not same:
        return [Line(rank) for rank in ranked]
    under: dict[int, list[int]] = {}
    for rank in ranked:
        head = next((head for head in under if (head, rank) in same), None)
        under.setdefault(rank if head is None else head, []).append(rank)
    return [Line(head, tuple(ranks[1:])) for head, ranks in under.items()]


def diversify(lines: Sequence[Line], scores: Sequence[float], offsets: Sequence[int], limit: int) -> list[Line]:
    """Choose at most `limit` lines, best first, with room for each time; `offsets` are days after the event in question."""
    chosen = list(lines[:limit])
    rest = list(lines[limit:])
    if not rest:
        return chosen
    times = {line.head: _time_of(offsets[line.head]) for line in lines}
    counts = Counter(times[line.head] for line in chosen)
    least = ROOM_SHARE * scores[chosen[-1].head]
    for line in rest:
        time = times[line.head]
        crowded = [kept for kept in chosen if counts[times[kept.head]] > ROOM]
        if counts[time] >= ROOM or not crowded or scores[line.head] < least:
            continue
        counts[time] += 1
        counts[times[crowded[-1].head]] -= 1
        chosen[chosen.index(crowded[-1])] = line
    return sorted(chosen, key=lambda line: line.head)


def _time_of(offset: int) -> int:
    """Return -1 for before, 0 for the same time, 1 for after."""
    return 0 if abs(offset) <= SAME_TIME else (1 if offset > 0 else -1)
