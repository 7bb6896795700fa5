"""The subjects of one event, by id."""

from __future__ import annotations

import msgspec

from daybook.archive.encoding.codec import Codec


class EventSubjects(msgspec.Struct, array_like=True, frozen=True):
    """The subjects of an event by id: contexts, stories with their level, category (0 for none), outlets by source."""

    contexts: tuple[int, ...]
    stories: tuple[tuple[int, int], ...]
    category: int
    outlets: tuple[int, ...]

    @property
    def ids(self) -> frozenset[int]:
        """All of them, each once."""
        stories = [story for story, _ in self.stories]
        return frozenset((*self.contexts, *stories, *self.outlets, *((self.category,) if self.category else ())))


SUBJECTS = Codec(EventSubjects, compressed=False)
