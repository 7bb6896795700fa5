"""The index of words and moments: what every event said from when until when, so that it is found, now or as of a moment.

An *entry* holds from the moment when what it says was known until that of the next: its day, whether it was listed, and its
words in `entry_words`, an index of SQLite's FTS5 that keeps no text of its own. Words are put there once and never taken out:
an entry that turns out otherwise (an older revision arrived) is marked as gone, its words stay unread until the index is made
anew. So a walk through an answer can go on in the state of the archive that it began in.

Everything here is derived: `daybook.archive.writing.word_index` makes it anew from the listings of the days.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from zlib import crc32

from daybook.archive.encoding.event_subjects import EventSubjects
from daybook.archive.encoding.stored_time import to_day_key
from daybook.archive.identity.change_kinds import KIND_BITS
from daybook.archive.identity.history import Step, build_history
from daybook.archive.identity.join_table import BEFORE_ALL
from daybook.archive.identity.joins import Join, Part, parts_at
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.subjects import SubjectRegister
from daybook.ask.initials import initials, initials_of
from daybook.ask.language import english
from daybook.model import ChangeKind, Event

KEPT = 1000
"""Generations for which a walk through an answer can go on: three days of fetching every five minutes."""

GAP = " = "
"""Stands between two texts of an entry, so that no phrase runs from one into the next."""

AT_ONCE = 5_000
"""New entries written at once: some megabytes of text."""

_NOT_IN_AGENCY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What an event said from `start` to before `until` (None: still), to an archive that read each revision as it was saved.

    `saved` is when the revision behind it was saved, `kinds` what that changed, as bits. One that was joined with another has
    `lapsed` then: from there on the entries of both together hold its changes, those before the join included.
    """

    start: int
    until: int | None
    date: int
    saved: int
    kinds: int
    wording: Event
    listed: bool = True
    lapsed: int | None = None


def known_entries(steps: Sequence[Step], titles: Mapping[int, str]) -> list[KnownEntry]:
    """Return the entries of an event, oldest first, given its steps on all days."""
    if len(steps) == 1 and (wording := steps[0].wording) is not None:
        step = steps[0]
        added = KIND_BITS[ChangeKind.ADDED]
        return [KnownEntry(step.known, None, to_day_key(step.date), step.known, added, wording)]
    entries: list[KnownEntry] = []
    counted = 0
    moments = sorted({step.known for step in steps})
    for moment, until in zip(moments, (*moments[1:], None), strict=True):
        known = [step for step in steps if step.known <= moment]
        if all(step.wording is None for step in known):
            continue
        history = build_history(known, titles)
        kinds = sum({KIND_BITS[kind] for version in history.versions[counted:] for kind in version.kinds})
        counted = len(history.versions)
        last = int(history.versions[-1].revision.saved.timestamp())
        entry = KnownEntry(moment, until, to_day_key(history.date), last, kinds, history.wording, history.listed)
        before = entries[-1] if entries else None
        if before and not kinds and (before.date, before.listed) == (entry.date, entry.listed):
            entries[-1] = replace(before, until=until, wording=entry.wording)
        else:
            entries.append(entry)
    return entries


def entries_by_part(
    event: int, steps: Sequence[Step], joins: Sequence[Join], titles: Mapping[int, str]
) -> dict[int, list[KnownEntry]]:
    """Return the entries of an event, and of the ids that were joined with it, as what they were known to be at each time.

    From a join on, the event's whole history is written again: entries from before then hold at no moment, and only say what changed.
    """
    if not joins:
        return {event: known_entries(steps, titles)}
    spans: dict[Part, tuple[int | None, int | None]] = {}
    moments = sorted({join.since for join in joins})
    for start, end in zip((None, *moments), (*moments, None), strict=True):
        for part in parts_at(joins, BEFORE_ALL if start is None else start):
            spans[part] = (spans.get(part, (start, end))[0], end)
    by_joins = {day for part in spans for day in part.dates}
    entries: dict[int, list[KnownEntry]] = {}
    for part, (start, end) in spans.items():
        days = part.dates if part.id != event else part.dates | ({to_day_key(step.date) for step in steps} - by_joins)
        mine = [step for step in steps if to_day_key(step.date) in days]
        its = entries.setdefault(part.id, [])
        for entry in known_entries(mine, titles) if mine else ():
            if end is None or entry.start < end:
                its.append(_within(entry, start, end))
    return entries


