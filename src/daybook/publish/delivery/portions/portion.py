"""The portions that a build is shared out in, and the work that they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from daybook.publish.delivery.folder.build_state import GroupFiles

if TYPE_CHECKING:
    from daybook.publish.delivery.portions.worker import Worker

LARGEST = 2_500
"""Events and list entries that a process takes on at a time: some seconds of work, and few enough to share them out evenly."""


class Work(Protocol):
    """Some files to make, of one sort. It can be pickled, and joined with other work of its sort."""

    @classmethod
    def joined(cls, works: Sequence[Self]) -> Self:
        """Return one work that does all that these do."""
        ...

    def files(self, worker: Worker) -> Iterable[GroupFiles]:
        """Have a worker make the files; yield the groups whose lists of files are known by it."""
        ...


@dataclass(frozen=True, slots=True)
class Portion:
    """Work for one process; `weight` is about how many events and list entries it takes.

    Near in time, as far as can be, so that the same events are wanted again while they are at hand.
    """

    works: tuple[Work, ...]
    weight: int = 1


def joined(portions: Iterable[Portion], size: int = LARGEST) -> Iterator[Portion]:
    """Join small portions to ones of a good size, in order."""
    waiting: list[Portion] = []
    weight = 0
    for portion in portions:
        waiting.append(portion)
        weight += portion.weight + 1
        if weight >= size:
            yield _join(waiting, weight)
            waiting, weight = [], 0
    if waiting:
        yield _join(waiting, weight)


def _join(portions: Sequence[Portion], weight: int) -> Portion:
    by_sort: dict[type[Work], list[Work]] = {}
    for portion in portions:
        for work in portion.works:
            by_sort.setdefault(type(work), []).append(work)
    return Portion(tuple(sort.joined(works) for sort, works in by_sort.items()), weight)
