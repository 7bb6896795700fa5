"""Addresses of cited articles: what counts as one in wikitext, and the form that MediaWiki gives it.

Does not fetch, and does not fold variants of one address (that is the archive's comparison).
"""

from __future__ import annotations

import re
from urllib.parse import quote

URL_CHARACTER = r"[^\]\[<>\"\x00-\x20\x7f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ue000-\ue07f\ufffd']"
"""One character of an address inside wikitext, apostrophes aside (two of them end it)."""

_ADDRESS = rf"//(?:\[[0-9a-fA-F:.]+\]|{URL_CHARACTER}){URL_CHARACTER}*+(?:'(?!'){URL_CHARACTER}*+)*(?!'(?!'))"
# The look ahead at the end keeps what an address has taken: given back piece by piece, every piece would have the rest of
# the line read again. A possessive group would say so shorter, but CPython before 3.11.5 misreads those (gh-106052).
URL = rf"(?:(?i:https?|ftps?):)?{_ADDRESS}"
FREE_URL = rf"(?<!\w)(?i:https?|ftps?):{_ADDRESS}"

_OTHER_SCHEMES = (
    r"(?i:bitcoin:|geo:|git://|gopher://|ircs?://|magnet:|mailto:|mms://|news:|nntp://|redis://|sftp://|sips?:|sms:|ssh://|svn://"
    r"|tel:|telnet://|urn:|worldwind://|xmpp:)"
)
OTHER_ADDRESS = rf"{_OTHER_SCHEMES}{URL_CHARACTER}++"
"""An address that is no page of the web, but which the wiki links to when in brackets (`$wgUrlProtocols`)."""

FREE_OTHER_ADDRESS = rf"(?<!\w)(?:(?i:mailto:)|(?=\w+://){_OTHER_SCHEMES}){URL_CHARACTER}++"
"""The same without brackets; of the short schemes only the one that no sentence holds by chance."""

_UNSAFE = re.compile(r"[\x00-\x20\"<>^`{|}\x7f-\x9f]")
_INVISIBLE = re.compile(r"[\u00ad\u034f\u1806\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]")
"""Characters that MediaWiki takes out of the name of a host (`Sanitizer::cleanUrl`)."""
_OTHER_WIKI = re.compile(
    r"(?:https?:)?//(?:[\w-]+\.)*(?:wikipedia|wiktionary|wikisource|wikiquote|wikinews|wikibooks|wikivoyage|wikiversity"
    r"|wikidata|wikimedia|wikispecies)\.org/wiki/",
    re.IGNORECASE,
)
_CUT = re.compile(r"&(?:lt|gt|nbsp|#0*160|#[xX]0*[aA]0);")
_CUT_FREE = re.compile(r"&(?:lt|gt|nbsp|#x0*(?:3[CE]|A0)|#0*(?:60|62|160));", re.IGNORECASE)
_ENDS_IN_ENTITY = re.compile(r"&(?:[a-z]+|#x[\da-f]+|#\d+);$", re.IGNORECASE)


def normal_address(url: str) -> str:
    """Return an address as a browser can follow it: unsafe characters escaped, all others as written.

    An address without a scheme gets https.
    """
    if not url.isascii() and _INVISIBLE.search(url) is not None:
        scheme, mark, rest = url.partition("//")
        host, slash, path = rest.partition("/")
        url = scheme + mark + _INVISIBLE.sub("", host) + slash + path
    if "&amp;" not in url and not url.startswith("/") and _UNSAFE.search(url) is None:
        return url
    if url.startswith("//"):
        url = "https:" + url
    return _UNSAFE.sub(lambda match: quote(match[0], safe="", errors="replace"), url.replace("&amp;", "&"))


def is_other_wiki(url: str) -> bool:
    """Say whether an address is a page of Wikipedia or one of its sisters: its label is words, not an outlet's name."""
    return _OTHER_WIKI.match(url) is not None


def split_bracketed(url: str) -> tuple[str, str]:
    """Cut the address of a bracketed link where an escaped angle bracket or space ends it: address, and what goes to its label."""
    match = _CUT.search(url) if "&" in url else None
    return (url[: match.start()], url[match.start() :]) if match else (url, "")


def split_free(url: str) -> tuple[str, str]:
    """Cut a bare address from the punctuation after it: address (empty if none is left), and the rest.

    A closing parenthesis belongs to it only if it holds an opening one (MediaWiki's `Parser::makeFreeExternalLink`).
    """
    end = len(url)
    if "&" in url:
        match = _CUT_FREE.search(url)
        end = match.start() if match else end
    body = url[:end]
    kept = body.rstrip(",;\\.:!?" if "(" in body else ",;\\.:!?)")
    if len(kept) < len(body) and body[len(kept)] == ";" and _ENDS_IN_ENTITY.search(body, 0, len(kept) + 1):
        kept = body[: len(kept) + 1]
    host = kept.partition("//")[2]
    return (kept, url[len(kept) :]) if host else ("", url)
