"""Words without their endings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.ask.language import english

ALIKE = [
    ("dies", "died"),
    ("ban", "bans", "banned", "banning"),
    ("vaccine", "vaccines", "vaccinated", "vaccination"),
    ("protest", "protests", "protesters"),
    ("relational", "relate"),
    ("hopefulness", "hopeful"),
    ("agreed", "agrees"),
    ("cities", "city"),
]
APART = [("war", "wary"), ("iran", "iraq"), ("gas", "gaza"), ("us", "use"), ("sky", "ski"), ("mali", "malian")]


@pytest.mark.parametrize("words", ALIKE, ids=lambda words: words[0])
def test_forms_of_a_word_have_one_stem(words: tuple[str, ...]) -> None:
    stem = english().stem

    assert {stem(word) for word in words} == {stem(words[0])}


@pytest.mark.parametrize("words", APART, ids=lambda words: words[0])
def test_different_words_keep_different_stems(words: tuple[str, str]) -> None:
    stem = english().stem

    assert stem(words[0]) != stem(words[1])


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=32))
def test_a_stem_is_never_empty_and_never_longer_by_more_than_a_letter(word: str) -> None:
    stem = english().stem(word)

    assert stem
    assert len(stem) <= len(word) + 1


@pytest.mark.parametrize("word", ["東", "covid19", "straße", "сибирь", "19", "ab"])
def test_words_that_the_rules_do_not_know_stay_whole(word: str) -> None:
    assert english().stem(word) == word


def test_a_word_stands_for_its_forms_its_country_and_its_short_form() -> None:
    others = english().others

    assert ("death",) in others["die",]
    assert ("china",) in others["chines",]
    assert ("unit", "state") in others["us",]
    assert ("blaze",) in others["fire",]


def test_a_name_is_not_said_by_a_word_that_says_nothing() -> None:
    """The World Health Organization is not in every sentence with a "who"."""
    language = english()
    organization = tuple(language.stems("World Health Organization"))

    assert ("who",) not in language.others.get(organization, {})
    assert organization in language.others["who",]
