"""Events by place, and as GeoJSON."""

from __future__ import annotations

import json

import pytest
from tests.http_api.asking import ask, body, refusal

from daybook.http_api import ApiSession


def test_events_of_a_country_say_so(session: ApiSession) -> None:
    told = body(session, "/events?country=gb&country=US&size=500&count=true")

    assert told["total"] > 0
    assert {event["country"] for event in told["events"]} <= {"GB", "US"}


def test_a_box_around_the_world_has_all_that_have_a_point(session: ApiSession) -> None:
    every = body(session, "/events?size=500&status=any")["events"]
    boxed = body(session, "/events?size=500&status=any&within=-180,-90,180,90")["events"]

    assert [event["id"] for event in boxed] == [event["id"] for event in every if event["lat"] is not None]
    assert boxed


def test_geojson_has_a_feature_for_each_event(session: ApiSession) -> None:
    """RFC 7946: longitude first, and no geometry where no point is certain."""
    reply = ask(session, "/events.geojson?size=500")
    told = json.loads(reply.content)
    events = body(session, "/events?size=500")["events"]

    assert (reply.status, reply.media_type) == (200, "application/geo+json")
    assert told["type"] == "FeatureCollection"
    assert [feature["id"] for feature in told["features"]] == [event["id"] for event in events]
    for feature, event in zip(told["features"], events, strict=True):
        point = [event["lon"], event["lat"]] if event["lat"] is not None else None
        assert feature["type"] == "Feature"
        assert (feature["geometry"] and feature["geometry"]["coordinates"]) == point
        assert feature["properties"] == event


def test_a_day_and_a_story_come_as_geojson_too(session: ApiSession) -> None:
    event = body(session, "/events?size=500&sort=oldest")["events"][0]
    story = body(session, "/stories?size=1")["subjects"][0]["slug"]

    for address in (f"/days/{event['date']}.geojson", f"/stories/{story}/events.geojson"):
        assert json.loads(ask(session, address).content)["features"]


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/events?country=Portugal", "country"),
        ("/events?near=91,0,10", "near"),
        ("/events?near=1,2", "near"),
        ("/events?near=1,2,nan", "near"),
        ("/events?within=1,2,3,4,5", "within"),
        ("/events?within=1,4,3,2", "within"),
        ("/events?within=1e1,2,3,4", "within"),
        ("/events?country=pt&as_of=2024-01-01", "country"),
        ("/events?within=0,0,1,1&as_of=2024-01-01", "within"),
    ],
)
def test_places_that_are_none_or_of_the_past_are_refused(session: ApiSession, address: str, parameter: str) -> None:
    assert refusal(session, address) == (400, parameter)
