"""Titles of wiki pages: their normal form, and the titles that day pages and month pages have.

Knows the wiki's naming only: not what stands on a page, nor where pages come from.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

FIRST_YEAR, LAST_YEAR = 1000, 9998
"""Years of which a wiki can have day pages: four digits, and the days before and after are still in the calendar."""

_NOT_PLAIN = re.compile(r"[^ -~]|[_&#]|  |^[ :a-z]| $|: ?[a-z ]")
_SPACES = re.compile(r"[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\t\r\n]+")
_DIRECTION_MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def normal_title(title: str, *, keep_section: bool = False) -> str:
    """Return the form of a title that MediaWiki knows a page by; empty for a link within the page.

    Entities are decoded, direction marks dropped, underscores and runs of white space become one space, a leading colon
    and the section go, the first letter becomes upper case, the text NFC (MediaWiki's `MediaWikiTitleCodec`). With
    `keep_section` the section stays, with its spaces tidied, after `#`.
    """
    if _NOT_PLAIN.search(title) is None:
        return title
    if "&" in title:
        title = html.unescape(title)
    title = unicodedata.normalize("NFC", _SPACES.sub(" ", _DIRECTION_MARKS.sub("", title))).strip()
    if title.startswith(":"):
        title = title.lstrip(": ")
    page, mark, section = title.partition("#")
    page, section = page.rstrip(), section.strip()
    page = _upper_first(page)
    return f"{page}#{section}" if keep_section and mark and section else page


def _upper_first(page: str) -> str:
    """Raise the first letter, unless that would make two of it: MediaWiki leaves "ß" as it is."""
    first = page[:1].upper()
    return first + page[1:] if len(first) == 1 else page


@dataclass(frozen=True, slots=True)
class DayTitles:
    """How a wiki names its day pages ("PREFIX/2004 August 14") and month pages ("PREFIX/August 2003").

    `months` are the twelve month names as the wiki writes them. A day with a leading zero is another title, and no day
    page: a wiki holds both only by mistake.
    """

    prefix: str = "Portal:Current events"
    months: tuple[str, ...] = ENGLISH_MONTHS

    def day(self, title: str) -> date | None:
        """Return the day whose page has this title, None for any other page."""
        words = self._words(title)
        if len(words) != 3 or words[1] not in self.months:
            return None
        year, day = _number(words[0]), _number(words[2])
        if year is None or day is None or len(words[0]) != 4 or words[2].startswith("0"):
            return None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        try:
            return date(year, self.months.index(words[1]) + 1, day)
        except ValueError:
            return None

    def month(self, title: str) -> tuple[int, int] | None:
        """Return year and month (from 1) whose page has this title, None for any other page."""
        words = self._words(title)
        if len(words) != 2 or words[0] not in self.months:
            return None
        year = _number(words[1])
        is_year = year is not None and len(words[1]) == 4 and FIRST_YEAR <= year <= LAST_YEAR
        return (year, self.months.index(words[0]) + 1) if year and is_year else None

    def title(self, day: date) -> str:
        """Return the title of a day's page."""
        return f"{self.prefix}/{day.year:04} {self.months[day.month - 1]} {day.day}"

    def month_title(self, year: int, month: int) -> str:
        """Return the title of a month's page; `month` counts from 1."""
        return f"{self.prefix}/{self.months[month - 1]} {year:04}"

    def _words(self, title: str) -> list[str]:
        if "_" in title or not title.startswith(self.prefix):
            title = normal_title(title)
        start = len(self.prefix) + 1
        return title[start:].split(" ") if title.startswith(self.prefix) and title[start - 1 : start] == "/" else []


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() else None
