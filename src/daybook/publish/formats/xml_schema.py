"""The XML schema (XSD 1.0) of the pages: written from the same reading of the records that their writer goes by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from daybook.model.encoding import Record, tag_of
from daybook.publish.kinds import LOOKS
from daybook.publish.render.record_shape import NAMESPACE, XHTML, Field, Shape, choices, is_record, shape_of
from daybook.publish.render.to_xml import escape_attribute, escape_text

_SIMPLE = {
    str: "xs:string",
    int: "xs:integer",
    float: "xs:double",
    bool: "xs:boolean",
    date: "xs:date",
    datetime: "xs:dateTime",
}


def xml_schema() -> bytes:
    """Return the schema of all kinds of page."""
    pages: tuple[type[Record], ...] = tuple(look.record for look in LOOKS)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{NAMESPACE}" targetNamespace="{NAMESPACE}"'
            ' elementFormDefault="qualified" version="1">'
        ),
    ]
    lines.extend(f'<xs:element name="{tag_of(page)}" type="{page.__name__}"/>' for page in pages)
    for record in _all_records(pages):
        lines.extend(_type(record))
    lines.append("</xs:schema>\n")
    return "\n".join(lines).encode()


def _all_records(pages: tuple[type[Record], ...]) -> list[type[Record]]:
    """Return the pages and every record that they hold, each once, in order of first use."""
    found: dict[type[Record], None] = dict.fromkeys(pages)
    waiting = list(pages)
    while waiting:
        shape = shape_of(waiting.pop(0))
        for field in (*shape.attributes, *shape.elements):
            if is_record(field.base) and field.base not in found:
                found[field.base] = None
                waiting.append(field.base)
    return list(found)


def _type(record: type[Record]) -> Iterator[str]:
    shape = shape_of(record)
    yield f'<xs:complexType name="{shape.name}">'
    yield f"<xs:annotation><xs:documentation>{escape_text(_summary(record))}</xs:documentation></xs:annotation>"
    if shape.text:
        yield '<xs:simpleContent><xs:extension base="xs:string">'
        yield from _attributes(shape)
        yield "</xs:extension></xs:simpleContent>"
    else:
        yield "<xs:sequence>"
        for field in shape.elements:
            yield from _element(field)
        yield "</xs:sequence>"
        yield from _attributes(shape)
    yield "</xs:complexType>"


def _summary(record: type[Record]) -> str:
    return " ".join((record.__doc__ or "").split())


def _attributes(shape: Shape) -> Iterator[str]:
    for field in shape.attributes:
        use = ' use="required"' if field.required else ""
        note = (
            f"<xs:annotation><xs:documentation>{escape_text(field.description)}</xs:documentation></xs:annotation>"
            if field.description
            else ""
        )
        listed = choices(field.base)
        if listed:
            yield f'<xs:attribute name="{field.xml_name}"{use}>{note}{_choice(listed)}</xs:attribute>'
        else:
            yield f'<xs:attribute name="{field.xml_name}" type="{_SIMPLE[field.base]}"{use}>{note}</xs:attribute>'


def _choice(values: tuple[str, ...]) -> str:
    listed = "".join(f'<xs:enumeration value="{escape_attribute(value)}"/>' for value in values)
    return f'<xs:simpleType><xs:restriction base="xs:string">{listed}</xs:restriction></xs:simpleType>'


def _element(field: Field) -> Iterator[str]:
    least = "" if field.required else ' minOccurs="0"'
    if field.markup:
        yield f'<xs:any namespace="{XHTML}" processContents="skip"{least}/>'
    elif field.many:
        yield f'<xs:element name="{field.xml_name}"{least}><xs:complexType><xs:sequence>'
        yield _one(field, field.item, ' minOccurs="0" maxOccurs="unbounded"')
        yield "</xs:sequence></xs:complexType></xs:element>"
    else:
        yield _one(field, field.xml_name, least)


def _one(field: Field, name: str, occurs: str) -> str:
    if is_record(field.base):
        return f'<xs:element name="{name}" type="{field.base.__name__}"{occurs}/>'
    listed = choices(field.base)
    if listed:
        return f'<xs:element name="{name}"{occurs}>{_choice(listed)}</xs:element>'
    return f'<xs:element name="{name}" type="{_SIMPLE[field.base]}"{occurs}/>'
