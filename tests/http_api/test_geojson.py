"""GeoJSON as RFC 7946 says, by the validator of the library that most programs read it with."""

from __future__ import annotations

import json

import pytest
from tests.http_api.asking import ask, body

from daybook.http_api import ApiSession

geojson = pytest.importorskip("geojson")


@pytest.mark.parametrize("address", ["/events{}?size=500", "/days/{date}{{}}", "/stories/{story}/events{{}}"])
def test_what_comes_as_geojson_is_valid(session: ApiSession, address: str) -> None:
    event = next(each for each in body(session, "/events?size=500")["events"] if each["topics"] and each["lat"])
    named = (
        address.format(".geojson")
        if "{}?" in address
        else address.format(date=event["date"], story=event["topics"][0]["slug"]).format(".geojson")
    )
    content = ask(session, named).content
    told = geojson.loads(content)

    assert told.is_valid, told.errors()
    assert event["id"] in [feature["id"] for feature in told["features"]]
    points = [feature["geometry"]["coordinates"] for feature in told["features"] if feature["geometry"]]
    assert all(-180 <= longitude <= 180 and -90 <= latitude <= 90 for longitude, latitude in points)
    moved = json.loads(content)
    moved["features"][0]["geometry"] = {"type": "Point", "coordinates": [1]}
    assert not geojson.loads(json.dumps(moved)).is_valid
