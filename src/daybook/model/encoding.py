"""Records as JSON and back: the home of msgspec.

Knows nothing of any one record; sees to it that the same record always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from msgspec import Meta

__all__ = ["Meta", "Record", "converter", "decoder", "field_default", "indent_json", "json_schema", "tag_of", "to_json"]

T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="deterministic")


class Record(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Base of records that are made to be written out: fields that hold their default are left out of the JSON.

    Values are plain, tuples or other records: without cycles, which is why the garbage collector need not look at them.
    """


def to_json(value: object) -> bytes:
    """Encode a record, or plain values, as compact JSON in UTF-8."""
    return _encoder.encode(value)


def decoder(kind: type[T]) -> Callable[[bytes], T]:
    """Return a function that decodes JSON to `kind` and raises `ValueError` for anything else."""
    return msgspec.json.Decoder(kind).decode


def converter(kind: type[T]) -> Callable[[object], T]:
    """Return a function that makes a `kind` of decoded JSON and raises `ValueError` for anything else."""
    return lambda value: msgspec.convert(value, kind)


def indent_json(value: bytes, spaces: int = 2) -> bytes:
    """Lay out encoded JSON for people."""
    return msgspec.json.format(value, indent=spaces)


def json_schema(kind: type, *, ref_template: str = "#/$defs/{name}") -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the JSON Schema (2020-12) of a record and the definitions that it refers to."""
    (schema,), definitions = msgspec.json.schema_components([kind], ref_template=ref_template)
    return schema, definitions


def field_default(record: type[Record], name: str) -> tuple[bool, Any]:
    """Say whether a field of a record must be given, and what it holds otherwise (a value that nothing equals if so)."""
    for field in msgspec.structs.fields(record):
        if field.name == name:
            return field.required, field.default
    raise AttributeError(name)


def tag_of(record: type[Record]) -> str:
    """Return the name by which JSON tells a kind of record from others."""
    return str(record.__struct_config__.tag)
