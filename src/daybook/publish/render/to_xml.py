"""Pages as XML, by a writer that is made once for each kind of record. What goes where: `record_shape`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from daybook.model.encoding import Record, tag_of
from daybook.publish.pages.records import AnyPage
from daybook.publish.render.record_shape import NAMESPACE, XHTML, Field, is_record, shape_of

_Write = Callable[[Callable[[str], None], Any, str], None]
"""Writes a value as an element of a name by handing its pieces on."""


class XmlRenderer:
    """Writes pages as XML in UTF-8."""

    def render(self, page: AnyPage) -> bytes:
        """Return a page as XML."""
        pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n']
        writer_of(type(page))(pieces.append, page, f'{tag_of(type(page))} xmlns="{NAMESPACE}"')
        pieces.append("\n")
        return "".join(pieces).encode()


@cache
def writer_of(record: type[Record]) -> _Write:
    """Return the function that writes a record; the name it is given may have attributes after it."""
    shape = shape_of(record)
    attributes = [(f' {field.xml_name}="', field.name, _to_text(field), field.default) for field in shape.attributes]
    elements = [(field.name, field.xml_name, _element_writer(field), field.default) for field in shape.elements]
    text_name = shape.text.name if shape.text else None

    def write(put: Callable[[str], None], value: Any, name: str) -> None:
        put(f"<{name}")
        for opening, field, as_text, default in attributes:
            content = getattr(value, field)
            if content != default:
                put(f'{opening}{as_text(content)}"')
        put(">")
        if text_name is not None:
            put(escape_text(getattr(value, text_name)))
        for field, xml_name, write_element, default in elements:
            content = getattr(value, field)
            if content != default:
                write_element(put, content, xml_name)
        put(f"</{name.partition(' ')[0]}>")

    return write


def escape_text(text: str) -> str:
    """Return text for the inside of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Return text for the inside of an attribute in double quotes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def time_text(when: datetime) -> str:
    """Return a time of UTC as RFC 3339 has it, to the second."""
    return f"{when.isoformat(timespec='seconds').removesuffix('+00:00')}Z"


def _to_text(field: Field) -> Callable[[Any], str]:
    kind = field.base
    if kind is bool:
        return lambda value: "true" if value else "false"
    if kind is datetime:
        return time_text
    if kind is date:
        return date.isoformat
    if kind in (int, float):
        return str
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: str(value.value)
    return escape_attribute


def _element_writer(field: Field) -> _Write:
    if not field.many:
        return _value_writer(field)
    write_item = _value_writer(field)
    item_name = field.item

    def write(put: Callable[[str], None], values: tuple[Any, ...], name: str) -> None:
        put(f"<{name}>")
        for value in values:
            write_item(put, value, item_name)
        put(f"</{name}>")

    return write


def _value_writer(field: Field) -> _Write:
    if field.markup:
        return lambda put, value, _name: put(f'<div xmlns="{XHTML}">{value}</div>')
    if is_record(field.base):
        return writer_of(field.base)
    if isinstance(field.base, type) and issubclass(field.base, Enum):
        return lambda put, value, name: put(f"<{name}>{escape_text(str(value.value))}</{name}>")
    return lambda put, value, name: put(f"<{name}>{escape_text(str(value))}</{name}>")
