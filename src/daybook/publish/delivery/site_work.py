"""Work on the files of the site as a whole that are no pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from daybook.publish.delivery.build_state import GroupFiles
from daybook.publish.delivery.feeds import site_feed_files
from daybook.publish.delivery.file_groups import SITE
from daybook.publish.delivery.fixed_files import fixed_files
from daybook.publish.delivery.worker import Worker


@dataclass(frozen=True, slots=True)
class SiteWork:
    """The site's feeds, and the files that follow from settings and theme."""

    @classmethod
    def joined(cls, works: Sequence[Self]) -> Self:
        """Return one work that does all that these do."""
        return works[0]

    def files(self, worker: Worker) -> Iterator[GroupFiles]:
        """Make the files."""
        files = fixed_files(worker.spec) | site_feed_files(worker.builder)
        for path, content in files.items():
            worker.put(path, content)
        yield GroupFiles(SITE, tuple(files))
