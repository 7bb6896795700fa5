"""Titles as MediaWiki writes them in addresses, and where a page is edited."""

from __future__ import annotations

import re

_WIKI_SAFE = re.compile(r"[^A-Za-z0-9\-._~!$'()*,;:@/]")


def quote_title(title: str) -> str:
    """Return a wiki page's title as MediaWiki writes it in addresses: underscores, and UTF-8 bytes as %XX."""
    return _WIKI_SAFE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), title.replace(" ", "_")
    )


def edit_address(index: str, title: str, section: int | None = None) -> str | None:
    """Return the address of the edit box of a wiki page, or of one section of it.

    `index` is the address of the wiki's index.php; where it is empty there is no such address.
    """
    part = f"&section={section}" if section is not None else ""
    return f"{index}?title={quote_title(title)}&action=edit{part}" if index else None
