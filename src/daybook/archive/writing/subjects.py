"""The register of contexts, stories, categories and outlets: who they are, and their slug for ever.

Gives ids and slugs at first sight, in order of sight; merges and renames are asked for by `daybook.archive.facts.article_facts` and `daybook.archive.upkeep.outlet_joins`.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
import zlib
from collections.abc import Sequence

from daybook.archive.encoding.event_subjects import EventSubjects
from daybook.archive.identity.outlet_houses import OutletHouses, shipped_houses
from daybook.archive.identity.source_address import outlet_slug
from daybook.model import Event, SubjectKind, Topic
from daybook.model.slug import numbered, subject_slug

REMEMBERED = 1024
"""Wordings whose subjects are remembered: more than a day has, for they are asked for twice, by filing and by deriving."""

HOUSES = "outlets"
"""The attribute of an archive that holds which houses its outlets follow."""

_SPACES = re.compile(r"[\s_]+")
_EDGES = re.compile(r"^[\s\"'“”‘’.:;,()]+|[\s\"'“”‘’.:;,()]+$")


def normal_name(name: str) -> str:
    """Return what two spellings of an unlinked story have in common: case, spacing and outer punctuation left out."""
    return _EDGES.sub("", _SPACES.sub(" ", unicodedata.normalize("NFKC", name))).casefold()


def houses_mark(lines: Sequence[str]) -> str:
    """Return what an archive keeps that follows the shipped houses and those of these lines."""
    shipped = zlib.crc32(json.dumps(shipped_houses().domains).encode())
    return json.dumps({"shipped": f"{shipped:08x}", "own": list(lines)})


class SubjectRegister:
    """Finds the subjects of events, and enters those it has not met, inside the transaction that its caller runs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: dict[tuple[str, str], int] = {}
        self._redirects: dict[str, str] | None = None
        self._houses: OutletHouses | None = None
        self._last: dict[int, tuple[Event, EventSubjects]] = {}

    def forget(self) -> None:
        """Drop what is remembered: it may come from a write that was undone, or have been merged away."""
        self._ids.clear()
        self._last.clear()
        self._redirects = None
        self._houses = None

    def canonical(self, title: str) -> str:
        """Return the title of the article that readers of `title` arrive at."""
        if self._redirects is None:
            self._redirects = dict(self._connection.execute("SELECT title, target FROM redirect"))
        return self._redirects.get(title, title)

    def subjects_of(self, event: Event) -> EventSubjects:
        """Return the subjects of an event, entering those not met before."""
        known = self._last.get(id(event))
        if known is not None:  # held with its subjects, so that no other object has its id
            return known[1]
        if len(self._last) >= REMEMBERED:
            self._last.clear()
        subjects = EventSubjects(
            tuple(self.contexts(event)),
            tuple(self.stories(event)),
            self.category(event) or 0,
            tuple(self.outlets(event)),
        )
        self._last[id(event)] = (event, subjects)
        return subjects

    def with_title(self, title: str) -> list[int]:
        """Return the context and the story of an article, and the story of that name without a link, those that there are."""
        named = self._known(SubjectKind.TOPIC, f"name:{normal_name(title)}")
        known = (
            self._known(SubjectKind.CONTEXT, title),
            self._known(SubjectKind.TOPIC, f"title:{title}"),
            named if named is not None and self._is_unlinked(named) else None,
        )
        return [subject for subject in known if subject is not None]

    def redirect(self, title: str, target: str) -> list[int]:
        """Let the context and the story of `title` be those of `target`; return the ones that changed.

        Where `target` has none yet, it takes over the one of `title`, with its slug; else that one is merged into it.
        """
        changed = []
        name = f"name:{normal_name(title)}"
        for kind, key, new_key in (
            (SubjectKind.CONTEXT, title, target),
            (SubjectKind.TOPIC, f"title:{title}", f"title:{target}"),
            (SubjectKind.TOPIC, name, f"title:{target}"),
        ):
            old, new = self._known(kind, key), self._known(kind, new_key)
            if new is None and kind is SubjectKind.TOPIC:
                new = self._known(kind, f"name:{normal_name(target)}")
            if old is None or old == new or (key == name and not self._is_unlinked(old)):
                continue
            if new is None:
                self._connection.execute("UPDATE subject SET title = ?1, name = ?1 WHERE id = ?2", (target, old))
                self._remember(kind, new_key, old)
            else:
                self._merge(old, new)
            changed.append(new or old)
        return changed

    def contexts(self, event: Event) -> list[int]:
        """Return the contexts of an event, each once, in order of the headline."""
        titles = dict.fromkeys(self.canonical(title) for title in event.links)
        return [self.context(title) for title in titles]

    def context(self, title: str) -> int:
        """Return the context with this canonical title."""
        return self._known(SubjectKind.CONTEXT, title) or self._enter(SubjectKind.CONTEXT, title, title, title)

    def stories(self, event: Event) -> list[tuple[int, int]]:
        """Return the stories of an event with their level: topics outermost first, then the label as level -1."""
        named = [(self.story(topic), level) for level, line in enumerate(event.topics) for topic in line.topics]
        if event.label is not None:
            named.append((self.story(event.label), -1))
        levels: dict[int, int] = {}
        for story, level in named:
            levels.setdefault(story, level)
        return list(levels.items())

    def story(self, topic: Topic) -> int:
        """Return the story of a topic: by its article where linked, else by its name's normal form.

        A name first met without a link, and later with one to an article of that name, is the same story.
        """
        if topic.title is None:
            key = f"name:{normal_name(topic.name)}"
            return self._known(SubjectKind.TOPIC, key) or self._enter(SubjectKind.TOPIC, key, topic.name, None)
        title = self.canonical(topic.title)
        key = f"title:{title}"
        known = self._known(SubjectKind.TOPIC, key)
        if known is not None:
            return known
        name = f"name:{normal_name(title)}"
        unlinked = self._known(SubjectKind.TOPIC, name)
        if unlinked is not None and self._link(unlinked, title):
            self._remember(SubjectKind.TOPIC, key, unlinked)
            return unlinked
        entered = self._enter(SubjectKind.TOPIC, key, title, title)
        if unlinked is None:
            self._remember(SubjectKind.TOPIC, name, entered)
        return entered

    def category(self, event: Event) -> int | None:
        """Return the category of an event."""
        if event.category is None:
            return None
        name = event.category.name
        return self._known(SubjectKind.CATEGORY, name) or self._enter(SubjectKind.CATEGORY, name, name, None)

    def outlets(self, event: Event) -> list[int]:
        """Return the outlet of each source of an event, in order; the same one may come twice."""
        return [self.outlet(outlet_slug(source.url)) for source in event.sources]

    def outlet(self, host: str) -> int:
        """Return the outlet of a host, that of its house where it belongs to one."""
        known = self._known(SubjectKind.OUTLET, host)
        if known is not None:
            return known
        house = self._house_of(host)
        joined = self.outlet(house) if house != host else None
        return self._enter(SubjectKind.OUTLET, host, host, None, joined)

    def join_house(self, host: str, outlet: int) -> int:
        """Let the outlet of a host be that of its house, which may be entered for that; return the one it is now."""
        house = self._house_of(host)
        joined = self.outlet(house) if house != host else outlet
        if joined != outlet:
            self._merge(outlet, joined)
        return joined

    def _known(self, kind: SubjectKind, key: str) -> int | None:
        known = self._ids.get((kind, key))
        if known is None:
            row = self._connection.execute(
                "SELECT subject FROM subject_key WHERE kind = ? AND name = ?", (kind.value, key)
            ).fetchone()
            if row is None:
                return None
            known = self._ids[kind, key] = int(row[0])
        return known

    def _merge(self, old: int, new: int) -> None:
        """Let all that leads to one subject lead to another."""
        self._connection.execute("UPDATE subject SET target = ?1 WHERE ?2 IN (id, target)", (new, old))
        self._connection.execute("UPDATE subject_key SET subject = ? WHERE subject = ?", (new, old))
        self._ids.clear()

    def _house_of(self, host: str) -> str:
        if self._houses is None:
            row = self._connection.execute("SELECT value FROM attribute WHERE name = ?", (HOUSES,)).fetchone()
            self._houses = shipped_houses().with_lines(json.loads(row[0])["own"] if row else ())
        return self._houses.house_of(host)

    def _enter(self, kind: SubjectKind, key: str, name: str, title: str | None, target: int | None = None) -> int:
        """Enter a subject; one that was merged into a `target` before it was met is that one from the first."""
        base = key if kind is SubjectKind.OUTLET else subject_slug(name)
        number = 1
        while True:
            cursor = self._connection.execute(
                "INSERT INTO subject (kind, slug, name, title, target) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (kind.value, numbered(base, number), name, title, target),
            )
            if cursor.rowcount:
                break
            number += 1
        assert cursor.lastrowid is not None
        subject = cursor.lastrowid if target is None else target
        self._remember(kind, key, subject)
        return subject

    def _remember(self, kind: SubjectKind, key: str, subject: int) -> None:
        self._connection.execute(
            "INSERT INTO subject_key (kind, name, subject) VALUES (?, ?, ?)", (kind.value, key, subject)
        )
        self._ids[kind, key] = subject

    def _is_unlinked(self, story: int) -> bool:
        row = self._connection.execute("SELECT title IS NULL FROM subject WHERE id = ?", (story,)).fetchone()
        return bool(row[0])

    def _link(self, story: int, title: str) -> bool:
        cursor = self._connection.execute("UPDATE subject SET title = ? WHERE id = ? AND title IS NULL", (title, story))
        return cursor.rowcount > 0
