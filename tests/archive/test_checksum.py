"""Checksums: every row and every table tell whether they are as they were written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from hashlib import blake2b
from pathlib import Path

import pytest
from tests.archive.histories import LATER, NEXT, all_events, copied, event, reading, revision, rot, store, writing

from daybook.archive import (
    ArchiveReader,
    ContextFacts,
    SourceAnswer,
    SourceLook,
    add_context_facts,
    add_items,
    add_redirects,
    add_source_answers,
    add_source_states,
    check_archive,
    open_for_reading,
    pack_related,
    read_attachment,
    save_attachment,
    save_related,
)
from daybook.archive.encoding.checksum import COLUMNS, NUMBERS, are_checksums, register, row_checksum
from daybook.errors import ArchiveDamaged
from daybook.model import (
    ArticleKind,
    Reason,
    ReasonKind,
    Redirect,
    Related,
    RelatedList,
    Selection,
    SourceFacts,
    SourceHealth,
    SourceState,
    WikidataItem,
)

FERRY = "https://example.org/ferry"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store something in every table."""
    path = tmp_path_factory.mktemp("checksum") / "test.daybook"
    ferry = event("A ferry runs aground near Kilmore.", FERRY, links=["Kilmore"], topics=["Boats"])
    store(path, revision(1, 9, ferry, "A choir sings."), revision(2, 12, ferry, "A boat race is held.", day=NEXT))
    store(path, revision(3, 20, event("A ferry is afloat again.", FERRY, topics=["Boats"]), day=date(2024, 5, 6)))
    store(path, revision(4, 13, ferry, "A boat race is held, and won.", day=NEXT), revision(5, 38, ferry))
    store(path, revision(6, 15, ferry, "A boat race is held, and won.", "A choir sings.", day=NEXT))
    with writing(path) as archive:
        add_redirects(archive, [Redirect("Kilmore", "Kilmore (town)")])
        add_source_answers(archive, [SourceAnswer(FERRY, (1,), SourceFacts(title="Aground"))], LATER)
        state = SourceState(SourceHealth.ALIVE, LATER, LATER)
        add_source_states(archive, [SourceLook(FERRY, (1,), state, LATER)])
        reasons = (Reason(ReasonKind.STORY, ("Boats",)),)
        save_related(archive, [pack_related(1, RelatedList("test", (Related(2, 1.0, (), reasons),)))])
        save_attachment(archive, "note.txt", b"kept")
        add_items(archive, [WikidataItem("Q515", parents=("Q486972",))], LATER)
        add_context_facts(
            archive, [ContextFacts("Kilmore (town)", None, "Q1", 53.5, -7.25, ArticleKind.PLACE, "ie")], LATER
        )
        archive.connection.execute("INSERT INTO attribute (name, value) VALUES ('tag', 'x')")
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def test_a_checksum_tells_values_and_their_kinds_apart() -> None:
    """A number is not its digits, nothing is not an empty text, and where a text ends counts."""
    rows: list[tuple[float | str | bytes | None, ...]] = [
        (1,), ("1",), (b"1",), (None,), ("",), ("a", "b"), ("ab", ""), (1.0,), (0, 1), (1, 0),
    ]  # fmt: skip

    assert len({row_checksum(*row) for row in rows}) == len(rows)
    assert all(0 <= row_checksum(*row) < 2**62 for row in rows)


def test_checksums_stay_what_they_are() -> None:
    """62 bits of BLAKE2b of the row in MessagePack: archives that were written before would all be damaged by others."""
    rows = [(1, b"x", row_checksum(1, b"x")), (2, b"x", row_checksum(1, b"x")), (2, b"", row_checksum(2, b"") + 1)]

    assert (
        row_checksum(1, "a", None) == int.from_bytes(blake2b(b"\x93\x01\xa1a\xc0", digest_size=8).digest(), "big") >> 2
    )
    assert are_checksums(rows) == [True, False, False]


@pytest.mark.parametrize("index", ["revision_by_saved", "revision_by_page", "revision_number"])
@pytest.mark.parametrize("damage", ["another's", "too much in it"])
def test_an_index_of_revisions_that_does_not_lead_to_them_is_damage(path: Path, index: str, damage: str) -> None:
    """SQLite's own check of it would read all raw pages."""
    other = "revision_by_page" if index == "revision_by_saved" else "revision_by_saved"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        register(connection)
        connection.execute("PRAGMA writable_schema = ON")
        if damage == "another's":
            roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE tbl_name = 'revision'"))
            for name, root in ((index, roots[other]), (other, roots[index])):
                connection.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = ?", (root, name))
        else:
            row = "0, 1, 99, 5, 1, 5, NULL, x'', NULL, x''"
            columns = "id, page, number, saved, timed, read, editor, digest, base, wikitext"
            connection.execute(f"INSERT INTO revision ({columns}) VALUES ({row})")
            kept = connection.execute("SELECT * FROM sqlite_schema WHERE name = ?", (index,)).fetchone()
            connection.execute("DELETE FROM sqlite_schema WHERE name = ?", (index,))
    if damage == "too much in it":
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            register(connection)
            connection.execute("DELETE FROM revision WHERE id = 0")
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", kept)

    with pytest.raises(ArchiveDamaged, match="table revision is not in order"), reading(path):
        pass


