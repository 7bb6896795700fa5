"""What is said in the reader's language beside what the archive tells: keys of the theme's words, and what says them.

Said by feeds, mail, books and calendars, and by what all formats of a page share: its description, the text about the site. What HTML alone
says, its templates look up themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from daybook.gazetteer.mentions import country_name
from daybook.publish.pages.english_text import long_date, month_name
from daybook.publish.pages.word_catalogue import english_words

COPY = "health.copy"
CHANGED, WITHDRAWN = "digest.changed", "digest.withdrawn"
WEEK, SPAN = "digest.week", "digest.span"
EDITORS = "origin.editors_of"
CONTENTS, MORE = "book.contents", "book.more"
ON_THIS_DAY = "site.on_this_day"
FROM_PAGE, FROM_REVISION = "origin.from_page", "origin.from_revision"
NOTHING_MOVED = "digest.quiet"


def hint_words(code: str) -> str:
    """Return the key of what an editor may do about a kind of problem; English is what the problem says itself."""
    return f"hint.{code}"


def table_words(table: str) -> str:
    """Return the key of what a table holds; English is what the table says itself."""
    return f"table.{table}"


def column_words(table: str, column: str) -> str:
    """Return the key of what a column means; English is what the table says itself."""
    return f"column.{table}.{column}"


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

    def say(self, key: str, **values: str) -> str:
        """Return the words of a key of the theme's catalogue, with `{names}` filled in."""
        ...

    def say_or(self, key: str, english: str) -> str:
        """Return the words of a key that only languages beside English have; `english` where this one lacks it."""
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

    def number(self, value: float) -> str:
        """Write a number."""
        ...

    def country(self, code: str) -> str:
        """Return the name of a country by its code of ISO 3166-1."""
        ...

    def list(self, names: Sequence[str]) -> str:
        """Join names as a sentence does."""
        ...

    def count(self, key: str, number: int) -> str:
        """Return words that depend on a number, such as how many `events` there are."""
        ...


@dataclass(frozen=True)
class EnglishText:
    """Says things in the English that Daybook ships, whatever the theme."""

    language: str = "en"
    direction: str = "ltr"

    def say(self, key: str, **values: str) -> str:
        """Return the words of a key, with `{names}` filled in."""
        return str(english_words()[key]).format_map(values)

    def say_or(self, key: str, english: str) -> str:  # noqa: ARG002 - as other languages
        """Return the English words."""
        return english

    def date(self, day: date) -> str:
        """Write a date."""
        return long_date(day)

    def month(self, year: int, month: int) -> str:
        """Write a month of a year."""
        return f"{month_name(month)} {year}"

    def day_of_year(self, month: int, day: int) -> str:
        """Write a day of any year."""
        return f"{day} {month_name(month)}"

    def number(self, value: float) -> str:
        """Write a number."""
        return f"{value:,}".removesuffix(".0")

    def country(self, code: str) -> str:
        """Return the name of a country by its code of ISO 3166-1."""
        return country_name(code)

    def list(self, names: Sequence[str]) -> str:
        """Join names as a sentence does."""
        return f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else "".join(names)

    def count(self, key: str, number: int) -> str:
        """Return words that depend on a number, such as how many `events` there are."""
        forms = english_words()[key]
        assert isinstance(forms, dict), key
        form = "zero" if number == 0 and "zero" in forms else "one" if number == 1 else "other"
        return forms[form].format(n=self.number(number))


ENGLISH = EnglishText()
