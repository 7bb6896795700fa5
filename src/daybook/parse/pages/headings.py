"""Lines that are headings: in bold, between equal signs, or in tags; and headings that a bullet is glued to.

Says which part of a line is the heading's wikitext. Headings that begin with a semicolon are list lines (`page`'s part); how
headings fold into categories is `categories`' part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from daybook.parse.dialect import Dialect
from daybook.parse.pages.categories import is_known_heading
from daybook.parse.preprocess import REFERENCE_CLOSE, REFERENCE_OPEN, SHOWN_ONLY

_BOLD_LINE = re.compile(r"\s*+(?:<[^<>]*>\s*+)*'{2,5}(?!')(.{1,120}?)'{2,5}\s*+:?\s*+(?:<[^<>]*>\s*+)*$")
_HALF_BOLD_LINE = re.compile(r"\s*'{2,5}([^'\[\]]{1,60})$")
_BOLD_TAG = re.compile(r"</?(?:b|strong)(?:\s[^<>]*)?>", re.IGNORECASE)
_TITLE_LINE = re.compile(r"\s*+(={1,6})([^\n]{1,300}?)\1\s*+$")
_TAG_TITLE = re.compile(
    r"\s*+(?:<dl(?:\s[^<>]*)?>\s*+)?<(?:(?:h[1-6]|dt)(?:\s[^<>]*)?|(\w+)\s(?=[^<>]*\brole\s*=\s*[\"']?heading\b)[^<>]*)>"
    r"(.{1,300}?)</(?:h[1-6]|dt|\1)\s*>\s*+(?:</?(?:dl|dt|br|div|span)(?:\s[^<>]*)?/?>\s*+)*$",
    re.IGNORECASE,
)
"""A heading in tags: of a title, of a term, or of whatever has the role of one."""
_GLUED = re.compile(r"(?:\s*+'''+|;+)([^'\[\]<>*]{3,60}?)\s*+(?:'''+)?\s*+:?\s*+(?=\*)")
_ITALIC_LINE = re.compile(r"\s*+(?:<[^<>]*>\s*+)*''(?!').*[^']''\s*+:?\s*+(?:<[^<>]*>\s*+)*$")
_WORDS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=16)
def _beside(dialect: Dialect) -> re.Pattern[str]:
    """Match what may stand beside a heading: spaces, a category, a picture, a reference, or what only the wiki shows."""
    names = "|".join(re.escape(name) for name in (*dialect.names.file, *dialect.names.category))
    return re.compile(
        rf"&nbsp;|[\u200b-\u200f\u2060\ufeff]|\[\[\s*(?i:{names})\s*:[^\[\]\n]*\]\]"
        rf"|{SHOWN_ONLY}[^{SHOWN_ONLY}\n]*{SHOWN_ONLY}|{REFERENCE_OPEN}[^{REFERENCE_CLOSE}\n]*{REFERENCE_CLOSE}"
    )


@dataclass(frozen=True, slots=True)
class _DateWords:
    """Words of a date, and of the links beside a frame's date."""

    months: frozenset[str]
    others: frozenset[str]
    number: re.Pattern[str]


@lru_cache(maxsize=16)
def _date_words(dialect: Dialect, months: tuple[str, ...]) -> _DateWords:
    dates = dialect.dates
    names = [name.casefold() for name in months]
    ordinals = "|".join(re.escape(ending) for ending in dates.ordinals)
    return _DateWords(
        frozenset(name for name in (*names, *(name[:3] for name in names)) if not name.isdecimal()),
        frozenset((*dates.weekdays, *dates.fillers, *dialect.page.links_beside_headings)),
        re.compile(rf"\d+(?:{ordinals})?"),
    )


def title_of(line: str) -> str | None:
    """Return the title between equal signs or in tags; None for a line that is no such heading."""
    if line.lstrip()[:1] == "=" and (match := _TITLE_LINE.match(line)) is not None:
        return match[2].strip("= ")
    if "<" in line and (match := _TAG_TITLE.match(line)) is not None:
        return match[2]
    return None


def bold_of(line: str, dialect: Dialect) -> str | None:
    """Return what is in bold on a line that holds nothing else; None for any other line."""
    if "<" in line:
        line = _BOLD_TAG.sub("'''", line)
    if "''" not in line:
        return None
    line = _beside(dialect).sub(lambda match: " " if match[0] == "&nbsp;" else "", line)
    match = _BOLD_LINE.match(line) or _HALF_BOLD_LINE.match(line)
    return None if match is None or "''" in match[1] or "://" in match[1] else match[1]


def split_glued(line: str, dialect: Dialect) -> tuple[str, str] | None:
    """Cut a line that holds a known heading and, with no line break between, a bullet; None for any other line."""
    match = _GLUED.match(line) if "*" in line else None
    return (match[1], line[match.end() :]) if match is not None and is_known_heading(match[1], dialect) else None


def is_italic(line: str) -> bool:
    """Say whether a line is in italics from end to end, which makes it a remark rather than a heading."""
    return _ITALIC_LINE.match(line) is not None


def is_date(heading: str, dialect: Dialect, months: tuple[str, ...]) -> bool:
    """Say whether a heading is a day's or a frame's own, which begins no category.

    A date has a month, a day and little else: a year, an ordinal's ending, a weekday in any language.
    """
    words = [word.casefold() for word in _WORDS.findall(heading)]
    known = _date_words(dialect, months)
    named = sum(word in known.months for word in words)
    numbers = sum(known.number.fullmatch(word) is not None for word in words)
    others = len(words) - named - numbers - sum(word in known.others for word in words)
    if named and numbers:
        return others <= 1
    return bool(words) and others == named == 0 and (numbers == 0 or len(words) == 1)
