"""Whether an archive holds together, and copies of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.archive.histories import (
    DAY,
    LATER,
    NEXT,
    all_events,
    copied,
    event,
    reading,
    revision,
    slugs,
    store,
    write_wrongly,
    writing,
)

from daybook.archive import add_redirects, backup, check_archive, copy_as_of, fingerprint, pack_related, save_related
from daybook.errors import ArchiveError
from daybook.model import Reason, ReasonKind, Redirect, Related, RelatedList, Selection

FERRY = "https://example.org/ferry"
OTHERS = ("A choir sings in the rain.", "Two towns share a library.", "The lake freezes over.")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store a small history with everything in it: rewording, removal, a move, redirects, related lists."""
    path = tmp_path_factory.mktemp("check") / "test.daybook"
    ferry = event("A ferry with nobody aboard runs aground near Kilmore.", FERRY, links=["Kilmore"], topics=["Boats"])
    store(
        path,
        revision(1, 9, ferry, *OTHERS),
        revision(2, 12, ferry, *OTHERS[:2], "The lake freezes over at last."),
        revision(3, 30, *OTHERS[:1], "The lake freezes over at last."),
        revision(4, 31, "A boat race is held.", ferry, day=NEXT),
        revision(5, 40, "A boat race is held.", event(ferry.headline.plain, FERRY, topics=["Ships"]), day=NEXT),
    )
    with writing(path) as archive:
        add_redirects(archive, [Redirect("Kilmore", "Kilmore (town)")])
        reasons = (Reason(ReasonKind.STORY, ("Boats",)),)
        save_related(archive, [pack_related(1, RelatedList("test", (Related(2, 1.0, (), reasons, folded=(3,)),)))])
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def test_a_sound_archive_has_no_faults(path: Path) -> None:
    """And looking leaves it as it was."""
    before = path.read_bytes()

    assert check_archive(path) == []
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM address WHERE slug LIKE 'a-choir%'", "event without its own address"),
        ("UPDATE day SET events = events + 1", "counts"),
        ("UPDATE day SET withdrawn = 7", "withdrawn"),
        ("UPDATE tally SET events = events + 1", "subject"),
        ("DELETE FROM member", "subject"),
        ("UPDATE member SET position = position + 9", "derived again"),
        ("UPDATE event SET changes = changes + 1 WHERE id = 2", "derived again"),
        ("UPDATE event SET first_listed = 5 WHERE id = 2", "derived again"),
        ("UPDATE counter SET value = 1", "counter"),
        ("UPDATE counter SET value = 1 WHERE name = 'generation'", "generation"),
        ("UPDATE revision SET digest = x'00' WHERE id = 2", "not the one that was read"),
        ("UPDATE related_target SET targets = x''", "related"),
        ("DELETE FROM event WHERE id = 2", "row"),
        ("UPDATE member SET event = 99 WHERE event = 2", "member of a subject that is no event: 99"),
        ("UPDATE joined SET event = 99", "of table joined points to a row that table event does not have"),
        ("UPDATE joined SET later = 99", "an event had number 99 before it was joined"),
        ("UPDATE counter SET value = 2 WHERE name = 'event'", "the counter of events stands at 2, an event has number"),
        (
            "UPDATE address SET event = 2 WHERE date = 20240504 AND slug LIKE 'a-ferry%'",
            "the earlier address of event 1 does not lead to it: day 20240504",
        ),
        ("UPDATE tally SET generation = 999", "the generation stands at"),
        ("INSERT INTO location (event, country) VALUES (99, 'ie')", "location of an event that does not exist: 99"),
        (
            "UPDATE day SET history = (SELECT history FROM day WHERE date = 20240504)",
            "a revision stands in the histories of two days",
        ),
        ("DELETE FROM revision WHERE id = 5", "row"),
    ],
)
def test_every_damage_is_told(path: Path, damage: str, told: str) -> None:
    """Each row changed by hand is found by one check or another."""
    write_wrongly(path, damage)
    faults = check_archive(path)

    assert any(told in fault for fault in faults), faults


