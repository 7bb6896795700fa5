"""Titles as MediaWiki writes them in addresses."""

from __future__ import annotations

import re

_WIKI_SAFE = re.compile(r"[^A-Za-z0-9\-._~!$'()*,;:@/]")


def quote_title(title: str) -> str:
    """Return a wiki page's title as MediaWiki writes it in addresses: underscores, and UTF-8 bytes as %XX."""
    return _WIKI_SAFE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), title.replace(" ", "_")
    )
