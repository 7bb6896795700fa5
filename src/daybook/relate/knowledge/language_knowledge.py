"""What relating knows of a language before it reads an archive: an embedding, places, kinds of happenings, and a ranker.

Each may be absent: an archive in a language that nobody taught has neither embedding nor places, and is ranked by what is
left. Shipped for English; `daybook relate --train` teaches an archive's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from daybook.gazetteer import Gazetteer, read_gazetteer
from daybook.relate.knowledge.embedding import Embedding, read_shipped_embedding
from daybook.relate.knowledge.knowledge_mark import SHIPPED_LANGUAGE
from daybook.relate.knowledge.trained_model import (
    LearnedModel,
    LearnedRelevance,
    read_shipped_model,
    read_shipped_relevance,
)
from daybook.relate.terms.happenings import read_happenings


@dataclass(frozen=True)
class Knowledge:
    """What is known of a language; `model` and `relevance` are for the trained ranker, `happenings` are stems with their numbers."""

    model: LearnedModel | None = None
    embedding: Embedding | None = None
    gazetteer: Gazetteer | None = None
    happenings: Mapping[str, int] | None = None
    relevance: LearnedRelevance | None = None


@cache
def read_shipped_knowledge(language: str = SHIPPED_LANGUAGE) -> Knowledge:
    """Return what Daybook ships for a language (`en`, `en-GB`): everything for English, the model alone for others."""
    spoken = language.partition("-")[0].casefold() == SHIPPED_LANGUAGE
    return Knowledge(
        read_shipped_model(),
        read_shipped_embedding() if spoken else None,
        read_gazetteer(language),
        read_happenings(language),
        read_shipped_relevance() if spoken else None,
    )
