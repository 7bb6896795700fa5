"""What kind of change lies between two wordings of one event. Pure."""

from __future__ import annotations

import re

from daybook.archive.encoding.wording import wording_key
from daybook.archive.identity.source_address import normal_address
from daybook.model import ChangeKind, Event, Topic

KIND_BITS = {kind: 1 << place for place, kind in enumerate(ChangeKind)}
"""Kinds of change as `entry.kinds` holds them."""

_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion dozen dozens "
    "hundreds thousands millions"
)
_NUMBER_WORDS = frozenset(_NUMBERS.split())
_TOKEN = re.compile(r"\d+(?:[.,:\u00a0\u202f]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]")


def figures(text: str) -> tuple[str, ...]:
    """Return the numbers of a text in order, in digits or in words, thousands separators left out."""
    return tuple(token for token in _tokens(text) if _is_figure(token))


def change_kinds(before: Event, after: Event) -> tuple[ChangeKind, ...]:
    """Return the kinds of change between two wordings, in the order of `ChangeKind`; never empty for two that differ."""
    kinds = set()
    if before.headline != after.headline:
        old, new = _tokens(before.headline.plain), _tokens(after.headline.plain)
        if _kept(old, figure=True) != _kept(new, figure=True):
            kinds.add(ChangeKind.FIGURE)
        if _kept(old, figure=False) != _kept(new, figure=False):
            kinds.add(ChangeKind.WORDING)
    old_sources = {normal_address(source.url) for source in before.sources}
    new_sources = {normal_address(source.url) for source in after.sources}
    if new_sources - old_sources:
        kinds.add(ChangeKind.SOURCE_ADDED)
    if old_sources - new_sources:
        kinds.add(ChangeKind.SOURCE_REMOVED)
    if _topics(before) != _topics(after):
        kinds.add(ChangeKind.TOPIC)
    if _category(before) != _category(after):
        kinds.add(ChangeKind.CATEGORY)
    if not kinds and wording_key(before) != wording_key(after):
        kinds.add(ChangeKind.WORDING)
    return tuple(kind for kind in ChangeKind if kind in kinds)


def _tokens(text: str) -> list[str]:
    return [re.sub(r"[,\u00a0\u202f](?=\d{3})", "", token) for token in _TOKEN.findall(text)]


def _is_figure(token: str) -> bool:
    return token[0].isdigit() or token.casefold() in _NUMBER_WORDS


def _kept(tokens: list[str], *, figure: bool) -> list[str]:
    return [token for token in tokens if _is_figure(token) is figure]


def _topics(event: Event) -> list[tuple[Topic, ...]]:
    """Return the topics above an event; the words of an event that stands above it are that one's own."""
    return [line.topics for line in event.topics if line.topics]


def _category(event: Event) -> str | None:
    return event.category.name if event.category else None
