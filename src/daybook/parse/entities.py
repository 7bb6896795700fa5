"""Character references: those that MediaWiki decodes, each once."""

from __future__ import annotations

import re
from html.entities import html5

_ENTITY = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,7})|([A-Za-z][A-Za-z0-9]*));")


def decode_entities(text: str) -> str:
    """Decode character references that end in a semicolon; others are text (`Sanitizer::decodeCharReferences`)."""
    return _ENTITY.sub(_decoded, text) if "&" in text else text


def _decoded(match: re.Match[str]) -> str:
    if match[3]:
        return html5.get(match[3] + ";", match[0])
    code = int(match[1]) if match[1] else int(match[2], 16)
    allowed = code in (9, 10) or 32 <= code <= 126 or 160 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD
    return chr(code) if allowed or 0x10000 <= code <= 0x10FFFF else match[0]
