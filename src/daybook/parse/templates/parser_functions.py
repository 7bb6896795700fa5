"""Parser functions and the like (`{{#if:..}}`, `{{lc:..}}`): those whose text follows from the page alone.

Conditions are read as written: what depends on other pages, or on the time of reading, is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from daybook.parse.dialect import Dialect
from daybook.parse.preprocess import NOTHING, hide
from daybook.parse.templates.arguments import Arguments
from daybook.parse.templates.arithmetic import evaluate, shown_number

_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DATE_WORDS = re.compile(r"[^\W_]+")
_TIME_SIGN = re.compile(r"\"([^\"]*)\"|[A-Za-z]")
_LONGEST_PADDED = 100
_LONG_NUMBER = re.compile(r"(?<![\d.])[0-9]{4,30}(?!\d)")


def grouped(text: str) -> str:
    """Return a text with its long numbers in groups of three digits."""
    return _LONG_NUMBER.sub(lambda match: f"{int(match[0]):,}", text)


_CHANGES: dict[str, Callable[[str], str]] = {
    "lc": str.lower,
    "uc": str.upper,
    "ucfirst": lambda text: text[:1].upper() + text[1:],
    "lcfirst": lambda text: text[:1].lower() + text[1:],
    "urlencode": str,
    "anchorencode": lambda text: text.replace(" ", "_"),
    "int": str,
}
_SILENT = frozenset(
    ("defaultsort", "displaytitle", "#language", "#seo", "fullurl", "localurl", "canonicalurl", "filepath")
)


def parser_function(name: str, given: Arguments, dialect: Dialect) -> str | None:
    """Return the text of a function; `name` is what stands before the first bar. None for one that is not known."""
    function, _, value = name.partition(":")
    function, value = function.strip().lower(), value.strip()
    function = dialect.magic.functions.get(function, function)
    if function in _CHANGES:
        return _CHANGES[function](value)
    if function in _SILENT:
        return ""
    rule = _RULES.get(function)
    return None if rule is None else rule(value, given, dialect)


def _padded(value: str, given: Arguments, *, left: bool) -> str:
    """Fill a text up to a length, with zeros unless another text is given."""
    length = min(int(given.get(1)), _LONGEST_PADDED) if given.get(1).isdecimal() else 0
    filling = ((given.get(2) or "0") * length)[: max(0, length - len(value))]
    return filling + value if left else value + filling


def _are_equal(first: str, second: str) -> bool:
    """Compare as the wiki does: numbers by value, all else letter by letter."""
    if first == second:
        return True
    try:
        return float(first) == float(second)
    except ValueError:
        return False


def _switch(value: str, given: Arguments, dialect: Dialect) -> str:
    """Return the case that a value has, or the default. A case without a text of its own shares that of the next."""
    is_found = False
    default = last = ""
    for index, part in enumerate(given.parts):
        case, equals, text = part.partition("=")
        case, text = case.strip(), text.strip()
        if not equals:
            is_found = is_found or _are_equal(value, case)
            last = case if index == len(given.parts) - 1 else ""
        elif is_found or _are_equal(value, case):
            return text
        elif dialect.magic.functions.get(case.lower(), case) == "#default":
            default = text
    return last or default


def _tagged(tag: str, text: str) -> str:
    """Return what a tag that a function writes shows."""
    return f"{NOTHING}{hide(text)}{NOTHING}" if tag.lower() in ("nowiki", "pre") else text


def _title_parts(title: str, count: str, first: str) -> str | None:
    """Return so many parts of a title between slashes, from the first or a later one; None for other numbers."""
    if not (count or "0").lstrip("-").isdecimal() or not (first or "1").isdecimal():
        return None
    parts, limit = title.split("/")[max(0, int(first or 1) - 1) :], int(count or 0)
    return "/".join(parts[:limit] if limit else parts)


def _time(form: str, written: str, dialect: Dialect) -> str | None:
    """Return a given date in a form; None for the time of reading, and for what is no plain date."""
    day = _date(written, dialect)
    if day is None:
        return None
    months, weekdays = dialect.titles.months, dialect.dates.weekdays
    weekday = weekdays[day.weekday()].capitalize() if len(weekdays) >= 7 else ""
    month = months[day.month - 1]
    letters = {
        "Y": f"{day.year:04}", "y": f"{day.year % 100:02}", "F": month, "M": month[:3], "m": f"{day.month:02}", "n": str(day.month),
        "d": f"{day.day:02}", "j": str(day.day), "l": weekday, "D": weekday[:3], "N": str(day.isoweekday()),
        "z": str(day.timetuple().tm_yday - 1), "W": f"{day.isocalendar().week:02}",
    }  # fmt: skip
    return _TIME_SIGN.sub(lambda match: match[1] if match[1] is not None else letters.get(match[0], match[0]), form)


def _date(written: str, dialect: Dialect) -> date | None:
    """Read a date: "2020-01-02", "2 January 2020" or "January 2, 2020"."""
    months = {month.casefold(): number for number, month in enumerate(dialect.titles.months, 1)}
    try:
        if (match := _ISO_DATE.fullmatch(written)) is not None:
            return date(*map(int, match.groups()))
        words = _DATE_WORDS.findall(written.casefold())
        named = [word for word in words if word in months]
        numbers = sorted((int(word) for word in words if word.isdecimal()), reverse=True)
        if len(words) == 3 and len(named) == 1 and len(numbers) == 2:
            return date(numbers[0], months[named[0]], numbers[1])
    except ValueError:
        return None
    return None


def _computed(value: str, _given: Arguments, _dialect: Dialect) -> str | None:
    result = evaluate(value)
    return None if result is None else shown_number(result)


def _if_computed(value: str, given: Arguments, _dialect: Dialect) -> str | None:
    result = evaluate(value)
    return None if result is None else given.get(1) if result else given.get(2)


_RULES: dict[str, Callable[[str, Arguments, Dialect], str | None]] = {
    "#if": lambda value, given, _dialect: given.get(1) if value else given.get(2),
    "#ifeq": lambda value, given, _dialect: given.get(2) if _are_equal(value, given.get(1)) else given.get(3),
    "#switch": _switch,
    "#expr": _computed,
    "#ifexpr": _if_computed,
    "#time": lambda value, given, dialect: _time(value, given.get(1), dialect),
    "#timel": lambda value, given, dialect: _time(value, given.get(1), dialect),
    "formatnum": lambda value, given, _dialect: value.replace(",", "") if given.get(1) == "R" else grouped(value),
    "#tag": lambda value, given, _dialect: _tagged(value, given.get(1)),
    "#titleparts": lambda value, given, _dialect: _title_parts(value, given.get(1), given.get(2)),
    "padleft": lambda value, given, _dialect: _padded(value, given, left=True),
    "padright": lambda value, given, _dialect: _padded(value, given, left=False),
    "plural": lambda value, given, _dialect: given.get(1) if value == "1" else given.get(2) or given.get(1),
}
"""Functions that take arguments. Those that ask the wiki (`#ifexist`) are unknown, which is reported."""
