"""A week in short: the stories that moved, what changed, what was withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from daybook.model import ChangeKind
from daybook.model.encoding import Meta, Record
from daybook.publish.pages.records.parts import Address, EventItem, EventLink, Link, Page

Week = Annotated[str, Meta(description="A week as YYYY-Www (ISO 8601).", extra={"attribute": True})]


class DigestStory(Record, frozen=True):
    """A story that moved: events of the week, at most a dozen (`count` says how many there were).

    They stand by the sub-headings below the story, which days share, those under none first; under each the oldest first.

    `usual` is how many a week brought in the month before.
    """

    story: Link
    count: int
    usual: float
    events: tuple[EventItem, ...] = ()


class DigestChange(Record, frozen=True):
    """An event of the week that changed in substance after it was first listed, and how."""

    event: EventLink
    kinds: tuple[ChangeKind, ...]


class DigestPage(Page, frozen=True, kw_only=True, tag="digest"):
    """A week, from `first` to `last`: stories by surprise, then events of the week that changed or were withdrawn."""

    kind = "digest"
    week: Week
    first: date
    last: date
    events: int
    days: int
    stories: tuple[DigestStory, ...] = ()
    changed: tuple[DigestChange, ...] = ()
    withdrawn: tuple[EventLink, ...] = ()


class WeekWeight(Record, frozen=True):
    """A week, and how many events it has."""

    address: Address
    week: Week
    events: int


class DigestIndexPage(Page, frozen=True, kw_only=True, tag="digest-index"):
    """All weeks, the latest first."""

    kind = "digest-index"
    weeks: tuple[WeekWeight, ...] = ()
