"""What cited sources told of themselves, and when they are asked again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.archive.histories import DAY, LATER, event, reading, revision, store, writing

from daybook.archive import SourceAnswer, add_source_answers, check_archive, sources_to_ask
from daybook.errors import ArchiveDamaged
from daybook.model import Selection, SourceFacts

FERRY, RACE = "https://keacoast.example/ferry", "https://keacoast.example/race"
FACTS = SourceFacts("Ferry overturns", "Forty are missing after a ferry overturned.", date(2024, 5, 4), "en")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Store two events that cite one source each, and one that cites the first as well."""
    path = tmp_path / "test.daybook"
    events = (event("A ferry sinks.", FERRY), event("A race is held.", RACE), event("A port closes.", RACE, FERRY))
    store(path, revision(1, 9, *events))
    return path


def test_what_a_source_told_stands_with_the_events_that_cite_it(path: Path) -> None:
    """In the order of their sources, and their pages are due to be made again; told twice it changes nothing."""
    with writing(path) as archive:
        assert add_source_answers(archive, [SourceAnswer(FERRY, (1, 3), FACTS)], LATER) == 1
        before = archive.connection.execute("SELECT value FROM counter").fetchall()
        assert add_source_answers(archive, [SourceAnswer(FERRY, (1, 3), FACTS)], LATER) == 0
        assert archive.connection.execute("SELECT value FROM counter").fetchall() == before

    with reading(path) as reader:
        found = reader.events(reader.select(Selection()))
        stale = reader.stale(reader.generation() - 1)
    assert [found[number].facts for number in (1, 2, 3)] == [(FACTS,), (), (None, FACTS)]
    assert (stale.events, stale.days) == ((1, 3), (DAY,))


def test_a_source_that_does_not_answer_is_asked_again_later_and_later(path: Path) -> None:
    """After a day, a week and a month; then, or if asking cannot help, never."""
    later = LATER
    for wait in (1, 6, 23):
        with writing(path) as archive:
            add_source_answers(archive, [SourceAnswer(FERRY, (1,), None, "no answer")], later)
            asked = archive.connection
            assert sources_to_ask(asked, [RACE, FERRY], later + timedelta(days=wait, seconds=-1)) == [RACE]
            assert sources_to_ask(asked, [RACE, FERRY], later + timedelta(days=wait)) == [RACE, FERRY]
        later += timedelta(days=wait)
    with writing(path) as archive:
        add_source_answers(archive, [SourceAnswer(FERRY, (1,), None, "no answer")], later)
        add_source_answers(archive, [SourceAnswer(RACE, (2,), None, "HTTP status 404", for_good=True)], later)
        assert sources_to_ask(archive.connection, [RACE, FERRY], later + timedelta(days=9999)) == []


def test_what_was_learnt_stays_when_a_source_falls_silent(path: Path) -> None:
    """A page that is gone now was there once."""
    with writing(path) as archive:
        add_source_answers(archive, [SourceAnswer(FERRY, (1,), FACTS)], LATER)
        add_source_answers(archive, [SourceAnswer(FERRY, (1,), None, "HTTP status 404", for_good=True)], LATER)

    with reading(path) as reader:
        assert reader.events([1])[1].facts == (FACTS,)


def test_what_no_longer_reads_back_is_told_as_damage(path: Path) -> None:
    """Facts, and wordings that are read in outline, as all other stored values."""
    with writing(path) as archive:
        add_source_answers(archive, [SourceAnswer(FERRY, (1,), FACTS)], LATER)
        archive.connection.execute("UPDATE cited SET facts = x'28b52ffd00'")
        archive.connection.execute("UPDATE event SET wording = x'28b52ffd00' WHERE id = 2")

    with pytest.raises(ArchiveDamaged, match="cannot be read"), reading(path) as reader:
        reader.events([1])
    with pytest.raises(ArchiveDamaged, match="cannot be read"), reading(path) as reader:
        list(reader.outlines([2]))
    with writing(path) as archive:
        archive.connection.execute("UPDATE event SET wording = (SELECT wording FROM event WHERE id = 1) WHERE id = 2")
    assert check_archive(path, deep=False) != []
