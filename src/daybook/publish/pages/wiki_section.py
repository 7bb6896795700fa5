"""Which section of a wiki page a line stands in, as MediaWiki numbers them for its edit box."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADING = re.compile(r"={1,6}[^=\n].*?=[ \t]*")
_MARK = re.compile(r"<!--|-->|\{\{|\}\}|<nowiki>|</nowiki>")


def section_starts(wikitext: str) -> Sequence[tuple[int, int]]:
    """Return the line (from 1) and the number of each section that can be edited alone, in order.

    A heading inside a template is numbered, since MediaWiki counts it, and left out, since its edit box cannot be had.
    """
    starts = []
    depth = number = 0
    hidden = ""  # what ends the comment or the nowiki that the line stands in
    for line, text in enumerate(wikitext.split("\n"), 1):
        if not hidden and _HEADING.fullmatch(text.partition("<!--")[0]):
            number += 1
            if not depth:
                starts.append((line, number))
        for mark in _MARK.findall(text):
            if hidden:
                hidden = "" if mark == hidden else hidden
            elif mark in {"<!--", "<nowiki>"}:
                hidden = "-->" if mark == "<!--" else "</nowiki>"
            elif mark == "{{":
                depth += 1
            elif mark == "}}":
                depth = max(0, depth - 1)
    return starts


def section_of(starts: Sequence[tuple[int, int]], line: int) -> int | None:
    """Return the number of the section that a line stands in; None before the first, and for the page as a whole (line 0)."""
    found = None
    for start, number in starts:
        if start > line:
            break
        found = number
    return found
