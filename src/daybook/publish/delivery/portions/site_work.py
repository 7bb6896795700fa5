"""Work on the files of the site as a whole that are no pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from daybook.publish.addresses import FeedPlace, SiteFile
from daybook.publish.delivery.families.feeds import list_of_feeds, site_feed_files, site_feed_paths
from daybook.publish.delivery.families.file_groups import SITE
from daybook.publish.delivery.families.fixed_files import fixed_files, fixed_paths
from daybook.publish.delivery.folder.build_state import GroupFiles
from daybook.publish.delivery.portions.worker import Worker


@dataclass(frozen=True, slots=True)
class SiteWork:
    """The site's feeds, and the files that follow from settings and theme; `unreached` are feeds that no change can have reached."""

    unreached: tuple[FeedPlace, ...] = ()

    @classmethod
    def joined(cls, works: Sequence[Self]) -> Self:
        """Return one work that does all that these do."""
        return works[0]

    def files(self, worker: Worker) -> Iterator[GroupFiles]:
        """Make the files."""
        builder = worker.builder
        paths = [*fixed_paths(worker.spec)]
        if not worker.has_left(paths):
            for path, content in fixed_files(worker.spec).items():
                worker.put(path, content)
        for feed in builder.site.feeds:
            its = site_feed_paths(builder.site, feed.place)
            paths += its
            if feed.place in self.unreached and worker.has_left(its):
                continue
            for path, content in site_feed_files(builder, feed).items():
                worker.put(path, content)
        worker.put(SiteFile.OPML.value, list_of_feeds(builder))
        yield GroupFiles(SITE, (*paths, SiteFile.OPML.value))
