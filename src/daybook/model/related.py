"""Related events: which, how strongly, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReasonKind(StrEnum):
    """What two events have in common: linked articles, a story, or rare words."""

    CONTEXTS = "contexts"
    STORY = "story"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words: at most four `values`, the rarest first, and how many `more` there are."""

    kind: ReasonKind
    values: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A named share of a score; the parts of a score add up to it."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Related:
    """One related event.

    `event` is its id in the archive. `score` orders the list and is what the floor is held against. `contexts` are all
    shared contexts in alphabetical order; `reasons` is never empty. `folded` are the ids of further versions of the same
    happening, which stand under this one.
    """

    event: int
    score: float
    contexts: tuple[str, ...]
    reasons: tuple[Reason, ...]
    parts: tuple[ScorePart, ...] = ()
    folded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedList:
    """The related events of one event, best first, at most ten; and the ranker that made the list."""

    ranker: str
    items: tuple[Related, ...] = ()
