"""Where events were, as the archive keeps it and is asked for it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.archive.histories import DAY, NEXT, all_events, copied, reading, revision, rot, store, write_wrongly, writing

from daybook.archive import check_archive, relocate
from daybook.ask import Query
from daybook.errors import ArchiveDamaged
from daybook.model import Location

LISBON, OSLO = Location("pt", "Lisbon", 38.72, -9.13), Location("no", "Oslo", 59.91, 10.75)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("locations") / "test.daybook"
    store(
        path,
        revision(1, 9, "A fair opens in Lisbon, Portugal.", "Voters in Portugal elect a parliament.", "A choir sings."),
    )
    store(path, revision(2, 10, "A fair opens in Oslo, Norway.", "A fair opens in Suva, Fiji.", day=NEXT))
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def found(path: Path, **asked: object) -> list[str]:
    with reading(path) as reader:
        hits = reader.search(Query(**asked)).hits  # type: ignore[arg-type]
        events = reader.events([hit.event for hit in hits])
        return sorted(events[hit.event].event.headline.plain for hit in hits)


def test_events_have_their_location(path: Path) -> None:
    assert [each.location for each in all_events(path)] == [
        LISBON,
        Location("pt"),
        None,
        OSLO,
        Location("fj", "Suva", -18.14, 178.44),
    ]
    assert check_archive(path) == []


def test_a_reworded_event_is_where_it_says_now(path: Path) -> None:
    store(path, revision(3, 12, "A fair opens in Oslo, Norway.", "Voters elect a parliament.", "A choir sings."))

    assert [each.location for each in all_events(path)][:3] == [OSLO, None, None]
    assert check_archive(path) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"countries": ("pt",)}, ["A fair opens in Lisbon, Portugal.", "Voters in Portugal elect a parliament."]),
        ({"countries": ("no", "fj")}, ["A fair opens in Oslo, Norway.", "A fair opens in Suva, Fiji."]),
        ({"near": (38.0, -9.0, 100.0)}, ["A fair opens in Lisbon, Portugal."]),
        ({"near": (38.0, -9.0, 50.0)}, []),
        ({"near": (38.72, -9.13, 0.0)}, ["A fair opens in Lisbon, Portugal."]),
        ({"near": (38.72, -9.13, 2730.0)}, ["A fair opens in Lisbon, Portugal."]),
        ({"near": (38.72, -9.13, 2745.0)}, ["A fair opens in Lisbon, Portugal.", "A fair opens in Oslo, Norway."]),
        ({"near": (38.72, -9.13, 2745.0), "countries": ("no", "fj")}, ["A fair opens in Oslo, Norway."]),
        ({"near": (-18.0, -179.9, 300.0)}, ["A fair opens in Suva, Fiji."]),
        ({"near": (90.0, 0.0, 4000.0)}, ["A fair opens in Oslo, Norway."]),
        ({"within": (-10.0, 30.0, 20.0, 50.0)}, ["A fair opens in Lisbon, Portugal."]),
        ({"within": (-9.13, 38.72, -9.13, 38.72)}, ["A fair opens in Lisbon, Portugal."]),
        ({"within": (-9.12, 30.0, 20.0, 50.0)}, []),
        ({"within": (-20.0, 30.0, -9.14, 50.0)}, []),
        ({"within": (170.0, -30.0, -170.0, 0.0)}, ["A fair opens in Suva, Fiji."]),
        ({"within": (178.44, -18.14, -170.0, 0.0)}, ["A fair opens in Suva, Fiji."]),
        ({"within": (178.45, -30.0, -9.13, 50.0)}, ["A fair opens in Lisbon, Portugal."]),
        ({"within": (178.45, -30.0, -9.13, 50.0), "countries": ("fj",)}, []),
        ({"countries": ("pt",), "words": ("voters",)}, ["Voters in Portugal elect a parliament."]),
        ({"countries": ("xx",)}, []),
    ],
)
def test_events_are_found_by_where_they_were(path: Path, asked: dict[str, object], expected: list[str]) -> None:
    """Also across the line of the date, and over the pole."""
    assert found(path, **asked) == expected


def test_events_that_are_somewhere_else_by_the_rules_of_now_are_located_again(path: Path) -> None:
    """Those and no others, with their pages, their days and the maps of their stories."""
    known = [each.location for each in all_events(path)]
    write_wrongly(path, "UPDATE location SET country = 'xx', name = 'Elsewhere' WHERE event = 1")
    write_wrongly(path, "DELETE FROM location WHERE event = 4")
    write_wrongly(path, "INSERT INTO location (event, country) VALUES (3, 'xx')")
    with reading(path) as reader:
        before = reader.generation()
    with writing(path) as archive:
        assert relocate(archive, [1, 2, 3]) == 2
        assert relocate(archive, [5, 4, 3, 2, 1]) == 1
        assert relocate(archive, range(1, 6)) == 0

    assert [each.location for each in all_events(path)] == known
    with reading(path) as reader:
        stale = reader.stale(before)
    assert (stale.events, stale.days) == ((1, 3, 4), (DAY, NEXT))
    assert check_archive(path) == []


def test_a_location_that_is_not_as_it_was_written_is_damage_where_it_is_compared(path: Path) -> None:
    rot(path, "UPDATE location SET latitude = 7.5")

    with pytest.raises(ArchiveDamaged), writing(path) as archive:
        relocate(archive, [1])


def test_places_are_not_asked_for_as_of_a_moment() -> None:
    with pytest.raises(ValueError, match="present only"):
        Query(countries=("pt",), as_of=datetime(2024, 1, 1, tzinfo=UTC))
