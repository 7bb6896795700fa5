"""What the wiki knows of articles: redirects, short descriptions, ids, places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from daybook.archive.derived_changes import DerivedChanges
from daybook.archive.file import WritableArchive, transaction
from daybook.archive.relinking import mark_whole, relink_events
from daybook.model import Redirect, SubjectKind


@dataclass(frozen=True, slots=True)
class ContextFacts:
    """What a wiki says of an article, by canonical title; latitude and longitude in degrees, both or neither."""

    title: str
    description: str | None = None
    wikidata: str | None = None
    latitude: float | None = None
    longitude: float | None = None


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


def add_context_facts(archive: WritableArchive, facts: Iterable[ContextFacts]) -> int:
    """Keep what is known of contexts and stories with these titles, in one transaction; return how many changed."""
    changed = 0
    with transaction(archive) as connection:
        derived = DerivedChanges(connection)
        for fact in facts:
            values = (fact.description, fact.wikidata, fact.latitude, fact.longitude)
            rows = connection.execute(
                "SELECT id, description, wikidata, latitude, longitude FROM subject WHERE title = ? AND kind IN (?, ?)",
                (fact.title, SubjectKind.CONTEXT.value, SubjectKind.TOPIC.value),
            ).fetchall()
            for subject, *known in rows:
                if tuple(known) == values:
                    continue
                changed += 1
                connection.execute(
                    "UPDATE subject SET description = ?, wikidata = ?, latitude = ?, longitude = ? WHERE id = ?",
                    (*values, subject),
                )
                mark_whole(archive, derived, subject)
        derived.write()
    return changed


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
