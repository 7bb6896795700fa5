"""Templates of dates and numbers, and the words that they show.

Each takes what its template was given and returns wikitext; None where that depends on the reader's day.
"""

from __future__ import annotations

import re

from daybook.parse.dialect import Dialect
from daybook.parse.templates.arguments import Arguments
from daybook.parse.templates.parser_functions import grouped


def quantity(arguments: Arguments, _dialect: Dialect) -> str:
    """Return a number in groups of three digits, and its unit."""
    unit = arguments.any_of("u", "ul")
    return grouped(arguments.get(1)) + (f" {unit}" if unit else "")


def _number(text: str) -> int:
    """Return a year, month or day; 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0


def death(arguments: Arguments, dialect: Dialect) -> str:
    """Return the day of a death, and the age, which the template is given by the day of birth."""
    numbers = [_number(value.strip()) for value in arguments.values[:6]]
    died = date_in_words(arguments, dialect)
    if len(numbers) < 4 or not numbers[3]:
        return died
    later = numbers[1:3] >= numbers[4:6] if len(numbers) == 6 else True
    years = numbers[0] - numbers[3] - (not later)
    return f"{died} {dialect.phrases['age_at_death'].format(age=years)}"


def date_in_words(arguments: Arguments, dialect: Dialect) -> str:
    """Return a date in words: "May 3, 2010", or "3 May 2010" where the template asks for the day first."""
    year, month, day = (_number(arguments.get(position)) for position in (1, 2, 3))
    if not 1 <= month <= 12:
        return arguments.get(1)
    dates = dialect.dates
    form = dates.month_only if not day else dates.day_first if arguments.any_of("df") else dates.month_first
    return form.format(day=day, month=dialect.titles.months[month - 1], year=year)


def age(arguments: Arguments, _dialect: Dialect) -> str | None:
    """Return the years between two dates; an age as of today does not follow from the page."""
    numbers = [_number(value.strip()) for value in arguments.values]
    if len(numbers) != 6 or 0 in numbers:
        return None
    return str(numbers[3] - numbers[0] - (numbers[4:] < numbers[1:3]))


def as_of(arguments: Arguments, dialect: Dialect) -> str:
    """Return "As of May 2010", or the words that the template was given for it."""
    if alternative := arguments.any_of("alt"):
        return alternative
    word = dialect.phrases["since" if arguments.any_of("since") else "as_of"]
    month_first = arguments.any_of("df").lower() == "us"
    dated = date_in_words(Arguments(arguments.values, {} if month_first else {"df": "y"}), dialect)
    return f"{word if arguments.any_of('lc') else word.capitalize()} {dated}"


def ordinal(arguments: Arguments, dialect: Dialect) -> str:
    """Return a number with its ending: "21st"."""
    digits = arguments.get(1)
    if not digits.isdecimal():
        return digits
    # Endings for 1, 2, 3 and all others; a language that has one ending has it for all.
    endings = dialect.dates.ordinals or ("",)
    which = int(digits[-1]) - 1 if digits[-1] in "123" and digits[-2:-1] != "1" and len(endings) > 3 else -1
    return digits + endings[which]


def power_of_ten(arguments: Arguments, _dialect: Dialect) -> str:
    """Return what makes a number a multiple of a power of ten."""
    power = arguments.get(1).replace("-", "−")
    return f"×10<sup>{power}</sup>" if power else ""


def percentage(arguments: Arguments, _dialect: Dialect) -> str | None:
    """Return how many hundredths one number is of another, with as many decimals as asked for."""
    numbers = [arguments.get(position).replace(",", "") for position in (1, 2, 3)]
    if not all(re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?", number) for number in numbers[:2]) or not float(numbers[1]):
        return None
    decimals = int(numbers[2]) if re.fullmatch("[0-3]", numbers[2]) else 0
    return f"{100 * float(numbers[0]) / float(numbers[1]):.{decimals}f}%"


def circa(arguments: Arguments, dialect: Dialect) -> str:
    """Return a year, or two, as about right."""
    return dialect.phrases["circa"] + "–".join(value.strip() for value in arguments.values[:2] if value.strip())


def fraction(arguments: Arguments, _dialect: Dialect) -> str:
    """Return a fraction, perhaps after a whole number."""
    values = [value.strip() for value in arguments.values if value.strip()]
    if len(values) >= 3:
        return f"{values[0]} {values[1]}⁄{values[2]}"
    return f"{values[0]}⁄{values[1]}" if len(values) == 2 else f"1⁄{values[0]}" if values else ""


def reign(arguments: Arguments, dialect: Dialect) -> str:
    """Return the years of a reign."""
    return dialect.phrases["reign"] + "–".join(value.strip() for value in arguments.values[:2] if value.strip())
