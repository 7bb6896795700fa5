"""Lines that are headings: in bold, between equal signs, or in tags; and headings that a bullet is glued to.

Says which part of a line is the heading's wikitext. Headings that begin with a semicolon are list lines (`page`'s part); how
headings fold into categories is `categories`' part.
"""

from __future__ import annotations

import re

from daybook.parse.categories import is_known_heading
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
_BESIDE = re.compile(
    rf"&nbsp;|[\u200b-\u200f\u2060\ufeff]|\[\[\s*(?:[Cc]ategory|[Ff]ile|[Ii]mage)\s*:[^\[\]\n]*\]\]|{SHOWN_ONLY}[^{SHOWN_ONLY}\n]*{SHOWN_ONLY}|{REFERENCE_OPEN}[^{REFERENCE_CLOSE}\n]*{REFERENCE_CLOSE}"
)
"""What may stand beside a heading: spaces, a category, a picture, a reference, or what only the wiki shows."""
_ITALIC_LINE = re.compile(r"\s*+(?:<[^<>]*>\s*+)*''(?!').*[^']''\s*+:?\s*+(?:<[^<>]*>\s*+)*$")
_WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun"
_DATE_WORDS = frozenset([*_WEEKDAYS.split("|"), "the", "of", "edit", "watch"])
"""Words of a date, and of the links beside a frame's date."""
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?")
_WORDS = re.compile(r"[^\W_]+")


def title_of(line: str) -> str | None:
    """Return the title between equal signs or in tags; None for a line that is no such heading."""
    if line.lstrip()[:1] == "=" and (match := _TITLE_LINE.match(line)) is not None:
        return match[2].strip("= ")
    if "<" in line and (match := _TAG_TITLE.match(line)) is not None:
        return match[2]
    return None


def bold_of(line: str) -> str | None:
    """Return what is in bold on a line that holds nothing else; None for any other line."""
    if "<" in line:
        line = _BOLD_TAG.sub("'''", line)
    if "''" not in line:
        return None
    line = _BESIDE.sub(lambda match: " " if match[0] == "&nbsp;" else "", line)
    match = _BOLD_LINE.match(line) or _HALF_BOLD_LINE.match(line)
    return None if match is None or "''" in match[1] or "://" in match[1] else match[1]


def split_glued(line: str) -> tuple[str, str] | None:
    """Cut a line that holds a known heading and, with no line break between, a bullet; None for any other line."""
    match = _GLUED.match(line) if "*" in line else None
    return (match[1], line[match.end() :]) if match is not None and is_known_heading(match[1]) else None


def is_italic(line: str) -> bool:
    """Say whether a line is in italics from end to end, which makes it a remark rather than a heading."""
    return _ITALIC_LINE.match(line) is not None


def is_date(heading: str, months: tuple[str, ...]) -> bool:
    """Say whether a heading is a day's or a frame's own, which begins no category.

    A date has a month, a day and little else: a year, an ordinal's ending, a weekday in any language.
    """
    words = [word.casefold() for word in _WORDS.findall(heading)]
    names = {name.casefold() for name in months} | {name.casefold()[:3] for name in months}
    named = sum(word in names for word in words)
    numbers = sum(_NUMBER.fullmatch(word) is not None for word in words)
    others = len(words) - named - numbers - sum(word in _DATE_WORDS for word in words)
    if named and numbers:
        return others <= 1
    return bool(words) and others == named == 0 and (numbers == 0 or len(words) == 1)
