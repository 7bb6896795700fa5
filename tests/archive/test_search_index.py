"""The index as questions read it: which words, subjects and moments it gives, in the state asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.archive.histories import DAY, LATER, NEXT, copied, event, revision, store, writing

from daybook.archive import ArchiveReader, ContextFacts, EntryCache, add_context_facts, add_redirects, open_for_reading
from daybook.archive.reading.search_reader import MOMENTS, SAMPLES, ArchiveIndex
from daybook.archive.writing.search_entries import KEPT
from daybook.ask import CursorError
from daybook.model import ChangeKind, Redirect, Source, SubjectKind


def hours(count: float) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) + timedelta(hours=count)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store a ferry that is reworded and then withdrawn, a choir, an event of the next day; articles that were merged."""
    path = tmp_path_factory.mktemp("index") / "test.daybook"
    ferry = event("A ferry sinks off Oban.", links=["Oban"], topics=["Loss of the Wren"])
    again = replace(
        event("A big ferry sinks off Oban, 3 drown.", links=["Oban"], topics=["Loss of the Wren"]),
        sources=(Source("https://a.example/1", "", "A", "A.P."),),
    )
    choir = event("A choir sings in An t-Oban.", links=["An t-Oban"])
    store(path, revision(1, 1, ferry, choir))
    store(path, revision(2, 5, again, choir))
    store(path, revision(3, 9, choir))
    store(path, revision(4, 10, event("Ferry, ferries, Ferry!", links=["Kelm"]), day=NEXT))
    with writing(path) as archive:
        add_redirects(archive, [Redirect("An t-Oban", "Oban")])
        add_context_facts(archive, [ContextFacts("Kelm", wikidata="Q9")], LATER)
    return path


@pytest.fixture
def index(path: Path) -> Iterator[ArchiveIndex]:
    """Open the index; texts of events are told from outside."""

    def texts(events: Sequence[int], moment: datetime | None) -> list[str]:
        assert moment is None or events
        return [
            {1: "Ferries Ferry", 3: "ferry Ferry ferry boats"}.get(number, "ferries ferries ferries")
            for number in events
        ]

    with open_for_reading(path) as connection:
        yield ArchiveIndex(connection, texts)


def held(index: ArchiveIndex, moment: float | None) -> list[tuple[int, bool]]:
    """Return events and whether they were listed, as of an hour."""
    entries = index.entries(None if moment is None else hours(moment), index.generation())
    return sorted((int(event), bool(listed)) for event, listed in zip(entries.events, entries.listed, strict=True))


@pytest.mark.parametrize(
    ("moment", "events"),
    [
        (0.9, []),
        (1, [(1, True), (2, True)]),
        (9.9, [(1, True), (2, True)]),
        (10, [(1, False), (2, True)]),
        (33.9, [(1, False), (2, True)]),
        (34, [(1, False), (2, True), (3, True)]),
        (None, [(1, False), (2, True), (3, True)]),
    ],
)
def test_entries_hold_from_when_they_were_known(
    index: ArchiveIndex, moment: float | None, events: list[tuple[int, bool]]
) -> None:
    """A removal once it stood for an hour."""
    assert held(index, moment) == events


def test_any_number_of_moments_can_be_asked_for(index: ArchiveIndex) -> None:
    first = [held(index, hour) for hour in range(MOMENTS + 3)]

    assert [held(index, hour) for hour in range(MOMENTS + 3)] == first


@pytest.mark.parametrize(
    ("since", "kinds", "moment", "events"),
    [
        (None, (), None, [1, 2, 3]),
        (hours(9), (), None, [1, 3]),
        (hours(9.1), (), None, [3]),
        (hours(34), (), None, [3]),
        (hours(34.1), (), None, []),
        (None, (ChangeKind.FIGURE,), None, [1]),
        (None, (ChangeKind.FIGURE, ChangeKind.SOURCE_ADDED, ChangeKind.FIGURE), None, [1]),
        (None, (ChangeKind.TOPIC,), None, []),
        (None, (ChangeKind.REMOVED,), hours(9.9), []),
        (None, (ChangeKind.REMOVED,), hours(10), [1]),
        (None, (ChangeKind.ADDED,), hours(5), [1, 2]),
        (None, (), hours(0), []),
    ],
)
def test_events_are_told_that_changed(
    index: ArchiveIndex, since: datetime | None, kinds: Sequence[ChangeKind], moment: datetime | None, events: list[int]
) -> None:
    """Since a time, inclusive; in one of some kinds; as known at a moment."""
    assert index.changed(since, kinds, moment, index.generation()).tolist() == events


def count(index: ArchiveIndex, *phrases: tuple[str, ...], headline: bool = False) -> int:
    index.entries(None, index.generation())  # every question begins so
    return len(index.holding(phrases, headline=headline))


def test_words_are_found_in_headlines_or_anywhere(index: ArchiveIndex) -> None:
    """Phrases in their order; of several, one is enough; none at all finds nothing. A row of words is of one wording."""
    assert count(index, ("ferri",)) == 3
    assert count(index, ("ferri", "sink")) == 2
    assert count(index, ("sink", "ferri")) == 0
    assert count(index, ("choir",), ("drown",)) == 2
    assert count(index, ("wren",)) == 2
    assert count(index, ("wren",), headline=True) == 0
    assert count(index, ("choir",), headline=True) == 1
    assert count(index) == count(index, ()) == 0
    assert count(index, ('fer"ri',)) == 3


