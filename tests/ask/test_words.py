"""What counts as a word when searching."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.ask.language import english
from daybook.ask.words import LONGEST, words

CASES = [
    ("A Ferry sinks; 1,500 are saved.", ["a", "ferry", "sinks", "1500", "are", "saved"]),
    ("Erdoğan's İstanbul, Łódź and Straße", ["erdogan", "istanbul", "lodz", "and", "strasse"]),
    ("O'Brien’s crew", ["o", "brien", "crew"]),
    ("東京 タワー", ["東", "京", "タ", "ワ", "ー"]),
    ("हिन्दी भाषा।", ["हिन्दी", "भाषा"]),
    ("ข่าว", ["ข", "\u0e48", "า", "ว"]),
    ("القُدس", ["القدس"]),
    ("COVID-19 snake_case", ["covid", "19", "snake", "case"]),
    ("9/11 in 2010/11, on 1/2/2003", ["911", "in", "2010", "11", "on", "1", "2", "2003"]),
    ("COVID19, MH17 and the G20", ["covid", "19", "mh", "17", "and", "the", "g", "20"]),
    ("The U.S. and e.g. J. Smith of N.A.T.O.", ["the", "us", "and", "eg", "j", "smith", "of", "nato"]),
    ("… – !", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_text_is_cut_into_the_words_that_people_type(text: str, expected: list[str]) -> None:
    """Accents, possessives and digit grouping do not keep a word from being found."""
    assert words(text) == expected


@given(st.text())
def test_every_word_can_be_looked_up(text: str) -> None:
    """No word is empty or endless, holds a space, or passes for a category or a story."""
    found = words(text)

    assert all(0 < len(word) <= LONGEST for word in found)
    assert not any(" " in word or "\n" in word or word.startswith("=") for word in found)


@given(st.lists(st.text() | st.text(alphabet="ab.',/ 12sS-’é\n", max_size=30), max_size=6))
def test_texts_that_are_split_together_give_the_same_words(texts: list[str]) -> None:
    """The index is made from many headlines at once, questions one by one: they must agree."""
    assert english().join_stems(texts) == [" ".join(english().stems(text)) for text in texts]
