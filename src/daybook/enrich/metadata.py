"""What a cited source's page says of itself: title, lead, date, language, canonical address. Pure: bytes to a record.

Hostile pages can keep the parser busy for minutes, so `confined.py` calls this in a process that can be ended.

Read are schema.org's articles in JSON-LD, then Open Graph (https://ogp.me), then plain `meta` elements, `title` and `lang`.
Whatever is missing, too long, too old or of another shape is left out; hostile pages give text that is only text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.etree
import lxml.html

from daybook.model import SourceFacts
from daybook.model.encoding import decoder

LONGEST_TITLE = 300
LONGEST_LEAD = 400
"""Characters; a longer text ends at a word, with an ellipsis."""

SHORTEST_LEAD = 25
"""Characters below which a description tells of no event: it is the outlet's name, or "News"."""

OLDEST = date(1990, 1, 1)
"""Before the first web pages there are no dates of any."""

_ARTICLE = re.compile(r"(Article|BlogPosting|Report|WebPage)$")
_DEEPEST = 6
_TAGS = re.compile(r"<[^<>]{0,500}>")
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_LANGUAGE = re.compile(r"^([a-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*$", re.IGNORECASE)
_CHARSET = re.compile(r"[a-z0-9][a-z0-9._:+()-]{0,39}", re.IGNORECASE | re.ASCII)
_LONGEST_DATE = 100
_LONGEST_ADDRESS = 2_000
_DAY = re.compile(r"^\s*(\d{4})-(\d{2})-(\d{2})")

_Plain = dict[str, Any]
_decode = decoder(list[Any])


def read_facts(page: bytes, address: str, today: date, charset: str | None = None) -> SourceFacts:
    """Return what a page tells of itself.

    `address` is where it was read, `charset` what its server says it is written in; a date after tomorrow is none.
    """
    tree = _parse(page, charset)
    if tree is None:
        return SourceFacts()
    article = next(iter(_articles(tree)), {})
    meta = _meta(tree)
    title = _first(article.get("headline"), meta.get("og:title"), tree.findtext(".//title"), longest=LONGEST_TITLE)
    lead = _first(article.get("description"), meta.get("og:description"), meta.get("description"), longest=LONGEST_LEAD)
    if lead is not None and (len(lead) < SHORTEST_LEAD or lead == title):
        lead = None
    stated = (article.get("datePublished"), meta.get("article:published_time"), meta.get("date"), meta.get("dc.date"))
    languages = (article.get("inLanguage"), tree.get("lang"), meta.get("og:locale"))
    return SourceFacts(
        title=title,
        lead=lead,
        published=next((day for text in stated if (day := _date(text, today))), None),
        language=next((code for text in languages if (code := _language(text))), None),
        canonical=_canonical(tree, address),
    )


def _parse(page: bytes, charset: str | None) -> lxml.html.HtmlElement | None:
    if charset is None:
        try:
            page.decode("utf-8")
            charset = "utf-8"
        except UnicodeDecodeError:
            charset = None  # the parser looks for a `meta` element, as browsers do
    if charset is not None and _CHARSET.fullmatch(charset) is None:
        charset = None  # lxml raises for control characters; nobody knows a charset of such a name
    try:
        parser = lxml.html.HTMLParser(encoding=charset, remove_comments=True, remove_pis=True)
    except LookupError:  # a charset that nobody knows
        parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(page, parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError):
        return None


def _meta(tree: lxml.html.HtmlElement) -> dict[str, str]:
    """Return the content of each `meta` element by its name or property, in lower case; the first one counts."""
    contents: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        content = element.get("content")
        if name and content:
            contents.setdefault(name, content)
    return contents


def _articles(tree: lxml.html.HtmlElement) -> Iterator[_Plain]:
    """Yield the articles that a page describes in JSON-LD."""
    for element in tree.iter("script"):
        if (element.get("type") or "").strip().lower() == "application/ld+json" and element.text:
            try:
                described = _decode(b"[" + element.text.encode("utf-8", "replace") + b"]")
            except (ValueError, RecursionError):
                continue
            yield from _find_articles(described, 0)


def _find_articles(value: Any, depth: int) -> Iterator[_Plain]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _find_articles(item, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in kinds) and "datePublished" in value:
            yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _find_articles(value.get(name), depth + 1)


def _first(*texts: Any, longest: int) -> str | None:
    return next((tidy for text in texts if isinstance(text, str) and (tidy := _tidy(text, longest))), None)


def _tidy(text: str, longest: int) -> str:
    """Return a text without markup and hidden characters, cut at a word where it is too long."""
    plain = html.unescape(_TAGS.sub(" ", html.unescape(text[: 8 * longest])))
    plain = _SPACES.sub(" ", _HIDDEN.sub("", plain)).strip()
    if len(plain) <= longest:
        return plain
    return plain[:longest].rpartition(" ")[0].rstrip(" ,;:.–-") + " …"


def _date(text: Any, today: date) -> date | None:
    if not isinstance(text, str):
        return None
    text = text[:_LONGEST_DATE].strip()
    day: date | None = None
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        match = _DAY.match(text)
        try:
            day = date(*map(int, match.groups())) if match else parsedate_to_datetime(text).date()
        except (ValueError, TypeError, OverflowError):  # the last for a year or an offset that no clock holds
            return None
    return day if OLDEST <= day <= today + timedelta(days=1) else None


def _language(text: Any) -> str | None:
    match = _LANGUAGE.match(text.strip()) if isinstance(text, str) else None
    return match[1].lower() if match else None


def _canonical(tree: lxml.html.HtmlElement, address: str) -> str | None:
    """Return the address by which the page wants to be known, if it is one of the same host."""
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            try:
                canonical = urljoin(address, (element.get("href") or "").strip())
                there, here = urlsplit(canonical), urlsplit(address)
                hosts = _site(there.hostname), _site(here.hostname)
            except ValueError:
                return None
            is_plain = canonical.isascii() and canonical.isprintable() and " " not in canonical
            is_known = is_plain and there.scheme in ("http", "https") and len(canonical) <= _LONGEST_ADDRESS
            return canonical if is_known and hosts[0] == hosts[1] else None
    return None


def _site(host: str | None) -> str:
    return (host or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
