"""Dates and shortened texts as pages word them, in English: what the data formats carry. HTML words dates by locale."""

from __future__ import annotations

from datetime import date

from daybook.model.titles import ENGLISH_MONTHS


def month_name(month: int) -> str:
    """Return the name of a month, from 1."""
    return ENGLISH_MONTHS[month - 1]


def long_date(day: date) -> str:
    """Return a date such as `14 August 2004`."""
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"


def shorten(text: str, length: int) -> str:
    """Return text of at most `length` characters, cut between words where there is a space, with an ellipsis."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    head, space, _ = cut.rpartition(" ")
    return f"{(head if space and len(head) > length // 2 else cut).rstrip(' ,;:-–—')}…"
