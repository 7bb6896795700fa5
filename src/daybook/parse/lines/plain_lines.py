"""The short way for the lines that are nine in ten: plain words, links, and sources in parentheses at the end.

Gives exactly what `inline` gives (a test compares them), several times faster; any line that is not of that kind is left
to it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from daybook.model.day import Source
from daybook.model.text import RichText, Span
from daybook.model.titles import normal_title
from daybook.parse.dialect import Dialect
from daybook.parse.lines.addresses import normal_address
from daybook.parse.lines.line_reading import Line
from daybook.parse.lines.source_labels import read_label
from daybook.parse.preprocess import reveal

_LINK = re.compile(r"\[\[(?!\.)([^\[\]{}<>|\n:%&/~]{1,120}+)(?:\|([^\[\]\n|]+))?\]\]([a-z]*)")
_SOURCE = re.compile(r"\[((?:https?:)?//[!#-&(-;=?-Z\\^-~]+) +(\([^\[\]<&\n\x02]*\))\]")
"""A source whose address has only those ASCII characters that always belong to an address: a class of them is fast to match."""
_LONGEST_CACHED = 200
_LONGEST_JOINT = 12
"""Characters of what stands between two links ("and", "in the") up to which one is likely to come again."""


def read_plain(text: str, dialect: Dialect) -> Line | None:
    """Return what a line says, None for a line that needs the long way."""
    if not text.isascii() and reveal(text) is not text:  # nowiki protects something in it
        return None
    start = text.find("[http")
    if start >= 0:
        return _read_both(text[:start], text[start:], dialect)
    return _read_words(text.strip(" ")) if len(text) <= _LONGEST_CACHED else _read_both(text, "", dialect)


@lru_cache(maxsize=8192)
def _read_words(text: str) -> Line | None:
    words = _words(text)
    return None if words is None else Line(words)


def _read_both(head: str, tail: str, dialect: Dialect) -> Line | None:
    sources: list[Source] = []
    if tail:
        parts = _SOURCE.split(tail)
        if len(parts) < 4 or parts[0]:
            return None
        for index in range(1, len(parts), 3):
            address, label, after = parts[index : index + 3]
            if after and after.strip(" ") not in ("", ","):
                return None
            if "''" in label:
                if label.count("''") % 2 or "'''" in label:
                    return None
                label = label.replace("''", "")
            if "&" in address and ";" in address:
                return None
            sources.append(Source(normal_address(address), *read_label(label, dialect)))
        if head.rstrip(" ").endswith((",", ";", ":", "(", "[", " –", " —", " -")):
            return None
    words = _words(head.strip(" "))
    return None if words is None else Line(words, tuple(sources))


def _words(head: str) -> RichText | None:
    if "  " in head or "''" in head or "<" in head or "&" in head or "://" in head or not head.isprintable():
        return None
    parts = _LINK.split(head)
    spans: list[Span] = []
    if before := parts[0]:
        if "[" in before or "]" in before:
            return None
        spans.append(Span(before))
    for index in range(1, len(parts), 4):
        target, label, trail, after = parts[index : index + 4]
        link = _link(target, label, trail)
        if link is None:
            return None
        spans.append(link)
        if after:
            if "[" in after or "]" in after:
                return None
            spans.append(Span(after) if len(after) > _LONGEST_JOINT else _joint(after))
        elif index + 4 < len(parts):  # neighbours of one link would have to be joined
            return None
    return RichText(tuple(spans))


_joint = lru_cache(maxsize=4096)(Span)


@lru_cache(maxsize=32768)
def _link(target: str, label: str | None, trail: str) -> Span | None:
    """Return the text of a link; None where the long way would do more than show it."""
    shown = target if label is None else label
    title = normal_title(target, keep_section=True)
    return None if shown[0] == " " or shown[-1] == " " or not title else Span(shown + trail, title)
