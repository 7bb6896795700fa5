"""Reading all addresses of an archive at once, with when their pages changed: for sitemaps and lists of redirects.

No event is decoded: all is read from columns, a year or a kind of subject at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from daybook.archive.encoding.stored_time import to_date, to_day_key, to_time
from daybook.archive.identity.change_kinds import KIND_BITS
from daybook.archive.writing.day_session import ADDRESSES, WITHDRAWN
from daybook.model import ChangeKind, EventAddress, MovedEvent, SubjectKind

if TYPE_CHECKING:  # numpy serves the sitemap of a live server alone, and is loaded for it
    import numpy as np

FIRST_KNOWN, LAST_KNOWN = 1, 2
"""Bits of `event.timed`: whether it is known when the event was first listed, and when it changed last."""


class AddressReader:
    """Reads addresses from one open archive."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def event_changes(
        self, first: date, last: date, kinds: Sequence[ChangeKind]
    ) -> list[tuple[EventAddress, datetime | None]]:
        """Return the events of some days, withdrawn ones too, and when they last changed in one of these kinds, where known.

        One that never changed so changed when it was first listed.
        """
        span = (to_day_key(first), to_day_key(last))
        rows = self._connection.execute(
            "SELECT event.id, event.date, slug, first_listed, timed, max(saved) FILTER (WHERE kinds & ?) FROM event "
            "LEFT JOIN entry ON entry.event = event.id AND gone IS NULL AND lapsed IS NULL AND changes > 0 "
            "WHERE event.date BETWEEN ? AND ? GROUP BY event.date, position, event.id",
            (sum(KIND_BITS[kind] for kind in kinds), *span),
        )
        return [
            (EventAddress(to_date(day), slug), _last(listed, changed, timed))
            for _, day, slug, listed, timed, changed in rows
        ]

    def subject_changes(self, kind: SubjectKind, least: int, latest: int) -> list[tuple[str, datetime | None]]:
        """Return the slugs of the subjects that have at least so many events, and when the `latest` of these changed last."""
        rows = self._connection.execute(
            "SELECT slug, (SELECT group_concat(event) FROM (SELECT event FROM member WHERE subject = chosen.id AND state > ? "
            "ORDER BY date DESC, position DESC, event DESC LIMIT ?)) FROM (SELECT id, slug FROM subject JOIN tally "
            "ON subject = id WHERE kind = ? AND target IS NULL GROUP BY id HAVING sum(events) >= ?) AS chosen",
            (WITHDRAWN, latest, kind.value, least),
        ).fetchall()
        if not rows:
            return []
        import numpy as np

        from daybook.archive.encoding.number_lists import read_numbers

        changed = self._last_changed()
        numbers = read_numbers(",".join(events for _, events in rows))
        counts = [events.count(",") + 1 for _, events in rows]
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        times = np.maximum.reduceat(changed[numbers], starts).tolist()
        return [(slug, to_time(time) if time else None) for (slug, _), time in zip(rows, times, strict=True)]

    def subject_totals(self, least: int) -> dict[SubjectKind, int]:
        """Return how many subjects of each kind have at least so many events."""
        rows = self._connection.execute(
            "SELECT kind, count(*) FROM (SELECT kind FROM subject JOIN tally ON subject = id WHERE target IS NULL "
            "GROUP BY id HAVING sum(events) >= ?) GROUP BY kind",
            (least,),
        )
        return {SubjectKind(kind): count for kind, count in rows}

    def event_totals(self) -> dict[int, int]:
        """Return how many events each year has, withdrawn ones too."""
        rows = self._connection.execute("SELECT date / 10000, count(*) FROM event GROUP BY 1")
        return dict(rows.fetchall())

    def moved_events(self) -> list[MovedEvent]:
        """Return the former addresses of events, each with the present one."""
        rows = self._connection.execute(
            "SELECT date, slug, former, changes > 0 OR state = ? FROM event WHERE former IS NOT NULL ORDER BY date, slug",
            (WITHDRAWN,),
        )
        moved = []
        for day, slug, former, has_history in rows:
            present = EventAddress(to_date(day), slug)
            each = (EventAddress(to_date(before), name) for before, name in ADDRESSES.decode(former))
            moved += [MovedEvent(one, present, bool(has_history)) for one in each if one != present]
        return moved

    def merged_subjects(self) -> list[tuple[SubjectKind, str, str]]:
        """Return the slugs of subjects that were merged into others, with the slugs of these."""
        rows = self._connection.execute(
            "SELECT merged.kind, merged.slug, kept.slug FROM subject AS merged JOIN subject AS kept ON kept.id = merged.target "
            "WHERE merged.target IS NOT NULL ORDER BY 1, 2"
        )
        return [(SubjectKind(kind), slug, target) for kind, slug, target in rows]

    def _last_changed(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return when each event changed last, by its number, in seconds; 0 where that is not known."""
        import numpy as np

        from daybook.archive.encoding.number_lists import read_numbers

        (joined,) = self._connection.execute(
            f"SELECT group_concat(id || ',' || last_changed) FROM event WHERE timed & {LAST_KNOWN}"  # noqa: S608
        ).fetchone()
        (highest,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()
        changed = np.zeros(highest + 1, dtype=np.int64)
        if joined:
            pairs = read_numbers(joined)
            changed[pairs[::2]] = pairs[1::2]
        return changed


def _last(listed: int, changed: int | None, timed: int) -> datetime | None:
    known = [listed] if timed & FIRST_KNOWN else []
    # What it was listed with has the time of that, known or not.
    if changed and changed > listed and timed & LAST_KNOWN:
        known.append(changed)
    return to_time(max(known)) if known else None
