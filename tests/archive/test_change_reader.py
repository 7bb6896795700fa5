"""Changes newest first, page by page, and in the order in which the archive learnt of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from daybook.archive.identity.change_kinds import KIND_BITS
from daybook.archive.reading.change_reader import (
    ChangeKey,
    ChangeQuestion,
    count_changes,
    last_place,
    later_changes,
    latest_changes,
    newest_first,
)
from daybook.archive.writing.search_entry_rows import FOREVER, EntryRows
from daybook.model import ChangeKind

USUAL = {
    "event": 1, "date": 20240504, "state": 1, "start": 100, "until": FOREVER, "saved": 100, "kinds": 1, "words": 1, "size": 1,
    "born": 5, "gone": FOREVER, "story": 0, "lapsed": FOREVER, "id": 0,
}  # fmt: skip
"""The columns of entries, in order, each with what most of these have in it."""

Row = dict[str, int]


def rows(*entries: Row) -> EntryRows:
    """Make entries of what is unusual in them; the number of each is its place, from 1."""
    table = [list((USUAL | {"id": number} | each).values()) for number, each in enumerate(entries, 1)]
    return EntryRows(np.array(table, dtype=np.int64).reshape(-1, len(USUAL)))


def ids(found: EntryRows) -> list[int]:
    return [int(number) for number in found.table[:, 13]]


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


CHANGES = newest_first(
    rows(
        {"saved": 10},
        {"saved": 30, "start": 100},
        {"saved": 20, "start": 100, "event": 1},
        {"saved": 20, "start": 100, "event": 2},
        {"saved": 20, "start": 90, "event": 9},
        {"saved": 40, "kinds": 0},
    )
)


def test_the_newest_change_is_first() -> None:
    """By when it was saved, then by when it was known, then by event; what changed nothing is none."""
    assert ids(CHANGES) == [2, 4, 3, 5, 1]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9])
def test_a_walk_through_pages_of_any_size_finds_each_change_once(size: int) -> None:
    """There is a key where there are more, and only there."""
    after: ChangeKey | None = None
    pages = []
    for _ in range(9):
        page, after = latest_changes(CHANGES, ChangeQuestion(), after, size)
        pages.append(ids(page))
        if after is None:
            break

    assert [number for page in pages for number in page] == [2, 4, 3, 5, 1]
    assert len(pages) == -(-5 // size)


ADDED, FIGURE, REMOVED = (KIND_BITS[kind] for kind in (ChangeKind.ADDED, ChangeKind.FIGURE, ChangeKind.REMOVED))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (ChangeQuestion(), [4, 3, 2]),
        (ChangeQuestion(since=at(20)), [4, 3, 2]),
        (ChangeQuestion(since=at(21)), [4, 3]),
        (ChangeQuestion(kinds=(ChangeKind.FIGURE,)), [3, 2]),
        (ChangeQuestion(kinds=(ChangeKind.REMOVED, ChangeKind.FIGURE, ChangeKind.REMOVED)), [4, 3, 2]),
        (ChangeQuestion(kinds=(ChangeKind.TOPIC,)), []),
        (ChangeQuestion(as_of=at(24)), [2, 1]),
        (ChangeQuestion(as_of=at(25)), [3, 2, 1]),
        (ChangeQuestion(as_of=at(49)), [3, 2, 1]),
        (ChangeQuestion(as_of=at(50)), [4, 3, 2, 1]),
        (ChangeQuestion(as_of=at(60)), [4, 3, 2]),
        (ChangeQuestion(since=at(25), kinds=(ChangeKind.REMOVED,), as_of=at(50)), [4, 3]),
    ],
)
def test_changes_are_narrowed_by_time_kind_and_moment(question: ChangeQuestion, found: Sequence[int]) -> None:
    """Since is inclusive; one kind of several is enough; at a moment those are told that were known by then and not yet told anew."""
    news = newest_first(
        rows(
            {"saved": 10, "start": 10, "kinds": ADDED, "lapsed": 60},
            {"saved": 20, "start": 20, "kinds": FIGURE},
            {"saved": 25, "start": 25, "kinds": FIGURE | REMOVED},
            {"saved": 40, "start": 50, "kinds": REMOVED},
        )
    )

    assert ids(latest_changes(news, question, None, 99)[0]) == found
    assert count_changes(news, question) == len(found)


ARRIVALS = rows(
    {"born": 5, "start": 100, "event": 3},
    {"born": 4, "start": 300, "event": 1},
    {"born": 5, "start": 100, "event": 1},
    {"born": 5, "start": 90, "event": 9},
    {"born": 6, "start": 10, "event": 2},
)


@pytest.mark.parametrize(
    ("after", "limit", "found"),
    [
        ((0, 0, 0), 99, [2, 4, 3, 1, 5]),
        ((0, 0, 0), 2, [2, 4]),
        ((4, 300, 0), 99, [2, 4, 3, 1, 5]),
        ((4, 300, 1), 99, [4, 3, 1, 5]),
        ((5, 90, 9), 99, [3, 1, 5]),
        ((5, 100, 2), 99, [1, 5]),
        ((5, 100, 3), 1, [5]),
        ((6, 10, 2), 99, []),
    ],
)
def test_later_changes_come_in_order_of_arrival(after: ChangeKey, limit: int, found: list[int]) -> None:
    """By generation, then by when they were known, then by event; the place given is not told again."""
    assert ids(later_changes(ARRIVALS, after, limit)) == found


@pytest.mark.parametrize(
    "entry",
    [
        {"kinds": 0},
        {"gone": 7},
        {"until": 100},
        {"until": 99},
        {"lapsed": 200},
    ],
    ids=["nothing", "gone", "held never", "ended before", "told anew"],
)
def test_what_is_no_change_of_now_is_not_told(entry: Row) -> None:
    assert ids(later_changes(rows(entry, {"event": 2, "until": 101}), (0, 0, 0), 9)) == [2]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ({"gone": 5}, False),
        ({"gone": 5, "words": 9, "until": 300}, False),
        ({"gone": 4}, True),
        ({"gone": 5, "saved": 99}, True),
        ({"gone": 5, "kinds": 3}, True),
        ({"gone": 5, "event": 2}, True),
        ({"gone": 5, "date": 20240505}, True),
        ({"gone": 5, "state": 0}, True),
        ({"gone": 5, "start": 101}, True),
    ],
)
def test_what_takes_the_place_of_an_equal_entry_is_no_change(before: Row, told: bool) -> None:
    """As where a story was renamed: other words, the same change."""
    assert ids(later_changes(rows({"born": 2, **before}, {"born": 5}), (5, 0, 0), 9)) == ([2] if told else [])


def test_a_replacement_before_the_place_given_is_not_looked_at() -> None:
    entries = rows({"born": 2, "gone": 5}, {"born": 5})

    assert ids(later_changes(entries, (6, 0, 0), 9)) == []
    assert ids(later_changes(rows({"born": 2, "gone": 3}, {"born": 3}), (4, 0, 0), 9)) == []


def test_the_last_place_is_that_of_what_came_last_in_the_generation() -> None:
    assert last_place(ARRIVALS, 5) == (5, 100, 3)
    assert last_place(ARRIVALS, 4) == (4, 300, 1)
    assert last_place(ARRIVALS, 7) == (7, 0, 0)
