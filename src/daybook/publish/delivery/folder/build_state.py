"""What a site's folder remembers of its last build, in `.daybook/state.sqlite`: which files it wrote, and from what.

Files are kept by *group*: all that one day, one subject or one month gives. A build that visits a group writes its list anew,
and what only the old list had no longer belongs. The same rows hold what the sitemap says, and addresses that moved. What each
month gave to the search index is kept too. Deleting the file loses nothing but the knowledge of what may be removed.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from daybook.errors import PublishError, reason_of
from daybook.publish.delivery.families.file_families import group_of
from daybook.publish.delivery.folder.site_writer import OWN_FOLDER
from daybook.workers import end_without_main

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS site_group (
    name TEXT PRIMARY KEY, paths BLOB NOT NULL, sitemap TEXT, moved TEXT, build INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS site_group_in_sitemap ON site_group (name) WHERE sitemap IS NOT NULL;
CREATE INDEX IF NOT EXISTS site_group_moved ON site_group (name) WHERE moved IS NOT NULL;
CREATE TABLE IF NOT EXISTS search_part (month TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS loose (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""
VERSION = "1"

WORKERS = "workers"
"""The file in the own folder that each process writing the site locks, so that the next build can wait for the last one's."""

PATIENCE = 20
"""Seconds to wait for the processes of a build that was killed: they end by themselves, at once unless the disk is stuck."""


@dataclass(frozen=True, slots=True)
class GroupFiles:
    """The files of a group, in any order; `sitemap` are (stem, time), `moved` pairs of addresses."""

    name: str
    paths: tuple[str, ...]
    sitemap: tuple[tuple[str, str], ...] = ()
    moved: tuple[tuple[str, str], ...] = ()

    def without(self, foreign: Sequence[str]) -> GroupFiles:
        """Return the group without files that somebody else's stand in the way of."""
        if not foreign:
            return self
        return replace(self, paths=tuple(path for path in self.paths if path not in foreign))


