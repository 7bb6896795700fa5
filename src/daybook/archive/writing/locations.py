"""Where events were: what `daybook.gazetteer.locating` reads in their last wording, kept so that they can be asked for by place."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from daybook.archive.encoding.checksum import expect_sound, sound
from daybook.archive.encoding.wording import decode_event
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.subjects import SubjectRegister
from daybook.gazetteer.locating import locate
from daybook.model import ArticleKind, ArticlePlace, Event, Location

LANGUAGE = "en"
"""The language that is read for places: the one that there is a gazetteer of. Texts in others name some of the same cities."""

AT_ONCE = 2_000
"""Events located at once: some megabytes of wordings."""


class Locator:
    """Locates events by their wordings and by what the archive knows of the articles that these link to."""

    def __init__(self, connection: sqlite3.Connection, register: SubjectRegister) -> None:
        self._connection = connection
        self._register = register
        self._places: dict[str, ArticlePlace | None] = {}
        self._knows_articles = connection.execute("SELECT EXISTS (SELECT 1 FROM article)").fetchone()[0] == 1

    def locate(self, event: Event) -> Location | None:
        """Return where an event was, None where that is not certain."""
        return locate(event, self._articles(event) if self._knows_articles else {}, LANGUAGE)

    def _articles(self, event: Event) -> Mapping[str, ArticlePlace]:
        titles = [*event.links, *(topic.title for line in event.topics for topic in line.topics if topic.title)]
        if event.label is not None and event.label.title:
            titles.append(event.label.title)
        known = ((title, self._place(self._register.canonical(title))) for title in titles)
        return {title: place for title, place in known if place is not None}

    def _place(self, title: str) -> ArticlePlace | None:
        if title not in self._places:
            self._places[title] = self._read(title)
        return self._places[title]

    def _read(self, title: str) -> ArticlePlace | None:
        row = self._connection.execute(
            "SELECT article.kind, country, latitude, longitude FROM subject_key JOIN subject ON subject.id = subject_key.subject "
            "LEFT JOIN article ON article.title = ?1 WHERE (subject_key.kind, subject_key.name) IN "
            "(VALUES ('context', ?1), ('topic', 'title:' || ?1)) ORDER BY latitude IS NULL LIMIT 1",
            (title,),
        ).fetchone()
        if row is None or row == (None, None, None, None):
            return None
        kind, country, latitude, longitude = row
        return ArticlePlace(ArticleKind(kind) if kind else None, country, latitude, longitude)


def enter_locations(
    connection: sqlite3.Connection, located: Mapping[int, Location | None], *, known: Collection[int]
) -> None:
    """Write where events are; those in `known` may have had another location, or have none any more."""
    if known:
        connection.executemany("DELETE FROM location WHERE event = ?", [(event,) for event in sorted(known)])
    connection.executemany(
        "INSERT INTO location (event, country, name, latitude, longitude) VALUES (?, ?, ?, ?, ?)",
        [
            (event, place.country, place.name, place.latitude, place.longitude)
            for event, place in sorted(located.items(), key=lambda each: each[0])
            if place is not None
        ],
    )


def locate_all(connection: sqlite3.Connection) -> None:
    """Locate all events of an archive anew; what was known of articles before it kept when counts as asked long ago."""
    connection.execute(
        "INSERT OR IGNORE INTO article (title, asked, found, item) SELECT title, 0, 1, max(wikidata) FROM subject "
        "WHERE title NOT NULL AND (description NOT NULL OR wikidata NOT NULL OR latitude NOT NULL) GROUP BY title"
    )
    connection.execute("DELETE FROM location")
    locator = Locator(connection, SubjectRegister(connection))
    events = [event for (event,) in connection.execute("SELECT id FROM event ORDER BY id").fetchall()]
    for start in range(0, len(events), AT_ONCE):
        enter_locations(connection, _locate(connection, locator, events[start : start + AT_ONCE]), known=())


def locate_again(
    connection: sqlite3.Connection, register: SubjectRegister, derived: DerivedChanges, events: Iterable[int]
) -> int:
    """Locate events anew after more is known of articles; return how many are somewhere else now, whose pages are due."""
    count = 0
    locator = Locator(connection, register)
    wanted = sorted(set(events))
    for start in range(0, len(wanted), AT_ONCE):
        located = _locate(connection, locator, wanted[start : start + AT_ONCE])
        before = locations_of(connection, located)
        moved = {event: place for event, place in located.items() if place != before.get(event)}
        count += len(moved)
        if moved:
            enter_locations(connection, moved, known=moved.keys())
            mark_events(connection, derived, moved)
            rows = connection.execute(
                "SELECT member.subject, date FROM member JOIN subject ON subject.id = member.subject "
                "WHERE kind = 'topic' AND event IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(moved)),),
            )
            for subject, day in rows.fetchall():
                derived.mark(subject, day)
    return count


def mark_events(connection: sqlite3.Connection, derived: DerivedChanges, events: Iterable[int]) -> None:
    """Make the pages of events, and of their days, due."""
    numbers = json.dumps(sorted(events))
    generation = derived.generation
    connection.execute(
        "UPDATE event SET generation = ? WHERE id IN (SELECT value FROM json_each(?))", (generation, numbers)
    )
    connection.execute(
        "UPDATE day SET generation = ? WHERE date IN "
        "(SELECT date FROM event WHERE id IN (SELECT value FROM json_each(?)))",
        (generation, numbers),
    )


def locations_of(connection: sqlite3.Connection, events: Iterable[int]) -> dict[int, Location]:
    """Return where these events were, those of which it is known."""
    rows = connection.execute(
        f"SELECT event, country, name, latitude, longitude, {sound('location')} FROM location "  # noqa: S608
        "WHERE event IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(events)),),
    ).fetchall()
    expect_sound("location", (row[5] for row in rows))
    return {row[0]: Location(*row[1:5]) for row in rows}


def _locate(connection: sqlite3.Connection, locator: Locator, events: Sequence[int]) -> dict[int, Location | None]:
    rows = connection.execute(
        "SELECT id, wording, line FROM event WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(events)),)
    ).fetchall()
    return {event: locator.locate(decode_event(wording, line)) for event, wording, line in rows}
