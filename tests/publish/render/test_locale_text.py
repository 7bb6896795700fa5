"""Words, dates and numbers as a language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from daybook.errors import PublishError
from daybook.publish.render.locale_text import DATE_STYLES, LocaleText

REFERENCE = """
plain = "plain"
[part]
word = "a {thing}"
[events]
one = "{n} event"
other = "{n} events"
[times]
zero = "never"
other = "{n} times"
"""


def text(language: str, catalogue: str = "") -> LocaleText:
    """Return a language with a small catalogue of its own."""
    return LocaleText(language, catalogue, REFERENCE)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Saturday, 14 August 2004"),
        ("en-US", "Saturday, August 14, 2004"),
        ("de", "Samstag, 14. August 2004"),
        ("ja", "2004年8月14日土曜日"),
    ],
)
def test_a_date_is_written_as_the_language_does(language: str, expected: str) -> None:
    """English without a country is that of the world, not of one country."""
    assert text(language).date(date(2004, 8, 14), "full") == expected


@pytest.mark.parametrize("language", ["en", "de", "ar", "fa", "zh-Hant", "sr-Latn", "pt-BR"])
def test_every_language_can_write_every_kind_of_date(language: str) -> None:
    """Also those that write from right to left, or in another script."""
    written = [text(language).date(date(2004, 8, 14), style) for style in DATE_STYLES]

    assert all(written)
    assert len(text(language).months()) == 12
    assert len(text(language).weekdays()) == 7


def test_a_moment_says_that_it_is_in_utc() -> None:
    """Readers are everywhere; pages are the same for all."""
    assert text("en").time(datetime(2004, 8, 14, 9, 5, tzinfo=UTC)) == "14 Aug 2004, 09:05 UTC"


def test_counted_words_follow_the_number() -> None:
    """Each language has its own forms; none at all may have words of its own."""
    english = text("en")

    assert [english.count("events", number) for number in (0, 1, 2, 1234)] == [
        "0 events",
        "1 event",
        "2 events",
        "1,234 events",
    ]
    assert english.count("times", 0) == "never"


def test_a_word_that_a_language_lacks_is_taken_from_the_reference() -> None:
    """A half translated interface still works."""
    german = text("de", 'plain = "schlicht"')

    assert (german.word("plain"), german.fill("part.word", thing="x")) == ("schlicht", "a x")


@pytest.mark.parametrize("key", ["nothing", "part", "part.nothing", "events"])
def test_a_word_that_no_catalogue_has_is_an_error(key: str) -> None:
    """A misspelt key must not become an empty place on a page."""
    with pytest.raises(PublishError, match=key):
        text("en").word(key)


@pytest.mark.parametrize("language", ["", "xx", "english", "en_", "../en"])
def test_a_language_that_is_none_is_an_error(language: str) -> None:
    """It comes from the settings."""
    with pytest.raises(PublishError, match="language"):
        text(language)


def test_words_are_written_in_the_direction_of_the_language() -> None:
    """Arabic runs from right to left, German does not."""
    assert (text("ar").direction, text("de").direction) == ("rtl", "ltr")
