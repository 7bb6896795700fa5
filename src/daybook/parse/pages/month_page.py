"""Month pages: cut into the days that stand on them, as if each had a page of its own.

Finds where days begin, in the shapes that month pages have had since 2002; what stands on a day is `page`'s part.
Everything before the first day is the month's own introduction ("Ongoing events", "See also"): it belongs to no day, and is
reported as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import unescape

from daybook.model.day import RawPage
from daybook.model.problem import Problem
from daybook.model.titles import DayTitles
from daybook.parse.dialect import Dialect
from daybook.parse.problems import problem
from daybook.parse.settings import ParseSettings

_LONGEST_MARK = 200
_STARTS = ("=", "''", ";", "[[", "<")
_MARKUP = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|'{2,}|^[=*;:#\s]+|[=\s]+$|<[^<>]*>|\{\{[^{}]*\}\}|&\w+;")
_NAMED_DAY = re.compile(r"(={1,6}[^\d=]*\d{1,2}[^\d=]*?)\s+[–—-]\s+[^\d=]+=+$")
"""A title that tells what day it is beside its date: "January 6 – Epiphany"."""
_NUMBER_ONLY = re.compile(r"={2,6}\s*(\d{1,2})\s*={2,6}")
_WORDS = re.compile(r"[^\W_]+")
_FRAME = re.compile(
    r"\{\{[^{}|]+\|\s*(?:year\s*=\s*)?(\d{4})\s*\|\s*(?:month\s*=\s*)?(\d{1,2})\s*\|\s*(?:day\s*=\s*)?(\d{1,2})\s*"
    r"(?:\}\}|\|\s*(?:content|top)\s*=)"
)
"""A frame template with a date: where day pages were pasted into a month page."""
_COMMENT = re.compile(r"<!--.*?(?:-->|$)")
"""What a line has of comments; one may go on."""
_TRANSCLUSION = re.compile(r"\s*\{\{\s*:?([^{}|]+?)\s*(?:\|[^{}]*)?\}\}\s*$")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What begins a day on a month page, what ends the days, and what says nothing outside them."""

    headings: tuple[re.Pattern[str], ...]
    ends: re.Pattern[str]
    boilerplate: re.Pattern[str]
    number: re.Pattern[str]
    beside: frozenset[str]


@lru_cache(maxsize=16)
def _patterns(dialect: Dialect) -> _Patterns:
    """Compile the words of a dialect. A heading's pattern may be followed by a weekday in parentheses."""
    dates, names = dialect.dates, dialect.names
    weekdays = "|".join(re.escape(day) for day in sorted(dates.weekdays, key=len, reverse=True)) or "(?!)"
    parts = {"{year}": r"(?P<year>\d{4})", "{month}": r"(?P<month>\d{1,2})", "{day}": r"(?P<day>\d{1,2})"}
    headings = tuple(
        re.compile("".join(parts.get(piece) or re.escape(piece) for piece in re.split(r"(\{\w+\})", pattern))
                   + rf"\s*(?:[(（]\s*(?:{weekdays})\s*[)）])?", re.IGNORECASE)
        for pattern in dialect.titles.headings
    )  # fmt: skip
    ends = "|".join(re.escape(end) for end in dialect.titles.ends) or "(?!)"
    foot = "|".join(re.escape(name) for name in (*names.category, *names.languages))
    hidden = "|".join(re.escape(name) for name in (*names.category, *names.file, *names.languages))
    ordinals = "|".join(re.escape(ending) for ending in dates.ordinals)
    switches = "|".join(re.escape(word) for word in dialect.magic.switches) or "(?!)"
    return _Patterns(
        headings,
        re.compile(rf"\s*(?:={{2,}}\s*(?:{ends})(?!\w)|\[\[\s*(?:{foot})\s*:)", re.IGNORECASE),
        re.compile(
            rf"\s*+(?:={{1,6}}.*|(?:{switches})|\[\[\s*(?:{hidden})\s*:.*|<!--.*|</?\w[^<>]*>|\{{\{{[^{{}}]*\}}\}}|[-{{}}|*#:\s]*)\s*",
            re.IGNORECASE,
        ),
        re.compile(rf"(\d{{1,2}})(?:{ordinals})?"),
        frozenset((*dates.weekdays, *dates.fillers, *dates.ordinals)),
    )


def split_month(page: RawPage, settings: ParseSettings | None = None) -> tuple[RawPage, ...]:
    """Return a page for each day that stands on a month page, oldest first, with the month page's revision and time.

    Each has the title of its day page, so `parse_page` reads it. Days that the month page only transcludes have pages
    of their own and are left out. A date that comes twice is one day, in the order of the page. Empty for a page that
    is no month page.
    """
    settings = settings or ParseSettings()
    titles = settings.titles
    month = titles.month(page.title)
    if month is None:
        return ()
    days: dict[date, list[str]] = {}
    for _, line, day in _lines_by_day(page, month, settings):
        if day is not None:
            days.setdefault(day, []).extend([] if line is None else [line])
    return tuple(
        RawPage(titles.title(day), "\n".join(lines).strip("\n"), page.revision, page.timestamp, page.editor)
        for day, lines in sorted(days.items())
        if any(line.strip() for line in lines)
    )


def day_sections(page: RawPage, settings: ParseSettings | None = None) -> dict[date, str]:
    """Return for the days of a month page the titles of the sections that they stand in, as the wiki shows them.

    Days that begin with something other than a title of a section, or with a template in it, are left out.
    """
    settings = settings or ParseSettings()
    month = settings.titles.month(page.title)
    if month is None:
        return {}
    lines = page.wikitext.replace("\r\n", "\n").split("\n")
    sections: dict[date, str] = {}
    for line_number, line, day in _lines_by_day(page, month, settings):
        if line is None and day is not None and day not in sections:
            heading = unescape(_COMMENT.sub("", lines[line_number - 1])).strip()
            if heading.startswith("=") and "{{" not in heading:
                sections[day] = " ".join(_MARKUP.sub(lambda match: (match[1] or "").replace("''", ""), heading).split())
    return {day: section for day, section in sections.items() if section}


