"""Reading contexts, stories, categories and outlets: small ones many times, whole ones with their months."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest

from daybook.archive.encoding.stored_time import to_date
from daybook.model import (
    ArticleKind,
    Context,
    RankedSubject,
    Story,
    StoryMonth,
    Subject,
    SubjectCount,
    SubjectKind,
    SubjectRanking,
)


@dataclass(frozen=True, slots=True)
class SubjectName:
    """What pages call a subject, and where it stands."""

    slug: str
    name: str
    title: str | None
    events: int
    wikidata: str | None
    about: str | None


class SubjectCache:
    """Remembers subjects once read: a site's pages name the same ones again and again."""

    def __init__(self, connection: sqlite3.Connection, names: dict[int, SubjectName] | None = None) -> None:
        """Read from a connection; `names` may be shared by readers of one state of the archive, in any threads."""
        self._connection = connection
        self._entries = names if names is not None else {}
        self._contexts: dict[int, Context] = {}
        self._stories: dict[tuple[int, int], Story] = {}

    def fetch(self, ids: set[int]) -> None:
        """Read subjects that were not read before; one that was merged away is read as the one it became."""
        # Not `ids - keys`, which goes through all the keys: tens of thousands.
        missing = [each for each in ids if each not in self._entries]
        if missing:
            rows = self._connection.execute(
                "SELECT asked.id, kept.slug, kept.name, kept.title, "
                "(SELECT coalesce(sum(events), 0) FROM tally WHERE subject = kept.id), kept.wikidata, article.kind "
                "FROM subject AS asked JOIN subject AS kept ON kept.id = coalesce(asked.target, asked.id) "
                "LEFT JOIN article ON article.title = kept.title "
                "WHERE asked.id IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(missing)),),
            )
            self._entries.update((row[0], SubjectName(*row[1:])) for row in rows)

    def fetch_all(self) -> None:
        """Read all subjects at once: a tenth of a second for forty thousand, a twentieth of the time of one after the other."""
        rows = self._connection.execute(
            "SELECT asked.id, kept.slug, kept.name, kept.title, coalesce(total, 0), kept.wikidata, article.kind "
            "FROM subject AS asked JOIN subject AS kept ON kept.id = coalesce(asked.target, asked.id) "
            "LEFT JOIN article ON article.title = kept.title "
            "LEFT JOIN (SELECT subject, sum(events) AS total FROM tally GROUP BY subject) ON subject = kept.id"
        )
        self._entries.update((row[0], SubjectName(*row[1:])) for row in rows)

    def fetch_changed(self, before: Mapping[int, SubjectName], since: int, renamed: Sequence[int]) -> None:
        """Read all subjects as they are now, given how all were in a generation, and which are new or otherwise known after it."""
        rows = self._connection.execute(
            "WITH changed (id) AS (SELECT subject FROM tally WHERE generation > ? UNION SELECT value FROM json_each(?)) "
            "SELECT id FROM changed UNION SELECT id FROM subject WHERE target IN (SELECT id FROM changed)",
            (since, json.dumps(renamed)),
        )
        changed = {number for (number,) in rows}
        same = dict(before)
        for number in changed:
            same.pop(number, None)
        self._entries.update(same)
        self.fetch(changed)

    def slug(self, subject: int) -> str:
        """Return the slug of a subject that was fetched."""
        return self._entries[subject].slug

    def context(self, subject: int) -> Context:
        """Return a subject that was fetched as a context."""
        known = self._contexts.get(subject)
        if known is None:
            entry = self._entries[subject]
            known = self._contexts[subject] = Context(
                entry.title or entry.name,
                entry.slug,
                entry.events,
                entry.wikidata,
                ArticleKind(entry.about) if entry.about else None,
            )
        return known

    def contexts(self, subjects: Sequence[int]) -> tuple[Context, ...]:
        """Return subjects that were fetched as contexts."""
        known = self._contexts
        return tuple([known.get(subject) or self.context(subject) for subject in subjects])

    def story(self, subject: int, level: int) -> Story:
        """Return a subject that was fetched as a story at a level of topics."""
        known = self._stories.get((subject, level))
        if known is None:
            entry = self._entries[subject]
            known = self._stories[subject, level] = Story(entry.name, entry.slug, entry.title, level)
        return known

    def find(self, kind: SubjectKind, slug: str) -> int | None:
        """Return the subject with a slug or an alias."""
        row = self._connection.execute(
            "SELECT coalesce(target, id) FROM subject WHERE kind = ? AND slug = ?", (kind.value, slug)
        ).fetchone()
        return row[0] if row else None

    def subjects(
        self, kind: SubjectKind, slugs: Sequence[str] | None = None, *, also_empty: bool = False
    ) -> Mapping[str, Subject]:
        """Return whole subjects by the slugs asked for, or all of a kind by their own.

        With `also_empty`, those too that never had an event that is still theirs: the days of these are the first there is.
        """
        if slugs is None:
            whole = self._whole(kind, None)
            return {subject.slug: subject for _, subject in sorted(whole.items())}
        asked = {slug: self.find(kind, slug) for slug in slugs}
        chosen = [subject for subject in asked.values() if subject is not None]
        whole = self._whole(kind, chosen, dict.fromkeys(chosen, _NO_DAYS) if also_empty else {})
        return {slug: whole[subject] for slug, subject in asked.items() if subject in whole}

    def ranking(self, kind: SubjectKind, limit: int, least: int) -> SubjectRanking:
        """Return the foremost subjects of a kind. First and last days are read only of those that may be among them."""
        all_rows = self._connection.execute(_TOTALS, (kind.value,)).fetchall()
        rows = [row for row in all_rows if row[2] >= least]
        most = [row[0] for row in nsmallest(limit, rows, key=lambda row: (-row[2], row[1]))]
        months = nlargest(limit, (month for _, _, _, month in rows))
        late = [row[0] for row in rows if months and row[3] >= months[-1]]
        counts = {row[0]: row[2] for row in rows}
        chosen = self._connection.execute(_RANKED, (json.dumps(list({*most, *late})),))
        known = {
            subject: RankedSubject(kind, slug, name, counts[subject], to_date(first), to_date(last), description)
            for subject, slug, name, description, first, last in chosen
        }
        latest = sorted(
            (known[subject] for subject in late),
            key=lambda subject: (-subject.last.toordinal(), -subject.count, subject.slug),
        )
        slugs = tuple(sorted(row[1] for row in rows))
        return SubjectRanking(len(all_rows), tuple(known[subject] for subject in most), tuple(latest[:limit]), slugs)

    def counts(self, year: int, kind: SubjectKind | None, slugs: Sequence[str]) -> list[SubjectCount]:
        """Return the subjects that have more than one event of a year: all, or these of a kind."""
        months = (year * 100, year * 100 + 99)
        if kind is None:
            rows = self._connection.execute(_COUNTS.format(chosen=""), months)
        else:
            rows = self._connection.execute(
                _COUNTS.format(chosen=_BY_SLUG), (*months, kind.value, json.dumps(list(slugs)))
            )
        return [SubjectCount(SubjectKind(kind), slug, name, events) for kind, slug, name, events in rows]

    def names(self, kind: SubjectKind, prefix: str, least: int) -> list[tuple[str, str]]:
        """Return slug and name of the subjects with at least so many events whose slugs begin so, by slug."""
        rows = self._connection.execute(_NAMES, (kind.value, prefix, prefix + _AFTER_ALL, least))
        return [(slug, name) for slug, name in rows]

    def story_months(self, first: tuple[int, int], last: tuple[int, int]) -> list[StoryMonth]:
        """Return the months of stories that have events within a span of months."""
        rows = self._connection.execute(
            _STORY_MONTHS, (first[0] * 100 + first[1], last[0] * 100 + last[1], SubjectKind.TOPIC.value)
        )
        return [
            StoryMonth(slug, name, divmod(month, 100), events, total, divmod(start, 100), divmod(end, 100))
            for slug, name, month, events, total, start, end in rows
        ]

    def _whole(
        self, kind: SubjectKind, ids: Sequence[int] | None, without: Mapping[int, tuple[int, int]] | None = None
    ) -> dict[int, Subject]:
        wanted = (kind.value, None if ids is None else json.dumps(list(ids)))
        execute = self._connection.execute
        months: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        spans: dict[int, tuple[int, int]] = {}
        for subject, month, events in execute(_MONTHS, wanted):
            first, _ = spans.get(subject, (month, month))
            spans[subject] = (first, month)
            if events:
                months[subject].append((month // 100, month % 100, events))
        days = dict(without or {})
        days |= {subject: (first * 100 + 1, last * 100 + 1) for subject, (first, last) in spans.items()}
        days |= {subject: (first, last) for subject, first, last in execute(_DAYS, wanted)}
        aliases: defaultdict[int, list[str]] = defaultdict(list)
        for target, slug in execute(_ALIASES, wanted):
            aliases[target].append(slug)
        whole = {}
        for subject, slug, name, title, description, wikidata, latitude, longitude in execute(_SUBJECTS, wanted):
            if subject in days:
                first, last = days[subject]
                whole[subject] = Subject(
                    kind, slug, name, tuple(months[subject]), to_date(first), to_date(last),
                    sum(events for _, _, events in months[subject]),
                    title, description, wikidata, latitude, longitude, tuple(aliases[subject]),
                )  # fmt: skip
        return whole


_NO_DAYS = (10101, 10101)
"""Stands for the first and the last day of a subject that has none."""

_CHOSEN = "SELECT id FROM subject WHERE kind = ?1 AND (?2 IS NULL OR id IN (SELECT value FROM json_each(?2)))"
_MONTHS = f"SELECT subject, month, events FROM tally WHERE subject IN ({_CHOSEN}) ORDER BY subject, month"  # noqa: S608
_LISTED = "SELECT date FROM member WHERE subject = chosen.id AND state > 0 ORDER BY date"
_DAYS = (
    f"SELECT id, ({_LISTED} LIMIT 1) AS first, ({_LISTED} DESC LIMIT 1) FROM ({_CHOSEN}) AS chosen WHERE first NOT NULL"  # noqa: S608
)
_RANKED = (
    f"SELECT id, slug, name, description, ({_LISTED} LIMIT 1), ({_LISTED} DESC LIMIT 1) FROM subject AS chosen "  # noqa: S608
    "WHERE id IN (SELECT value FROM json_each(?))"
)
_ALIASES = f"SELECT target, slug FROM subject WHERE target IN ({_CHOSEN}) ORDER BY slug"  # noqa: S608
_TOTALS = (
    "SELECT id, slug, sum(events) AS total, max(month) FILTER (WHERE events > 0) FROM subject JOIN tally ON subject = id "
    "WHERE kind = ? AND target IS NULL GROUP BY id HAVING total > 0"
)
_COUNTS = (
    "SELECT kind, slug, name, total FROM (SELECT subject, sum(events) AS total FROM tally WHERE month BETWEEN ? AND ? "
    "{chosen}GROUP BY subject HAVING total > 1) JOIN subject ON id = subject WHERE target IS NULL"
)
_BY_SLUG = "AND subject IN (SELECT id FROM subject WHERE kind = ? AND slug IN (SELECT value FROM json_each(?))) "
_AFTER_ALL = "~"
"""Sorts after every sign of a slug: letters, digits, hyphens and full stops of ASCII."""
_NAMES = (
    "SELECT slug, name FROM subject WHERE kind = ? AND slug >= ? AND slug < ? AND target IS NULL "
    "AND (SELECT sum(events) FROM tally WHERE subject = id) >= ? ORDER BY slug"
)
_STORY_MONTHS = (
    "SELECT slug, name, month, events, (SELECT sum(events) FROM tally WHERE subject = id), "
    "(SELECT min(month) FROM tally WHERE subject = id AND events > 0), "
    "(SELECT max(month) FROM tally WHERE subject = id AND events > 0) "
    "FROM tally JOIN subject ON id = subject "
    "WHERE month BETWEEN ? AND ? AND events > 0 AND kind = ? AND target IS NULL"
)
_COLUMNS = "id, slug, name, title, description, wikidata, latitude, longitude"
_SUBJECTS = f"SELECT {_COLUMNS} FROM subject WHERE id IN ({_CHOSEN}) AND target IS NULL"  # noqa: S608
