"""Folding and room for every time."""

from __future__ import annotations

from daybook.relate.lists.variety import Line, diversify, fold


def test_versions_of_one_happening_fold_under_the_best() -> None:
    """A place goes under the first better one that it equals, and not under one that is itself folded."""
    lines = fold(range(5), {(0, 2), (2, 3), (1, 4)})

    assert lines == [Line(0, (2,)), Line(1, (4,)), Line(3)]


def test_a_time_that_is_crowded_out_gets_room() -> None:
    """What came after takes the place of the last of many that came before, and stands where its score puts it."""
    lines = [Line(place) for place in range(5)]

    chosen = diversify(lines, [0.9, 0.8, 0.7, 0.6, 0.5], [-9, -8, -7, -6, 5], 4)

    assert [line.head for line in chosen] == [0, 1, 2, 4]


def test_room_is_not_given_to_what_is_much_worse() -> None:
    """Variety does not bring in what hardly belongs there."""
    lines = [Line(place) for place in range(5)]

    chosen = diversify(lines, [0.9, 0.8, 0.7, 0.6, 0.2], [-9, -8, -7, -6, 5], 4)

    assert [line.head for line in chosen] == [0, 1, 2, 3]
