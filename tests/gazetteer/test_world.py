"""Outlines of countries."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.gazetteer.world import country_at, country_middle, cut_ring, middle_of, read_world


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (47.0, 3.0, "fr"), (34.5, 69.2, "af"), (-29.5, 28.3, "ls"), (66.5, -175.0, "ru"), (65.0, 178.0, "ru"), (39.0, -95.0, "us"),
        (0.0, -30.0, None), (49.6, 6.1, None), (45.2, 34.1, None), (31.5, 34.45, None), (1.3, 103.8, None), (90.0, 0.0, None),
    ],
)  # fmt: skip
def test_a_point_is_in_a_country_where_the_outlines_decide(
    latitude: float, longitude: float, expected: str | None
) -> None:
    """Not at sea, at a border, in Crimea, in Gaza, beside a country too small to be drawn."""
    assert country_at(latitude, longitude) == expected


def test_no_outline_runs_over_the_edge_of_the_map() -> None:
    for shape in read_world().shapes:
        for ring in shape.rings:
            steps = zip(ring, (*ring[1:], ring[0]), strict=True)
            assert all(abs(a[0] - b[0]) <= 180 for a, b in steps), shape.country
            assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)


def test_a_ring_across_the_line_of_the_date_becomes_two() -> None:
    rings = cut_ring([(170.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (170.0, 10.0)])

    assert sorted(sorted(ring) for ring in rings) == [
        [(-180.0, 0.0), (-180.0, 10.0), (-170.0, 0.0), (-170.0, 10.0)],
        [(170.0, 0.0), (170.0, 10.0), (180.0, 0.0), (180.0, 10.0)],
    ]


def test_every_country_has_a_middle_inside_it() -> None:
    world = read_world()

    assert len(world.capitals) > 230
    for shape in world.shapes:
        middle = country_middle(shape.country)
        assert middle is not None
        assert country_at(middle[1], middle[0]) in (shape.country, None)
        assert middle == middle_of(shape)
    assert country_middle("sg") == world.capitals["sg"]
    assert country_middle("zz") is None


def test_the_data_are_small() -> None:
    folder = resources.files("daybook.gazetteer")

    assert len(folder.joinpath("world.json").read_bytes()) <= 60_000
    assert len(folder.joinpath("cities.tsv").read_bytes()) <= 130_000


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_point_has_an_answer(latitude: float, longitude: float) -> None:
    answer = country_at(latitude, longitude)

    assert answer is None or len(answer) == 2
