"""Pages as XML, by a writer that is put together once for each kind of record. What goes where: `record_shape`.

Put together of functions that know their field, as walking a record's shape for each of a million list entries took a quarter
of a build's time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, Protocol

from daybook.model.encoding import Record, tag_of
from daybook.publish.pages.records import Page
from daybook.publish.render.record_shape import NAMESPACE, XHTML, Field, is_record, shape_of

_Put = Callable[[str], None]
"""Takes the next piece of a document."""
_Get = Callable[[Any], Any]
_WriteValue = Callable[[_Put, Any], None]
_Attribute = tuple[Any, str, Callable[[Any], str]]
"""The value that is left out, what comes before one, how it is written."""
_Child = tuple[Any, _WriteValue]
"""The value that is left out, how one is written."""


class _Write(Protocol):
    """Writes a record as an element of a name, with further attributes as they stand."""

    def __call__(self, put: _Put, record: Any, name: str, more: str = "") -> None: ...


class XmlRenderer:
    """Writes pages as XML in UTF-8."""

    def render(self, page: Page) -> bytes:
        """Return a page as XML."""
        pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
        writer_of(type(page))(pieces.append, page, tag_of(type(page)), f' xmlns="{NAMESPACE}"')
        pieces.append("\n")
        return "".join(pieces).encode()


def escape_text(text: str) -> str:
    """Return text for the inside of an element."""
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def escape_attribute(text: str) -> str:
    """Return text for the inside of an attribute in double quotes."""
    if "&" in text or "<" in text or '"' in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text


def time_text(when: datetime) -> str:
    """Return a time of UTC as RFC 3339 has it, to the second."""
    return f"{when.isoformat(timespec='seconds').removesuffix('+00:00')}Z"


@cache
def writer_of(record: type[Record]) -> _Write:
    """Return the function that writes a record: put together once from the fields of its shape."""
    shape = shape_of(record)
    # Required ones first: as long as there has been XML of pages, and no reader of XML minds the order.
    ordered = sorted(shape.attributes, key=lambda field: not field.required)
    attributes = [(field.default, f' {field.xml_name}="', _as_text(field, escape_attribute)) for field in ordered]
    attributes_of = _getter(ordered)
    if shape.text:
        return _text_writer(attributes_of, attributes, attrgetter(shape.text.name))
    children = [(field.default, _child_writer(field)) for field in shape.elements]
    return _element_writer(attributes_of, attributes, _getter(shape.elements), children)


def _getter(fields: Sequence[Field]) -> _Get:
    """Return what gives the values of some fields of a record as a tuple: all by one call."""
    names = [field.name for field in fields]
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _: ()
    value_of = attrgetter(*names)
    return lambda record: (value_of(record),)


def _element_writer(
    attributes_of: _Get, attributes: Sequence[_Attribute], children_of: _Get, children: Sequence[_Child]
) -> _Write:
    # The loops stand here and not in functions of their own: this is called a million times a build, and each call
    # that a field costs, even one that holds its default, is felt.
    def write(put: _Put, record: Any, name: str, more: str = "") -> None:
        start = f"<{name}{more}"
        for value, (default, opening, as_text) in zip(attributes_of(record), attributes, strict=True):
            if value is not default and value != default:
                start += f'{opening}{as_text(value)}"'
        put(f"{start}>")
        for value, (default, write_value) in zip(children_of(record), children, strict=True):
            if value is not default and value != default:
                write_value(put, value)
        put(f"</{name}>")

    return write


def _text_writer(attributes_of: _Get, attributes: Sequence[_Attribute], text_of: _Get) -> _Write:
    def write(put: _Put, record: Any, name: str, more: str = "") -> None:
        start = f"<{name}{more}"
        for value, (default, opening, as_text) in zip(attributes_of(record), attributes, strict=True):
            if value is not default and value != default:
                start += f'{opening}{as_text(value)}"'
        put(f"{start}>{escape_text(text_of(record))}</{name}>")

    return write


def _child_writer(field: Field) -> _WriteValue:
    """Return what writes a field's value as an element, a tuple's as one with an element for each."""
    if not field.many:
        return _one(field, field.xml_name)
    opening, closing = f"<{field.xml_name}>", f"</{field.xml_name}>"
    if is_record(field.base):
        write, name = writer_of(field.base), field.item

        def write_records(put: _Put, values: Any) -> None:
            put(opening)
            for value in values:
                write(put, value, name)
            put(closing)

        return write_records
    one = _one(field, field.item)

    def write_many(put: _Put, values: Any) -> None:
        put(opening)
        for value in values:
            one(put, value)
        put(closing)

    return write_many


def _one(field: Field, name: str) -> _WriteValue:
    """Return what writes one value of a field as an element."""
    if field.markup:
        return lambda put, value: put(f'<div xmlns="{XHTML}">{value}</div>')
    if is_record(field.base):
        write = writer_of(field.base)
        return lambda put, value: write(put, value, name)
    as_text = _as_text(field, escape_text)
    return lambda put, value: put(f"<{name}>{as_text(value)}</{name}>")


def _as_text(field: Field, escape: Callable[[str], str]) -> Callable[[Any], str]:
    """Return what gives a value as text."""
    kind = field.base
    if kind is bool:
        return lambda value: "true" if value else "false"
    if kind is datetime:
        return time_text
    if kind in (int, float, date):
        return str
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: escape(value.value)
    return escape
