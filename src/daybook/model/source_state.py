"""Whether a cited source still answers, and where a copy of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SourceHealth(StrEnum):
    """What is known of a source.

    `alive`, it answers with its page; `moved`, at another address for good; `gone`, it does not any more; `blocked`, its host
    answers people but not us; `paywalled`, it answers subscribers; `unknown`, nothing that is certain.
    """

    ALIVE = "alive"
    MOVED = "moved"
    GONE = "gone"
    BLOCKED = "blocked"
    PAYWALLED = "paywalled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """A copy of a source in a web archive: its address, and when it was taken (UTC)."""

    url: str
    taken: datetime


@dataclass(frozen=True, slots=True)
class SourceState:
    """What looks at a source have come to.

    Its `health` and `since` when; `looked` at last; `failures`, the looks in vain that count; `moved_to`, where it is now. `copy`
    is the one nearest to the day of the event that cites it, `copy_asked` when a web archive was asked last.
    """

    health: SourceHealth
    since: datetime
    looked: datetime
    failures: tuple[datetime, ...] = ()
    moved_to: str | None = None
    copy: ArchivedCopy | None = None
    copy_asked: datetime | None = None
