"""Lists written as HTML, turned into bullets: they are lists to a reader of the wiki, whatever they are written in."""

from __future__ import annotations

import re

from daybook.parse.preprocess import JOIN, SPLIT

_HAS_ITEM = re.compile(r"<li[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(ul|ol|li)(?:\s[^<>]*)?>", re.IGNORECASE)
_DEEPEST = 40
"""Levels of lists told apart: signs as deep as the tags of a line of nothing but tags would take quadratic room."""
_SIGNS = re.compile(r"[*#:;]*")


def html_lists_to_bullets(text: str) -> str:
    """Write each item of an HTML list as a bullet on a line of its own, under the bullet that its list stands in.

    Lines that the page does not have begin with SPLIT, so that all others keep their numbers.
    """
    if "<" not in text or _HAS_ITEM.search(text) is None:
        return text
    depth = 0
    lines = []
    for line in text.split("\n"):
        if _TAG.search(line) is None:
            lines.append(line)
            continue
        items, depth = _items(line, depth)
        if depth == 0 and line.lstrip(JOIN)[:1] not in tuple("*#:;"):
            items.append("")  # an empty one: what follows begins a list of its own
        lines += [items[0], *(SPLIT + item for item in items[1:])]
    return "\n".join(lines)


def _items(line: str, depth: int) -> tuple[list[str], int]:
    """Return what a line tells, one bullet each, and how deep in lists the next line is; never no line."""
    before = line[: len(line) - len(line.lstrip(JOIN))]
    line = line[len(before) :]
    match = _SIGNS.match(line)
    base = match[0] if match is not None else ""
    items: list[str] = []
    signs, position, is_item = base, len(base), False
    for tag in _TAG.finditer(line):
        _add(items, signs, line[position : tag.start()], base if not is_item else None)
        position = tag.end()
        closes, name = bool(tag[1]), tag[2].lower()
        if name == "li":
            is_item = not closes
            signs = base + "*" * min(max(1, depth), _DEEPEST) if is_item else base
        else:
            depth = max(0, depth - 1) if closes else depth + 1
            is_item = False
            signs = base
    _add(items, signs, line[position:], base if not is_item else None)
    if not items:
        items.append("")
    return [before + items[0], *items[1:]], depth


def _add(items: list[str], signs: str, text: str, outside: str | None) -> None:
    """Add a bullet; words outside the items of a list, for which `outside` has the signs, go on with the bullet around it."""
    if not text.strip(f" \t{JOIN}"):
        if items:
            items[-1] += JOIN * text.count(JOIN)
        elif text.strip(" \t"):
            items.append(text.strip(" \t"))
    elif outside is None or not items:
        items.append(signs + text)
    elif outside and _SIGNS.match(items[0])[0] != outside:  # type: ignore[index]  # of signs there may be none
        items.insert(0, outside + text)
    else:
        items[0] += " " + text.strip()
