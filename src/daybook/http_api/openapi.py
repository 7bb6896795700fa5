"""The API as OpenAPI 3.1 describes it (https://spec.openapis.org/oas/v3.1.1.html), made from the table of operations."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from daybook import __version__
from daybook.http_api.operations import OPERATIONS, ApiFormat, Operation
from daybook.http_api.parameters import Parameter
from daybook.http_api.records import ChangeRecord, Page, ProblemRecord
from daybook.http_api.session import BASE
from daybook.model.encoding import json_schemas, to_json
from daybook.publish.addresses import Root
from daybook.publish.cleaning import clean
from daybook.publish.interchange.records import EventRecord
from daybook.publish.settings import SiteSettings

_REF = "#/components/schemas/{name}"

INTRODUCTION = (
    "Read only, without a key, open to every site. Lists have `next`, a cursor that holds while edits land, and `next_url`; both are "
    "null at the end. What is unknown, wrong or too large is refused with a problem (RFC 9457) that names the parameter. Keys are "
    "added, never renamed or removed. A suffix (`.json`, `.jsonl`, `.csv`, `.atom`, `.md`) or the header Accept chooses the format."
)
"""What the API is like, in a few sentences."""


@lru_cache(8)
def describe_api(settings: SiteSettings) -> bytes:
    """Return the description as JSON."""
    return to_json(api_description(settings)) + b"\n"


def api_description(settings: SiteSettings) -> dict[str, Any]:
    """Return the description as plain values."""
    root = Root.of(settings.address)
    info: dict[str, Any] = {
        "title": f"{clean(settings.title)}: API",
        "summary": clean(settings.description),
        "description": INTRODUCTION,
        "version": f"1 (Daybook {__version__})",
    }
    if settings.licence != "none":
        info["license"] = {"name": "Texts: CC BY-SA", "url": "https://creativecommons.org/licenses/by-sa/4.0/"}
    return {
        "openapi": "3.1.1",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": info,
        "servers": [{"url": root.absolute(BASE)}],
        "paths": {operation.path or "/": {"get": _operation(operation)} for operation in OPERATIONS}
        | {"/changes/stream": {"get": _stream()}},
        "components": {
            "parameters": {
                key: _parameter(parameter)
                for operation in OPERATIONS
                for key, parameter in zip(_keys(operation), operation.parameters, strict=True)
            },
            "schemas": _schemas(),
        },
    }


def _schemas() -> dict[str, Any]:
    answers = dict.fromkeys(operation.answer for operation in OPERATIONS)
    schemas = json_schemas([*answers, ChangeRecord, ProblemRecord], ref_template=_REF)
    event = schemas[EventRecord.__name__]
    del event["required"]
    event["description"] += " Has all keys that are not said to be asked for, unless `fields` chose among them."
    return schemas


def _operation(operation: Operation) -> dict[str, Any]:
    answers = {
        "200": {
            "description": operation.answer.__doc__ or "",
            "headers": _headers(operation),
            "content": {form.media_type: _content(operation, form) for form in operation.formats},
        },
        "304": {"description": "What the client has is still so."},
        "400": _problem("A parameter is unknown, wrong or asks for too much."),
        "404": _problem("It is not there."),
        "406": _problem("It does not come in this format."),
        "414": {"description": "The address is longer than a server takes."},
        "503": _problem("Too many at this moment: see Retry-After."),
    }
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [{"$ref": f"#/components/parameters/{key}"} for key in _keys(operation)],
        "responses": answers,
    }


def _keys(operation: Operation) -> list[str]:
    """Return the names of an operation's parameters in the description: their own, but where another of that name came before."""
    first: dict[str, Parameter] = {}
    for each in OPERATIONS:
        for parameter in each.parameters:
            first.setdefault(parameter.name, parameter)
    return [
        parameter.name if first[parameter.name] == parameter else f"{operation.name}.{parameter.name}"
        for parameter in operation.parameters
    ]


def _headers(operation: Operation) -> dict[str, Any]:
    headers = {"ETag": {"description": "Names this answer.", "schema": {"type": "string"}}}
    if issubclass(operation.answer, Page):
        headers["Link"] = {"description": "The page after, as `next`.", "schema": {"type": "string"}}
    return headers


def _content(operation: Operation, form: ApiFormat) -> dict[str, Any]:
    if form is ApiFormat.JSON:
        return {"schema": {"$ref": _REF.format(name=operation.answer.__name__)}}
    return {"schema": {"type": "string"}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = parameter.kind.schema()
    if parameter.several:
        schema = {"type": "array", "items": schema, "maxItems": 20, "minItems": 1}
    elif parameter.default is not None:
        schema = {**schema, "default": parameter.default}
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.description,
        "schema": schema,
    }
    if parameter.required:
        described["required"] = True
    if parameter.several:
        described |= {"style": "form", "explode": not parameter.commas}
    return described


def _stream() -> dict[str, Any]:
    return {
        "operationId": "changes_stream",
        "summary": "What changes from now on, as Server-Sent Events",
        "parameters": [
            {
                "name": "Last-Event-ID",
                "in": "header",
                "description": "The id of the last event that the client had.",
                "schema": {"type": "string"},
            },
            {
                "name": "last_event_id",
                "in": "query",
                "description": "The same, for the first request.",
                "schema": {"type": "string", "maxLength": 60},
            },
        ],
        "responses": {
            "200": {
                "description": "Events named `change`, whose data is a ChangeRecord, or `reset`, where some are left out.",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            "400": _problem("A parameter is unknown."),
            "503": _problem("There are too many streams: see Retry-After."),
        },
    }


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": _REF.format(name="ProblemRecord")}}},
    }
