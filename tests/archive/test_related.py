"""Related lists kept, and what makes pages stale."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.archive.histories import NEXT, event, reading, revision, store, writing

from daybook.archive import PackedList, pack_related, save_related
from daybook.archive.writing.related_lists import FEW, lists_showing, targets_of
from daybook.model import Event, Reason, ReasonKind, Related, RelatedList, Selection, Stale


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


def test_the_lists_that_show_an_event_are_found_whether_few_or_many_are_looked_for(tmp_path: Path) -> None:
    """Folded ones too. An id is not taken for others whose bytes, side by side, look like it."""
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, *(f"Boat number {number} of this day sails." for number in range(1, 7))))
    folded = Related(2, 1.0, (), (), folded=(3, 65536))
    shown = {
        1: listing(1, 256),
        2: listing(),
        3: RelatedList("test", (folded,)),
        4: listing(65536),
        5: listing(2, 16777216, 1),
        6: listing(7),
    }
    with writing(path) as archive:
        connection = archive.connection
        save_related(archive, packed(*shown.items()))

        def brute(wanted: set[int]) -> list[int]:
            return [event for event, related in shown.items() if wanted & {*targets_of(related)}]

        for number in (1, 2, 3, 7, 256, 65536, 16777216, 9, 1 << 31):
            assert lists_showing(connection, {number}) == brute({number})
        for last in range(FEW - 2, FEW + 4):
            wanted = set(range(7, 7 + last)) | {256}
            assert lists_showing(connection, wanted) == brute(wanted)
        assert lists_showing(connection, set(range(100, 200))) == []


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


def test_of_a_day_with_several_events_of_a_story_only_the_nearest_listed_one_is_stale(tmp_path: Path) -> None:
    """The last before the change and the first after it; what was withdrawn is not shown as its neighbour."""
    path = tmp_path / "test.daybook"
    days = [NEXT.replace(day=number) for number in (2, 3, 4, 5)]
    near = {2: ["far", "near", "withdrawn"], 3: ["middle"], 4: ["withdrawn"], 5: ["near", "far"]}
    words = {day: [f"The {word} boat of day {day.day} races." for word in near[day.day]] for day in days}
    store(path, [revision(day.day, 9, *_boats(words[day]), day=day) for day in days])
    store(path, revision(7, 12, *_boats(words[days[0]][:2]), day=days[0]))
    store(path, revision(8, 12, "Apples fall.", day=days[2]))

    store(path, revision(9, 12, *_boats(["The big middle boat of day 3 races."]), day=days[1]))

    with reading(path) as reader:
        stale = reader.stale(reader.generation() - 1).events
        texts = {reader.events([each])[each].event.headline.plain for each in stale}
    assert texts == {
        "The near boat of day 2 races.",
        "The big middle boat of day 3 races.",
        "The near boat of day 5 races.",
    }


def _boats(texts: Sequence[str]) -> list[Event]:
    return [event(text, topics=["Boats"]) for text in texts]
