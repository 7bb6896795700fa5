"""Records as JSON and back: the home of msgspec.

Knows nothing of any one record; sees to it that the same record always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Meta

__all__ = [
    "Meta",
    "Open",
    "Record",
    "Unset",
    "changed",
    "converter",
    "decoder",
    "field_defaults",
    "fields_of",
    "indent_json",
    "json_schema",
    "json_schemas",
    "plain",
    "tag_of",
    "to_json",
    "unset",
]

Unset = msgspec.UnsetType
unset = msgspec.UNSET
"""Stands in a field that is not there at all: JSON then lacks its key."""

T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="deterministic")


class Record(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Base of records that are made to be written out: fields that hold their default are left out of the JSON.

    Values are plain, tuples or other records: without cycles, which is why the garbage collector need not look at them.
    """


class Open(msgspec.Struct, frozen=True, gc=False, kw_only=False):
    """Base of records whose keys are all in the JSON, null or empty as they may be; but for those that are `unset`."""


def fields_of(record: type[msgspec.Struct]) -> dict[str, bool]:
    """Return the names of a record's fields in order, each with whether it is always there."""
    return {field.name: field.required for field in msgspec.structs.fields(record)}


S = TypeVar("S", bound=msgspec.Struct)


def changed(record: S, **fields: object) -> S:
    """Return a record with some fields changed."""
    return msgspec.structs.replace(record, **fields)


def plain(value: object) -> Any:
    """Return a record as plain values, lists and dictionaries: as whoever reads its JSON has it."""
    return msgspec.json.decode(_encoder.encode(value))


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


def json_schemas(kinds: Sequence[type], *, ref_template: str) -> dict[str, Any]:
    """Return the JSON Schemas (2020-12) of records and of all that they refer to, by name."""
    return msgspec.json.schema_components(kinds, ref_template=ref_template)[1]


def field_defaults(record: type[Record]) -> dict[str, tuple[bool, Any]]:
    """Return for each field of a record whether it must be given, and what it holds otherwise (a value that nothing equals if so).

    Not by `msgspec.structs.fields`, which works out all annotations each time: a third of what the first page of a build took.
    """
    names, defaults = record.__struct_fields__, record.__struct_defaults__
    every = (msgspec.NODEFAULT,) * (len(names) - len(defaults)) + defaults
    return {name: (default is msgspec.NODEFAULT, default) for name, default in zip(names, every, strict=True)}


def tag_of(record: type[Record]) -> str:
    """Return the name by which JSON tells a kind of record from others."""
    return str(record.__struct_config__.tag)