class BuildState:
    """The remembered state, held by one build at a time."""

    def __init__(self, folder: Path) -> None:
        """Open or make it; `PublishError` where another build holds it, or it cannot be used."""
        self.folder = folder
        own = folder / OWN_FOLDER
        try:
            own.mkdir(parents=True, exist_ok=True)
            if own.is_symlink():
                raise PublishError(f"a symbolic link is in place of Daybook's own files: `{own}`", hint="remove it")
            self._lock = os.open(own / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise PublishError(
                f"cannot write to the site folder: `{folder}`: {reason_of(error)}", hint="check who may write to it"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise PublishError(f"another build is writing the site: `{folder}`", hint="wait for it to end") from error
        _await_workers(folder)
        self._connection = self._open(own / "state.sqlite")
        self._collect_journals(own / "work")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the state; what was not kept is forgotten."""
        self._connection.close()
        os.close(self._lock)

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        """Open the file; one that is damaged or of another version is begun anew."""
        for attempt in (1, 2):
            connection = sqlite3.connect(path, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.executescript(_SCHEMA)
                found = connection.execute("SELECT value FROM fact WHERE name = 'version'").fetchone()
                if found is None:
                    connection.execute("INSERT INTO fact VALUES ('version', ?)", (VERSION,))
                elif found[0] != VERSION:
                    raise sqlite3.DatabaseError("another version")
                return connection
            except sqlite3.DatabaseError as error:
                connection.close()
                if attempt == 2:
                    raise PublishError(f"the state of the last build cannot be used: `{path}`") from error
                for ending in ("", "-wal", "-shm"):
                    path.with_name(path.name + ending).unlink(missing_ok=True)
        raise AssertionError("unreachable")

    def _collect_journals(self, work: Path) -> None:
        """Take over what a killed build noted that it was about to write, and drop its unfinished files."""
        if not work.is_dir() or work.is_symlink():
            return
        for left in sorted(work.iterdir()):
            if left.name.startswith("journal-") and not left.is_symlink():
                with left.open(encoding="utf-8", errors="replace") as lines:
                    self._connection.execute("BEGIN")
                    self._connection.executemany(
                        "INSERT OR IGNORE INTO loose VALUES (?)",
                        ((line[:-1],) for line in lines if line.endswith("\n")),
                    )
                    self._connection.execute("COMMIT")
            left.unlink()

    def fact(self, name: str) -> str | None:
        """Return what was remembered under a name."""
        found = self._connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else None

    def remember(self, name: str, value: str | None) -> None:
        """Remember a value, or forget it."""
        if value is None:
            self._connection.execute("DELETE FROM fact WHERE name = ?", (name,))
        else:
            self._connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def begin(self) -> None:
        """Begin what is kept together or not at all."""
        self._connection.execute("BEGIN")

    def commit(self) -> None:
        """Keep it."""
        self._connection.execute("COMMIT")

    def has_loose(self) -> bool:
        """Say whether a killed build left anything to be looked at."""
        return self._connection.execute("SELECT 1 FROM loose LIMIT 1").fetchone() is not None

    def keep(self, groups: Iterable[GroupFiles], build: int) -> list[str]:
        """Keep the lists of groups just written; return the paths that only their old lists had."""
        gone: list[str] = []
        for group in groups:
            found = self._connection.execute("SELECT paths FROM site_group WHERE name = ?", (group.name,)).fetchone()
            if found:
                present = set(group.paths)
                gone.extend(path for path in _unpack(found[0]) if path not in present)
            if not group.paths:
                self._connection.execute("DELETE FROM site_group WHERE name = ?", (group.name,))
                continue
            self._connection.execute(
                "INSERT OR REPLACE INTO site_group VALUES (?, ?, ?, ?, ?)",
                (group.name, _pack(group.paths), _pairs(group.sitemap), _pairs(group.moved), build),
            )
            self._connection.executemany("DELETE FROM loose WHERE path = ?", ((path,) for path in group.paths))
        return gone

    def keep_parts(self, parts: Iterable[tuple[str, bytes]]) -> None:
        """Keep what months, named as ISO 8601 has it, gave to the search index: each as `packed_part` has it."""
        self._connection.executemany("INSERT OR REPLACE INTO search_part VALUES (?, ?)", parts)

    def drop_parts(self) -> None:
        """Forget what all months gave to the search index."""
        self._connection.execute("DELETE FROM search_part")

    def disown(self, paths: Iterable[str]) -> None:
        """Take paths out of their groups: somebody else's files stand there."""
        for path in paths:
            name = group_of(path)
            present = self.paths_of(name)
            if path in present:
                left = _pack(sorted(present - {path}))
                self._connection.execute("UPDATE site_group SET paths = ? WHERE name = ?", (left, name))

    def paths_of(self, name: str) -> frozenset[str]:
        """Return the paths of a group as last kept."""
        return _paths_of(self._connection, name)

    def path_with(self, key: int) -> str:
        """Return the path with a hash; empty where no group has it."""
        rows = self._connection.execute("SELECT paths FROM site_group")
        return next((path for (packed,) in rows for path in _unpack(packed) if hash(path) == key), "")

    def clear_work(self) -> None:
        """Drop the journals of a build that is done."""
        for left in (self.folder / OWN_FOLDER / "work").iterdir():
            left.unlink()

    def drop(self, names: Iterable[str]) -> list[str]:
        """Forget groups that exist no longer; return their paths."""
        gone: list[str] = []
        for name in names:
            found = self._connection.execute("SELECT paths FROM site_group WHERE name = ?", (name,)).fetchone()
            if found:
                gone.extend(_unpack(found[0]))
                self._connection.execute("DELETE FROM site_group WHERE name = ?", (name,))
        return gone

    def drop_older(self, build: int) -> list[str]:
        """Forget the groups that a whole build did not visit; return their paths."""
        names = [row[0] for row in self._connection.execute("SELECT name FROM site_group WHERE build <> ?", (build,))]
        return self.drop(names)

    def take_loose(self) -> list[str]:
        """Return and forget what killed builds may have written and no group claimed since."""
        paths = [row[0] for row in self._connection.execute("SELECT path FROM loose ORDER BY path")]
        self._connection.execute("DELETE FROM loose")
        return paths

    def sitemap(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield the sitemap's entries of groups whose name begins with a prefix, in the order of their names."""
        rows = self._connection.execute(
            "SELECT sitemap FROM site_group WHERE sitemap IS NOT NULL AND name >= ? AND name < ? ORDER BY name",
            (prefix, f"{prefix}\U0010ffff"),
        )
        for row in rows:
            yield from _unpairs(row[0])

    def moved(self) -> list[tuple[str, str]]:
        """Return all addresses that moved, with where they moved to."""
        rows = self._connection.execute("SELECT moved FROM site_group WHERE moved IS NOT NULL ORDER BY name")
        return sorted(pair for row in rows for pair in _unpairs(row[0]))


def packed_part(content: bytes) -> bytes:
    """Return what a month gave to the search index as it is kept. The process that made it packs it: it is handed on half as large."""
    return zlib.compress(content, 1)


def kept_parts(folder: Path, months: Iterable[str]) -> dict[str, bytes]:
    """Return what these months gave to the search index in the last build that came to its end; none where none was kept."""
    asked = "SELECT content FROM search_part WHERE month = ?"
    with closing(_read_only(folder)) as connection:
        rows = ((month, connection.execute(asked, (month,)).fetchone()) for month in months)
        return {month: zlib.decompress(row[0]) for month, row in rows if row}


def count_as_worker(folder: Path) -> None:
    """Let the next build wait for this process until it has ended, and end it if its own build has ended already."""
    lock = _open_workers(folder)
    fcntl.flock(lock, fcntl.LOCK_SH)  # held until the process ends: nothing closes it
    end_without_main()


def _await_workers(folder: Path) -> None:
    """Come back when no process of an earlier build is left that could still write."""
    lock = _open_workers(folder)
    deadline = time.monotonic() + PATIENCE
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise PublishError(
                        f"processes of an earlier build still write the site: `{folder}`",
                        hint="end them, then build again",
                    ) from None
                time.sleep(0.02)
            else:
                return
    finally:
        os.close(lock)


def _open_workers(folder: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(folder / OWN_FOLDER / WORKERS, flags, 0o666)


class Ownership:
    """Says which files of a site Daybook wrote, from the state as the last build left it. Opened when first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection: sqlite3.Connection | None = None
        self._group = ""
        self._paths: frozenset[str] = frozenset()
        self._all: array[int] | None = None

    def owns(self, path: str) -> bool:
        """Say whether an earlier build wrote this path, or was killed while it may have."""
        if self._connection is None:
            self._connection = _read_only(self._folder)
        if self._connection.execute("SELECT 1 FROM loose WHERE path = ?", (path,)).fetchone():
            return True
        return path in self._paths_of_group(group_of(path)) or self._is_elsewhere(path)

    def is_settled(self, path: str) -> bool:
        """Say whether the last build that came to its end left this path, and none that was killed may have written it."""
        if self._connection is None:
            self._connection = _read_only(self._folder)
        if self._connection.execute("SELECT 1 FROM loose WHERE path = ?", (path,)).fetchone():
            return False
        return path in self._paths_of_group(group_of(path))

    def _paths_of_group(self, group: str) -> frozenset[str]:
        if group != self._group:
            assert self._connection is not None
            self._group, self._paths = group, _paths_of(self._connection, group)
        return self._paths

    def _is_elsewhere(self, path: str) -> bool:
        """Say whether any group has a path: what moved is with what it became. Seldom asked, so all are read once.

        Kept are 64 bits of each path, in order: eight bytes a file of the site.
        """
        assert self._connection is not None
        if self._all is None:
            rows = self._connection.execute("SELECT paths FROM site_group")
            self._all = array("q", sorted(hash(each) for (packed,) in rows for each in _unpack(packed)))
        key = hash(path)
        place = bisect_left(self._all, key)
        return place < len(self._all) and self._all[place] == key

    def close(self) -> None:
        """Let go of the state."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _read_only(folder: Path) -> sqlite3.Connection:
    path = folder / OWN_FOLDER / "state.sqlite"
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _paths_of(connection: sqlite3.Connection, group: str) -> frozenset[str]:
    found = connection.execute("SELECT paths FROM site_group WHERE name = ?", (group,)).fetchone()
    return frozenset(_unpack(found[0])) if found else frozenset()


def _pack(paths: Sequence[str]) -> bytes:
    return zlib.compress("\n".join(paths).encode(), 1)


def _unpack(packed: bytes) -> list[str]:
    text = zlib.decompress(packed).decode()
    return text.split("\n") if text else []


def _pairs(pairs: Sequence[tuple[str, str]]) -> str | None:
    return "\n".join(f"{first} {second}" for first, second in pairs) or None


def _unpairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        first, _, second = line.partition(" ")
        yield first, second
