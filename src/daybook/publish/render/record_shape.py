"""How a page record maps to XML: read once off its annotations, for the writer and for the published schema alike.

Numbers, dates, times, yes or no, names from a fixed list, and addresses are attributes; other fields are child elements in
the order of the record; a tuple is an element with one child for each value. A record whose only other field is text is an
element with that text. Underscores become hyphens. Fields that hold their default, and those that are null, are left out.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from daybook.model.encoding import Meta, Record, field_defaults

NAMESPACE = "urn:daybook:page:1"
XHTML = "http://www.w3.org/1999/xhtml"

_SINGULARS = {
    "related": "event",
    "most": "subject",
    "latest": "subject",
    "words": "part",
    "sources_added": "source",
    "sources_removed": "source",
    "topics_before": "topic",
    "topics_after": "topic",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record. `base` is its type without None, tuple and notes; `required` says that it always has a value.

    `many` says that it is a tuple, whose values are elements named `item`.
    """

    name: str
    xml_name: str
    base: Any
    required: bool
    default: Any
    many: bool
    item: str
    attribute: bool
    markup: bool
    description: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A record's fields by how they are written; `text` is the one whose value is the element's text, if any."""

    name: str
    attributes: tuple[Field, ...]
    elements: tuple[Field, ...]
    text: Field | None


@cache
def shape_of(record: type[Record]) -> Shape:
    """Return how a record is written."""
    hints = get_type_hints(record, include_extras=True)
    fields = [_field(name, hints[name], given) for name, given in field_defaults(record).items()]
    attributes = tuple(field for field in fields if field.attribute)
    elements = tuple(field for field in fields if not field.attribute)
    only = elements[0] if len(elements) == 1 else None
    text = only if only and only.base is str and not only.many and not only.markup else None
    return Shape(record.__name__, attributes, () if text else elements, text)


def is_record(kind: Any) -> bool:
    """Say whether an annotation is a record."""
    return isinstance(kind, type) and issubclass(kind, Record)


def choices(kind: Any) -> tuple[str, ...]:
    """Return the values of a type that has a fixed list of them."""
    if get_origin(kind) is Literal:
        return tuple(str(value) for value in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(str(member.value) for member in kind)
    return ()


def _field(name: str, hint: Any, given: tuple[bool, Any]) -> Field:
    required, default = given
    base, notes = _bare(hint)
    many = get_origin(base) is tuple
    if many:
        base, more = _bare(get_args(base)[0])
        notes = [*notes, *more]
    if required and _may_be_null(hint):  # JSON says null; XML has no attribute then
        required, default = False, None
    extra = {key: value for note in notes for key, value in (note.extra or {}).items()}
    simple = base in (int, float, bool, date, datetime) or bool(choices(base))
    return Field(
        name=name,
        xml_name=name.replace("_", "-"),
        base=base,
        required=required,
        default=default,
        many=many,
        item=_SINGULARS.get(name) or (f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")),
        attribute=not many and (simple or bool(extra.get("attribute"))),
        markup=bool(extra.get("markup")),
        description=next((note.description for note in notes if note.description), ""),
    )


def _may_be_null(hint: Any) -> bool:
    """Say whether an annotation takes None, within its notes."""
    while hasattr(hint, "__metadata__"):
        hint = hint.__origin__
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def _bare(hint: Any) -> tuple[Any, list[Meta]]:
    """Take None and notes off an annotation."""
    notes: list[Meta] = []
    while True:
        if hasattr(hint, "__metadata__"):
            notes += [note for note in hint.__metadata__ if isinstance(note, Meta)]
            hint = hint.__origin__
        elif get_origin(hint) in (Union, types.UnionType):
            (hint,) = [part for part in get_args(hint) if part is not type(None)]
        else:
            return hint, notes
