"""Text escaped for pages in Markdown."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*_\[\]<>~|]|&(?=#|\w+;)|#+(?=\s*$)")
_PERHAPS_SPECIAL = re.compile(r"[\\`*_\[\]<>~|&#]")
"""What any match of the above begins with: most texts have none, which one class of characters tells in a quarter of the time."""
_AT_START = re.compile(r"^(?:[#+=-]|\d+(?=[.)]))")


def escape_markdown(text: str) -> str:
    """Return text that stands in the middle of a line of Markdown and means nothing but itself."""
    if _PERHAPS_SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def escape_line(text: str) -> str:
    """Return text that begins a line of Markdown and means nothing but itself."""
    escaped = escape_markdown(text)
    found = _AT_START.match(escaped)
    if not found:
        return escaped
    end = found.end()
    return f"{escaped[:end]}\\{escaped[end:]}" if escaped[0].isdigit() else f"\\{escaped}"


def link_target(url: str) -> str:
    """Return an address, already made safe, for the parentheses of a Markdown link."""
    return url.replace("(", "%28").replace(")", "%29")
