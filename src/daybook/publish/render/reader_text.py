"""What feeds, mail, books and calendars say, from the theme's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from daybook.publish.render.locale_text import LocaleText

_LEAP_YEAR = 2004


class CatalogueText:
    """Says things with the words of a theme."""

    def __init__(self, text: LocaleText) -> None:
        self._text = text
        self.language = text.language
        self.direction = text.direction

    def say(self, key: str, **values: str) -> str:
        """Return the words of a key, with `{names}` filled in."""
        return self._text.fill(key, **values)

    def say_or(self, key: str, english: str) -> str:
        """Return the words of a key that only languages beside English have; `english` where this one lacks it."""
        return self._text.word_or(key, english)

    def date(self, day: date) -> str:
        """Write a date."""
        return self._text.date(day)

    def month(self, year: int, month: int) -> str:
        """Write a month of a year."""
        return self._text.date(date(year, month, 1), "month")

    def day_of_year(self, month: int, day: int) -> str:
        """Write a day of any year."""
        return self._text.date(date(_LEAP_YEAR, month, day), "day")

    def number(self, value: float) -> str:
        """Write a number."""
        return self._text.number(value)

    def country(self, code: str) -> str:
        """Return the name of a country."""
        return self._text.country(code.upper())

    def list(self, names: Sequence[str]) -> str:
        """Join names as a sentence does."""
        return self._text.list(names)

    def count(self, key: str, number: int) -> str:
        """Return words that depend on a number, such as how many `events` there are."""
        return self._text.count(key, number)
