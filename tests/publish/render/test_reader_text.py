"""What is said outside of pages: in English without a theme, else with the theme's words, the same where they are English."""

from __future__ import annotations

import pickle
import re
from datetime import date

import pytest
from tests.publish.sites import shipped_theme

from daybook.publish.pages import descriptions, reader_text
from daybook.publish.pages.reader_text import ENGLISH
from daybook.publish.pages.word_catalogue import english_words
from daybook.publish.render.interface_words import words_of
from daybook.publish.render.reader_text import CatalogueText

DAY = date(2004, 8, 14)
SAID = [  # the keys of all words
    value
    for module in (reader_text, descriptions)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, str)
]


def in_language(language: str) -> CatalogueText:
    """Return what the shipped theme says in a language."""
    return CatalogueText(words_of(shipped_theme(), "", language))


def values_of(key: str) -> dict[str, str]:
    return {name: f"<{name}>" for name in re.findall(r"{(\w+)}", str(english_words()[key]))}


@pytest.mark.parametrize("key", SAID)
def test_the_theme_says_in_english_what_is_said_without_one(key: str) -> None:
    assert in_language("en").say(key, **values_of(key)) == ENGLISH.say(key, **values_of(key))


def test_the_theme_writes_english_dates_and_numbers_as_they_are_written_without_one() -> None:
    for told in (ENGLISH, in_language("en")):
        assert told.date(DAY) == "14 August 2004"
        assert told.month(2004, 8) == "August 2004"
        assert told.day_of_year(2, 29) == "29 February"
        assert (told.number(1234), told.number(2.5), told.number(2.0)) == ("1,234", "2.5", "2")
        assert [told.count("times", number) for number in (0, 1, 2)] == ["never", "once", "2 times"]
        assert [told.count("events", number) for number in (0, 1, 1000)] == ["0 events", "1 event", "1,000 events"]
        assert [told.list(["A", "B", "C"][:number]) for number in (1, 2, 3)] == ["A", "A and B", "A, B and C"]
        assert [told.country(code) for code in ("gb", "tr", "cd")] == ["United Kingdom", "Turkey", "DR Congo"]
        assert (told.language, told.direction) == ("en", "ltr")


@pytest.mark.parametrize("language", ["de", "ar", "ja"])
def test_nothing_is_said_in_english_elsewhere(language: str) -> None:
    told = in_language(language)
    said = {key: told.say(key, **values_of(key)) for key in SAID}

    assert [key for key, words in said.items() if words == ENGLISH.say(key, **values_of(key))] == []
    assert all(value in said[key] for key in SAID for value in values_of(key).values())
    assert told.date(DAY) != ENGLISH.date(DAY)
    assert told.country("jp") != "Japan" or language == "de"
    assert told.list(["A", "B", "C"]) != ENGLISH.list(["A", "B", "C"])
    assert told.direction == ("rtl" if language == "ar" else "ltr")


def test_another_process_is_given_the_same_words() -> None:
    there = pickle.loads(pickle.dumps(in_language("de")))

    assert there.say(reader_text.WEEK, week="33", year="2026") == "33. Woche 2026"
    assert there.date(DAY) == "14. August 2004"
