"""Whatever happens to pages, in whatever order it is told: nothing published is lost."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.archive.histories import LATER, Pair, event, reading, revision, store, writing
from tests.examples import examples

from daybook.archive import ArchiveReader, add_revisions, check_archive, fingerprint
from daybook.model import Event, EventAddress, Selection

SUBJECTS = ("A ferry", "The choir of Kilmore", "Two bakers", "The senate", "A comet")
DEEDS = (
    "sinks near the coast.",
    "wins a prize for courage.",
    "is seen from three towns.",
    "votes on fishing.",
    "goes on strike.",
)


def make_event(subject: str, deed: str, source: int | None) -> Event:
    """Make one of a few events, so that they are often alike."""
    sources = () if source is None else (f"https://example.org/{source}",)
    return event(f"{subject} {deed}", *sources, topics=[subject], links=[subject])


listed = st.lists(
    st.builds(make_event, st.sampled_from(SUBJECTS), st.sampled_from(DEEDS), st.none() | st.integers(0, 3)), max_size=6
)
shapes = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), listed), min_size=1, max_size=8)


def make_histories(shape: list[tuple[int, int, list[Event]]]) -> list[Pair]:
    """Make revisions of three days from what Hypothesis drew: day, half hours since it began, events."""
    start = date(2024, 5, 4)
    return [
        revision(number, halves / 2, *events, day=start + timedelta(days=day))
        for number, (day, halves, events) in enumerate(shape, 1)
    ]


def addresses(reader: ArchiveReader) -> dict[EventAddress, int]:
    """Return the address of every event, withdrawn ones too, as a site publishes them now."""
    found = reader.events(reader.select(Selection(withdrawn=True)))
    return {EventAddress(each.date, each.slug): each.id for each in found.values()}


def expect_answers(reader: ArchiveReader, published: set[EventAddress]) -> None:
    """Expect every address ever published to lead to an event that says it is, or was, its own."""
    for address in published:
        event_id = reader.find(address.date, address.slug)
        assert event_id is not None
        found = reader.events([event_id])[event_id]
        assert address == EventAddress(found.date, found.slug) or address in found.former


@examples(30)
@given(shapes)
def test_any_history_leaves_a_sound_archive_where_every_address_answers(
    shape: list[tuple[int, int, list[Event]]],
) -> None:
    """After each of its revisions, in the order in which they come, which need not be the order of saving."""
    published: set[EventAddress] = set()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test.daybook"
        for pair in make_histories(shape):
            store(path, pair)
            with reading(path) as reader:
                published |= addresses(reader).keys()
                expect_answers(reader, published)
        assert check_archive(path) == []


@examples(25)
@given(shapes)
def test_one_by_one_and_together_give_the_same_archive(shape: list[tuple[int, int, list[Event]]]) -> None:
    """Day by day, in the order of saving."""
    pages = sorted(make_histories(shape), key=lambda pair: (pair[1].date, pair[0].timestamp, pair[0].revision))
    with tempfile.TemporaryDirectory() as folder:
        single, together = Path(folder) / "single.daybook", Path(folder) / "together.daybook"
        store(single, *pages)
        store(together, pages)

        assert fingerprint(single) == fingerprint(together)


@examples(25)
@given(shapes, st.integers(1, 4))
def test_an_archive_can_be_rebuilt_from_its_raw_pages(shape: list[tuple[int, int, list[Event]]], together: int) -> None:
    """In the order of their arrival, however they were grouped then, they give the same archive."""
    pages = make_histories(shape)
    parsed = dict(pages)
    with tempfile.TemporaryDirectory() as folder:
        first, again = Path(folder) / "first.daybook", Path(folder) / "again.daybook"
        store(first, *(pages[start : start + together] for start in range(0, len(pages), together)))
        with reading(first) as reader:
            store(again, *((raw, parsed[raw]) for raw in reader.raw_pages()))

        assert fingerprint(again) == fingerprint(first)


@pytest.mark.corpus
def test_every_address_of_the_labelled_histories_answers_after_every_revision(
    labelled_histories: list[list[Pair]], tmp_path: Path
) -> None:
    """All revisions in the order in which they were saved, as fetches would have seen them."""
    pages = [pair for page in labelled_histories for pair in page]
    pages.sort(key=lambda pair: (pair[0].timestamp or LATER, pair[0].title))
    path = tmp_path / "test.daybook"
    published: set[EventAddress] = set()
    with writing(path) as archive:
        for pair in pages:
            add_revisions(archive, [pair], LATER)
            reader = ArchiveReader(archive.connection)
            near = Selection(pair[1].date - timedelta(days=1), pair[1].date + timedelta(days=1), withdrawn=True)
            found = reader.events(reader.select(near))
            published |= {EventAddress(each.date, each.slug) for each in found.values()}
            expect_answers(reader, {address for address in published if near.first <= address.date <= near.last})  # type: ignore[operator]
        expect_answers(ArchiveReader(archive.connection), published)
    assert check_archive(path) == []
