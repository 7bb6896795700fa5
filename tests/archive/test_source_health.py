"""Whether sources still answer: what is kept, when it is shown differently, when it is looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.archive.histories import DAY, LATER, copied, event, reading, revision, store, writing

from daybook.archive import (
    SourceLook,
    add_source_states,
    open_for_reading,
    source_figures,
    source_states,
    sources_to_look_at,
)
from daybook.archive.facts.source_health import SourceFigures, health_of_hosts
from daybook.model import ArchivedCopy, SourceHealth, SourceState

FERRY, RACE = "https://keacoast.example/ferry", "http://www.keacoast.example:8080/race"
ALIVE = SourceState(SourceHealth.ALIVE, LATER, LATER)
COPY = ArchivedCopy("https://archive.example/ferry", LATER)
DUE = LATER + timedelta(days=9)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("health") / "test.daybook"
    store(
        path,
        revision(1, 9, event("A ferry sinks.", FERRY), event("A race is held.", RACE), event("A port closes.", FERRY)),
    )
    with writing(path) as archive:
        add_source_states(archive, [SourceLook(FERRY, (1, 3), ALIVE, DUE)])
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


@pytest.mark.parametrize(
    ("state", "is_shown"),
    [
        (ALIVE, False),
        (replace(ALIVE, looked=DUE, since=DUE, copy_asked=DUE, failures=(LATER,)), False),
        (replace(ALIVE, health=SourceHealth.GONE), True),
        (replace(ALIVE, moved_to=RACE), True),
        (replace(ALIVE, copy=COPY), True),
    ],
    ids=["the same", "later", "gone", "moved", "copied"],
)
def test_pages_are_due_where_what_they_show_of_a_source_changed(
    path: Path, state: SourceState, *, is_shown: bool
) -> None:
    """Not where only the times of looks did; what is known is kept either way."""
    with reading(path) as reader:
        before = reader.generation()
    with writing(path) as archive:
        assert add_source_states(archive, [SourceLook(FERRY, (1, 3), state, DUE)]) == int(is_shown)

    with reading(path) as reader:
        stale = reader.stale(before)
    with open_for_reading(path) as connection:
        assert source_states(connection, [FERRY, RACE]) == {FERRY: state}
    assert (stale.events, stale.days) == (((1, 3), (DAY,)) if is_shown else ((), ()))


def test_sources_are_looked_at_that_never_were_or_are_due(path: Path) -> None:
    """In the order given."""
    with open_for_reading(path) as connection:
        assert sources_to_look_at(connection, [RACE, FERRY], DUE - timedelta(seconds=1)) == [RACE]
        assert sources_to_look_at(connection, [RACE, FERRY], DUE) == [RACE, FERRY]


def test_looks_are_counted(path: Path) -> None:
    """By what is known; how many have a copy; how many are due by now."""
    with writing(path) as archive:
        add_source_states(archive, [SourceLook(RACE, (2,), replace(ALIVE, health=SourceHealth.GONE, copy=COPY), LATER)])

    health = ((SourceHealth.ALIVE, 1), (SourceHealth.GONE, 1))
    with open_for_reading(path) as connection:
        assert source_figures(connection, LATER - timedelta(seconds=1)) == SourceFigures(health, 1, 0)
        assert source_figures(connection, LATER) == SourceFigures(health, 1, 1)
        assert source_figures(connection, DUE) == SourceFigures(health, 1, 2)


def test_the_sources_of_a_host_are_those_at_its_addresses(path: Path) -> None:
    """With either scheme, `www.` and a port; not those of hosts whose names only begin so."""
    others = ["https://keacoast.example.net/a", "https://keacoast.example-news/a", "https://news.keacoast.example/a"]
    alike = ["http://keacoast.example", "https://www.keacoast.example/a/b", "http://keacoast.example:80/"]
    looks = [
        SourceLook(address, (), replace(ALIVE, health=health), DUE)
        for health, addresses in (
            (SourceHealth.GONE, alike),
            (SourceHealth.BLOCKED, others),
            (SourceHealth.MOVED, [RACE]),
        )
        for address in addresses
    ]
    with writing(path) as archive:
        add_source_states(archive, looks)

    with open_for_reading(path) as connection:
        assert health_of_hosts(connection, ["keacoast.example"]) == {
            SourceHealth.ALIVE: 1, SourceHealth.GONE: 3, SourceHealth.MOVED: 1,
        }  # fmt: skip
        assert health_of_hosts(connection, ["keacoast.example.net", "news.keacoast.example"]) == {
            SourceHealth.BLOCKED: 2
        }
        assert health_of_hosts(connection, ["coast.example"]) == {}


def test_where_nobody_ever_looked_nothing_is_known(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, event("A ferry sinks.", FERRY)))
    with open_for_reading(path) as connection:
        assert health_of_hosts(connection, ["keacoast.example"]) == {}
        assert source_states(connection, [FERRY]) == {}
        assert source_figures(connection, LATER) == SourceFigures()
