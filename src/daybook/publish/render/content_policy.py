"""The content security policy of pages: their own style and script by digest, everything else from the site alone."""

from __future__ import annotations

import base64
import hashlib


def content_policy(style: str, script: str) -> str:
    """Return the policy of a page with this style (empty: linked) and this script within it."""
    styles = f"style-src '{_digest(style)}';" if style else ""  # what is not named is as by default
    return (
        f"default-src 'self';script-src 'self' '{_digest(script)}';{styles}img-src 'self' data:;object-src 'none';"
        "base-uri 'none';form-action 'self'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
