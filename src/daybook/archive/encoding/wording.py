"""The words of an event as the archive keeps them, and when two of them are the same.

Events are compared by what they say, never by which object says it: a copy of a wording is that wording.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from daybook.archive.encoding.codec import Codec, sparse, write
from daybook.model import Event, RichText, Span
from daybook.model.text import link_titles

prepare_event = sparse(Event, leave_out=("Event.line",))
"""Gives what is stored of an event: its line is kept beside it, in listings and in `event.line`."""

_EVENT = Codec(Event, prepare=prepare_event)
_visible = sparse(Event, leave_out=("Event.line", "Event.depth", "Event.space_before", "Category.heading"))


class _OutlinedSpan(msgspec.Struct, gc=False):
    text: str
    link: str | None = None


class _OutlinedText(msgspec.Struct, gc=False):
    spans: tuple[_OutlinedSpan, ...] = ()


class _OutlinedSource(msgspec.Struct, gc=False):
    url: str


class _OutlinedEvent(msgspec.Struct, gc=False):
    headline: _OutlinedText
    sources: tuple[_OutlinedSource, ...] = ()


_OUTLINE = Codec(_OutlinedEvent)


class _HeadlineSpan(msgspec.Struct, gc=False):
    text: str
    superscript: bool = False
    subscript: bool = False


class _HeadlineText(msgspec.Struct, gc=False):
    spans: tuple[_HeadlineSpan, ...] = ()


class _HeadlineEvent(msgspec.Struct, gc=False):
    headline: _HeadlineText


_HEADLINE = Codec(_HeadlineEvent)


def wording_key(event: Event) -> bytes:
    """Return bytes that are equal for two events whose difference readers cannot see.

    Left out are place and bullet, the spelling of the heading, and lines above that name no topic: those are events, and
    their words their own.
    """
    if not all(line.topics for line in event.topics):
        event = replace(event, topics=tuple(line for line in event.topics if line.topics))
    return write(_visible(event))


def is_same_wording(one: Event, other: Event) -> bool:
    """Say whether readers see no difference between two events."""
    return one is other or one == other or wording_key(one) == wording_key(other)


def encode_event(event: Event) -> bytes:
    """Encode an event without its line."""
    return _EVENT.encode(event)


def decode_event(stored: bytes, line: int = 0) -> Event:
    """Decode what `encode_event` made, and give it its line."""
    event = _EVENT.decode(stored)
    if line:
        # Nobody else has the record yet; making a second one would take as long as decoding it.
        object.__setattr__(event, "line", line)
    return event


def decode_outline(stored: bytes) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Decode the plain headline, the titles it links to and the sources' addresses of what `encode_event` made."""
    event = _OUTLINE.decode(stored)
    spans = event.headline.spans
    text = "".join([span.text for span in spans])
    return text, link_titles([span.link for span in spans]), tuple([source.url for source in event.sources])


def decode_plain(stored: bytes) -> str:
    """Decode the headline of what `encode_event` made, as plain text."""
    spans = _HEADLINE.decode(stored).headline.spans
    return spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])


def decode_headline(stored: bytes) -> RichText:
    """Decode the headline of what `encode_event` made, without links and styles but for raised and lowered signs."""
    spans = _HEADLINE.decode(stored).headline.spans
    if any(span.superscript or span.subscript for span in spans):
        return RichText(tuple([Span(s.text, superscript=s.superscript, subscript=s.subscript) for s in spans]))
    return RichText((Span("".join([span.text for span in spans])),))