@pytest.mark.parametrize("is_read", [False, True])
def test_rows_are_found_by_their_subjects(index: ArchiveIndex, *, is_read: bool) -> None:
    """Whether the pairs of subjects were read beforehand or not."""
    (kelm,) = index.subjects(SubjectKind.CONTEXT, ["kelm"])
    (oban,) = index.subjects(SubjectKind.CONTEXT, ["oban"])
    index.entries(None, index.generation())
    if is_read:
        index.subject_pairs()

    assert len(index.about(kelm.ids)) == 1
    assert len(index.about(oban.ids)) == 3
    assert len(index.about([*kelm.ids, *oban.ids])) == 4
    assert len(index.about(())) == 0
    assert len(index.about((), ["Ap"])) == len(index.about(kelm.ids, ["ap"])) - 1 == 1
    assert len(index.about((), ["afp"])) == 0


def test_subjects_are_described_as_what_they_were_merged_into(index: ArchiveIndex) -> None:
    (oban,) = index.subjects(SubjectKind.CONTEXT, ["an-t-oban"])

    assert (oban.kind, oban.slug, oban.name, len(oban.ids)) == (SubjectKind.CONTEXT, "oban", "Oban", 2)
    assert index.describe(oban.ids) == [oban]
    assert index.describe([9999]) == []
    assert index.describe([9999, *reversed(oban.ids)]) == [oban]
    assert [each.slug for each in index.subjects(None, ["Q9", "Q1"])] == ["kelm"]
    assert index.subjects(None, ["kelm"]) == index.subjects(SubjectKind.TOPIC, ["kelm"]) == []


def test_names_of_subjects_are_found_by_phrase_and_by_beginning(index: ArchiveIndex) -> None:
    def slugs(ids: Sequence[int]) -> list[str]:
        return [each.slug for each in index.describe(ids)]

    assert slugs(index.named([("loss", "of", "the", "wren")])) == ["loss-of-the-wren"]
    assert slugs(index.named([("wren", "loss")])) == []
    assert sorted(slugs(index.named([("wren",), ("kelm",)]))) == ["kelm", "loss-of-the-wren"]
    assert slugs(index.beginning(["loss"], "wr")) == ["loss-of-the-wren"]
    assert slugs(index.beginning(["kelm"], "wr")) == []
    assert slugs(index.beginning([], "losses")) == ["loss-of-the-wren"]


def test_terms_are_told_from_one_to_before_another(index: ArchiveIndex) -> None:
    every = index.vocabulary().ordered

    assert list(every) == sorted(every)
    assert index.terms("choir", "drown") == ["choir"]
    assert index.terms("choir", "drowo") == ["choir", "drown"]
    assert index.known(["choir", "qwertz", "drown"]) == ["choir", "drown"]


def test_a_term_is_written_out_as_it_mostly_is(index: ArchiveIndex) -> None:
    """Of ways as frequent the first in order; where no text has it, as it is."""
    assert index.spelling("ferri", [3], None) == "ferry"
    assert index.spelling("ferri", [1], None) == "ferries"
    assert index.spelling("ferri", [1, 3], None) == "ferry"
    assert index.spelling("choir", [1], None) == "choir"
    assert index.spelling("ferri", [], None) == "ferri"
    assert index.spelling("ferri", [3, *range(100, 100 + SAMPLES)], hours(1)) == "ferries"
    assert index.spelling("ferri", [99, 3, *range(100, 98 + SAMPLES), 1], None) == "ferries"


def test_a_state_is_known_until_the_index_forgets_it(path: Path) -> None:
    """One that the archive has not reached, or that is from before its index was made, is not."""
    with open_for_reading(path) as connection:
        index = ArchiveIndex(connection, lambda *_: [])
        now = index.generation()
        (since,) = connection.execute("SELECT value FROM counter WHERE name = 'index since'").fetchone()

        assert len(index.entries(None, now - 1).events) == 3
        for generation in (since - 1, now + 1, now - KEPT - 1):
            with pytest.raises(CursorError, match="too old"):
                index.entries(None, generation)


def test_an_earlier_state_has_the_words_of_then(path: Path) -> None:
    with open_for_reading(path) as connection:
        index = ArchiveIndex(connection, lambda *_: [])
        first = next(at for at in range(1, index.generation()) if len(index.entries(None, at).events))

        states = [len(index.rows(at).table) for at in range(first, index.generation() + 1)]
        assert (states[0], states[-1]) == (2, 5)
        assert states == sorted(states)
        assert len(index.news(first).table) == 2
        assert len(index.news(index.generation()).table) == 5
        assert index.news(index.generation()) is index.news(index.generation())


def test_names_of_subjects_that_did_not_change_stay_as_they_were_read(path: Path, tmp_path: Path) -> None:
    """Those of the state before are taken over, once all of them had been read."""
    copy = copied(path, tmp_path)

    def warm(cache: EntryCache) -> dict[int, object]:
        with open_for_reading(copy) as connection:
            reader = ArchiveReader(connection, cache)
            reader.warm()
            return dict(cache.names_of(reader.generation()))

    first = EntryCache()
    before = warm(first)
    store(
        copy, revision(5, 12, event("Ferry, ferries, Ferry!", links=["Kelm"]), event("Rain.", links=["Oban"]), day=NEXT)
    )
    second = first.following()
    after, anew = warm(second), warm(EntryCache())

    assert after == anew
    same = {number for number in before if after[number] is before[number]}
    changed = {number for number in after if after[number] != before.get(number)}
    assert same
    assert changed
    assert same | changed == set(after)
