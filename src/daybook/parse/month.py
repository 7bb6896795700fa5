"""Month pages: cut into the days that stand on them, as if each had a page of its own.

Finds where days begin, in the shapes that month pages have had since 2002; what stands on a day is `page`'s part.
Everything before the first day is the month's own introduction ("Ongoing events", "See also"): it belongs to no day, and is
told as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from daybook.model.day import RawPage
from daybook.model.problem import Problem
from daybook.model.titles import DayTitles
from daybook.parse.problems import problem
from daybook.parse.settings import ParseSettings

_LONGEST_MARK = 200
_STARTS = ("=", "''", ";", "[[", "<")
_MARKUP = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|'{2,}|^[=*;:#\s]+|[=\s]+$|<[^<>]*>|\{\{[^{}]*\}\}|&\w+;")
_NAMED_DAY = re.compile(r"(={1,6}[^\d=]*\d{1,2}[^\d=]*?)\s+[–—-]\s+[^\d=]+=+$")
"""A title that tells what day it is beside its date: "January 6 – Epiphany"."""
_NUMBER_ONLY = re.compile(r"={2,6}\s*(\d{1,2})\s*={2,6}")
_WORDS = re.compile(r"[^\W_]+")
_DAYS = "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
_WEEKDAYS = frozenset(_DAYS.split())
_END = re.compile(
    r"\s*(?:={2,}\s*(?:see also|external links|references|notes|recent deaths|births|deaths|ongoing events|other|sources)\b"
    r"|\[\[\s*category:|\[\[[a-z-]{2,12}:)",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"\{\{[^{}|]+\|\s*(?:year\s*=\s*)?(\d{4})\s*\|\s*(?:month\s*=\s*)?(\d{1,2})\s*\|\s*(?:day\s*=\s*)?(\d{1,2})\s*"
    r"(?:\}\}|\|\s*(?:content|top)\s*=)"
)
"""A frame template with a date: where day pages were pasted into a month page."""
_BOILERPLATE = re.compile(
    r"\s*+(?:={1,6}.*|\[\[\s*(?:[a-z-]{2,12}|category|image|file)\s*:.*|<!--.*|</?\w[^<>]*>|\{\{[^{}]*\}\}|[-{}|*#:\s]*)\s*",
    re.IGNORECASE,
)
_TRANSCLUSION = re.compile(r"\s*\{\{\s*:?([^{}|]+?)\s*(?:\|[^{}]*)?\}\}\s*$")


def split_month(page: RawPage, settings: ParseSettings | None = None) -> tuple[RawPage, ...]:
    """Return a page for each day that stands on a month page, oldest first, with the month page's revision and time.

    Each has the title of its day page, so `parse_page` reads it. Days that the month page only transcludes have pages
    of their own and are left out. A date that comes twice is one day, in the order of the page. Empty for a page that
    is no month page.
    """
    titles = (settings or ParseSettings()).titles
    month = titles.month(page.title)
    if month is None:
        return ()
    days: dict[date, list[str]] = {}
    for _, line, day in _lines_by_day(page, month, titles):
        if day is not None:
            days.setdefault(day, []).extend([] if line is None else [line])
    return tuple(
        RawPage(titles.title(day), "\n".join(lines).strip("\n"), page.revision, page.timestamp, page.editor)
        for day, lines in sorted(days.items())
        if any(line.strip() for line in lines)
    )


def lines_of_no_day(page: RawPage, settings: ParseSettings | None = None) -> tuple[Problem, ...]:
    """Return the lines of a month page that belong to no day and say something, as problems; none for any other page.

    They are accounted for here because no day's page holds them. Headings, images, categories, comments and bare
    templates say nothing of events.
    """
    titles = (settings or ParseSettings()).titles
    month = titles.month(page.title)
    if month is None:
        return ()
    return tuple(
        problem("line-of-no-day", line_number, line.strip())
        for line_number, line, day in _lines_by_day(page, month, titles)
        if day is None and line and _BOILERPLATE.fullmatch(line) is None
    )


def _lines_by_day(
    page: RawPage, month: tuple[int, int], titles: DayTitles
) -> Iterator[tuple[int, str | None, date | None]]:
    """Yield the lines with their number, from 1, and the day that each belongs to; None for the line of a day's heading."""
    current: date | None = None
    hidden = False
    for line_number, line in enumerate(page.wikitext.replace("\r\n", "\n").split("\n"), 1):
        if hidden or "<!--" in line:
            begun, hidden = hidden, _ends_in_comment(line, begun=hidden)
            if begun:
                yield line_number, line, current
                continue
        day = _day_of(line, month, titles)
        if day is not None:
            current = day
            yield line_number, None, day
            continue
        if _is_transclusion(line, titles):
            current = None
            continue
        if _END.match(line):
            current = None
        yield line_number, line, current


def _ends_in_comment(line: str, *, begun: bool) -> bool:
    """Say whether a comment goes on after a line: what it hides begins no day."""
    position = 0
    while True:
        end = line.find("-->" if begun else "<!--", position)
        if end < 0:
            return begun
        begun, position = not begun, end + 3


def _is_transclusion(line: str, titles: DayTitles) -> bool:
    match = _TRANSCLUSION.match(line) if "{{" in line else None
    return match is not None and titles.day(match[1]) is not None


def _day_of(line: str, month: tuple[int, int], titles: DayTitles) -> date | None:
    """Return the day that a line is the heading of; None for any other line.

    A heading is a line that holds a date of the month and nothing else: month and day in either order, perhaps the year,
    a weekday, an ordinal's ending, in a title the name of a holiday. In a title the day's number alone will do.
    """
    stripped = line.strip()
    if "{{" in stripped and (frame := _FRAME.match(stripped)) is not None:
        numbers = (int(frame[1]), int(frame[2])), int(frame[3])
        return _date(month, numbers[1]) if numbers[0] == month else None
    year, month_number = month
    name = titles.months[month_number - 1].casefold()
    if len(stripped) > _LONGEST_MARK or not (stripped.startswith(_STARTS) or name[:3] in stripped.casefold()):
        return None
    if stripped.startswith(("*", "#", ":")) or (stripped.startswith("[[") and not stripped.endswith("]]")):
        return None
    if stripped.startswith("="):
        if (only := _NUMBER_ONLY.fullmatch(stripped)) is not None:
            return _date(month, int(only[1]))
        if (festive := _NAMED_DAY.match(stripped)) is not None:
            stripped = festive[1]
    words = _WORDS.findall(_MARKUP.sub(lambda match: match[1] or " ", stripped))
    day: int | None = None
    named = False
    for word in words:
        lower = word.casefold()
        if lower == name or (len(lower) == 3 and name.startswith(lower)):
            named = True
        elif lower in _WEEKDAYS or lower in ("the", "of", "st", "nd", "rd", "th") or lower == str(year):
            continue
        elif day is None and (digits := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", lower)):
            day = int(digits[1])
        else:
            return None
    return _date(month, day) if named and day is not None else None


def _date(month: tuple[int, int], day: int) -> date | None:
    try:
        return date(*month, day)
    except ValueError:
        return None
