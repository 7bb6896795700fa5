"""Where a walk through an answer stands: opaque to others, and holding while edits land.

A cursor names the state of the archive that its walk began in, and the last event given; the archive answers the rest from
that same state.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import blake2b

from daybook.ask.query import CursorError, Query
from daybook.ask.question import write_question
from daybook.model.encoding import decoder, to_json


@dataclass(frozen=True, slots=True)
class Cursor:
    """`generation` is the archive's when the walk began, `key` what the last event was ordered by, `query` a digest.

    `about` are the subjects that raised events: how strongly, and their ids, so that the order stays as it was.
    """

    query: str
    generation: int
    key: tuple[float, int, int]
    about: tuple[tuple[float, tuple[int, ...]], ...] = ()


def write_cursor(cursor: Cursor) -> str:
    """Return a cursor as letters that an address can hold."""
    return base64.urlsafe_b64encode(to_json(cursor)).decode().rstrip("=")


def read_cursor(text: str, query: Query) -> Cursor:
    """Return what `write_cursor` wrote for the same query; raise `CursorError` for anything else."""
    try:
        cursor = _decode(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except ValueError as error:
        raise CursorError(f"not a cursor: `{text[:80]}`") from error
    if cursor.query != digest(query):
        raise CursorError("the cursor belongs to another query")
    return cursor


def digest(query: Query) -> str:
    """Return what tells a query from others; its size may change during a walk."""
    plain = replace(query, cursor=None, size=1)
    values = [getattr(plain, name) for name in Query.__slots__ if name not in ("cursor", "size")]
    moment = plain.as_of.astimezone(UTC).isoformat() if plain.as_of else ""
    question = repr((write_question(plain), [repr(value) for value in values if value is not plain.as_of], moment))
    return blake2b(question.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


_decode = decoder(Cursor)
