"""Which events a revision lists, and the revisions of a day as bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from daybook.archive.encoding.codec import Codec
from daybook.archive.encoding.damage import Unreadable
from daybook.archive.encoding.wording import encode_event, prepare_event
from daybook.model import Event, Problem


class Listing(msgspec.Struct, array_like=True):
    """The events of one revision in page order: for each its id, its wording and its first line.

    `revision` is the archive's number of it, `wiki_revision` the wiki's; times are seconds since 1970 in UTC. Where the source
    did not say when it was saved, `timed` is False; that is kept with the revision, not with the listing.
    """

    revision: int
    page: int
    wiki_revision: int | None
    saved: int
    read: int
    events: list[int]
    wordings: list[Event]
    lines: list[int]
    problems: tuple[Problem, ...]
    timed: bool = True

    @property
    def order(self) -> tuple[int, int, int]:
        """When it was saved, and for revisions of the same second which came first."""
        return (self.saved, self.wiki_revision or 0, self.revision)


class _StoredListing(msgspec.Struct, array_like=True):
    revision: int
    page: int
    wiki_revision: int | None
    saved: int
    read: int
    events: list[int]
    wordings: list[int]
    lines: list[int]
    problems: tuple[Problem, ...]


class _StoredHistory(msgspec.Struct, array_like=True):
    listings: list[_StoredListing]
    wordings: list[Event]


_HISTORY = Codec(
    _StoredHistory, prepare=lambda history: [history.listings, [prepare_event(each) for each in history.wordings]]
)


def encode_history(listings: Iterable[Listing], current: Mapping[int, Event]) -> bytes:
    """Encode the listings of a day; of wordings that are the `current` ones of their event only the fact is kept.

    A listing names each wording by its number among those of the day, counted from 1; 0 is the current one.
    """
    wordings = _Numbered()
    stored = [
        _StoredListing(
            each.revision, each.page, each.wiki_revision, each.saved, each.read, each.events,
            [
                0 if current.get(event) == wording else wordings.number(wording)
                for event, wording in zip(each.events, each.wordings, strict=True)
            ],
            each.lines, each.problems,
        )
        for each in listings
    ]  # fmt: skip
    return _HISTORY.encode(_StoredHistory(stored, wordings.events))


class _Numbered:
    """Numbers wordings by what they say, from 1. That two are one object only saves looking."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._by_object: dict[int, int] = {}
        self._by_value: dict[bytes, int] = {}

    def number(self, wording: Event) -> int:
        number = self._by_object.get(id(wording))
        if number is None:
            number = self._by_value.setdefault(encode_event(wording), len(self.events) + 1)
            if number > len(self.events):
                self.events.append(wording)
            self._by_object[id(wording)] = number
        return number


def decode_history(stored: bytes, current: Mapping[int, Event]) -> list[Listing]:
    """Decode what `encode_history` made, given the current wordings of the day's events."""
    history = _HISTORY.decode(stored)
    try:
        return [
            Listing(
                each.revision, each.page, each.wiki_revision, each.saved, each.read, each.events,
                [
                    history.wordings[number - 1] if number else current[event]
                    for event, number in zip(each.events, each.wordings, strict=True)
                ],
                each.lines, each.problems,
            )
            for each in history.listings
        ]  # fmt: skip
    except (LookupError, ValueError) as error:
        raise Unreadable(f"a stored history cannot be read, {error}") from error


def listed_ids(stored: bytes) -> set[int]:
    """Return the ids of all events that a stored history lists."""
    history = _HISTORY.decode(stored)
    return {event for listing in history.listings for event in listing.events}


def listed_revisions(stored: bytes) -> list[int]:
    """Return the revisions of a stored history, by the archive's numbers."""
    return [listing.revision for listing in _HISTORY.decode(stored).listings]
