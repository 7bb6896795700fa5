"""The rule of the seed site: most shared links first, then the newest; links as written but for case.

Kept so that old lists can be had again (see docs/design.md, the event page). Blind to rarity and nearness on purpose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from daybook.relate.index.event_index import Index
from daybook.relate.ranking.ranker import Indices, Matches, Numbers, ShowsByScore

if TYPE_CHECKING:
    from daybook.relate.knowledge.language_knowledge import Knowledge
    from daybook.relate.settings import RelateSettings


class SharedCountRanker(ShowsByScore):
    """Ranks by the number of shared links, then by newest date."""

    name = "shared-count"
    floor = 1.0
    is_plain = True

    def __init__(self, depth: int) -> None:
        self.depth = depth

    @property
    def sources(self) -> tuple[SharedCountRanker]:
        """The count finds its candidates itself."""
        return (self,)

    def matches(self, index: Index, rows: Indices, most: int | None = None) -> Matches:
        """Return all pairs of these rows with events that share a link, and how many they share."""
        del most
        links, by_link = index.linked
        product = links[rows] @ by_link
        queries = np.repeat(np.arange(len(rows)), np.diff(product.indptr))
        return Matches(queries, product.indices.astype(np.intp), product.data)

    def tie_breaks(self, index: Index, rows: Indices, candidates: Indices) -> Numbers:
        """Put the newest first."""
        del rows
        age: Numbers = index.days.max(initial=0) - index.days[candidates]
        return age


def make_ranker(settings: RelateSettings, knowledge: Knowledge | None) -> SharedCountRanker:
    """Return this ranker for settings; it needs no model."""
    del knowledge
    return SharedCountRanker(settings.limit)
