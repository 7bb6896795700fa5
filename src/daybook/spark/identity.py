"""Identity of events in a month of one wiki, and their rows: by the archive's own code, in a throw-away archive.

A day's events are told apart from its own revisions. Only that an event moved to a neighbouring day joins two days; so a
month is taken together with some days before and after it. What it says of the days around it is dropped: another month
says it. Numbers are those of the archive of a single machine, once they are resolved (`numbering.py`): until then an event is
named by the day where it was first met, and by its place among the new events of that day.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from daybook.archive import (
    ArchiveReader,
    all_addresses,
    ids_by_date,
    normal_address,
    open_for_reading,
    open_for_writing,
)
from daybook.archive.encoding.stored_time import to_day_key
from daybook.archive.writing.intake import IntakeWrite
from daybook.archive.writing.writable_archive import transaction
from daybook.export import (
    EventFacts,
    Keys,
    Row,
    parents_of,
    rows_of_contexts,
    rows_of_days,
    rows_of_events,
    rows_of_problems,
    rows_of_topics,
)
from daybook.export.tables import ADDRESSES, CONTEXTS, DAYS, EVENT_TOPICS, PROBLEMS, RELATED, TABLES, TOPICS
from daybook.model import ParsedDay, RawPage, SubjectKind
from daybook.pipeline.exporting import event_path

AROUND = 4
"""Days before and after a month that are read with it. Two days alone decide whether an event moved from one to the other, so only
an event that stood on more days in a row than these would be told apart; in 107 days with all their revisions, two events moved, each
by a day."""

DAY = 1_000_000
"""Most new events of a day, and more: the number of an event is its day's key times this, and its place among them."""

CREATED, JOINED = "created", "joined"
"""Names, beside those of tables, of what numbering needs: new events a day, and which events turned out to be others."""

CHUNK = 2_000
"""Events whose rows are handed on together."""


@dataclass(frozen=True, slots=True)
class Page:
    """A revision of a day page as it comes out of the shuffle: its text is left behind, a digest stands for it."""

    title: str
    of_month: bool
    revision: int | None
    saved: datetime | None
    digest: str
    day: ParsedDay


class _NumberedWrite(IntakeWrite):
    """Takes revisions in, and keeps which events turned out to be others."""

    joined: dict[int, int]

    def derive(self, touched: set[int]) -> None:
        self.joined.update(self.joins.dropped)
        super().derive(touched)


def identify(pages: Iterable[Page], month: date, read_at: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield the rows of a month's tables, packed, by the name of the table; and what numbering needs."""
    by_day: dict[date, list[Page]] = {}
    for page in pages:
        by_day.setdefault(page.day.date, []).append(page)
    with tempfile.TemporaryDirectory(prefix="daybook-") as folder:
        file = Path(folder) / "month.sqlite"
        names: dict[int, int] = {}
        created: dict[int, int] = {}
        joined: dict[int, int] = {}
        with open_for_writing(file, now=read_at) as archive:
            for day in sorted(by_day):
                with transaction(archive) as connection:
                    write = _NumberedWrite(archive, connection, read_at)
                    write.joined = joined
                    first = write.assigner.next_event
                    write.take(to_day_key(day), _of_day(by_day[day]))
                    write.finish()
                    count = write.assigner.next_event - first
                    created[to_day_key(day)] = count
                    names |= {first + place: to_day_key(day) * DAY + place for place in range(1, count + 1)}
        own = {key: count for key, count in created.items() if _is_in(key, month)}
        yield CREATED, pickle.dumps(own)
        with open_for_reading(file, verified=True) as connection:
            present = set(ids_by_date(connection))
        others = {names[old]: names[new] for old, new in joined.items() if old not in present}
        yield JOINED, pickle.dumps({old: new for old, new in others.items() if _is_in(old // DAY, month)})
        yield from _rows(file, names, month)


def _of_day(pages: Sequence[Page]) -> list[tuple[RawPage, ParsedDay]]:
    """Return the revisions of a day; those of a month page only where the day has no page of its own. None counts twice."""
    own = [page for page in pages if not page.of_month] or list(pages)
    first = {(page.title, page.revision, page.digest): page for page in own}
    ordered = sorted(
        first.values(),
        key=lambda page: (page.title, page.saved or datetime.min.replace(tzinfo=UTC), page.revision or 0),
    )
    return [(RawPage(page.title, page.digest, page.revision, page.saved), page.day) for page in ordered]


def _is_in(day_key: int, month: date) -> bool:
    return day_key // 100 == month.year * 100 + month.month


def _rows(file: Path, names: Mapping[int, int], month: date) -> Iterator[tuple[str, bytes]]:
    with open_for_reading(file, verified=True) as connection:
        reader = ArchiveReader(connection)
        keys = Keys(
            _numbers(reader, SubjectKind.CONTEXT), _numbers(reader, SubjectKind.TOPIC), event_path, normal_address
        )
        ids = [event for event in ids_by_date(connection) if _is_in(names[event] // DAY, month)]
        contexts: set[int] = set()
        topics: set[int] = set()
        parents: dict[int, int] = {}
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            events, versions = reader.events(chunk), reader.versions(chunk)
            rows = rows_of_events((EventFacts(events[each], versions.get(each, ()), None) for each in chunk), keys)
            contexts.update(row[2] for row in rows["event_contexts"])
            topics.update(row[2] for row in rows[EVENT_TOPICS.name])
            parents_of(rows[EVENT_TOPICS.name], parents)
            for name, of_table in rows.items():
                if name != RELATED.name:
                    yield name, pickle.dumps(_named(of_table, names))
        for kind, table, used, wanted in (
            (SubjectKind.CONTEXT, CONTEXTS, contexts, keys.contexts),
            (SubjectKind.TOPIC, TOPICS, topics, keys.topics),
        ):
            subjects = [
                (wanted[slug], each) for slug, each in reader.subjects(kind).items() if wanted.get(slug) in used
            ]
            found = rows_of_contexts(subjects) if kind is SubjectKind.CONTEXT else rows_of_topics(subjects, parents)
            yield table.name, pickle.dumps(list(found))
        days = [day for day in reader.days() if _is_in(to_day_key(day.date), month)]
        yield DAYS.name, pickle.dumps(list(rows_of_days(days)))
        yield PROBLEMS.name, pickle.dumps(list(rows_of_problems(days)))
        chosen = set(ids)
        given = [
            (event_path(day, slug), names[event]) for day, slug, event in all_addresses(connection) if event in chosen
        ]
        yield ADDRESSES.name, pickle.dumps(given)


def _numbers(reader: ArchiveReader, kind: SubjectKind) -> dict[str, int]:
    """Return the number of each subject, made of its name: the same in every month, whichever others it has."""
    return {
        slug: int.from_bytes(
            blake2b(f"{kind.value}\0{subject.title or subject.name}".encode(errors="replace"), digest_size=7).digest()
        )
        for slug, subject in reader.subjects(kind).items()
    }


def _named(rows: Sequence[Row], names: Mapping[int, int]) -> list[Row]:
    """Return rows with the names of events, which stand first in each, for their numbers here."""
    return [(names[row[0]], *row[1:]) for row in rows]


def by_day(name: str) -> tuple[str, ...]:
    """Return the columns that a table is sorted by: its day, where it has one that is not all of its key, then its key."""
    table = next(table for table in TABLES if table.name == name)
    return tuple(dict.fromkeys((*(("date",) if "date" in table.names and name == "events" else ()), *table.key)))


def resolve(packed: Any) -> Any:
    """Unpack what `identify` packed."""
    return pickle.loads(packed)  # noqa: S301 - made by our own processes
