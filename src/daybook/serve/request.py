"""What a request asks: which paths can be of a site at all, what the client has already, what it can read. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

LONGEST_PATH = 1000
"""Characters of a path. The longest of a site has some 200; no file system holds a longer name than 255 bytes."""

_REFUSED = re.compile(r"[\x00-\x1f\x7f\\]|//|/\.(?!well-known/)|[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Request:
    """A request: its method, its path (decoded), its query (as sent), its headers by lower-case name, its content."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = field(default=b"", repr=False)

    def accepts_gzip(self) -> bool:
        """Say whether the client can read gzip (RFC 9110, section 12.5.3)."""
        given = self.headers.get("accept-encoding")
        if not given:
            return False
        weights = {}
        for part in given.lower().split(","):
            coding, _, parameters = part.partition(";")
            weights[coding.strip()] = parameters.replace(" ", "")
        weight = weights.get("gzip", weights.get("x-gzip", weights.get("*")))
        return weight is not None and not re.fullmatch(r"q=0(\.0*)?", weight)

    def tags(self) -> tuple[str, ...]:
        """Return the entity tags that the client has, without their quotes; `*` stands for any."""
        given = self.headers.get("if-none-match")
        if given is None:
            return ()
        return tuple(tag.strip().removeprefix("W/").strip('"') for tag in given.split(","))

    def has_since(self, modified: datetime) -> bool:
        """Say whether what the client has is no older; only asked where it sent no tags (RFC 9110, section 13.2.2)."""
        since = self.headers.get("if-modified-since")
        if since is None or "if-none-match" in self.headers:
            return False
        try:
            return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError, OverflowError):  # no date, one without a zone, one outside the calendar
            return False


def is_possible(path: str) -> bool:
    """Say whether a decoded path can be of a site: the paths of all pages and files are ASCII, without empty or hidden parts."""
    return path.startswith("/") and len(path) <= LONGEST_PATH and not _REFUSED.search(path)
