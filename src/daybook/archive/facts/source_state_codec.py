"""What is known of a source as bytes: some twenty for most, as there are as many of them as sources.

A list of numbers and, rarely, text, in MessagePack; what is usual is left out at its end. Times are whole seconds. Of the address
of a copy, and of where a source moved to, only what the source's own address does not tell is kept. Archives that Daybook wrote
before have the record itself, compressed, which is read as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

import msgspec

from daybook.archive.encoding.codec import Codec
from daybook.archive.encoding.damage import Unreadable
from daybook.archive.encoding.stored_time import to_seconds, to_time
from daybook.model import ArchivedCopy, SourceHealth, SourceState

_HEALTH = (
    SourceHealth.ALIVE,
    SourceHealth.MOVED,
    SourceHealth.GONE,
    SourceHealth.BLOCKED,
    SourceHealth.PAYWALLED,
    SourceHealth.UNKNOWN,
)
"""What the number of a health stands for."""

_Difference = tuple[int, str, int]
"""How an address differs from the one expected: characters kept of its beginning, what stands between, characters kept of its end."""


class _Stored(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A state as it is kept: `since`, `copy_asked` and `failures` as seconds before `looked`, the other times since 1970."""

    health: int
    looked: int
    since: int
    copy_asked: int | None = None
    taken: int | None = None
    copy: _Difference | None = None
    moved_to: _Difference | None = None
    failures: tuple[int, ...] | None = None


def _trimmed(stored: _Stored) -> Sequence[object]:
    values = list(msgspec.structs.astuple(stored))
    while values[-1] is None:
        values.pop()
    return values


_STORED = Codec(_Stored, compressed=False, prepare=_trimmed)
_RECORD = Codec(SourceState)
_COMPRESSED = b"\x28\xb5\x2f\xfd"
"""What zstd's frames begin with, and no list in MessagePack does."""


def encode_state(address: str, state: SourceState) -> bytes:
    """Return what is known of the source at an address as bytes; of times, whole seconds are kept."""
    looked = to_seconds(state.looked)
    copy, failures = state.copy, tuple(looked - to_seconds(each) for each in state.failures)
    usual = _usual_copy(copy.taken, address) if copy else ""
    return _STORED.encode(
        _Stored(
            _HEALTH.index(state.health),
            looked,
            looked - to_seconds(state.since),
            looked - to_seconds(state.copy_asked) if state.copy_asked else None,
            to_seconds(copy.taken) if copy else None,
            _difference(copy.url, usual) if copy and copy.url != usual else None,
            _difference(state.moved_to, address) if state.moved_to is not None else None,
            failures or None,
        )
    )


def decode_state(address: str, stored: bytes) -> SourceState:
    """Return what `encode_state` wrote of the source at that address, or an earlier Daybook."""
    if stored.startswith(_COMPRESSED):
        return _RECORD.decode(stored)
    kept = _STORED.decode(stored)
    try:
        looked = kept.looked
        taken = to_time(kept.taken) if kept.taken is not None else None
        usual = _usual_copy(taken, address) if taken else ""
        return SourceState(
            _HEALTH[kept.health],
            to_time(looked - kept.since),
            to_time(looked),
            tuple([to_time(looked - each) for each in kept.failures or ()]),
            _text(kept.moved_to, address) if kept.moved_to else None,
            ArchivedCopy(_text(kept.copy, usual) if kept.copy else usual, taken) if taken else None,
            to_time(looked - kept.copy_asked) if kept.copy_asked is not None else None,
        )
    except (IndexError, OverflowError, ValueError, OSError) as error:
        raise Unreadable(f"what is known of a source cannot be read, {error}") from error


def _usual_copy(taken: datetime, address: str) -> str:
    """Return the address that the Wayback Machine has for a copy."""
    return f"https://web.archive.org/web/{taken:%Y%m%d%H%M%S}/{address}"


def _difference(text: str, expected: str) -> _Difference:
    start = _in_common(text, expected)
    end = _in_common(text[start:][::-1], expected[start:][::-1])
    return start, text[start : len(text) - end], end


def _text(difference: _Difference, expected: str) -> str:
    start, between, end = difference
    return expected[:start] + between + expected[len(expected) - end :]


def _in_common(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
