"""What is held of an archive in memory grows from one state into the next, and equals what is read anew."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given
from tests.archive.histories import LATER, NEXT, Pair, event, revision, store, writing
from tests.archive.test_moments import in_time
from tests.archive.test_replay import make_histories, shapes
from tests.examples import examples

from daybook.archive import ArchiveReader, EntryCache, add_redirects, open_for_reading, reindex
from daybook.archive.facts.article_facts import ContextFacts, add_context_facts
from daybook.model import DayRecord, Redirect

FERRY = event("A ferry sinks off Aldmoor.", "https://harbour.example/1", links=["Aldmoor"], topics=["Loss of the Wren"])
MORE = event(
    "A ferry sinks off Aldmoor; two die.", "https://gulls.example/2", links=["Aldmoor"], topics=["Loss of the Wren"]
)
CHESS = event("Erdal Çelik wins the chess cup of Łąkowo.", "https://harbour.example/2", links=["Łąkowo"])


def held(path: Path, cache: EntryCache) -> tuple[list[Any], bool]:
    """Return all that searching holds of an archive's present state, and whether it grew from an earlier one."""
    with open_for_reading(path) as connection:
        reader = ArchiveReader(connection, cache)
        reader.warm()
        assert cache.subjects is not None
        assert cache.vocabulary is not None
        assert cache.news is not None
        pairs = cache.subjects
        arrays = (
            *(cache.columns, cache.present, cache.news[1].table),
            *(pairs.subjects, pairs.words, pairs.kinds, pairs.keys, pairs.starts, pairs.targets),
        )
        names = sorted((number, name.slug, name) for number, name in cache.names_of(reader.generation()).items())
        texts = [list(cache.vocabulary.ordered), sorted(cache.vocabulary.known), names]
        return [*((each.dtype, each.tolist()) for each in arrays), *texts], bool(
            cache.growth[1] and cache.added[1] is not None
        )


def grown(path: Path, before: EntryCache) -> tuple[EntryCache, bool]:
    """Return what is held of the present state, grown from an earlier one; it is what is read anew."""
    after = before.following()
    found, has_grown = held(path, after)
    assert found == held(path, EntryCache())[0]
    return after, has_grown


def follow(path: Path, *states: Sequence[Pair]) -> list[bool]:
    """Return for each state after the first whether what was held of the one before grew into it."""
    store(path, *states[0])
    cache = EntryCache()
    held(path, cache)
    days = read_days(path, {}, -1)
    told = []
    for pages in states[1:]:
        store(path, *pages)
        generation = cache.generation
        cache, has_grown = grown(path, cache)
        days = read_days(path, days, generation)
        told.append(has_grown)
    return told


def read_days(path: Path, before: Mapping[date, DayRecord], generation: int) -> Mapping[date, DayRecord]:
    """Return the days of an archive, given those of an earlier generation; they are all of its days, in order."""
    with open_for_reading(path) as connection:
        reader = ArchiveReader(connection)
        days = reader.days_after(before, generation)
        assert list(days.items()) == [(record.date, record) for record in reader.days()]
        return days


def test_what_edits_add_is_read_alone(tmp_path: Path) -> None:
    """New events, rewordings, a withdrawal and its return, an event put on another day, an older revision that comes late."""
    path = tmp_path / "test.daybook"

    told = follow(
        path,
        [revision(1, 1, FERRY)],
        [revision(3, 3, FERRY, CHESS)],
        [revision(4, 4, MORE, CHESS)],
        [revision(2, 2, FERRY, "A mine collapses in Brell.")],
        [revision(5, 5, CHESS), revision(6, 7, CHESS)],
        [revision(7, 8, MORE, CHESS)],
        [revision(8, 9, CHESS), revision(9, 9, MORE, day=NEXT)],
        [revision(10, 12, MORE, "Nothing else.", day=NEXT)],
        [revision(11, 13, CHESS, "A mine opens."), revision(12, 14, CHESS, "A mine opens in Brell.")],
    )

    assert told == [True] * 8


def test_subjects_that_were_renamed_merged_or_looked_up_are_so_in_what_is_held(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 1, FERRY, CHESS))
    cache = EntryCache()
    held(path, cache)
    told = []

    with writing(path) as archive:
        add_redirects(archive, [Redirect("Aldmoor", "Port of Aldmoor")])
    cache, has_grown = grown(path, cache)
    told.append(has_grown)
    with writing(path) as archive:
        add_context_facts(archive, [ContextFacts("Łąkowo", wikidata="Q5")], LATER)
    cache, has_grown = grown(path, cache)
    told.append(has_grown)
    store(path, revision(2, 2, MORE, CHESS))
    _, has_grown = grown(path, cache)
    told.append(has_grown)

    assert told == [True] * 3


def test_a_subject_that_was_merged_into_another_is_that_one_in_what_is_held(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 1, FERRY, event("A quay is built.", links=["Port of Aldmoor"]), CHESS))
    cache = EntryCache()
    held(path, cache)
    with writing(path) as archive:
        add_redirects(archive, [Redirect("Aldmoor", "Port of Aldmoor")])

    _, has_grown = grown(path, cache)

    assert has_grown


def test_what_was_said_between_two_looks_is_read_from_histories(tmp_path: Path) -> None:
    """Of an event that was withdrawn since, too."""
    last = event("A third boat, the Wren, is lost off Aldmoor.", links=["Aldmoor"])
    edits = [
        revision(2, 2, MORE, CHESS),
        revision(3, 3, last, CHESS),
        revision(4, 4, CHESS),
        revision(5, 9, CHESS, "Rain."),
    ]

    assert follow(tmp_path / "test.daybook", [revision(1, 1, FERRY, CHESS)], edits) == [True]


def test_an_index_that_was_made_anew_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 1, FERRY, CHESS), revision(2, 2, MORE, CHESS))
    cache = EntryCache()
    held(path, cache)
    with writing(path) as archive:
        reindex(archive.connection)

    _, has_grown = grown(path, cache)

    assert not has_grown


@examples(20)
@given(shapes)
def test_a_state_grown_from_one_before_is_the_state_read_anew(shape: list[tuple[int, int, list[object]]]) -> None:
    pairs = in_time(make_histories(shape))  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        follow(Path(folder) / "test.daybook", *([pair] for pair in pairs))
