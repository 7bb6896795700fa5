"""Maps of the world as SVG, drawn when the site is built: the land once for all pages, marks on each page. No script, no other host.

The projection is Equal Earth (Šavrič, Patterson, Jenny 2018, https://doi.org/10.1080/13658816.2018.1504949): areas are as they are.
Marks are circles whose area grows with the number of events; each is a link with a title. A list of the same places stands behind every
map. Knows no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from math import asin, cos, radians, sin, sqrt

from daybook.gazetteer.world import main_rings, read_world

WIDTH = 1000
"""Units across the whole map: to one of them the land is drawn, 40 km at the equator."""

NORTH, SOUTH = 84.0, -56.0
"""Degrees between which the map shows the world: no news is from beyond."""

LEAST, MOST = 4.5, 22.0
"""Radius of the smallest and the largest mark, in units of the whole map; on a phone a unit is a third of a pixel."""

FULL = 6
"""Events from which on a mark may be as large as any: of a day on which each country has one, all would be, and cover each other."""

REGION = 320.0
"""Units across a map whose marks lie near each other, at least: a third of the world, so that it is seen which part."""

CLOSEST = 130.0
"""Units across a map of one country, at least: nearer the outlines show how coarse they are."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2
_SCALE = WIDTH / (2 * radians(180) / (_M * _A1))


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a map: where, how many events, what it is called, where it leads."""

    longitude: float
    latitude: float
    events: int
    title: str
    href: str | None = None


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a point is on the map, in units from its upper left corner."""
    angle = asin(_M * sin(radians(latitude)))
    square = angle * angle
    power = square * square * square
    x = radians(longitude) * cos(angle) / (_M * (_A1 + 3 * _A2 * square + power * (7 * _A3 + 9 * _A4 * square)))
    y = angle * (_A1 + _A2 * square + power * (_A3 + _A4 * square))
    return WIDTH / 2 + _SCALE * x, _top() - _SCALE * y


@cache
def _top() -> float:
    angle = asin(_M * sin(radians(NORTH)))
    square = angle * angle
    return _SCALE * angle * (_A1 + _A2 * square + square * square * square * (_A3 + _A4 * square))


def land_file() -> bytes:
    """Return the land as a file that maps refer to: one symbol, painted by the style of the page that shows it.

    It is drawn once, by `python -m benchmarks.world`, and ships as `theme/static/world.svg`.
    """
    parts = []
    for shape in read_world().shapes:
        for ring in shape.rings:
            points = [tuple(map(round, project(x, max(SOUTH, min(NORTH, y))))) for x, y in ring]
            steps = [points[0]]
            for point in points[1:]:
                if point != steps[-1]:
                    steps.append(point)
            if len(steps) > 2:
                moves = "".join(
                    f"{x - left:+d}{y - above:+d}" for (x, y), (left, above) in zip(steps[1:], steps, strict=False)
                )
                parts.append(f"M{steps[0][0]} {steps[0][1]}l{moves.lstrip('+')}z")
    path = "".join(parts).replace("+", " ").replace("l ", "l")
    return f'<svg xmlns="http://www.w3.org/2000/svg"><path id="land" vector-effect="non-scaling-stroke" d="{path}"/></svg>\n'.encode()


def draw_map(marks: Sequence[Mark], land: str, name: str, *, close: str | None = None) -> str:
    """Return a map with marks, the largest below; `land` is the address of the land, `name` says what it shows.

    With `close`, a country's code, the map shows that country and its marks only; else the part of the world that has all marks, where
    they are near each other.
    """
    box = _box(marks, close)
    factor = box[2] / WIDTH
    most = max(FULL, *(mark.events for mark in marks)) if marks else FULL
    circles = []
    for mark in sorted(marks, key=lambda mark: (-mark.events, mark.title)):
        x, y = project(mark.longitude, mark.latitude)
        if not (box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]):
            continue
        radius = max(LEAST, MOST * sqrt(mark.events / most)) * factor
        title, shape = (
            f"<title>{escape(mark.title)}</title>",
            f'circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" vector-effect="non-scaling-stroke"',
        )
        # A link's name is its own title, not that of what it holds.
        circles.append(
            f'<a href="{escape(mark.href)}">{title}<{shape}/></a>' if mark.href else f"<{shape}>{title}</circle>"
        )
    view = " ".join(f"{each:.0f}" for each in box)
    # An image has no parts for a screen reader: with links it is a group.
    role = "group" if any(mark.href for mark in marks) else "img"
    return (
        f'<svg class="map" viewBox="{view}" role="{role}" aria-label="{escape(name)}">'
        f'<use class="land" href="{escape(land)}#land"/><g class="marks">{"".join(circles)}</g></svg>'
    )


def _part(marks: Sequence[Mark], whole: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return the part of the world that has all marks with room around, the whole where that is more than half of it."""
    points = [project(mark.longitude, mark.latitude) for mark in marks]
    if not points:
        return whole
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    ratio = whole[2] / whole[3]
    width = max(REGION, (right - left) * 1.5, (bottom - top) * 1.5 * ratio)
    if width > WIDTH / 2:
        return whole
    height = width / ratio
    x, y = (left + right - width) / 2, (top + bottom - height) / 2
    return min(max(0.0, x), WIDTH - width), min(max(0.0, y), whole[3] - height), width, height


def _box(marks: Sequence[Mark], country: str | None) -> tuple[float, float, float, float]:
    """Return left, top, width and height of what is shown: of a country its main parts, which far islands would make tiny."""
    whole = (0.0, 0.0, float(WIDTH), project(0, SOUTH)[1])
    shape = next((shape for shape in read_world().shapes if shape.country == country), None)
    if shape is not None:
        points = [project(x, y) for ring in main_rings(shape) for x, y in ring]
    else:
        points = [project(mark.longitude, mark.latitude) for mark in marks] if country else []
    if not points:
        return _part(marks, whole)
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    width = min(WIDTH, max(CLOSEST, (right - left) * 1.2, (bottom - top) * 2.2))
    height = max(width / 2.2, min(whole[3], (bottom - top) * 1.15))
    return (left + right - width) / 2, (top + bottom - height) / 2, width, height
