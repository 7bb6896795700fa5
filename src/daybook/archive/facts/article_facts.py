"""What the wiki, and Wikidata, know of articles: redirects, short descriptions, ids, places, what they are about."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from daybook.archive.encoding.stored_time import to_seconds
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.locations import locate_again
from daybook.archive.writing.relinking import mark_whole, relink_events
from daybook.archive.writing.writable_archive import WritableArchive, transaction
from daybook.model import ArticleKind, Redirect, SubjectKind, WikidataItem


@dataclass(frozen=True, slots=True)
class ContextFacts:
    """What a wiki says of an article, by canonical title; latitude and longitude in degrees, both or neither.

    `kind` is what it is about, `country` where that is: a code of ISO 3166-1 in lower case. Both are Wikidata's.
    """

    title: str
    description: str | None = None
    wikidata: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    kind: ArticleKind | None = None
    country: str | None = None


def articles_to_ask(
    connection: sqlite3.Connection, titles: Iterable[str], now: datetime, after: timedelta
) -> list[str]:
    """Return those of some canonical titles that were not asked about within a time before now, sorted.

    Those that the wiki has no article of count as asked.
    """
    since = to_seconds(now - after)
    rows = connection.execute(
        "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM article WHERE title = value AND asked > ?)",
        (json.dumps(sorted(set(titles))), since),
    )
    return [title for (title,) in rows]


def add_missing_articles(archive: WritableArchive, titles: Iterable[str], now: datetime) -> None:
    """Keep that the wiki has no article under these titles, so that it is not asked again each time."""
    with transaction(archive) as connection:
        connection.executemany(
            "INSERT INTO article (title, asked, found) VALUES (?1, ?2, 0) "
            "ON CONFLICT DO UPDATE SET asked = ?2, found = 0",
            [(title, to_seconds(now)) for title in sorted(set(titles))],
        )


def add_items(archive: WritableArchive, items: Iterable[WikidataItem], now: datetime) -> None:
    """Keep Wikidata items of classes and countries."""
    with transaction(archive) as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO item (id, asked, parents, code) VALUES (?, ?, ?, ?)",
            [(item.id, to_seconds(now), " ".join(item.parents), item.country_code) for item in items],
        )


def known_items(
    connection: sqlite3.Connection, ids: Iterable[str], now: datetime, after: timedelta
) -> dict[str, WikidataItem]:
    """Return those of some items of classes and countries that were asked about within a time before now."""
    rows = connection.execute(
        "SELECT id, parents, code FROM item WHERE id IN (SELECT value FROM json_each(?)) AND asked > ?",
        (json.dumps(sorted(set(ids))), to_seconds(now - after)),
    )
    return {name: WikidataItem(name, parents=tuple(parents.split()), country_code=code) for name, parents, code in rows}


def add_redirects(archive: WritableArchive, redirects: Iterable[Redirect]) -> int:
    """Keep redirects, in one transaction, and return how many were new or different.

    Contexts and stories under both titles become one; the slug of the one that goes stays as an alias. Links met later
    follow the redirects kept. Chains are followed; a redirect that would close a circle is not kept.
    """
    with transaction(archive) as connection:
        given = dict(connection.execute("SELECT title, given FROM redirect"))
        before = dict(connection.execute("SELECT title, target FROM redirect"))
        changed = 0
        for redirect in redirects:
            if given.get(redirect.title) != redirect.target and not _closes_circle(given, redirect):
                given[redirect.title] = redirect.target
                changed += 1
        if not changed:
            return 0
        after = {title: arrive(given, title) for title in given}
        connection.executemany(
            "INSERT INTO redirect (title, given, target) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET given = ?2, target = ?3",
            [(title, target, after[title]) for title, target in sorted(given.items())],
        )
        moved = {title: target for title, target in after.items() if before.get(title, title) != target}
        _follow(archive, moved, {before.get(title, title) for title in moved})
        return changed


def arrive(redirects: Mapping[str, str], title: str) -> str:
    """Return where the readers of a title arrive, following redirects that hold no circle."""
    while title in redirects:
        title = redirects[title]
    return title


def add_context_facts(archive: WritableArchive, facts: Iterable[ContextFacts], now: datetime) -> int:
    """Keep what is known of contexts and stories with these titles, in one transaction; return how many changed.

    Events that are somewhere else by it are located anew.
    """
    changed = 0
    with transaction(archive) as connection:
        derived = DerivedChanges(connection)
        placed: set[int] = set()
        for fact in facts:
            kind = fact.kind.value if fact.kind else None
            before = connection.execute("SELECT kind, country FROM article WHERE title = ?", (fact.title,)).fetchone()
            connection.execute(
                "INSERT OR REPLACE INTO article (title, asked, found, kind, country) VALUES (?, ?, 1, ?, ?)",
                (fact.title, to_seconds(now), kind, fact.country),
            )
            is_other = (before or (None, None)) != (kind, fact.country)
            values = (fact.description, fact.wikidata, fact.latitude, fact.longitude)
            rows = connection.execute(
                "SELECT id, description, wikidata, latitude, longitude FROM subject WHERE title = ? AND kind IN (?, ?)",
                (fact.title, SubjectKind.CONTEXT.value, SubjectKind.TOPIC.value),
            ).fetchall()
            for subject, *known in rows:
                if tuple(known) == values and not is_other:
                    continue
                changed += 1
                if is_other or tuple(known[2:]) != values[2:]:
                    placed.add(subject)
                connection.execute(
                    "UPDATE subject SET description = ?, wikidata = ?, latitude = ?, longitude = ? WHERE id = ?",
                    (*values, subject),
                )
                mark_whole(archive, derived, subject)
        if placed:
            locate_again(connection, archive.subjects, derived, _events_of(connection, placed))
        derived.write()
    return changed


def _events_of(connection: sqlite3.Connection, subjects: Iterable[int]) -> list[int]:
    rows = connection.execute(
        "SELECT DISTINCT event FROM member WHERE subject IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(subjects)),),
    )
    return [event for (event,) in rows]


def _closes_circle(given: Mapping[str, str], redirect: Redirect) -> bool:
    title: str | None = redirect.target
    while title is not None and title != redirect.title:
        title = given.get(title)
    return title is not None


def _follow(archive: WritableArchive, moved: Mapping[str, str], left: set[str]) -> None:
    """Let subjects, and the events that have them, follow titles that lead elsewhere now."""
    register = archive.subjects
    register.forget()
    left_subjects = {subject for title in left for subject in register.with_title(title)}
    kept = {subject for title in sorted(moved) for subject in register.redirect(title, moved[title])}
    relink_events(archive, left_subjects, kept)
