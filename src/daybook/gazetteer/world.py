"""The world in outline: the shapes of countries, which country a point lies in, where to put a mark for a country.

The data (`world.json`) are Natural Earth's at 1:110 million, to a tenth of a degree: good for small maps, and for telling a country where
no border is near. Draws nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""Longitude and latitude in degrees, as GeoJSON orders them."""

Ring: TypeAlias = tuple[Point, ...]
"""A closed line; its first point is not repeated. No ring crosses the meridian of 180 degrees: those that did were cut there."""

BORDER = 0.25
"""Degrees: nearer to another country than that, outlines this coarse do not say in which of both a point lies. About 28 km."""

_UNSURE = ((32.4, 44.3, 36.7, 46.2), (34.2, 31.2, 34.6, 31.6))
"""Boxes (west, south, east, north) that the outlines give to one side of a dispute, Crimea, or leave out, the Gaza Strip."""

_NEIGHBOURHOOD = 0.5
"""Degrees around the capital of a country too small to have an outline: a point there may be in that country."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A country's land: its outer and inner rings alike (a point is inside where it is inside an odd number of them)."""

    country: str
    rings: tuple[Ring, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north end."""
        across = [x for ring in self.rings for x, _ in ring]
        up = [y for ring in self.rings for _, y in ring]
        return min(across), min(up), max(across), max(up)


@dataclass(frozen=True, slots=True)
class World:
    """All countries that are large enough to be drawn, and the capital of each that may be named (ISO 3166-1, lower case).

    `middles` are points well inside those that are drawn: found once, by whoever wrote the data.
    """

    shapes: tuple[Shape, ...]
    capitals: Mapping[str, Point]
    middles: Mapping[str, Point]


@cache
def read_world() -> World:
    """Return the outlines that Daybook ships."""
    data = json.loads(resources.files(__package__).joinpath("world.json").read_text("utf-8"))
    shapes = shapes_of(data["arcs"], data["countries"])
    capitals = {code: (longitude, latitude) for code, (latitude, longitude) in data["capitals"].items()}
    return World(shapes, capitals, {code: (x, y) for code, (x, y) in data["middles"].items()})


def shapes_of(steps: Sequence[list[int]], countries: Mapping[str, Sequence[list[int]]]) -> tuple[Shape, ...]:
    """Return the shapes of countries: of each the rings, of each ring the numbers of its arcs, which come as steps."""
    arcs = [_unfold(each) for each in steps]
    return tuple(
        Shape(code, tuple(part for ring in rings for part in cut_ring(_join(arcs, ring))))
        for code, rings in countries.items()
    )


def country_middle(country: str) -> Point | None:
    """Return a point for a mark of a country: well inside its outline, else where its capital is; None for one that has neither."""
    world = read_world()
    return world.middles.get(country) or world.capitals.get(country)


@cache
def _boxes() -> tuple[tuple[Shape, tuple[float, float, float, float]], ...]:
    return tuple((shape, shape.box) for shape in read_world().shapes)


@cache
def _small() -> tuple[Point, ...]:
    world = read_world()
    drawn = {shape.country for shape in world.shapes}
    return tuple(point for country, point in world.capitals.items() if country not in drawn)


def country_at(latitude: float, longitude: float) -> str | None:
    """Return the country that a point lies in; None at sea, near a border, and where the outlines do not decide."""
    if any(west <= longitude <= east and south <= latitude <= north for west, south, east, north in _UNSURE):
        return None
    if any(abs(x - longitude) < _NEIGHBOURHOOD and abs(y - latitude) < _NEIGHBOURHOOD for x, y in _small()):
        return None
    point = (longitude, latitude)
    near = [
        shape
        for shape, (west, south, east, north) in _boxes()
        if west - BORDER <= longitude <= east + BORDER and south - BORDER <= latitude <= north + BORDER
    ]
    inside = [shape for shape in near if _is_inside(point, shape)]
    if len(inside) != 1:
        return None
    others = (shape for shape in near if shape is not inside[0])
    return None if any(_is_near(point, shape) for shape in others) else inside[0].country


def _is_inside(point: Point, shape: Shape) -> bool:
    """Count how often a line to the east meets the rings: inside is where it does so an odd number of times."""
    x, y = point
    inside = False
    for ring in shape.rings:
        before = ring[-1]
        for after in ring:
            if (before[1] > y) != (after[1] > y):
                meets = before[0] + (y - before[1]) / (after[1] - before[1]) * (after[0] - before[0])
                inside ^= meets > x
            before = after
    return inside


def _is_near(point: Point, shape: Shape) -> bool:
    x, y = point
    for ring in shape.rings:
        before = ring[-1]
        for after in ring:
            across, up = after[0] - before[0], after[1] - before[1]
            length = across * across + up * up
            along = ((x - before[0]) * across + (y - before[1]) * up) / length if length else 0.0
            along = min(1.0, max(0.0, along))
            aside, above = x - before[0] - along * across, y - before[1] - along * up
            if aside * aside + above * above < BORDER * BORDER:
                return True
            before = after
    return False


def cut_ring(points: Iterable[Point]) -> list[Ring]:
    """Return a ring as rings that stay between 180 degrees west and east: a step of more than half the globe goes over that line.

    The part beyond the line is put on the other side of the map, along which it is closed.
    """
    unrolled: list[Point] = []
    turn = 0.0
    for x, y in points:
        if unrolled:
            step = x + turn - unrolled[-1][0]
            turn += 360.0 if step < -180 else -360.0 if step > 180 else 0.0
        unrolled.append((x + turn, y))
    if not unrolled:
        return []
    if all(-180 <= x <= 180 for x, _ in unrolled):
        return [tuple(unrolled)]
    parts = []
    least = min(x for x, _ in unrolled)
    for shift in (0.0, 360.0, -360.0):
        part = [(x + shift, y) for x, y in unrolled]
        if least + shift < 180 and max(x for x, _ in part) > -180:
            part = _clip(_clip(part, -180.0, 1), 180.0, -1)
            if len(part) > 2 and max(x for x, _ in part) > min(x for x, _ in part):
                parts.append(tuple(part))
    return parts


def _clip(points: list[Point], edge: float, side: int) -> list[Point]:
    """Return the part of a ring that lies on one side of a meridian: east of it (1) or west (-1). Sutherland and Hodgman's way."""
    kept: list[Point] = []
    for before, after in zip((points[-1:] + points[:-1]), points, strict=True):
        was, is_ = (before[0] - edge) * side >= 0, (after[0] - edge) * side >= 0
        if was != is_:
            share = (edge - before[0]) / (after[0] - before[0])
            kept.append((edge, before[1] + share * (after[1] - before[1])))
        if is_:
            kept.append(after)
    return kept


def _unfold(steps: list[int]) -> list[Point]:
    x = y = 0
    points = []
    for right, above in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + right, y + above
        points.append((x / 10, y / 10))
    return points


def _join(arcs: list[list[Point]], ring: list[int]) -> list[Point]:
    """Return the points of a ring: its arcs end to end, each without its last point, which is the next one's first."""
    points: list[Point] = []
    for number in ring:
        points += (arcs[number] if number >= 0 else arcs[~number][::-1])[:-1]
    return points


def middle_of(shape: Shape) -> Point:
    """Return a point well inside a country's largest ring: of a grid over it the one that is farthest from its edge."""
    ring = max(shape.rings, key=_area)
    alone = Shape(shape.country, (ring,))
    west, south, east, north = alone.box
    steps = 12
    best = ((west + east) / 2, (south + north) / 2)
    most = -1.0
    for across in range(1, steps):
        for up in range(1, steps):
            point = (west + (east - west) * across / steps, south + (north - south) * up / steps)
            if _is_inside(point, alone):
                room = min((point[0] - x) ** 2 + (point[1] - y) ** 2 for x, y in ring)
                if room > most:
                    most, best = room, point
    return round(best[0], 1), round(best[1], 1)


def main_rings(shape: Shape) -> list[Ring]:
    """Return the largest ring of a country, and those at least a fifth as large: what is meant by a map of it."""
    least = max(map(_area, shape.rings)) / 5
    return [ring for ring in shape.rings if _area(ring) >= least]


def _area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)))
