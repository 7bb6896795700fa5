"""How good ranked lists are, against the stories that editors made: nDCG at ten, and which stories are kept out."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence

DEPTH = 10


def is_kept_out(story: str) -> bool:
    """Say whether a story (by its title) is never trained on: odd first byte of its SHA-256."""
    return hashlib.sha256(story.encode()).digest()[0] % 2 == 1


def ndcg(ranked: Sequence[int], related: Collection[int]) -> float:
    """Return nDCG@10 of a ranking against the set of truly related events: 1 if all ten, or all there are, lead it."""
    return graded_ndcg(ranked, dict.fromkeys(related, 1))


def graded_ndcg(ranked: Sequence[int], gains: Mapping[int, int]) -> float:
    """Return nDCG@10 of a ranking against events that are worth more or less; those that are not named are worth nothing."""
    gain = sum(gains.get(event, 0) / math.log2(rank + 2) for rank, event in enumerate(ranked[:DEPTH]))
    best = sorted(gains.values(), reverse=True)[:DEPTH]
    most = sum(value / math.log2(rank + 2) for rank, value in enumerate(best))
    return gain / most if most else 0.0
