"""When the tables of a live site are made anew, and how long is waited until the next look."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.archive.histories import revision, store

from daybook.config import Settings, load_settings
from daybook.errors import DaybookError
from daybook.pipeline.open_data import is_fresh, refresh_data
from daybook.progress import finish
from daybook.serve.data_keeper import EVERY, REST, DataKeeper

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    store(tmp_path / "archive.sqlite", revision(1, 9, "A ferry sinks."))
    return load_settings(
        assignments=[
            f"files.archive={tmp_path}/archive.sqlite", f"files.data={tmp_path}/tables", "site.data=true", "site.data_formats=csv",
        ]
    )  # fmt: skip


class Making:
    """Makes tables in this process, on a clock of its own; fails where it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.seconds = 100.0
        self.error = error
        self.calls: list[str] = []

    def now(self) -> float:
        return self.seconds

    def make(self, settings: Settings) -> None:
        self.calls.append("make")
        self.seconds += 7.0
        if self.error is not None:
            raise self.error
        finish(refresh_data(settings))

    def made(self) -> None:
        self.calls.append("made")


def test_tables_are_made_when_they_are_not_those_of_the_archive_and_left_alone_when_they_are(
    settings: Settings,
) -> None:
    """After they were made, a look is due when fifty times as long has passed; else after a minute."""
    making = Making()
    keeper = DataKeeper(settings, made=making.made, make=making.make, now=making.now)

    assert not is_fresh(settings)
    assert keeper.look() == REST * 7.0
    assert is_fresh(settings)
    assert keeper.look() == EVERY == 60.0
    assert making.calls == ["make", "made"]


@pytest.mark.parametrize("error", [DaybookError("damaged"), OSError("full")])
def test_tables_that_cannot_be_made_are_tried_again(settings: Settings, error: Exception) -> None:
    making = Making(error)
    keeper = DataKeeper(settings, made=making.made, make=making.make, now=making.now)

    assert [keeper.look(), keeper.look()] == [REST * 7.0] * 2
    assert making.calls == ["make", "make"]


def test_nobody_has_to_hear_that_they_were_made(settings: Settings) -> None:
    making = Making()

    DataKeeper(settings, make=making.make, now=making.now).look()

    assert is_fresh(settings)
