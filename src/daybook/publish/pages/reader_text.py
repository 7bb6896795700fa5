"""What is said in the reader's language beside what the archive tells, here in English.

By feeds, mail, books and calendars, and by what all formats of a page share: its description, the text about the site. What HTML alone
says is the theme's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from daybook.gazetteer.mentions import country_name
from daybook.publish.pages.english_text import long_date, month_name

COPY = "archived copy of {date}"
CHANGED, WITHDRAWN = "Changed since they were listed", "Withdrawn"
WEEK, SPAN = "Week {week} of {year}", "{first} to {last}"
EDITORS = "Editors of {wiki}"
CONTENTS, MORE = "Contents", "{n} more"
ON_THIS_DAY = "On this day"
FROM_PAGE, FROM_REVISION = "From {page}.", "From {page}, revision {number}."
NOTHING_MOVED = "no story stood out."


class ReaderText(Protocol):
    """Says things in one language, which is written in one direction (`ltr` or `rtl`)."""

    @property
    def language(self) -> str:
        """The language, as a BCP 47 tag."""
        ...

    @property
    def direction(self) -> str:
        """The direction of its script."""
        ...

    def say(self, english: str, **values: str) -> str:
        """Return what is said thus in English, with `{names}` filled in."""
        ...

    def date(self, day: date) -> str:
        """Write a date."""
        ...

    def month(self, year: int, month: int) -> str:
        """Write a month of a year."""
        ...

    def day_of_year(self, month: int, day: int) -> str:
        """Write a day of any year."""
        ...

    def number(self, value: int) -> str:
        """Write a number."""
        ...

    def country(self, code: str) -> str:
        """Return the name of a country by its code of ISO 3166-1."""
        ...

    def list(self, names: Sequence[str]) -> str:
        """Join names as a sentence does."""
        ...

    def count(self, key: str, number: int) -> str:
        """Write how many `events` or `problems` there are."""
        ...


@dataclass(frozen=True)
class EnglishText:
    """Says things in English."""

    language: str = "en"
    direction: str = "ltr"

    def say(self, english: str, **values: str) -> str:
        """Return it with `{names}` filled in."""
        return english.format_map(values)

    def date(self, day: date) -> str:
        """Write a date."""
        return long_date(day)

    def month(self, year: int, month: int) -> str:
        """Write a month of a year."""
        return f"{month_name(month)} {year}"

    def day_of_year(self, month: int, day: int) -> str:
        """Write a day of any year."""
        return f"{day} {month_name(month)}"

    def number(self, value: int) -> str:
        """Write a number."""
        return f"{value:,}"

    def country(self, code: str) -> str:
        """Return the name of a country by its code of ISO 3166-1."""
        return country_name(code)

    def list(self, names: Sequence[str]) -> str:
        """Join names as a sentence does."""
        return f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else "".join(names)

    def count(self, key: str, number: int) -> str:
        """Write how many `events` or `problems` there are."""
        return f"{number:,} {key.removesuffix('s') if number == 1 else key}"


ENGLISH = EnglishText()