def lines_of_no_day(page: RawPage, settings: ParseSettings | None = None) -> tuple[Problem, ...]:
    """Return the lines of a month page that belong to no day and say something, as problems; none for any other page.

    They are accounted for here because no day's page holds them. Headings, images, categories, comments and bare
    templates say nothing of events.
    """
    settings = settings or ParseSettings()
    month = settings.titles.month(page.title)
    if month is None:
        return ()
    boilerplate = _patterns(settings.words).boilerplate
    return tuple(
        problem("line-of-no-day", line_number, line.strip())
        for line_number, line, day in _lines_by_day(page, month, settings)
        if day is None and line and boilerplate.fullmatch(line) is None
    )


def example_of_day_heading(page: RawPage, settings: ParseSettings | None = None) -> str | None:
    """Return a heading that would begin the first day of a month page on which none begins.

    None for a page that has days, if only by transclusion, and for one that is no month page.
    """
    settings = settings or ParseSettings()
    month = settings.titles.month(page.title)
    if month is None or _has_transclusions(page.wikitext, settings.titles):
        return None
    if any(day is not None for _, _, day in _lines_by_day(page, month, settings)):
        return None
    form = next(iter(settings.words.titles.headings), settings.words.dates.month_first)
    name = settings.titles.months[month[1] - 1]
    return f"== {form.format(year=month[0], month=name, day=1)} =="


def _has_transclusions(wikitext: str, titles: DayTitles) -> bool:
    return any(_is_transclusion(line, titles) for line in wikitext.split("\n"))


def _lines_by_day(
    page: RawPage, month: tuple[int, int], settings: ParseSettings
) -> Iterator[tuple[int, str | None, date | None]]:
    """Yield the lines with their number, from 1, and the day that each belongs to; None for the line of a day's heading."""
    current: date | None = None
    hidden = False
    titles, patterns = settings.titles, _patterns(settings.words)
    for line_number, line in enumerate(page.wikitext.replace("\r\n", "\n").split("\n"), 1):
        if hidden or "<!--" in line:
            begun, hidden = hidden, _ends_in_comment(line, begun=hidden)
            if begun:
                yield line_number, line, current
                continue
        day = _day_of(_COMMENT.sub("", line), month, titles, patterns)
        if day is not None:
            current = day
            yield line_number, None, day
            if hidden:  # the comment goes on, and what it hides stays hidden in the day's page
                yield line_number, line[line.rfind("<!--") :], day
            continue
        if _is_transclusion(line, titles):
            current = None
            continue
        if patterns.ends.match(line):
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


def _day_of(line: str, month: tuple[int, int], titles: DayTitles, patterns: _Patterns) -> date | None:
    """Return the day that a line is the heading of; None for any other line.

    A heading is a line that holds a date of the month and nothing else: month and day in either order, perhaps the year,
    a weekday, an ordinal's ending, in a title the name of a holiday. In a title the day's number alone will do.
    """
    stripped = line.strip()
    # A frame that was pasted says its date in numbers; one of another month is an example or a slip, and begins no day here.
    if "{{" in stripped and (frame := _FRAME.match(stripped)) is not None:
        numbers = (int(frame[1]), int(frame[2])), int(frame[3])
        return _date(month, numbers[1]) if numbers[0] == month else None
    year, month_number = month
    name = titles.months[month_number - 1].casefold()
    # Nearly all lines end here, by a look at their first letters: the rest is costly and a page has thousands.
    if len(stripped) > _LONGEST_MARK or not (stripped.startswith(_STARTS) or name[:3] in stripped.casefold()):
        return None
    if stripped.startswith(("*", "#", ":")) or (stripped.startswith("[[") and not stripped.endswith("]]")):
        return None
    if stripped.startswith("="):
        if (only := _NUMBER_ONLY.fullmatch(stripped)) is not None:
            return _date(month, int(only[1]))
        if (dated := _dated_heading(stripped, month, patterns)) is not None:
            return dated
        if (festive := _NAMED_DAY.match(stripped)) is not None:
            stripped = festive[1]
    # Every word has to be accounted for: a sentence that happens to hold a date is no heading.
    words = _WORDS.findall(_MARKUP.sub(lambda match: match[1] or " ", stripped))
    day: int | None = None
    named = False
    for word in words:
        lower = word.casefold()
        if lower == name or (len(lower) == 3 and name.startswith(lower)):
            named = True
        elif lower in patterns.beside or lower == str(year):
            continue
        elif day is None and (digits := patterns.number.fullmatch(lower)):
            day = int(digits[1])
        else:
            return None
    return _date(month, day) if named and day is not None else None


def _dated_heading(line: str, month: tuple[int, int], patterns: _Patterns) -> date | None:
    """Return the day of a title that has one of the dialect's forms ("6月1日（月）")."""
    if not patterns.headings:
        return None
    text = _MARKUP.sub(lambda match: match[1] or " ", line).strip()
    for pattern in patterns.headings:
        if (match := pattern.fullmatch(text)) is not None:
            parts = match.groupdict()
            stated = int(parts.get("year") or month[0]), int(parts.get("month") or month[1])
            return _date(month, int(match["day"])) if stated == month else None
    return None


def _date(month: tuple[int, int], day: int) -> date | None:
    try:
        return date(*month, day)
    except ValueError:
        return None
