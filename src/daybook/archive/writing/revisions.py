"""Raw pages in the archive: every revision ever read, kept for ever, and nothing read twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from daybook.archive.encoding.stored_time import to_time
from daybook.archive.encoding.text_compression import digest, pack, unpack_one
from daybook.model import RawPage


class RevisionStore:
    """Adds and finds raw pages inside the transaction that its caller runs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last: tuple[int, int, str, int] | None = None

    def fresh(self, pages: Sequence[RawPage]) -> list[int]:
        """Return which of these pages of one day the archive does not have."""
        known: dict[str, tuple[set[int], bytes | None]] = {}
        fresh = []
        for index, raw in enumerate(pages):
            if raw.title not in known:
                known[raw.title] = self._known(raw.title)
            numbers, last = known[raw.title]
            if raw.revision is not None:
                if raw.revision in numbers:
                    continue
                numbers.add(raw.revision)
            else:
                text = digest(raw.wikitext)
                if text == last:
                    continue
                known[raw.title] = (numbers, text)
            fresh.append(index)
        return fresh

    def add(self, raw: RawPage, date: int, saved: int, read: int) -> tuple[int, int]:
        """Keep a page; return the archive's numbers of the revision and of the page."""
        page = self._page(raw.title, date)
        base, before, steps = self._before(page)
        packed, steps = pack(raw.wikitext, before, steps)
        cursor = self._connection.execute(
            "INSERT INTO revision (page, number, saved, timed, read, editor, digest, base, wikitext) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                page, raw.revision, saved, raw.timestamp is not None, read, raw.editor, digest(raw.wikitext),
                base if steps else None, packed,
            ),
        )  # fmt: skip
        assert cursor.lastrowid is not None
        self._last = (page, cursor.lastrowid, raw.wikitext, steps)
        return cursor.lastrowid, page

    def _known(self, title: str) -> tuple[set[int], bytes | None]:
        rows = self._connection.execute(
            "SELECT number, digest FROM revision JOIN page ON page.id = page WHERE title = ? ORDER BY revision.id",
            (title,),
        ).fetchall()
        unnumbered = [text for number, text in rows if number is None]
        return {number for number, _ in rows if number is not None}, unnumbered[-1] if unnumbered else None

    def _page(self, title: str, date: int) -> int:
        row = self._connection.execute("SELECT id FROM page WHERE title = ?", (title,)).fetchone()
        if row is None:
            row = (self._connection.execute("INSERT INTO page (title, date) VALUES (?, ?)", (title, date)).lastrowid,)
        return int(row[0])

    def _before(self, page: int) -> tuple[int | None, str | None, int]:
        """Return the page's last revision to arrive, its text, and on how many others it leans."""
        if self._last is not None and self._last[0] == page:
            return self._last[1:]
        (last,) = self._connection.execute("SELECT max(id) FROM revision WHERE page = ?", (page,)).fetchone()
        if last is None:
            return None, None, 0
        text, steps = read_text(self._connection, last)
        return last, text, steps


def read_text(connection: sqlite3.Connection, revision: int) -> tuple[str, int]:
    """Return the wikitext of a revision, and on how many others it leans."""
    steps = []
    current: int | None = revision
    while current is not None:
        current, packed = connection.execute("SELECT base, wikitext FROM revision WHERE id = ?", (current,)).fetchone()
        steps.append(packed)
    text: str | None = None
    for packed in reversed(steps):
        text = unpack_one(packed, text)
    assert text is not None
    return text, len(steps) - 1


def read_all(connection: sqlite3.Connection) -> Iterator[tuple[int, RawPage]]:
    """Yield every revision as it was given, with its number, in order of arrival."""
    last: dict[int, tuple[int, str]] = {}
    rows = connection.execute(
        "SELECT revision.id, page, title, number, saved, timed, editor, base, wikitext "
        "FROM revision JOIN page ON page.id = page ORDER BY revision.id"
    )
    for revision, page, title, number, saved, timed, editor, base, packed in rows:
        text = unpack_one(packed, last[page][1] if base is not None else None)
        last[page] = (revision, text)
        yield revision, RawPage(title, text, number, to_time(saved) if timed else None, editor)


def days_of_shared_revisions(connection: sqlite3.Connection) -> list[int]:
    """Return the keys of the days one of whose revisions is also another day's: both stand on one page, that of their month."""
    return [
        key
        for (key,) in connection.execute(
            "SELECT DISTINCT date FROM revision JOIN page ON page.id = page WHERE number IN "
            "(SELECT number FROM revision WHERE number IS NOT NULL GROUP BY number HAVING count(DISTINCT page) > 1) ORDER BY date"
        )
    ]
