"""The changes of the archive, version by version: newest first, or in the order in which the archive learnt of them.

Read from the entries of the search index, which are one for each moment at which anything about an event became known: no
history is decoded, however many changes there are.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from daybook.archive.encoding.stored_time import to_date, to_seconds, to_time
from daybook.archive.identity.change_kinds import KIND_BITS
from daybook.archive.writing.search_entry_rows import FOREVER, EntryRows
from daybook.ask.index import Numbers
from daybook.model import ChangeKind, Revision, Status

ChangeKey = tuple[int, int, int]
"""What orders changes: when saved or in which generation they came, from when they were known (both seconds), the event."""


@dataclass(frozen=True, slots=True)
class KnownChange:
    """A change of an event: what kinds, by which revision of which page, and what the event was afterwards.

    `known` is from when on an archive that read each revision as it was saved knew of it. `place` orders changes by arrival:
    the generation that brought it, `known` in seconds, the event.
    """

    event: int
    date: date
    status: Status
    kinds: tuple[ChangeKind, ...]
    revision: Revision | None
    page: str | None
    known: datetime
    place: ChangeKey


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """Which changes are asked for: saved since a time, of some kinds, known at a moment; None and () narrow nothing."""

    since: datetime | None = None
    kinds: tuple[ChangeKind, ...] = ()
    as_of: datetime | None = None


def newest_first(rows: EntryRows) -> EntryRows:
    """Return the rows that are changes, newest first."""
    rows = rows.where(rows.kinds > 0)
    return rows.where(np.lexsort((-rows.events, -rows.starts, -rows.saved)))


def latest_changes(
    news: EntryRows, question: ChangeQuestion, after: ChangeKey | None, size: int
) -> tuple[EntryRows, ChangeKey | None]:
    """Return the rows of a page of changes, newest first, and the key of the last one where there are more.

    `news` are as `newest_first` has them; `after` is such a key, of the page before.
    """
    held = _asked_for(news, question)
    if after is not None:
        held &= _is_before((news.saved, news.starts, news.events), after)
    places = np.flatnonzero(held)
    page = news.where(places[:size])
    if len(places) <= size:
        return page, None
    return page, (int(page.saved[-1]), int(page.starts[-1]), int(page.events[-1]))


def count_changes(news: EntryRows, question: ChangeQuestion) -> int:
    """Return how many changes a question has."""
    return int(np.count_nonzero(_asked_for(news, question)))


def _asked_for(news: EntryRows, question: ChangeQuestion) -> NDArray[np.bool_]:
    moment = FOREVER - 1 if question.as_of is None else to_seconds(question.as_of)
    held = (news.starts <= moment) & (news.lapsed > moment)
    if question.since is not None:
        held &= news.saved >= to_seconds(question.since)
    if question.kinds:
        held &= (news.kinds & sum(KIND_BITS[kind] for kind in set(question.kinds))) > 0
    mask: NDArray[np.bool_] = held
    return mask


def later_changes(rows: EntryRows, after: ChangeKey, limit: int) -> EntryRows:
    """Return the rows that came later than a place, in order of arrival, at most `limit`.

    A row that only takes the place of an equal one (a story was renamed, say) is no change, nor is one that tells again, of an
    event that was found to have moved, what had changed before.
    """
    later = ~_is_before((rows.born, rows.starts, rows.events), (after[0], after[1], after[2] + 1))
    is_change = (rows.untils > rows.starts) & (rows.lapsed == FOREVER)
    candidates = rows.where(later & (rows.kinds > 0) & (rows.gone == FOREVER) & is_change)
    if not len(candidates.table):
        return candidates
    replaced = rows.where((rows.gone != FOREVER) & (rows.gone >= after[0]))
    same = {tuple(row) for row in replaced.table[:, [0, 1, 2, 3, 5, 6, 10]].tolist()}
    news = [tuple(row) not in same for row in candidates.table[:, [0, 1, 2, 3, 5, 6, 9]].tolist()]
    candidates = candidates.where(np.array(news, dtype=bool))
    order = np.lexsort((candidates.events, candidates.starts, candidates.born))[:limit]
    return candidates.where(order)


def last_place(rows: EntryRows, generation: int) -> ChangeKey:
    """Return the place of what came last."""
    rows = rows.where(rows.born == generation)
    if not len(rows.table):
        return generation, 0, 0
    last = np.lexsort((rows.events, rows.starts))[-1]
    return generation, int(rows.starts[last]), int(rows.events[last])


def _is_before(columns: tuple[Numbers, Numbers, Numbers], key: ChangeKey) -> NDArray[np.bool_]:
    """Say which rows are ordered before a key."""
    (a, b, c), (x, y, z) = columns, key
    mask: NDArray[np.bool_] = (a < x) | ((a == x) & ((b < y) | ((b == y) & (c < z))))
    return mask


def read_changes(connection: sqlite3.Connection, rows: EntryRows) -> list[KnownChange]:
    """Return the changes of some rows, in their order, with the revisions behind them."""
    changes = []
    known: dict[tuple[int, int], tuple[Revision, str] | None] = {}
    columns = zip(
        rows.events.tolist(), rows.days.tolist(), rows.states.tolist(), rows.kinds.tolist(), rows.saved.tolist(),
        rows.starts.tolist(), rows.born.tolist(), strict=True,
    )  # fmt: skip
    for event, day, state, kinds, saved, start, born in columns:
        if (saved, day) not in known:
            known[saved, day] = _revision(connection, saved, day)
        behind = known[saved, day]
        changes.append(
            KnownChange(
                event,
                to_date(day),
                Status.LISTED if state else Status.WITHDRAWN,
                tuple(kind for kind, bit in KIND_BITS.items() if kinds & bit),
                behind[0] if behind else None,
                behind[1] if behind else None,
                to_time(start),
                (born, start, event),
            )
        )
    return changes


def _revision(connection: sqlite3.Connection, saved: int, day: int) -> tuple[Revision, str] | None:
    """Return the revision of a day's page that was saved in a second; None where the event stood on another day then."""
    row = connection.execute(
        "SELECT number, saved, timed, title FROM revision JOIN page ON page.id = page "
        "WHERE saved = ? ORDER BY page.date = ? DESC, revision.id LIMIT 1",
        (saved, day),
    ).fetchone()
    return (Revision(row[0], to_time(row[1]), bool(row[2])), row[3]) if row else None
