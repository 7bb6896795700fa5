"""What a request is answered with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from daybook.http_api.session import ApiSession

Piece = Callable[[ApiSession], bytes | None]
"""Gives one piece of a long answer after the other, then None; the archive is in the same state each time."""


@dataclass(frozen=True, slots=True)
class ApiReply:
    """Status, media type, headers of its own and content; or, in place of the content, `piece` of an answer in pieces."""

    status: int
    media_type: str
    content: bytes = field(default=b"", repr=False)
    headers: tuple[tuple[str, str], ...] = ()
    piece: Piece | None = None
