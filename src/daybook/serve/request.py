"""What a request asks: which paths can be of a site at all, what the client has already, what it can read. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

LONGEST_PATH = 1000
"""Characters of a path. The longest of a site has some 200; no file system holds a longer name than 255 bytes."""

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_NEVER = re.compile(r"q=0(\.0*)?")
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
        weights = self._weights()
        return bool(weights.get("gzip", weights.get("x-gzip", weights.get("*"))))

    def _weights(self) -> dict[str, bool]:
        """Return the codings that are named, each with whether it is wanted at all."""
        weights = {}
        for part in self.headers.get("accept-encoding", "").lower().split(","):
            coding, _, parameters = part.partition(";")
            weights[coding.strip()] = not _NEVER.fullmatch(parameters.replace(" ", ""))
        return weights

    def accepts(self, coding: str) -> bool:
        """Say whether the client can read a coding such as `br` that it has to name."""
        return self._weights().get(coding, False)

    def part(self, size: int, tag: str) -> range | None:
        """Return which bytes are asked for of content of a size and with a strong tag (RFC 9110, section 14.2).

        None for all of it: also where several parts are asked for, or the condition (If-Range) is not met. Empty where there
        are no such bytes.
        """
        found = _RANGE.fullmatch(self.headers.get("range", ""))
        if found is None or self.method != "GET" or not (found[1] or found[2]):
            return None
        if self.headers.get("if-range", tag) != tag:
            return None
        if not found[1]:
            return range(max(0, size - int(found[2])), size) if int(found[2]) else range(0)
        first = int(found[1])
        stop = int(found[2]) + 1 if found[2] else size
        if stop <= first and found[2]:
            return None
        return range(first, min(stop, size))

    def tags(self) -> tuple[str, ...]:
        """Return the entity tags that the client has, without their quotes; `*` stands for any."""
        given = self.headers.get("if-none-match")
        if given is None:
            return ()
        return tuple(tag.strip().removeprefix("W/").strip('"') for tag in given.split(","))

    def has_since(self, modified: datetime) -> bool:
        """Say whether what the client has is no older; only asked where it sent no tags (RFC 9110, section 13.2.2)."""
        if "if-none-match" in self.headers:
            return False
        try:
            return modified.replace(microsecond=0) <= parsedate_to_datetime(self.headers["if-modified-since"])
        except (KeyError, TypeError, ValueError, OverflowError):
            # No date, one without a zone, or one outside the calendar.
            return False


def is_possible(path: str) -> bool:
    """Say whether a decoded path can be of a site: the paths of all pages and files are ASCII, without empty or hidden parts."""
    return path.startswith("/") and len(path) <= LONGEST_PATH and not _REFUSED.search(path)
