"""Interface words, dates and numbers in the reader's language: the home of Babel and of the word catalogues.

A catalogue is one TOML file a language in the theme (`words/en.toml`). English is the reference: a key that another
language lacks falls back to it. Everything formatted is remembered, because a site prints the same few thousand dates on
hundreds of thousands of pages. Knows no HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Literal, TypeVar

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, get_day_names, get_month_names
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from daybook.errors import PublishError
from daybook.gazetteer.mentions import country_name
from daybook.publish.pages.word_catalogue import read_words

K = TypeVar("K")
V = TypeVar("V")

DATE_STYLES = {
    "full": "full",
    "long": "long",
    "medium": "medium",
    "day": "MMMMd",
    "weekday": "MMMEd",
    "short": "MMMd",
    "month": "yMMMM",
    "short_month": "MMM",
}
"""Names that templates use for Babel's formats; those in capitals are CLDR skeletons."""

_WORLD = {"en": "en-001"}
"""English without a country writes "14 August 2004", as the other formats of a page do, and not as in the United States."""

_MEMORY = 100_000
"""Formatted values kept a locale: more than the days since 2002 in every style; about 15 MB when full."""


class _Memory(dict[K, V]):
    """What a function returned, by its argument."""

    def __init__(self, function: Callable[[K], V]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: K) -> V:
        value = self[key] = self._function(key)
        return value


def remembered(function: Callable[[K], V]) -> Callable[[K], V]:
    """Return a function that works each argument out once and keeps it for good: for dates, of which there are few."""
    return _Memory(function).__getitem__


class LocaleText:
    """The words of one language and the ways it writes dates, numbers and plurals."""

    def __init__(self, language: str, catalogue: str, reference: str) -> None:
        """Read `catalogue` and, for keys it lacks, `reference`: both TOML texts. `language` is a BCP 47 tag."""
        try:
            self.locale = Locale.parse(_WORLD.get(language, language), sep="-")
        except (UnknownLocaleError, ValueError) as error:
            raise PublishError(
                f"the site's language is unknown: `{language}`", hint='use a tag such as "en"'
            ) from error
        self._made_from = language, catalogue, reference
        self.language = language
        self.direction = self.locale.text_direction
        self._words = {**read_words(reference, "en"), **read_words(catalogue, language)}
        self.date = lru_cache(_MEMORY)(self._date)
        self.number = lru_cache(_MEMORY)(self._number)
        self.count = lru_cache(_MEMORY)(self._count)
        self.time = lru_cache(_MEMORY)(self._time)

    def __reduce__(self) -> tuple[type[LocaleText], tuple[str, str, str]]:
        """Let another process read the catalogue again: what is remembered stays here."""
        return LocaleText, self._made_from

    def word(self, key: str) -> str:
        """Return the words of a dotted key; `PublishError` where no catalogue has it."""
        try:
            value = self._words[key]
        except KeyError:
            raise PublishError(f"missing interface text: `{key}`") from None
        if isinstance(value, str):
            return value
        raise PublishError(f"interface text needs a number: `{key}`")

    def word_or(self, key: str, english: str) -> str:
        """Return the words of a key that only languages beside English have; `english` where this one lacks it."""
        value = self._words.get(key)
        return value if isinstance(value, str) else english

    def fill(self, key: str, **values: str) -> str:
        """Return the words of a key with `{names}` filled in."""
        return self.word(key).format_map(values)

    def _count(self, key: str, number: int) -> str:
        """Return words that depend on a number: `count("events", 1)` is "1 event"."""
        value = self._words.get(key)
        if not isinstance(value, dict):
            raise PublishError(f"missing counted interface text: `{key}`")
        form = "zero" if number == 0 and "zero" in value else self.locale.plural_form(number)
        return value.get(form, value["other"]).format(n=self._number(number))

    def _date(self, value: date, style: str = "long") -> str:
        """Write a date in one of `DATE_STYLES`."""
        name = DATE_STYLES[style]
        if name in ("full", "long", "medium"):
            return format_date(value, name, locale=self.locale)
        return format_skeleton(name, value, locale=self.locale)

    def _time(self, value: datetime) -> str:
        """Write a moment: date and time to the minute, in UTC, and says so."""
        return f"{self.date(value.date(), 'medium')}, {value:%H:%M} UTC"

    def _number(self, value: float) -> str:
        """Write a number with the language's own separators."""
        return str(format_decimal(value, locale=self.locale))

    def list(self, names: Sequence[str]) -> str:
        """Join names as a sentence does."""
        return format_list(names, locale=self.locale)

    def country(self, code: str) -> str:
        """Return the name of a country by its code of ISO 3166-1, in English as short as news writes it; the code where it has none."""
        if self.locale.language == "en":
            return country_name(code.lower())
        return str(self.locale.territories.get(code, code))

    def size(self, value: int) -> str:
        """Write a number of bytes as kB, MB or GB (powers of a thousand), to the tenth below a hundred."""
        unit, factor = ("gigabyte", 1e9) if value >= 1e9 else ("megabyte", 1e6) if value >= 1e6 else ("kilobyte", 1e3)
        amount = max(value / factor, 0.1)
        shown = round(amount, 1) if amount < 100 else round(amount)
        return format_unit(shown, f"digital-{unit}", length="short", locale=self.locale)

    def months(self, width: Literal["wide", "abbreviated", "narrow"] = "wide") -> tuple[str, ...]:
        """Return the twelve months' names; `width` is wide, abbreviated or narrow."""
        names = get_month_names(width, context="stand-alone", locale=self.locale)
        return tuple(names[month] for month in range(1, 13))

    def weekdays(self, width: Literal["wide", "abbreviated", "short", "narrow"] = "wide") -> tuple[str, ...]:
        """Return the seven weekdays' names, from the locale's first day of the week."""
        names = get_day_names(width, context="stand-alone", locale=self.locale)
        return tuple(names[(self.first_weekday + offset) % 7] for offset in range(7))

    @property
    def first_weekday(self) -> int:
        """The day a week starts with: 0 is Monday."""
        return int(self.locale.first_week_day)
