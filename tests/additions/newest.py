"""The newest of those that share a link first. An example that tests add to a copy of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybook.relate.index.event_index import Index
from daybook.relate.ranking.ranker import Indices, Scores
from daybook.relate.ranking.shared_count import SharedCountRanker

if TYPE_CHECKING:
    from daybook.relate.knowledge.language_knowledge import Knowledge
    from daybook.relate.settings import RelateSettings


class NewestRanker(SharedCountRanker):
    """Ranks by date alone."""

    name = "newest"

    def judge(self, index: Index, queries: Indices, candidates: Indices, scores: Scores) -> Scores:
        """Forget how many links are shared."""
        del index, queries, candidates
        return scores * 0 + 1


def make_ranker(settings: RelateSettings, knowledge: Knowledge | None) -> NewestRanker:
    """Return this ranker for settings; it needs no model."""
    del knowledge
    return NewestRanker(settings.limit)
