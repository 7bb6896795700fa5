"""Related lists kept, and what makes pages stale."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.archive.histories import NEXT, event, reading, revision, store, writing

from daybook.archive import PackedList, pack_related, save_related
from daybook.model import Reason, ReasonKind, Related, RelatedList, Selection, Stale


def listing(*events: int, score: float = 1.0) -> RelatedList:
    """Make a related list of these events."""
    return RelatedList(
        "test", tuple(Related(each, score, (), (Reason(ReasonKind.STORY, ("Boats",)),)) for each in events)
    )


def packed(*lists: tuple[int, RelatedList]) -> list[PackedList]:
    """Pack lists as they are kept."""
    return [pack_related(*each) for each in lists]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Store three events of two days."""
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, "A ferry sinks.", "A boat floats."), revision(2, 9, "A race is held.", day=NEXT))
    return path


def test_lists_are_kept_and_equal_ones_change_nothing(path: Path) -> None:
    """Only events whose list differs are stale."""
    with writing(path) as archive:
        assert save_related(archive, packed((1, listing(2, 3)), (2, listing(1)), (3, listing()))) == 3
        assert save_related(archive, packed((1, listing(2, 3)), (2, listing(3)))) == 1

    with reading(path) as reader:
        assert reader.related([1, 2, 3, 9]) == {1: listing(2, 3), 2: listing(3), 3: listing()}
        assert reader.stale(reader.generation() - 1) == Stale(events=(2,))
        assert reader.stale(reader.generation()) == Stale()


def test_whole_lists_empty_those_of_events_left_out(path: Path) -> None:
    """An event that no list is given for has nothing related any more."""
    with writing(path) as archive:
        save_related(archive, packed((1, listing(2)), (2, listing(1))))
        assert save_related(archive, packed((1, listing(2))), whole=True) == 1

    with reading(path) as reader:
        assert reader.related([1, 2]) == {1: listing(2), 2: listing()}
        assert reader.stale(reader.generation() - 1) == Stale(events=(2,))


def test_a_changed_event_makes_the_pages_that_list_it_stale(path: Path) -> None:
    """Its headline stands there."""
    with writing(path) as archive:
        save_related(archive, packed((1, listing(3)), (2, listing(1))))
    store(path, revision(3, 12, "A race is held in the rain.", day=NEXT))

    with reading(path) as reader:
        stale = reader.stale(reader.generation() - 1)
    assert stale.events == (1, 3)
    assert stale.days == (NEXT,)


def test_a_change_makes_the_neighbours_in_its_stories_stale(tmp_path: Path) -> None:
    """The page of an event tells what came just before and after it in each story, and nothing farther."""
    path = tmp_path / "test.daybook"
    pages = [
        revision(n, 9, event(f"{word} boats race.", topics=["Boats"]), f"{word} apples fall.", day=NEXT.replace(day=n))
        for n, word in enumerate(("One", "Two", "Three", "Four", "Five"), 1)
    ]
    store(path, pages)
    store(
        path,
        revision(
            9, 12, event("Three big boats race.", topics=["Boats"]), "Three apples fall.", day=NEXT.replace(day=3)
        ),
    )

    with reading(path) as reader:
        stale = reader.stale(reader.generation() - 1)
        boats = [each for each in reader.select(Selection()) if reader.events([each])[each].stories]
    assert stale.events == tuple(boats[1:4])
