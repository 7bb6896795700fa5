"""A request as values: which operation, with which parameters, in which format; or why it is refused. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from daybook.http_api.operations import FORMATS, ApiFormat, Operation, find_operation
from daybook.http_api.problems import Refused, bad_value, not_found, too_much

MOST_PAIRS = 100
"""Parameters of one request, repeated ones counted each time."""

_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """What came: the path below the API's ("" for its root), decoded; the query as sent; the header Accept."""

    path: str
    query: str = ""
    accept: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked: an operation, a value for each of its parameters, the format; and `pairs`, as they were sent."""

    operation: Operation
    values: Mapping[str, Any]
    format: ApiFormat
    suffix: str = ""
    stem: str = ""
    pairs: tuple[tuple[str, str], ...] = field(default=())

    def address(self, cursor: str) -> str:
        """Return the path, with query, of the page of the answer that a cursor stands for."""
        pairs = [(name, text) for name, text in self.pairs if name != "next"]
        query = "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in [*pairs, ("next", cursor)])
        return f"{self.stem}{f'.{self.suffix}' if self.suffix else ''}?{query}"


def read_request(request: ApiRequest) -> Call:
    """Return what a request asks for; raise `Refused`."""
    found = find_operation(request.path)
    if found is None:
        raise not_found(f"the API has no such address: `{request.path[:200]}`")
    operation, texts, suffix = found
    if suffix and suffix not in operation.formats:
        raise not_found(f"not in this format: it comes as {_listed(operation)}")
    pairs = _pairs(request.query)
    values = read_values(operation, texts, pairs)
    form = FORMATS[suffix] if suffix else _accepted(operation, request.accept)
    stem = request.path.removesuffix(f".{suffix}") if suffix else request.path
    return Call(operation, values, form, suffix, stem, tuple(pairs))


def read_request_of(operation: Operation, query: str) -> Call:
    """Return what a query asks of one operation whose path has no parameters; raise `Refused`."""
    pairs = _pairs(query)
    return Call(operation, read_values(operation, {}, pairs), operation.formats[0], pairs=tuple(pairs))


def read_values(operation: Operation, texts: Mapping[str, str], pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Return a value for each parameter of an operation, given those of its path and of its query; raise `Refused`."""
    takes = operation.takes
    given: dict[str, list[str]] = {name: [text] for name, text in texts.items()}
    for name, text in pairs:
        if name not in takes or takes[name].place == "path":
            known = ", ".join(sorted(each.name for each in takes.values() if each.place == "query")) or "none"
            raise Refused(
                HTTPStatus.BAD_REQUEST,
                "unknown-parameter",
                f"unknown parameter: `{name[:60]}`; known here: {known}",
                name[:60],
            )
        given.setdefault(name, []).append(text)
    values = {}
    for name, parameter in takes.items():
        if name not in given:
            if parameter.required:
                raise bad_value(name, "must be given")
            values[name] = parameter.without()
            continue
        try:
            values[name] = parameter.read(given[name])
        except ValueError as error:
            if parameter.place == "path":
                raise not_found(f"`{name}` {error}") from error
            refuse = too_much if "at most" in str(error) else bad_value
            raise refuse(name, str(error)) from error
    return values


def _pairs(query: str) -> list[tuple[str, str]]:
    """Return the names and values of a query, decoded."""
    parts = [part for part in query.split("&") if part]
    if len(parts) > MOST_PAIRS:
        raise Refused(HTTPStatus.BAD_REQUEST, "too-much", f"at most {MOST_PAIRS} parameters, not {len(parts):,}", None)
    pairs = []
    for part in parts:
        name, _, text = part.partition("=")
        try:
            pairs.append((_decoded(name), _decoded(text)))
        except ValueError as error:
            shown = name[:60] if name.isascii() and name.isprintable() else "?"
            raise bad_value(shown, "must be text in UTF-8, with its special characters as %XX") from error
    return pairs


def _decoded(text: str) -> str:
    if _BROKEN.search(text):
        raise ValueError(text)
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8")


def _accepted(operation: Operation, accept: str) -> ApiFormat:
    """Return the format that a client would rather have (RFC 9110, section 12.5.1): JSON where it is all the same."""
    if not accept:
        return operation.formats[0]
    best: tuple[float, int, int] | None = None
    chosen = None
    for place, form in enumerate(operation.formats):
        quality, precision = _quality(form.media_type, accept)
        rank = (quality, precision, -place)
        if quality > 0 and (best is None or rank > best):
            best, chosen = rank, form
    if chosen is None:
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", f"it comes as {_listed(operation)}")
    return chosen


def _quality(media_type: str, accept: str) -> tuple[float, int]:
    """Return how much a media type is wanted, and how precisely it was named: 2 by its name, 0 as anything."""
    family = media_type.partition("/")[0]
    found: dict[int, float] = {}
    for part in accept.lower().split(",")[:50]:
        name, _, rest = part.partition(";")
        precision = {media_type: 2, f"{family}/*": 1, "*/*": 0}.get(name.strip())
        if precision is not None:
            weight = re.search(r"(?:^|;)\s*q=([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", rest)
            found[precision] = float(weight[1]) if weight else 1.0
    if not found:
        return 0.0, 0
    precision = max(found)
    return found[precision], precision


def _listed(operation: Operation) -> str:
    return ", ".join(form.label for form in operation.formats)
