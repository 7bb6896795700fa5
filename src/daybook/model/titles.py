"""Titles of wiki pages: their normal form, and the titles that day pages and month pages have.

Knows the wiki's naming only: not what stands on a page, nor where pages come from.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

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


DAY_TITLE = "{prefix}/{year} {month} {day}"
MONTH_TITLE = "{prefix}/{month} {year}"


@dataclass(frozen=True, slots=True)
class DayTitles:
    """How a wiki names its day pages ("PREFIX/2004 August 14") and month pages ("PREFIX/August 2003").

    `months` are the twelve month names as the wiki writes them, numbers where it writes numbers. The patterns say where
    year, month, day and prefix stand, each at most once. A day with a leading zero is another title, and no day page: a
    wiki holds both only by mistake.
    """

    prefix: str = "Portal:Current events"
    months: tuple[str, ...] = ENGLISH_MONTHS
    day_pattern: str = DAY_TITLE
    month_pattern: str = MONTH_TITLE

    def day(self, title: str) -> date | None:
        """Return the day whose page has this title, None for any other page."""
        match = self._match(self.day_pattern, title)
        if match is None or match["day"].startswith("0"):
            return None
        if not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
            return None
        try:
            return date(int(match["year"]), self.months.index(match["month"]) + 1, int(match["day"]))
        except ValueError:
            return None

    def month(self, title: str) -> tuple[int, int] | None:
        """Return year and month (from 1) whose page has this title, None for any other page."""
        match = self._match(self.month_pattern, title)
        year = 0 if match is None else int(match["year"])
        is_year = FIRST_YEAR <= year <= LAST_YEAR
        return (year, self.months.index(match["month"]) + 1) if match is not None and is_year else None

    def title(self, day: date) -> str:
        """Return the title of a day's page."""
        month = self.months[day.month - 1]
        return self.day_pattern.format(prefix=self.prefix, year=f"{day.year:04}", month=month, day=day.day)

    def month_title(self, year: int, month: int) -> str:
        """Return the title of a month's page; `month` counts from 1."""
        return self.month_pattern.format(prefix=self.prefix, year=f"{year:04}", month=self.months[month - 1])

    @property
    def starts(self) -> tuple[str, ...]:
        """What the titles of day pages and month pages begin with, each of them with one of these."""
        starts: set[str] = set()
        for pattern in (self.day_pattern, self.month_pattern):
            literal, _, rest = pattern.replace("{prefix}", self.prefix).partition("{")
            variable = self.months if rest.startswith("month") else tuple("123456789")
            starts.update((literal,) if literal else variable)
        return tuple(sorted(start for start in starts if not any(start != o and start.startswith(o) for o in starts)))

    def _match(self, pattern: str, title: str) -> re.Match[str] | None:
        expression, start = _title_expression(pattern, self.prefix, self.months)
        if "_" in title or not title.startswith(start):
            title = normal_title(title)
        return expression.fullmatch(title)


@lru_cache(maxsize=32)
def _title_expression(pattern: str, prefix: str, months: tuple[str, ...]) -> tuple[re.Pattern[str], str]:
    """Return a pattern of titles as a regular expression, and what every such title begins with."""
    # Longer names first: of "1" and "10" the first would match the beginning of the other.
    names = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))
    parts = {
        "{prefix}": re.escape(prefix), "{year}": "(?P<year>[0-9]{4})", "{month}": f"(?P<month>{names})",
        "{day}": "(?P<day>[0-9]{1,2})",
    }  # fmt: skip
    pieces = re.split(r"(\{(?:prefix|year|month|day)\})", pattern)
    expression = "".join(parts.get(piece) or re.escape(piece) for piece in pieces)
    start = pattern.replace("{prefix}", prefix).partition("{")[0]
    return re.compile(expression), start
