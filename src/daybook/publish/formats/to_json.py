"""Pages as JSON: a record as it stands, and the JSON Schema that is published beside the pages."""

from __future__ import annotations

from functools import cache
from typing import Any, Union

from daybook.model.encoding import indent_json, json_schema, to_json
from daybook.publish.kinds import LOOKS
from daybook.publish.pages.records import Page

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class JsonRenderer:
    """Writes pages as JSON in UTF-8, in one line: what reads it needs no layout, and it saves a fifth."""

    def render(self, page: Page) -> bytes:
        """Return a page as JSON."""
        return to_json(page) + b"\n"


def _any_of(records: tuple[type[Page], ...]) -> Any:
    """Return the union of records, which msgspec takes as a type."""
    return Union[records]  # noqa: UP007 - made of a tuple


@cache
def _components() -> tuple[dict[str, Any], dict[str, Any]]:
    """Work out the schema of all records: as long as fifty pages take, and the same for each site that a process makes."""
    return json_schema(_any_of(tuple(look.record for look in LOOKS)))


def page_schema(identifier: str) -> bytes:
    """Return the JSON Schema of all pages; `identifier` is the address that it is published under, version and all."""
    schema, definitions = _components()
    whole: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": identifier,
        "title": "A page of a Daybook site",
        "description": "Version 1. Later versions of Daybook add fields and kinds of page, and take none away.",
        **schema,
        "$defs": definitions,
    }
    return indent_json(to_json(whole)) + b"\n"