def _within(entry: KnownEntry, start: int | None, end: int | None) -> KnownEntry:
    """Return an entry as it holds between two moments."""
    since, until = entry.start, entry.until
    if start is not None:
        since, until = max(since, start), until if until is None else max(until, start)
    if end is not None:
        until = end if until is None else min(until, end)
    return replace(entry, start=since, until=until, lapsed=end)


@dataclass(slots=True)
class EntryWriter:
    """Keeps the index up with one transaction's changes."""

    connection: sqlite3.Connection
    register: SubjectRegister
    derived: DerivedChanges
    _next: int = field(init=False)
    _waiting: list[tuple[int, KnownEntry, EventSubjects]] = field(default_factory=list)

    def __post_init__(self) -> None:
        row = self.connection.execute("SELECT value FROM counter WHERE name = 'entry'").fetchone()
        self._next = int(row[0]) + 1 if row else 1

    def write(self, entries: Mapping[int, Sequence[KnownEntry]], known: set[int]) -> None:
        """Write the entries of events; those in `known` may have some already, and are left alone where these are the same.

        What is new waits until many can be written at once, which takes half the time.
        """
        maybe = known & entries.keys()
        if maybe:
            self.flush()
        present = self._present(maybe)
        for event, now in entries.items():
            if event not in present:
                self._waiting += [(event, entry, self.register.subjects_of(entry.wording)) for entry in now]
        if present:
            self._replace({event: entries[event] for event in present}, present)
        if len(self._waiting) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits: entries of events that had none, each with words of its own, but for equal ones of one event."""
        if not self._waiting:
            return
        texts = entry_texts([(entry.wording, subjects) for _, entry, subjects in self._waiting])
        rows: list[tuple[int | None, ...]] = []
        stored: list[tuple[int, str, str]] = []
        words: dict[tuple[int, int], tuple[int, int]] = {}
        for (event, entry, subjects), (headline, names) in zip(self._waiting, texts, strict=True):
            digest = texts_digest(headline, names)
            if (event, digest) not in words:
                words[event, digest] = (self._next, headline.count(" ") + 1)
                stored.append((self._next, headline, names))
            rows.append((self._next, *_row(event, entry), *words[event, digest], digest, _innermost(subjects)))
            self._next += 1
        self._waiting.clear()
        self._store(rows, stored, [])

    def _replace(
        self, entries: Mapping[int, Sequence[KnownEntry]], present: Mapping[int, list[tuple[int, ...]]]
    ) -> None:
        """Write the entries of events from the first on that is not as it was."""
        rows: list[tuple[int | None, ...]] = []
        texts: list[tuple[int, str, str]] = []
        gone: list[int] = []
        for event, now in entries.items():
            before = present[event]
            words = {digest: (number, size) for *_, number, size, digest in before}
            kept = 0
            for entry in now:
                subjects = self.register.subjects_of(entry.wording)
                ((headline, names),) = entry_texts([(entry.wording, subjects)])
                digest = texts_digest(headline, names)
                row = _row(event, entry)
                if kept < len(before) and before[kept][1:9] == row and before[kept][11] == digest:
                    kept += 1
                    continue
                gone += [each[0] for each in before[kept:]]
                before = before[:kept]
                kept = len(before) + 1
                if digest not in words:
                    words[digest] = (self._next, headline.count(" ") + 1)
                    texts.append((self._next, headline, names))
                rows.append((self._next, *row, *words[digest], digest, _innermost(subjects)))
                self._next += 1
            gone += [each[0] for each in before[kept:]]
        if rows or gone:
            self._store(rows, texts, gone)

    def drop(self, event: int) -> None:
        """Mark the entries of an event that was found to be another one."""
        self.flush()
        self._store([], [], [row[0] for row in self._present({event}).get(event, [])])

    def name_subjects(self, ids: Iterable[int] | None = None) -> None:
        """Enter the names of subjects that are new, or of these, which were renamed."""
        if ids is None:
            rows = self.connection.execute(
                "SELECT id, name FROM subject WHERE id > (SELECT coalesce(max(rowid), 0) FROM subject_words)"
            )
        else:
            rows = self.connection.execute(
                "SELECT id, name FROM subject WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(ids)),)
            )
        self.connection.executemany(
            "INSERT OR REPLACE INTO subject_words (rowid, name) VALUES (?, ?)",
            [(number, " ".join(english().stems(name))) for number, name in rows.fetchall()],
        )

    def finish(self) -> None:
        """Write all that waits, enter new subjects, and forget what went so long ago that no walk goes on there."""
        self.flush()
        self.name_subjects()
        (generation,) = self.connection.execute("SELECT value FROM counter WHERE name = 'generation'").fetchone()
        self.connection.execute("DELETE FROM entry WHERE gone <= ?", (generation - KEPT,))

    def _present(self, events: set[int]) -> dict[int, list[tuple[int, ...]]]:
        present: dict[int, list[tuple[int, ...]]] = {}
        if events:
            rows = self.connection.execute(
                "SELECT id, event, date, state, start, until, lapsed, saved, kinds, words, size, digest FROM entry "
                "WHERE event IN (SELECT value FROM json_each(?)) AND gone IS NULL ORDER BY event, start, id",
                (json.dumps(sorted(events)),),
            )
            for row in rows:
                present.setdefault(row[1], []).append(row)
        return present

    def _store(self, rows: list[tuple[int | None, ...]], texts: list[tuple[int, str, str]], gone: list[int]) -> None:
        generation = self.derived.generation
        # Numbers are not given again: words whose entry was forgotten stay in the index.
        self.connection.execute(
            "INSERT INTO counter (name, value) VALUES ('entry', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (self._next - 1,),
        )
        self.connection.executemany("UPDATE entry SET gone = ? WHERE id = ?", [(generation, number) for number in gone])
        self.connection.executemany("INSERT INTO entry_words (rowid, headline, names) VALUES (?, ?, ?)", texts)
        self.connection.executemany(
            "INSERT INTO entry (id, event, date, state, start, until, lapsed, saved, kinds, words, size, digest, story, "
            "born) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*row, generation) for row in rows],
        )


def entry_texts(wordings: Sequence[tuple[Event, EventSubjects]]) -> list[tuple[str, str]]:
    """Return what is indexed of wordings: the headline, and the names around it with the keys of what it is about."""
    plain = [event.headline.plain for event, _ in wordings]
    headlines = english().join_stems(plain)
    return [
        (headline, _names(event, text, subjects))
        for (event, subjects), text, headline in zip(wordings, plain, headlines, strict=True)
    ]


def _names(event: Event, plain: str, subjects: EventSubjects) -> str:
    names: dict[str, None] = {}
    for line in event.topics:
        for topic in line.topics:
            names[topic.name] = names[topic.title or topic.name] = None
    if event.label is not None and event.label.title:
        names[event.label.title] = None
    if event.category is not None:
        names[event.category.name] = None
    links = event.links
    for title in links:
        if title not in plain:  # what the headline says already must not count twice
            names[title] = None
    for note in event.notes:
        names[note.text.plain] = None
    short = set(initials(plain))
    for title in {*links, *names}:
        short.update(initials_of(title))
    keys = {*subjects.contexts, *[story for story, _ in subjects.stories], *subjects.outlets}
    if subjects.category:
        keys.add(subjects.category)
    agencies = {agency_key(source.agency) for source in event.sources if source.agency}
    parts = [_stemmed(name) for name in names]
    parts.append(" ".join(sorted(short)))
    parts.append(" ".join([*[f"={key}" for key in sorted(keys)], *sorted(agencies)]))
    return GAP.join([part for part in parts if part])


def _row(event: int, entry: KnownEntry) -> tuple[int | None, ...]:
    """Return the columns of an entry that do not hang on its words."""
    listed = int(entry.listed)
    return (event, entry.date, listed, entry.start, entry.until, entry.lapsed, entry.saved, entry.kinds)


def _innermost(subjects: EventSubjects) -> int:
    """Return the innermost story of an event, 0 for none."""
    return max(subjects.stories, key=lambda each: each[1])[0] if subjects.stories else 0


def agency_key(agency: str) -> str:
    """Return the word under which an agency stands in the index."""
    return "=a" + _NOT_IN_AGENCY.sub("", agency.casefold())


@lru_cache(maxsize=20_000)
def _stemmed(text: str) -> str:
    return " ".join(english().stems(text))


def texts_digest(headline: str, names: str) -> int:
    """Return what tells the texts of one event apart; quick, for each event is asked at each import."""
    return (crc32(headline.encode("utf-8", "surrogatepass")) << 31) ^ crc32(names.encode("utf-8", "surrogatepass"))
