"""Dates that people type: 15 August 2021, Aug 15, 2021, 2021-08-15, August 2021, 2021."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from daybook.ask.language import Language

_ISO = re.compile(r"([12][0-9]{3})-([01]?[0-9])(?:-([0-3]?[0-9]))?")
_DOTTED = re.compile(r"([0-3]?[0-9])\.([01]?[0-9])\.([12][0-9]{3})")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DAY = re.compile(r"([0-3]?[0-9])(?:st|nd|rd|th)?")


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A day, a month or a year that was typed: its first and last day, and the words it was typed in (from, to)."""

    first: date
    last: date
    start: int
    end: int


def find_dates(typed: Sequence[str], language: Language) -> list[TypedDate]:
    """Return the dates among the words of a question, each in as many words as belong to it."""
    found = []
    at = 0
    while at < len(typed):
        date_here = next((each for length in (3, 2, 1) if (each := _read(typed, at, at + length, language))), None)
        if date_here:
            found.append(date_here)
        at = date_here.end if date_here else at + 1
    return found


def _read(typed: Sequence[str], start: int, end: int, language: Language) -> TypedDate | None:
    if end > len(typed):
        return None
    parts = [part.strip(",.").lower() for part in typed[start:end]]
    months = [language.months.get(part) for part in parts]
    if len(parts) == 1:
        if (iso := _ISO.fullmatch(parts[0])) is not None:
            return _span(int(iso[1]), int(iso[2]), int(iso[3]) if iso[3] else None, start, end)
        if (dotted := _DOTTED.fullmatch(parts[0])) is not None:
            return _span(int(dotted[3]), int(dotted[2]), int(dotted[1]), start, end)
        return _span(int(parts[0]), None, None, start, end) if _YEAR.fullmatch(parts[0]) else None
    if not _YEAR.fullmatch(parts[-1]) or not any(months):
        return None
    year = int(parts[-1])
    if len(parts) == 2:
        return _span(year, months[0], None, start, end)
    month = months[0] or months[1]
    day = _DAY.fullmatch(parts[1] if months[0] else parts[0])
    return _span(year, month, int(day[1]), start, end) if day and bool(months[0]) != bool(months[1]) else None


def _span(year: int, month: int | None, day: int | None, start: int, end: int) -> TypedDate | None:
    try:
        if month is None:
            return TypedDate(date(year, 1, 1), date(year, 12, 31), start, end)
        if day is None:
            return TypedDate(date(year, month, 1), date(year, month, monthrange(year, month)[1]), start, end)
        return TypedDate(date(year, month, day), date(year, month, day), start, end)
    except ValueError:
        return None
