"""What becomes of events from revision to revision."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from tests.archive.histories import DAY, NEXT, event, revision, store, writing

from daybook.archive import check_archive, fingerprint
from daybook.archive.day_key import to_day_key
from daybook.archive.day_session import DaySession
from daybook.archive.derivation import Derivation
from daybook.archive.derived_changes import DerivedChanges
from daybook.archive.history import build_timeline
from daybook.archive.listing import encode_history
from daybook.archive.writable_archive import transaction

FERRY = "https://example.org/ferry"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Store a day and the next with rewordings, a removal, a return and a move."""
    path = tmp_path / "test.daybook"
    ferry = event("A ferry runs aground near Kilmore.", FERRY, links=["Kilmore"], topics=["Boats"])
    store(
        path,
        revision(1, 9, ferry, "A choir sings.", "Two towns share a library."),
        revision(2, 12, ferry, "Two towns share a bridge and a library."),
        revision(3, 15, "A choir sings.", "Two towns share a bridge and a library."),
        revision(4, 31, ferry, "A boat race is held.", day=NEXT),
    )
    return path


def test_equal_copies_of_wordings_change_nothing(path: Path) -> None:
    """Events are compared by what they say: no step, version, stored byte or generation hangs on which object says it."""
    before = fingerprint(path)
    with writing(path) as archive, transaction(archive) as connection:
        session = DaySession(connection)
        for day in (session.day(to_day_key(DAY)), session.day(to_day_key(NEXT))):
            timeline = build_timeline(day.date, day.listings, day.checked)
            current = {number: row.wording for number, row in session.rows.items()}
            history = encode_history(day.listings, current)
            for listing in day.listings:
                listing.wordings = deepcopy(listing.wordings)
            again = build_timeline(day.date, day.listings, day.checked)

            assert [len(steps) for steps in again.steps.values()] == [len(steps) for steps in timeline.steps.values()]
            assert encode_history(day.listings, current) == history
        derived = DerivedChanges(connection)
        generation = derived._generation
        assert Derivation(session, archive.subjects, derived).derive([to_day_key(DAY), to_day_key(NEXT)]) == 0
        derived.write()
        assert derived._generation == generation

    assert fingerprint(path) == before
    assert check_archive(path) == []
