"""Work on pages that are made one by one: all but those of days, events and subjects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from daybook.publish.addresses import DayPlace, Place
from daybook.publish.delivery.folder.build_state import GroupFiles
from daybook.publish.delivery.portions.worker import Worker
from daybook.publish.kinds import page_at, place_group


@dataclass(frozen=True, slots=True)
class PageWork:
    """The pages at some places, or the removal of what stood there."""

    places: tuple[Place, ...]

    @classmethod
    def joined(cls, works: Sequence[Self]) -> Self:
        """Return one work that does all that these do."""
        return cls(tuple(place for work in works for place in work.places))

    def files(self, worker: Worker) -> Iterator[GroupFiles]:
        """Make the pages."""
        for place in self.places:
            page = page_at(worker.builder, place)
            if not isinstance(place, DayPlace):
                yield worker.put_group(place_group(place), [page] if page else [])
            elif page:  # one of many pages of its group, whose list stays as it is
                worker.put_page(page)
