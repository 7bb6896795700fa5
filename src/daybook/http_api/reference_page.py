"""The API for people: one page made from the table of operations, in HTML without a script."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import Any

from daybook.http_api.openapi import INTRODUCTION
from daybook.http_api.operations import OPERATIONS, Operation
from daybook.http_api.parameters import Parameter
from daybook.http_api.problems import PROBLEMS
from daybook.http_api.records import ChangeRecord, ProblemRecord, SubjectRecord
from daybook.http_api.session import BASE
from daybook.model.encoding import json_schemas
from daybook.publish.addresses import Root
from daybook.publish.cleaning import clean
from daybook.publish.interchange.records import (
    EventLinkRecord,
    EventRecord,
    RevisionRecord,
    SourceRecord,
    VersionRecord,
)
from daybook.publish.settings import SiteSettings

_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:56rem;margin:0 auto;padding:1.5rem}"
    "code{font-size:.92em;overflow-wrap:anywhere}h2{margin-top:2.5rem}h3{margin-bottom:.3rem}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;"
    "border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}td:first-child{width:12rem}"
)

RECORDS = (
    EventRecord, EventLinkRecord, RevisionRecord, SourceRecord, VersionRecord, SubjectRecord, ChangeRecord, ProblemRecord
)  # fmt: skip
"""Records whose keys the page lists."""


@lru_cache(8)
def reference_page(settings: SiteSettings) -> bytes:
    """Return the page."""
    return "\n".join(_page(settings)).encode()


def _page(settings: SiteSettings) -> Iterator[str]:
    root = Root.of(settings.address)
    title = f"{clean(settings.title)}: API"
    yield f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body><main>'
    yield f'<h1>{escape(title)}</h1>\n<p><a href="{escape(root.relative("/"))}">{escape(clean(settings.title))}</a></p>'
    yield f"<p>{_marked(INTRODUCTION)}</p>"
    yield (
        f'<p>Machines read <a href="{escape(root.relative(BASE))}/openapi.json">OpenAPI 3.1</a>; agents connect to '
        f"<code>{escape(root.absolute('/mcp'))}</code>. Try: <code>curl {escape(root.absolute(BASE))}/events?q=earthquake</code></p>"
    )
    yield '<nav aria-label="Contents"><ul>'
    for operation in OPERATIONS:
        yield f'<li><a href="#{operation.name}"><code>{escape(BASE + operation.path)}</code></a> {escape(operation.summary)}</li>'
    yield "</ul></nav>\n<h2>Addresses</h2>"
    for operation in OPERATIONS:
        yield from _operation(operation)
    yield "<h2>Streams</h2>"
    yield (
        "<p><code>/api/v1/changes/stream</code> sends what changes as Server-Sent Events: <code>change</code>, whose data is a change as "
        "in <code>/changes</code>, and <code>reset</code>, where more came than a stream sends. Send the last id as "
        "<code>Last-Event-ID</code>, as browsers do by themselves, or as <code>?last_event_id=</code>.</p>"
    )
    yield "<h2>Keys</h2>"
    schemas = json_schemas(RECORDS, ref_template="{name}")
    for record in RECORDS:
        yield from _record(record.__name__, schemas[record.__name__])
    yield "<h2>Problems</h2>\n<table><tbody>"
    for kind, words in PROBLEMS.items():
        yield f'<tr id="{kind}"><td><code>{kind}</code></td><td>{escape(words)}</td></tr>'
    yield "</tbody></table></main></body></html>"


def _operation(operation: Operation) -> Iterator[str]:
    path = BASE + operation.path
    yield f'<h3 id="{operation.name}"><code>{escape(path)}</code></h3>\n<p>{escape(operation.summary)}.'
    yield f"Formats: {', '.join(form.label for form in operation.formats)}.</p>"
    if operation.parameters:
        yield "<table><tbody>"
        yield from map(_parameter, operation.parameters)
        yield "</tbody></table>"


def _parameter(parameter: Parameter) -> str:
    notes = [_marked(parameter.description), *_limits(parameter)]
    name = f"{{{parameter.name}}}" if parameter.place == "path" else parameter.name
    return f"<tr><td><code>{escape(name)}</code></td><td>{' '.join(notes)}</td></tr>"


def _limits(parameter: Parameter) -> Iterator[str]:
    schema = parameter.kind.schema()
    if "enum" in schema:
        yield " ".join(f"<code>{escape(word)}</code>" for word in schema["enum"])
    if "maximum" in schema and parameter.name == "size":
        yield f"At most {schema['maximum']}."
    if parameter.default is not None and not parameter.several:
        yield f"Default: <code>{escape(str(parameter.default).lower())}</code>."


def _record(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f'<h3 id="{name}">{escape(name.removesuffix("Record"))}</h3>\n<p>{escape(schema.get("description", ""))}</p><table><tbody>'
    for key, value in schema["properties"].items():
        yield f"<tr><td><code>{escape(key)}</code></td><td>{_marked(value.get('description', ''))}</td></tr>"
    yield "</tbody></table>"


def _marked(text: str) -> str:
    """Return text whose parts between backticks are code."""
    parts = escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
