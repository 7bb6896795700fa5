"""The table of operations is the one source of truth: what is documented is there, and what is there is documented."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from tests.http_api.asking import addresses, ask, body

from daybook.http_api import ApiSession
from daybook.http_api.openapi import api_description
from daybook.http_api.operations import FILTERS, OPERATIONS, find_operation


def test_names_and_paths_are_given_once() -> None:
    names = [operation.name for operation in OPERATIONS]
    paths = [operation.path for operation in OPERATIONS]

    assert (len(set(names)), len(set(paths))) == (len(names), len(paths))


def test_no_path_is_read_as_two_operations() -> None:
    for operation in OPERATIONS:
        path = re.sub(r"\{\w+\}", "1", operation.path)

        assert [each.name for each in OPERATIONS if each.shape.fullmatch(path)] == [operation.name]


def test_every_operation_is_asked_for_here(session: ApiSession) -> None:
    found = [find_operation(address.partition("?")[0]) for address in addresses(session)]
    asked = {each[0].name for each in found if each}

    assert asked == {operation.name for operation in OPERATIONS}


def test_every_key_that_is_documented_is_answered_and_no_other(session: ApiSession) -> None:
    """By record: the keys of its schema are those that answers of all operations have."""
    description = api_description(session.site.settings)
    schemas = description["components"]["schemas"]
    seen: dict[str, set[str]] = defaultdict(set)
    for address in addresses(session):
        operation = find_operation(address.partition("?")[0])
        assert operation is not None
        for name, keys in records_in(body(session, address), operation[0].answer.__name__, schemas):
            seen[name] |= keys
    seen["ProblemRecord"] = set(json.loads(ask(session, "/events?size=x").content))

    assert {name: set(schema["properties"]) for name, schema in schemas.items()} == seen


def test_every_answer_is_as_its_schema_says(session: ApiSession) -> None:
    description = api_description(session.site.settings)
    for address in addresses(session):
        found = find_operation(address.partition("?")[0])
        assert found is not None
        schema = {
            "$ref": f"#/components/schemas/{found[0].answer.__name__}",
            "components": description["components"],
        }

        assert [error.message for error in Draft202012Validator(schema).iter_errors(body(session, address))] == []


def test_every_key_is_described(session: ApiSession) -> None:
    schemas = api_description(session.site.settings)["components"]["schemas"]

    assert [
        (name, key)
        for name, schema in schemas.items()
        for key, value in schema["properties"].items()
        if not value.get("description")
    ] == []
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []


def test_the_page_for_people_names_every_address_parameter_and_key(session: ApiSession) -> None:
    page = ask(session, "/docs").content.decode()

    for operation in OPERATIONS:
        assert f">{('/api/v1' + operation.path)}</code>" in page
        assert [
            each.name
            for each in operation.parameters
            if f"{each.name}</code>" not in page and f"{{{each.name}}}" not in page
        ] == []


def test_links_of_the_root_lead_somewhere(session: ApiSession) -> None:
    links = body(session, "")["links"]
    base = "https://example.org/daily/api/v1"
    within = [link.removeprefix(base) for link in links.values() if link.startswith(base)]
    needing = {"/sources": "?url=http://a.example/b", "/resolve": "?url=/news/2004/12/26/", "/suggest": "?q=a"}

    statuses = {link: ask(session, link + needing.get(link, "")).status for link in within if link != "/changes/stream"}

    assert set(statuses.values()) == {200}
    assert f'<{base}/openapi.json>; rel="service-desc"' in dict(ask(session, "").headers)["Link"]
    assert len(statuses) > 8


def records_in(value: Any, name: str, schemas: dict[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """Yield every record within an answer: the name of its schema, and its keys."""
    yield name, set(value)
    for key, each in value.items():
        yield from _inside(each, schemas[name]["properties"].get(key, {}), schemas)


def _inside(value: Any, schema: Any, schemas: dict[str, Any]) -> Iterator[tuple[str, set[str]]]:
    for option in schema.get("anyOf", [schema]):
        if "$ref" in option and isinstance(value, dict):
            yield from records_in(value, option["$ref"].rpartition("/")[2], schemas)
        elif "items" in option and isinstance(value, list):
            for each in value:
                yield from _inside(each, option["items"], schemas)
        elif isinstance(option.get("additionalProperties"), dict) and isinstance(value, dict):
            for each in value.values():
                yield from _inside(each, option["additionalProperties"], schemas)


def test_the_description_has_every_operation_with_its_parameters(session: ApiSession) -> None:
    paths = api_description(session.site.settings)["paths"]
    described = {path: (each["get"]["operationId"], len(each["get"]["parameters"])) for path, each in paths.items()}

    assert (
        described.items()
        >= {operation.path or "/": (operation.name, len(operation.parameters)) for operation in OPERATIONS}.items()
    )


def test_the_guide_names_every_address_and_every_filter() -> None:
    guide = (Path(__file__).parents[2] / "docs/guide/api.md").read_text("utf-8")
    ends = {
        operation.path.replace("{slug}/events", "{slug}")
        for operation in OPERATIONS
        if operation.path[-7:] != "/events"
    }

    assert [path for path in ends if path and path not in guide] == []
    assert [each.name for each in FILTERS if f"`{each.name}`" not in guide] == []
