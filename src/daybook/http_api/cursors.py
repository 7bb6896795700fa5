"""Cursors of lists that the search engine does not make: where a walk stands, opaque to others."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

from daybook.http_api.problems import Refused
from daybook.model.encoding import Record, decoder, to_json

AFTER_ALL = {"next", "size", "fields", "extra", "count"}
"""Parameters that may change during a walk: they change what is said of items, not which there are."""


class Cursor(Record, frozen=True):
    """`of` is a digest of what is walked through, `key` what the last item was ordered by."""

    of: str
    key: tuple[str | int, ...]


_decode = decoder(Cursor)


def write_cursor(name: str, values: Mapping[str, Any], key: tuple[str | int, ...]) -> str:
    """Return the cursor of the page after the item with a key."""
    return base64.urlsafe_b64encode(to_json(Cursor(_digest(name, values), key))).decode().rstrip("=")


def read_cursor(name: str, values: Mapping[str, Any], kinds: tuple[type, ...]) -> tuple[Any, ...] | None:
    """Return the key of the cursor that a request gives, None where it gives none; raise `Refused` for one of another walk."""
    text = values["next"]
    if text is None:
        return None
    try:
        cursor = _decode(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except ValueError as error:
        raise bad_cursor("it is not one that an answer gave") from error
    if cursor.of != _digest(name, values) or tuple(map(type, cursor.key)) != kinds:
        raise bad_cursor("it belongs to another question")
    if any(isinstance(part, int) and not -(1 << 62) < part < 1 << 62 for part in cursor.key):
        raise bad_cursor("it is not one that an answer gave")
    return cursor.key


AHEAD = 100
"""Generations that a server may be behind another one that reads the same archive, or a copy of it: some hours of fetching."""


def expect_not_ahead(generation: int, present: int) -> None:
    """Refuse, for now, a cursor of a state that another process or machine has read already, and this one will in seconds."""
    if present < generation <= present + AHEAD:
        raise Refused(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "behind",
            "`next` is of a newer state of the archive than this server has read so far: ask again",
            "next",
        )


def bad_cursor(why: str) -> Refused:
    """Return the refusal of a cursor."""
    return Refused(HTTPStatus.BAD_REQUEST, "bad-cursor", f"`next` cannot be used: {why}", "next")


def _digest(name: str, values: Mapping[str, Any]) -> str:
    question = repr((name, sorted((key, value) for key, value in values.items() if key not in AFTER_ALL)))
    return blake2b(question.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
