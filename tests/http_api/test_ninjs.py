"""Events as ninjs 3.1."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from tests.http_api.asking import all_events, ask, body

from daybook.http_api import ApiSession
from daybook.model import ArchivedEvent, ChangeKind, Status

IPTC = Path(os.environ.get("DAYBOOK_NEWSINJSON", "newsinjson"))
"""A copy of https://github.com/iptc/newsinjson, in which IPTC publishes its schemas."""

SCHEMA, GEOJSON = IPTC / "specification/ninjs-schema_3.1.json", IPTC / "validation/test_suite/GeoJSON-schema.json"

TEXT = {"type": "string", "minLength": 1}
TIME = {"type": "string", "format": "date-time"}
ADDRESS = {"type": "string", "format": "uri", "pattern": "^[a-z]+:"}


def closed(required: str, **properties: object) -> dict[str, object]:
    """Return the schema of an object that has no other properties than these."""
    return {"type": "object", "properties": properties, "required": required.split(), "additionalProperties": False}


def list_of(item: object) -> dict[str, object]:
    return {"type": "array", "items": item, "minItems": 1}


DAYBOOK_S_ITEMS = closed(
    "standard uri type representationType version pubStatus language headlines renditions",
    standard=closed(
        "name version schema",
        name={"const": "ninjs"},
        version={"const": "3.1"},
        schema={"const": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"},
    ),
    uri=ADDRESS,
    type={"const": "text"},
    representationType={"const": "full"},
    version={"type": "string", "pattern": "^[1-9][0-9]*$"},
    firstCreated=TIME,
    versionCreated=TIME,
    pubStatus={"enum": ["usable", "canceled"]},
    language={"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
    headlines=list_of(closed("value", value=TEXT)),
    subjects=list_of(closed("name uri", name=TEXT, uri=ADDRESS)),
    places={
        "type": "array",
        "maxItems": 1,
        "items": closed(
            "",
            name=TEXT,
            literal={"type": "string", "pattern": "^[A-Z]{2}$"},
            geoJSON=closed(
                "type coordinates",
                type={"const": "Point"},
                coordinates={"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            ),
        ),
    },
    infoSources=list_of(closed("name literal", name=TEXT, literal=TEXT)),
    associations=list_of(
        closed("name rel type uri", name=TEXT, rel={"const": "source"}, type={"const": "text"}, uri=ADDRESS, title=TEXT)
    ),
    renditions=list_of(closed("name href", name={"const": "page"}, href=ADDRESS)),
    usageTerms=TEXT,
    rightsInfo=closed("linkedRights", linkedRights=ADDRESS),
)
"""What Daybook writes of all that the standard allows, and nothing else; that IPTC's schema allows it is held where a copy is."""


def test_every_event_is_what_daybook_says_it_writes_as_ninjs(session: ApiSession) -> None:
    validator = Draft202012Validator(DAYBOOK_S_ITEMS, format_checker=FormatChecker())
    told = [item(session, event) for event in all_events(session)]

    assert [error.message for each in told for error in validator.iter_errors(each)] == []
    assert {name for each in told for name in each} == set(DAYBOOK_S_ITEMS["properties"])  # type: ignore[call-overload]


def item(session: ApiSession, event: ArchivedEvent, moment: datetime | None = None) -> Any:
    """Return an event as it comes."""
    reply = ask(session, f"/events/{event.id}.ninjs" + (f"?as_of={moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""))
    assert (reply.status, reply.media_type) == (200, "application/ninjs+json"), reply
    return json.loads(reply.content)


@pytest.mark.skipif(not SCHEMA.is_file(), reason="DAYBOOK_NEWSINJSON names no copy of IPTC's schemas")
def test_every_event_is_as_iptc_s_schema_says(session: ApiSession) -> None:
    geojson = json.loads(GEOJSON.read_text("utf-8"))
    registry: Registry[Any] = Registry().with_resource(geojson["$id"], Resource.from_contents(geojson))
    schema = json.loads(SCHEMA.read_text("utf-8"))
    validator = Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())
    told = [item(session, event) for event in all_events(session)]

    assert [error.message for each in told for error in validator.iter_errors(each)] == []
    assert not validator.is_valid({**told[0], "pubStatus": "withdrawn"})


def test_an_item_tells_what_the_record_does(session: ApiSession) -> None:
    located = next(each for each in all_events(session) if each.location and each.stories and each.event.sources)
    record = body(session, f"/events/{located.id}?extra=sources")["event"]
    told = item(session, located)

    assert told["standard"]["version"] == "3.1"
    assert told["headlines"] == [{"value": record["headline"]}]
    assert told["renditions"] == [{"name": "page", "href": record["url"]}]
    assert [each["uri"] for each in told["associations"]] == [each["url"] for each in record["sources"] if each["url"]]
    assert {each["literal"] for each in told["infoSources"]} == set(record["outlets"])
    assert told["places"][0]["literal"] == record["country"]
    assert told["places"][0].get("geoJSON", {}).get("coordinates") == (
        [record["lon"], record["lat"]] if record["lat"] is not None else None
    )
    stories = [each["name"] for each in told["subjects"] if "iptc.org" not in each["uri"]]
    assert stories == [each["name"] for each in record["topics"]]
    assert told["usageTerms"] == record["licence"]


def test_the_media_topics_of_the_category_come_first(session: ApiSession) -> None:
    event = next(each for each in all_events(session) if each.category == "armed-conflicts-and-attacks")

    assert item(session, event)["subjects"][0] == {
        "name": "conflict, war and peace",
        "uri": "http://cv.iptc.org/newscodes/mediatopic/16000000",
    }


def test_versions_of_an_event_have_one_uri_and_numbers(session: ApiSession) -> None:
    reworded = [
        (event, version.revision.saved)
        for event in all_events(session)
        for version in session.reader.versions([event.id])[event.id][1:]
        if ChangeKind.WORDING in version.kinds and version.event
    ]
    assert reworded
    for event, saved in reworded:
        before, after = item(session, event, saved - timedelta(seconds=1)), item(session, event, saved)

        assert before["uri"] == after["uri"]
        assert before["headlines"] != after["headlines"]
        assert int(before["version"]) < int(after["version"])
        assert before["versionCreated"] < after["versionCreated"] == saved.isoformat()


def test_a_withdrawn_event_is_canceled_and_no_other(session: ApiSession) -> None:
    for event in all_events(session):
        assert (item(session, event)["pubStatus"] == "canceled") == (event.status is Status.WITHDRAWN)
    assert any(event.status is Status.WITHDRAWN for event in all_events(session))


def test_what_is_not_known_is_absent(session: ApiSession) -> None:
    for event in all_events(session):
        told = item(session, event)
        assert all(value not in (None, [], {}) for value in told.values())
        assert ("firstCreated" in told, "versionCreated" in told) == (event.first_timed, event.last_timed)
