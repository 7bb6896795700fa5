"""Makes text and addresses of the wiki harmless for any format; escapes nothing, as each format does that in its own way.

Removed: control characters and code points that XML does not allow, and direction overrides and embeddings, which could
reorder what stands around a text. Marks that scripts need (joiners, left-to-right and right-to-left marks) stay.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_SPACES = re.compile(r"[\s\x85\u2028\u2029]+")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff"
    + "".join(f"{chr(0x10000 * plane + 0xFFFE)}{chr(0x10000 * plane + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_URL_SAFE = "!#$%&'()*+,-./0123456789:;=?@[]_~"
_PLAIN_URL = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:[/?#][A-Za-z0-9!#$%&'()*+,\-./:;=?@\[\]_~]*)?"
)
"""Most addresses: already as they should be, which is found out four times as fast as by taking them apart."""
LONGEST_URL = 2000
"""Characters of the longest address that is printed as a link: what common browsers and proxies take."""


def clean(text: str) -> str:
    """Return text without forbidden characters; spaces at the ends stay, as spans of a headline are joined later."""
    if text.isascii() and text.isprintable():
        return text
    return _FORBIDDEN.sub("", _SPACES.sub(_one_space, text))


def _one_space(found: re.Match[str]) -> str:
    """Keep a space of the text as it is (no-break, thin), and turn a run that has line breaks or tabs into one space."""
    run = found[0]
    return (
        run
        if run.isprintable() or not any(char in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029" for char in run)
        else " "
    )


def safe_url(url: str) -> str | None:
    """Return an http or https address in ASCII without spaces, quotes or brackets; None for any other."""
    if len(url) <= LONGEST_URL and _PLAIN_URL.fullmatch(url):
        return url
    stripped = clean(url).strip()
    if len(stripped) > LONGEST_URL:
        return None
    try:
        parts = urlsplit(stripped)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    return quote(stripped, safe=_URL_SAFE)