def test_of_many_faults_alike_twenty_are_told(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, *(f"Thing number {number} happens." for number in range(23))))
    write_wrongly(path, "DELETE FROM address")

    faults = check_archive(path, deep=False)

    assert [fault.partition(":")[0] for fault in faults] == ["event without its own address"] * 20
    assert faults[0].endswith("(day 20240504, slug `thing-number-0-happens`)")


def test_a_torn_file_is_told(path: Path) -> None:
    """A page of zeros in the middle of the file."""
    content = bytearray(path.read_bytes())
    content[8192:12288] = bytes(4096)
    path.write_bytes(content)

    assert check_archive(path) != []


def test_a_backup_is_the_same_archive(path: Path, tmp_path: Path) -> None:
    """Taken while another process writes, it replaces an older copy whole."""
    copy = tmp_path / "copy.daybook"
    backup(path, copy)
    before = fingerprint(path)
    with writing(path) as archive:
        archive.connection.execute("BEGIN IMMEDIATE")
        archive.connection.execute("UPDATE counter SET value = 99")
        backup(path, copy)
        archive.connection.execute("ROLLBACK")

    assert fingerprint(copy) == before
    assert check_archive(copy) == []
    assert sorted(each.name for each in tmp_path.iterdir() if "copy" in each.name) == ["copy.daybook"]


def test_a_backup_does_not_replace_the_archive_itself(path: Path) -> None:
    """Nor does it write where it cannot."""
    with pytest.raises(ArchiveError, match="the archive itself"):
        backup(path, path.parent / "." / path.name)
    with pytest.raises(ArchiveError, match="cannot"):
        backup(path, path / "copy.daybook")


def test_an_archive_as_of_a_moment_knows_what_was_known(path: Path, tmp_path: Path) -> None:
    """Under the addresses that the events have today."""
    then = tmp_path / "then.daybook"
    copy_as_of(path, then, datetime(2024, 5, 4, 10, tzinfo=UTC))

    today = {each.id: each for each in all_events(path)}
    assert slugs(then) == [
        "a-ferry-with-nobody-aboard-runs-aground-near-kilmore",
        "a-choir-sings-in-the-rain",
        "two-towns-share-a-library",
        "the-lake-freezes-over",
    ]
    for each in all_events(then):
        addresses = [(today[each.id].date, today[each.id].slug), *((f.date, f.slug) for f in today[each.id].former)]
        assert (each.date, each.slug) in addresses
        assert each.changes == 0
    with reading(then) as reader:
        assert [raw.revision for raw in reader.raw_pages()] == [1]
        assert reader.related([1]) == {}
    assert check_archive(then) == []


def test_an_archive_as_of_now_is_the_archive(path: Path, tmp_path: Path) -> None:
    """But for its related lists, which are to be made anew."""
    now = tmp_path / "now.daybook"
    with writing(path) as archive:
        save_related(archive, [], whole=True)
        archive.connection.execute("DELETE FROM related_target")
        archive.connection.execute("DELETE FROM related")
    copy_as_of(path, now, LATER)

    assert fingerprint(now) == fingerprint(path)


def test_a_removal_counts_as_of_a_moment_once_it_stood_for_an_hour(tmp_path: Path) -> None:
    """Ten minutes after it, nobody knew whether it would stay."""
    path, then = tmp_path / "test.daybook", tmp_path / "then.daybook"
    store(path, revision(1, 9, *OTHERS, "A rumour."), revision(2, 12, *OTHERS), revision(3, 15, *OTHERS, "A thing."))
    copy_as_of(path, then, datetime(2024, 5, 4, 12, 10, tzinfo=UTC))
    assert slugs(then, withdrawn=True) == []

    copy_as_of(path, then, datetime(2024, 5, 4, 13, 10, tzinfo=UTC))
    assert slugs(then, withdrawn=True) == ["a-rumour"]
    with reading(then) as reader:
        assert len(reader.select(Selection(first=DAY, last=DAY))) == 3


def test_what_cannot_be_read_at_all_is_a_fault_like_others(path: Path) -> None:
    write_wrongly(path, "UPDATE event SET wording = x'00'")

    (fault,) = check_archive(path, deep=False)

    assert fault.startswith(f"the archive is damaged: `{path}`")
