"""Pages as XML, by a writer that is compiled once for each kind of record. What goes where: `record_shape`.

Compiled, as walking a record's shape for each of a million list entries took a quarter of a build's time; the source that is
compiled is made of the names of our own records' fields and of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from daybook.model.encoding import Record, tag_of
from daybook.publish.pages.records import Page
from daybook.publish.render.record_shape import NAMESPACE, XHTML, Field, Shape, is_record, shape_of

_Write = Callable[[Callable[[str], None], Any, str, str], None]
"""Writes a record as an element: hands pieces on to the first argument; given are the record, name, further attributes."""


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
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Return text for the inside of an attribute in double quotes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def time_text(when: datetime) -> str:
    """Return a time of UTC as RFC 3339 has it, to the second."""
    return f"{when.isoformat(timespec='seconds').removesuffix('+00:00')}Z"


@cache
def writer_of(record: type[Record]) -> _Write:
    """Return the function that writes a record."""
    shape = shape_of(record)
    names: dict[str, Any] = {"text": escape_text, "attribute": escape_attribute, "time_text": time_text}
    for field in (*shape.attributes, *shape.elements):
        if not field.required:
            names[f"default_{field.name}"] = field.default
        if is_record(field.base):
            names[f"write_{field.name}"] = writer_of(field.base)
    source = "\n    ".join(["def write(put, record, name, more=''):", *_lines(shape)])
    exec(compile(source, f"<writer of {shape.name}>", "exec"), names)  # noqa: S102 - see the top of the module
    written: _Write = names["write"]
    return written


def _lines(shape: Shape) -> list[str]:
    """Return the body of a writer."""
    opening = "".join(
        f' {field.xml_name}="{{{_as_text(field, f"record.{field.name}", "attribute")}}}"'
        for field in shape.attributes
        if field.required
    )
    optional = [field for field in shape.attributes if not field.required]
    lines = [f"start = f'<{{name}}{{more}}{opening}'"]
    for field in optional:
        lines.append(f"value = record.{field.name}")
        lines.append(f"if value != default_{field.name}:")
        lines.append(f"    start += f' {field.xml_name}=\"{{{_as_text(field, 'value', 'attribute')}}}\"'")
    if shape.text:
        return [*lines, f"put(f'{{start}}>{{text(record.{shape.text.name})}}</{{name}}>')"]
    lines.append("put(start + '>')")
    for field in shape.elements:
        if field.required:
            lines += [f"value = record.{field.name}", *_element(field)]
        else:
            lines += [f"value = record.{field.name}", f"if value != default_{field.name}:"]
            lines += [f"    {line}" for line in _element(field)]
    return [*lines, "put(f'</{name}>')"]


def _element(field: Field) -> list[str]:
    """Return the lines that write a field's value as an element."""
    if not field.many:
        return [_one(field, field.xml_name, "value")]
    return [
        f"put('<{field.xml_name}>')",
        "for one in value:",
        f"    {_one(field, field.item, 'one')}",
        f"put('</{field.xml_name}>')",
    ]


def _one(field: Field, name: str, value: str) -> str:
    if field.markup:
        return f"put(f'<div xmlns=\"{XHTML}\">{{{value}}}</div>')"
    if is_record(field.base):
        return f"write_{field.name}(put, {value}, '{name}')"
    return f"put(f'<{name}>{{{_as_text(field, value, 'text')}}}</{name}>')"


def _as_text(field: Field, value: str, escape: str) -> str:
    """Return the expression that gives a value as text."""
    kind = field.base
    if kind is bool:
        return f'"true" if {value} else "false"'
    if kind is datetime:
        return f"time_text({value})"
    if kind in (int, float, date):
        return value
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"{escape}({value}.value)"
    return f"{escape}({value})"
