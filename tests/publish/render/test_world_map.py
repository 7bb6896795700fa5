"""Maps."""

from __future__ import annotations

import gzip
import re
from xml.etree import ElementTree as ET

import pytest

from daybook.publish.render.theme import read_theme
from daybook.publish.render.world_map import WIDTH, Mark, draw_map, land_file, project

LISBON = Mark(-9.13, 38.72, 9, "Lisbon <&>", "/places/pt.html")
OSLO = Mark(10.75, 59.91, 1, "Oslo")


def test_the_projection_is_equal_earth() -> None:
    """The equator is twice as long as the middle meridian and a little more; the edges of the map are the line of the date."""
    assert project(-180, 0)[0] == pytest.approx(0)
    assert project(180, 0)[0] == pytest.approx(WIDTH)
    assert project(0, 0)[0] == pytest.approx(WIDTH / 2)
    north, south = project(0, 90)[1], project(0, -90)[1]
    assert WIDTH / (south - north) == pytest.approx(2.0546, abs=0.001)


def test_the_land_is_one_small_file_for_all_pages() -> None:
    content = land_file()
    root = ET.fromstring(content)

    assert root[0].get("id") == "land"
    assert len(gzip.compress(content, 6)) < 30_000
    assert b"<script" not in content
    assert b"http" not in content.replace(b"http://www.w3.org/2000/svg", b"")


def test_the_land_ships_as_it_is_drawn() -> None:
    assert read_theme().files["static/world.svg"] == land_file()


def test_no_line_of_the_land_runs_over_the_map() -> None:
    """A ring that is not cut at the line of the date draws one across all the world."""
    moves = re.findall(rb"l([^zl]*)z", land_file())

    assert len(moves) > 150
    for move in moves:
        numbers = [int(each) for each in re.findall(rb"-?[0-9]+", move)]
        assert max(abs(each) for each in numbers[::2]) < WIDTH / 4


def test_marks_are_circles_whose_area_grows_with_the_events() -> None:
    svg = ET.fromstring(draw_map([OSLO, LISBON], "/static/world.svg", "Places & more"))
    circles = list(svg.iter("circle"))

    assert svg.get("aria-label") == "Places & more"
    assert svg.find("use").get("href") == "/static/world.svg#land"  # type: ignore[union-attr]
    assert [title.text for title in svg.iter("title")] == ["Lisbon <&>", "Oslo"]
    assert float(circles[0].get("r", 0)) > float(circles[1].get("r", 0))
    assert [link.get("href") for link in svg.iter("a")] == ["/places/pt.html"]


def test_a_country_is_shown_close_and_without_what_lies_far_off() -> None:
    whole = ET.fromstring(draw_map([LISBON, Mark(139.7, 35.7, 3, "Tokyo")], "/w.svg", "Portugal"))
    close = ET.fromstring(draw_map([LISBON, OSLO], "/w.svg", "Portugal", close="pt"))

    assert float(close.get("viewBox", "").split()[2]) < float(whole.get("viewBox", "").split()[2]) / 4
    assert [title.text for title in close.iter("title")] == ["Lisbon <&>"]


def test_marks_of_single_events_do_not_cover_each_other() -> None:
    """Of a day on which each country has one event, all marks would be as large as any."""
    single = ET.fromstring(draw_map([OSLO], "/w.svg", "Norway"))
    many = ET.fromstring(draw_map([LISBON], "/w.svg", "Portugal"))
    (small,), (large,) = (list(each.iter("circle")) for each in (single, many))

    assert float(small.get("r", 0)) < float(large.get("r", 0)) / 2


def test_marks_near_each_other_show_their_part_of_the_world() -> None:
    """And those far apart the whole; near the edge the part stays on the map."""
    suva, tokyo, quito = (Mark(*where, 3, "a") for where in ((178.4, -18.1), (139.7, 35.7), (-78.5, -0.2)))
    boxes = [
        tuple(map(float, ET.fromstring(draw_map(marks, "/w.svg", "a")).get("viewBox", "").split()))
        for marks in ([LISBON, OSLO], [suva], [tokyo, quito])
    ]

    assert [box[2] < WIDTH / 2 for box in boxes] == [True, True, False]
    assert all(box[0] >= 0 and box[0] + box[2] <= WIDTH for box in boxes)
    for box, mark in ((boxes[0], LISBON), (boxes[0], OSLO), (boxes[1], suva)):
        x, y = project(mark.longitude, mark.latitude)
        assert box[0] < x < box[0] + box[2]
        assert box[1] < y < box[1] + box[3]


def test_links_on_a_map_have_names_of_their_own() -> None:
    """An image has no parts for a screen reader, and a link is not named after what lies in it."""
    linked = ET.fromstring(draw_map([LISBON], "/w.svg", "Portugal"))
    (link,) = linked.iter("a")

    assert linked.get("role") == "group"
    assert [part.tag for part in link] == ["title", "circle"]
    assert ET.fromstring(draw_map([OSLO], "/w.svg", "Norway")).get("role") == "img"


def test_a_map_without_marks_is_a_map_still() -> None:
    assert "<circle" not in draw_map([], "/w.svg", "Nothing")
    assert "<circle" not in draw_map([], "/w.svg", "Nowhere", close="zz")
