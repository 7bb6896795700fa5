"""What relating keeps in a file: whole, and what updates add to it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.relate.test_update import anew, listed, make_documents

from daybook.pipeline import relations_file
from daybook.pipeline.relations_file import Found, Kept, kept_generation, path_of, read_kept, write_kept
from daybook.relate import (
    Document,
    Knowledge,
    RelateSettings,
    Relations,
    list_related,
    read_documents,
    relate_all,
    relate_new,
)

SETTINGS = RelateSettings(ranker="formula")
DOCUMENTS = make_documents(1_200, 1)


def found_in(archive: Path) -> Found:
    """Return what is kept beside an archive."""
    found = read_kept(archive, SETTINGS, Knowledge(), "test")
    assert found is not None
    return found


@cache
def first_relations() -> Relations:
    """Relate the first events, once."""
    return relate_all([read_documents(DOCUMENTS)], SETTINGS)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Where an archive would be whose events were related once, as generation 1."""
    path = tmp_path / "archive.sqlite"
    write_kept(path, "test", Kept(1, first_relations()))
    return path


def update(archive: Path, turn: int) -> tuple[Relations, list[Document]]:
    """Add events to what is kept, as generation `turn`."""
    found = found_in(archive)
    documents = [*DOCUMENTS, *make_documents(3 * (turn - 1), 2, first=1_201)]
    relations, _ = relate_new(found.kept.relations, read_documents(documents[-3:]), listed(documents))
    write_kept(archive, "test", Kept(turn, relations), found)
    return relations, documents


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes, bytes]:
    """Return the file as the first generation left it, and the next two."""
    path = tmp_path_factory.mktemp("grown") / "archive.sqlite"
    write_kept(path, "test", Kept(1, first_relations()))
    states = [path_of(path).read_bytes()]
    for turn in (2, 3):
        update(path, turn)
        states.append(path_of(path).read_bytes())
    return states[0], states[1], states[2]


def test_an_update_is_added_to_what_stands_there(archive: Path) -> None:
    before = path_of(archive).read_bytes()

    for turn in (2, 3, 4):
        relations, documents = update(archive, turn)

    found = found_in(archive)
    assert found.kept.generation == 4
    assert dict(list_related(found.kept.relations)) == anew(documents, relations)
    after = path_of(archive).read_bytes()
    assert after.startswith(before)
    assert len(after) - len(before) < len(before) / 4


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.99])
def test_an_update_of_which_only_a_part_was_written_counts_as_none(
    archive: Path, grown: tuple[bytes, bytes, bytes], share: float
) -> None:
    """Whoever was killed while writing leaves the state before it; the next update takes its place."""
    _, whole, torn = grown
    path_of(archive).write_bytes(torn[: len(whole) + int(share * (len(torn) - len(whole)))])

    assert found_in(archive).kept.generation == 2

    update(archive, 3)
    assert path_of(archive).read_bytes() == torn


@pytest.mark.parametrize("place", range(1, 1000, 111))
def test_a_damaged_update_counts_as_none(archive: Path, grown: tuple[bytes, bytes, bytes], place: int) -> None:
    """So does what follows upon it: each says which generation it was made from."""
    first, second, third = grown
    content = bytearray(third)
    content[len(first) + place * (len(second) - len(first)) // 1000] ^= 0xFF
    path_of(archive).write_bytes(content)

    assert found_in(archive).kept.generation == 1


def test_the_file_is_written_whole_when_updates_take_much_of_it(archive: Path) -> None:
    """What updates left behind is gone then, and the relations are the same."""
    sizes = [path_of(archive).stat().st_size]
    for turn in range(2, 20):
        relations, documents = update(archive, turn)
        sizes.append(path_of(archive).stat().st_size)
        if sizes[-1] < sizes[-2]:
            break

    assert sizes[-1] < sizes[-2]
    assert len(sizes) > 4
    assert dict(list_related(found_in(archive).kept.relations)) == anew(documents, relations)


def test_a_file_that_was_deleted_meanwhile_is_written_whole(archive: Path) -> None:
    found = found_in(archive)
    path_of(archive).unlink()

    write_kept(archive, "test", Kept(2, found.kept.relations), found)

    assert found_in(archive).kept.generation == 2


def test_the_file_is_written_whole_after_many_updates(archive: Path) -> None:
    found = found_in(archive)
    relations = found.kept.relations
    for turn in range(2, relations_file.MOST_UPDATES + 2):
        write_kept(archive, "test", Kept(turn, relations), found)
        found = found_in(archive)

    assert found.kept.generation == relations_file.MOST_UPDATES + 1
    assert not found.has_room


def test_the_generation_of_what_is_kept_is_told_without_reading_it(archive: Path) -> None:
    assert kept_generation(archive, "test") == 1

    update(archive, 2)
    whole = path_of(archive).read_bytes()
    update(archive, 3)

    assert kept_generation(archive, "test") == 3
    assert kept_generation(archive, "another ranker") is None
    torn = path_of(archive).read_bytes()
    path_of(archive).write_bytes(torn[: (len(whole) + len(torn)) // 2])
    assert kept_generation(archive, "test") == found_in(archive).kept.generation == 2
    path_of(archive).write_bytes(whole[:100])
    assert kept_generation(archive, "test") is None
    path_of(archive).unlink()
    assert kept_generation(archive, "test") is None
