"""What relating needs to know of an event, and nothing more: the pipeline makes these from archived events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from daybook.model import Story


@dataclass(frozen=True, slots=True)
class Document:
    """One listed event as the rankers see it.

    `text` is the plain headline. `links` are the titles it links to as written; `contexts` are the same titles, one for
    one, with redirects followed (so two of them may be equal). `stories` are the topics above it, outermost first.
    `sources` are the addresses of its sources.
    """

    id: int
    date: date
    position: int
    text: str
    links: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    stories: tuple[Story, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.links) != len(self.contexts):
            raise ValueError(f"event {self.id} has {len(self.links)} links but {len(self.contexts)} contexts")

    @property
    def innermost(self) -> tuple[Story, ...]:
        """The stories named by the innermost line above the event, or by a label in its headline where no line names any."""
        innermost = max((story.level for story in self.stories), default=0)
        return tuple(story for story in self.stories if story.level == innermost)
