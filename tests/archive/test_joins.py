"""Which events of neighbouring days are one, since when that is known, and what they were before."""

from __future__ import annotations

import pytest
from tests.archive.histories import DAY, NEXT, event
from tests.archive.test_history import Page, listings

from daybook.archive.identity.features import features_of
from daybook.archive.identity.history import build_timeline
from daybook.archive.identity.join_search import find_joins
from daybook.archive.identity.joins import Join, Part, parts_at

WORDINGS = {
    "a": event("Rescuers free seven people from a cave near Harrow."),
    "A": event("Divers reach the lake under the hill."),
    "b": event("A ferry sinks off Oban with nobody aboard."),
    "c": event("Bakers strike for more pay in Lisbon."),
    "d": event("Rescuers free seven people from a flooded cave near Harrow."),
}
"""By letter: a capital is another wording of the same event, `d` says nearly what `a` does."""


def joins(here: tuple[Page, ...], there: tuple[Page, ...], apart: str = "") -> list[str]:
    """Return what is one on a day and the next: each event's letter, and the minute from which it is known."""
    earlier = build_timeline(DAY, listings(*here, wordings=WORDINGS), 9999 * 60)
    later = build_timeline(NEXT, listings(*there, first=11, wordings=WORDINGS), 9999 * 60)
    found = find_joins(earlier, later, {ord(letter) for letter in apart}, features_of)
    return [f"{chr(one)}={chr(other)} {since // 60}" for one, other, since in found]


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        (((0, "ab"), (60, "b")), ((100, "a"),), ["a=a 100"]),
        (((100, "a"),), ((0, "ab"), (60, "b")), ["a=a 100"]),
        (((0, "ab"), (200, "b")), ((100, "a"),), ["a=a 200"]),
        (((100, "a"),), ((0, "ab"), (200, "b")), ["a=a 200"]),
        (((0, "ab"), (60, "b")), ((100, "d"),), ["a=d 100"]),
        (((0, "ab"), (200, "b")), ((100, "d"), (150, "dc")), ["a=d 200"]),
        (((0, "ab"), (60, "b")), ((60, "a"),), ["a=a 60"]),
        (((0, "ab"),), ((100, "a"),), []),
        (((0, "ab"), (60, "b")), ((100, "c"),), []),
        (((0, "ab"), (60, "b"), (90, "ab")), ((100, "a"),), []),
        (((0, "ab"), (60, "b"), (140, "ab")), ((100, "a"), (150, "c")), ["a=a 100"]),
        (((0, "ab"), (60, "b")), ((100, "A"), (200, "a")), []),
        (((0, "A"), (30, "a"), (60, "b")), ((20, "a"),), ["a=a 60"]),
        (((0, "a"), (30, "A"), (60, "b")), ((20, "a"),), []),
        (((0, "ab"), (60, "b")), ((100, "d"), (110, "da")), ["a=d 100"]),
        (((0, "adb"), (60, "b")), ((100, "c"), (110, "ca")), ["a=a 110"]),
        (((0, "dab"), (60, "b")), ((100, "d"), (110, "da")), ["d=d 100", "a=a 110"]),
        (((0, "abc"), (60, "")), ((100, "a"),), []),
        (((40, "Ab"), (50, "ab"), (60, "b")), ((0, "ac"), (30, "c")), []),
        (((100, "ab"), (200, "b")), ((0, "dc"), (60, "c"), (150, "ac")), ["a=d 100"]),
    ],
    ids=[
        "on the next day", "on the day before", "both for a time", "the other way", "nearly the same", "among others", "in one second", "on both",
        "another", "back in time", "once", "only later alike", "as last read", "no longer alike", "found already", "best", "two", "blanked",
        "gone from both", "no second time",
    ],
)  # fmt: skip
def test_what_goes_from_a_day_and_comes_to_its_neighbour_is_one_event(
    here: tuple[Page, ...], there: tuple[Page, ...], found: list[str]
) -> None:
    """Whichever happens first; known from the later of the two; each is joined once, by what it says at that moment."""
    assert joins(here, there) == found


def test_an_event_that_is_kept_apart_is_not_looked_for() -> None:
    left: tuple[Page, ...] = ((0, "ab"), (60, "b"))

    assert joins(left, ((100, "a"),), apart="a") == []
    assert joins(left, ((100, "a"),), apart="b") == ["a=a 100"]
    assert [joins(left, ((100, "d"),), apart=letter) for letter in "ad"] == [[], []]
    assert [joins(((100, "d"),), left, apart=letter) for letter in "ad"] == [[], []]


CHAIN = [Join(20240430, 5, 7, 100, 2), Join(20240501, 7, 2, 200, 2), Join(20240502, 2, 9, 150, 2)]


def part(number: int, *days: int) -> Part:
    return Part(number, frozenset(days))


@pytest.mark.parametrize(
    ("moment", "parts"),
    [
        (99, [part(5, 20240430), part(7, 20240501), part(2, 20240502), part(9, 20240503)]),
        (100, [part(5, 20240430, 20240501), part(2, 20240502), part(9, 20240503)]),
        (150, [part(5, 20240430, 20240501), part(2, 20240502, 20240503)]),
        (200, [part(2, 20240430, 20240501, 20240502, 20240503)]),
    ],
)
def test_what_was_joined_is_apart_until_that_was_known(moment: int, parts: list[Part]) -> None:
    """Each part under the least id of those that were one by then."""
    assert parts_at(CHAIN, moment) == parts


def test_joins_that_do_not_follow_each_other_are_parts_of_their_own() -> None:
    assert parts_at([CHAIN[0], CHAIN[2]], 200) == [part(5, 20240430, 20240501), part(2, 20240502, 20240503)]
    assert parts_at([], 200) == []
