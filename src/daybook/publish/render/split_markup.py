"""Cuts the markup of a headline in two where its text is cut: the elements that are open there end, and begin again."""

from __future__ import annotations

import re
from html import unescape

_PIECE = re.compile(r"<[^>]*>|&[^;]*;|[^<&]+")
_TAG = re.compile(r"<[^>]*>")


def text_of(html: str) -> str:
    """Return the text of such markup alone."""
    return unescape(_TAG.sub("", html))


def split_markup(html: str, length: int) -> tuple[str, str]:
    """Return the markup of the first `length` characters of text, and the rest without a space at its start.

    `html` is what `rich_text.to_html` writes: well-formed, an entity stands for one character.
    """
    opened: list[str] = []
    seen = 0
    for piece in _PIECE.finditer(html):
        text = piece[0]
        if text.startswith("</"):
            opened.pop()
            continue
        count = 0 if text.startswith("<") else 1 if text.startswith("&") else len(text)
        if seen + count > length or (seen == length and not count):
            at = piece.start() + length - seen
            names = [tag[1:-1].partition(" ")[0] for tag in reversed(opened)]
            return html[:at] + "".join(f"</{name}>" for name in names), ("".join(opened) + html[at:].lstrip())
        if not count:
            opened.append(text)
        seen += count
    return html, ""
