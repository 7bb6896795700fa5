"""What `daybook follow` tells of itself to other programs: a small file beside the archive, replaced whole.

Only signs of life. Where to go on from is kept in the archive itself, so that it always fits what the archive has.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from daybook.archive import WritableArchive, read_attachment, save_attachment
from daybook.model.encoding import decoder, to_json

_ENDING = ".follow"
_MARK = "follow-mark.json"


@dataclass(frozen=True, slots=True)
class FollowState:
    """How following goes; times are in UTC.

    `written` is when this was noted, `heard` when the wiki last gave a sign of life (None: not yet), `changed` when a change
    was last taken. `failure` is why it cannot listen now, empty where it can. `silence` is how many seconds without a sign of
    life are too many; `sources` counts the cited sources looked at in the background.
    """

    process: int
    started: datetime
    written: datetime
    silence: float
    heard: datetime | None = None
    changed: datetime | None = None
    changes: int = 0
    failure: str = ""
    sources: int = 0

    def trouble(self, now: datetime) -> str:
        """Say in words what is wrong at a moment; empty where nothing is."""
        silent = (now - (self.heard or self.started)).total_seconds()
        if silent > 2 * self.silence:
            return f"nothing heard from the wiki for {silent:,.0f} seconds" + (
                f": {self.failure}" if self.failure else ""
            )
        return self.failure


@dataclass(frozen=True, slots=True)
class _Mark:
    feed: str
    last_id: str


_decode_state = decoder(FollowState)
_decode_mark = decoder(_Mark)


def path_of(archive: Path) -> Path:
    """Return where the state of following an archive's wiki is noted."""
    return archive.with_name(archive.name + _ENDING)


def read_follow_state(archive: Path) -> FollowState | None:
    """Return how following goes; None where nobody follows, or the note cannot be read."""
    try:
        return _decode_state(path_of(archive).read_bytes())
    except (OSError, ValueError):
        return None


def write_follow_state(archive: Path, state: FollowState) -> None:
    """Note how following goes."""
    path = path_of(archive)
    partial = path.with_name(path.name + ".new")
    partial.write_bytes(to_json(state))
    os.replace(partial, path)  # noqa: PTH105 - the one call that is atomic, whatever Path.replace becomes


def clear_follow_state(archive: Path) -> None:
    """Take the note away: following has ended as it was meant to."""
    path_of(archive).unlink(missing_ok=True)


def read_mark(archive: WritableArchive, feed: str) -> str | None:
    """Return the id from which a feed of changes is to go on; None where the archive has none of this feed."""
    content = read_attachment(archive.connection, _MARK)
    try:
        mark = _decode_mark(content) if content is not None else None
    except ValueError:
        return None
    return mark.last_id if mark is not None and mark.feed == feed else None


def save_mark(archive: WritableArchive, feed: str, last_id: str) -> None:
    """Keep the id from which a feed is to go on: all changes up to it are in the archive."""
    save_attachment(archive, _MARK, to_json(_Mark(feed, last_id)))
