"""The state of an archive in a few numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.archive.histories import LATER, revision, store

from daybook.archive import archive_status, confirm_unchanged, first_moment, open_for_reading, open_for_writing
from daybook.archive.file.version import VERSION
from daybook.archive.upkeep.status import ArchiveFigures, archive_figures
from daybook.model import Problem, Severity

PROBLEMS = tuple(
    Problem("odd", severity, 1, "", "look") for severity in (Severity.WARNING, Severity.ERROR, Severity.WARNING)
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store five days of May, one without a time; an event is withdrawn."""
    path = tmp_path_factory.mktemp("status") / "test.daybook"
    days = [date(2024, 5, number) for number in (4, 5, 7, 11)]
    store(
        path,
        *(
            revision(
                day.day,
                9,
                "A choir sings.",
                f"Rain falls for {day.day} hours.",
                day=day,
                problems=PROBLEMS[: day.day - 4],
            )
            for day in days
        ),
    )
    store(path, revision(20, 12, "A choir sings.", day=days[0]))
    store(path, revision(None, None, "Snow falls.", day=date(2024, 5, 12)))
    return path


def test_what_an_archive_holds_is_told(path: Path) -> None:
    """Days without a page are told as spans; of times, only those that a source gave."""
    with open_for_reading(path) as connection:
        status = archive_status(connection)

    assert (status.version, status.first, status.last, status.days) == (VERSION, date(2024, 5, 4), date(2024, 5, 12), 5)
    assert status.events == 8
    assert status.gaps == (
        (date(2024, 5, 6), date(2024, 5, 6)),
        (date(2024, 5, 8), date(2024, 5, 10)),
    )
    assert status.looked == LATER
    assert status.saved == datetime(2024, 5, 11, 9, tzinfo=UTC)
    assert status.problems == {"error": 2, "warning": 5, "info": 0}


def test_figures_count_what_there_is(path: Path) -> None:
    with open_for_reading(path) as connection:
        assert archive_figures(connection) == ArchiveFigures(8, 1, 5, 6, date(2024, 5, 4), date(2024, 5, 12), LATER)
        assert first_moment(connection) == datetime(2024, 5, 4, 9, tzinfo=UTC)


def test_an_empty_archive_has_neither_days_nor_times(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    with open_for_writing(path, now=LATER):
        pass
    with open_for_reading(path) as connection:
        status = archive_status(connection)

        assert archive_figures(connection) == ArchiveFigures(0, 0, 0, 0, None, None, None)
        assert first_moment(connection) is None
    assert (status.first, status.last, status.days, status.looked, status.saved) == (None, None, 0, None, None)
    assert status.gaps == ()


def test_looking_at_a_page_that_says_nothing_new_is_not_written_down_again_and_again(path: Path) -> None:
    """Each time would be a write to the archive; what waits for a second look is."""
    later = LATER + timedelta(days=1)
    with open_for_writing(path, now=later) as archive:
        generation = archive_status(archive.connection).generation
        assert confirm_unchanged(archive, ["Portal:Current events/2024 May 5", "Portal:Nowhere"], later).changed == 0
        assert archive_status(archive.connection).generation == generation