def test_every_table_has_its_checksums(path: Path) -> None:
    """And every column is in them but a revision's wikitext, which has a digest. The search index is FTS5's, and can be made anew."""
    with open_for_reading(path) as connection:
        tables = dict(
            connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '% STRICT%'")
        )
        columns = {
            table: ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})")) for table in COLUMNS
        }

    assert tables.keys() == {*COLUMNS, *NUMBERS, "table_checksum"}
    assert {table: names.removesuffix(", wikitext") for table, names in columns.items()} == COLUMNS
    for table, names in COLUMNS.items():
        assert f"row_checksum({names})" in " ".join(tables[table].split()).replace("( ", "(").replace(" )", ")")


@pytest.mark.parametrize("table", [*COLUMNS, *NUMBERS])
def test_rows_that_are_gone_are_missed(path: Path, table: str) -> None:
    """Whatever table they are of: the archive is not opened for reading."""
    rot(path, f"DELETE FROM {table}")

    with pytest.raises(ArchiveDamaged, match=f"table {table} does not hold the rows that were written"), reading(path):
        pass


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE member SET state = 1 - state WHERE event = 1",
        "UPDATE tally SET generation = generation + 1 WHERE month = 202405",
        "UPDATE member SET position = 5 - position",
        "UPDATE revision SET saved = saved + 60 WHERE id = 2",
        "UPDATE page SET title = 'Elsewhere' WHERE id = 1",
        "UPDATE subject SET name = 'Elsewhere'",
        "UPDATE counter SET value = value + 1",
        "UPDATE attribute SET value = 'y'",
        "UPDATE redirect SET target = 'Elsewhere'",
    ],
)
def test_what_is_read_together_with_others_is_verified_when_the_archive_is_opened(path: Path, statement: str) -> None:
    """Numbers by their sum, small tables row by row."""
    rot(path, statement)

    with pytest.raises(ArchiveDamaged, match="written"), reading(path):
        pass


def _days(path: Path) -> None:
    with reading(path) as reader:
        reader.days()


def _listings(path: Path) -> None:
    with reading(path) as reader:
        reader.listings(NEXT)


def _outlines(path: Path) -> None:
    with reading(path) as reader:
        list(reader.outlines([1]))


def _briefs(path: Path) -> None:
    with reading(path) as reader:
        reader.briefs([1])


def _headlines(path: Path) -> None:
    with reading(path) as reader:
        reader.headlines([1])


def _figures(path: Path) -> None:
    with reading(path) as reader:
        reader.outlet_figures(["example.org"])


def _related(path: Path) -> None:
    with reading(path) as reader:
        reader.related([1])


def _find(path: Path) -> None:
    with reading(path) as reader:
        reader.find(NEXT, "a-boat-race-is-held")


def _versions(path: Path) -> None:
    with reading(path) as reader:
        reader.versions(reader.select(Selection()))


def _stale(path: Path) -> None:
    with reading(path) as reader:
        reader.stale(0)


def _attachment(path: Path) -> None:
    with open_for_reading(path) as connection:
        read_attachment(connection, "note.txt")


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("UPDATE event SET line = line + 1", all_events),
        ("UPDATE event SET changes = 7", _outlines),
        ("UPDATE event SET changes = 7", _briefs),
        ("UPDATE event SET changes = 7", _headlines),
        ("UPDATE event SET changes = 7", _figures),
        ("UPDATE location SET latitude = 7.5", all_events),
        ("UPDATE location SET latitude = 7.5", _briefs),
        ("UPDATE source_state SET due = 7", all_events),
        ("UPDATE event SET first_listed = 7", _versions),
        ("UPDATE day SET added = 7", _days),
        ("UPDATE day SET parser = 'other'", _listings),
        ("UPDATE cited SET why = 'other'", all_events),
        ("UPDATE related SET generation = 70", _related),
        ("UPDATE related_target SET targets = x'01000000'", _stale),
        ("UPDATE address SET event = 1", _find),
        ("UPDATE attachment SET content = x'00'", _attachment),
    ],
)
def test_a_row_that_changed_is_damage_when_it_is_read(path: Path, statement: str, read: Callable[[Path], None]) -> None:
    """The archive can be opened; what reads the row is refused, and a check tells it."""
    with reading(path) as reader:
        assert isinstance(reader, ArchiveReader)
    rot(path, statement)

    with pytest.raises(ArchiveDamaged, match="not as it was written"):
        read(path)
    assert check_archive(path, deep=False) != []


def test_only_daybook_writes_to_an_archive_and_anything_reads_it(path: Path) -> None:
    """A row that another program changed would have a wrong checksum: SQLite refuses, for it lacks the function."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM event WHERE checksum > 0").fetchone() == (
            len(all_events(path)),
        )
        with pytest.raises(sqlite3.OperationalError, match="row_checksum"):
            connection.execute("UPDATE event SET line = 7")
