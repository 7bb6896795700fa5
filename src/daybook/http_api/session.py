"""What answers are made from: one state of the archive, the site that publishes it, and the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daybook.archive import ArchiveReader, MomentReader
from daybook.publish.addresses import API_FOLDER
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.site import Site

BASE = API_FOLDER
"""Where the API stands within the site."""


@dataclass(frozen=True, slots=True)
class ApiSession:
    """One state of the archive for the time of one request; `now` is UTC, and only decides what lies in the future."""

    reader: ArchiveReader
    cache: EventCache
    now: datetime

    @property
    def site(self) -> Site:
        """The site: addresses, licence, names."""
        return self.cache.site

    def at(self, moment: datetime | None) -> ArchiveReader | MomentReader:
        """Return a reader of the archive as it stood at a moment."""
        return self.reader.at(moment)

    def url(self, path: str) -> str:
        """Return the whole address of a path of the API."""
        return self.site.root.absolute(BASE + path)
