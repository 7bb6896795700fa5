"""Addresses of cited articles: the outlet that an address belongs to, and the address without what does not matter.

Both work on copies: what is published is the address as editors wrote it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from daybook.model.slug import without_device_name

UNKNOWN = "unknown"
"""The outlet of an address that has no host."""

_PARTS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?(?P<host>\[[^\]]*\]|[^/?#:]*)(?::\d*)?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ARCHIVED = re.compile(
    r"https?://(?:web\.archive\.org/web/|archive\.(?:ph|is|today|org|vn|li|md|fo)/)[0-9a-z_*]*/?(?=https?:/)",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"[^a-z0-9.-]+")
_TRACKING = re.compile(
    r"(?:utm_\w+|at_\w+|ns_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|cmpid|cid|ocid|ref|ref_src|referrer|source|src|"
    r"smid|smtyp|share|sh|partner|feature|via|output|outputtype|amp|s|t|si|guccounter|guce_\w+|xtor|ito|taid|traffic_source|"
    r"link_id|can_id|email_\w+|sara_ref|sref|rss|from|campaign\w*|_ga|__twitter_impression|__source|leadsource|wprov|embedded)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=65536)
def outlet_slug(url: str) -> str:
    """Return the host of an address as the slug of its outlet: lower case, no `www.`, only letters, digits, `.` and `-`.

    International names are given in their ASCII form (RFC 3492); `unknown` where there is no host.
    """
    match = _PARTS.match(url.strip())
    host = unquote(match["host"]).strip().lower().strip(".") if match else ""
    if not host.isascii():
        host = _to_ascii(host)
    host = _FOREIGN.sub("-", host.removeprefix("www.")).strip("-.")
    return without_device_name(re.sub(r"\.{2,}", ".", host)[:200].strip("-.") or UNKNOWN, "outlet")


@lru_cache(maxsize=65536)
def normal_address(url: str) -> str:
    """Return what two addresses of the same article have in common.

    Left out: scheme, `www.` and the like, port, fragment, tracking parameters, AMP and archive wrappers, a slash at the end.
    """
    url = _ARCHIVED.sub("", url.strip())
    match = _PARTS.match(url)
    if match is None:
        return url.strip().lower()
    host = match["host"].lower().strip(".")
    for prefix in ("www.", "amp.", "m.", "mobile.", "edition."):
        host = host.removeprefix(prefix)
    path, _, query = match["rest"].partition("#")[0].partition("?")
    path = re.sub(r"/(?:amp(?:/|$)|index\.html?$)", "/", path.rstrip(".,)")).removesuffix(".amp")
    path = re.sub(r"(?:\.amp)?\.html?$|/$", "", path.rstrip("/"))
    kept = sorted(part for part in query.split("&") if part and not _TRACKING.match(part.partition("=")[0]))
    return f"{host}{unquote(path).lower()}" + (f"?{'&'.join(kept)}" if kept else "")


def _to_ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
