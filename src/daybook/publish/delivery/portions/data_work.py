"""Work on the tables that a site publishes: they are copied beside its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from daybook.publish.addresses import DATA_FOLDER
from daybook.publish.delivery.families.file_groups import DATA
from daybook.publish.delivery.folder.build_state import GroupFiles
from daybook.publish.delivery.portions.worker import Worker


@dataclass(frozen=True, slots=True)
class DataWork:
    """All tables, with what describes them."""

    @classmethod
    def joined(cls, works: Sequence[Self]) -> Self:
        """Return one work that does all that these do."""
        return works[0]

    def files(self, worker: Worker) -> Iterator[GroupFiles]:
        """Copy the files that changed."""
        data = worker.builder.site.data
        paths = data.paths if data else ()
        for path in paths:
            assert data is not None
            worker.put_copy(DATA_FOLDER + path, data.folder / path)
        yield GroupFiles(DATA, tuple(DATA_FOLDER + path for path in paths))
