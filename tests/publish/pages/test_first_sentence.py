"""Where a headline's first sentence ends."""

from __future__ import annotations

import pytest

from daybook.publish.pages.first_sentence import first_sentence_end

REST = " Two bridges are closed until further notice."


@pytest.mark.parametrize(
    "sentence",
    [
        "The river Esk leaves its banks near Aldern.",
        "The court in the U.S. state of Maine frees J. R. Brenk.",
        "Gov. Ilse Corvath and Lt. Col. Hyland resign over the harbour!",
        "A quake of magnitude 6.1 shakes the coast at 3 p.m. local time.",
        "The minister says “the dam will hold.”",
        "Voters in the 4th district of St. Hyland choose a mayor…",
        "Researchers at Garrow Univ. Press publish the letters.",
    ],
)
def test_the_first_sentence_ends_at_its_own_full_stop(sentence: str) -> None:
    text = sentence + REST

    assert text[: first_sentence_end(text)] == sentence


def test_sentences_without_spaces_between_them_end_at_their_own_signs() -> None:
    first = "川の水位が上がり、住民三百人が高台に避難したと町の当局が発表した。"

    assert first_sentence_end(first + "けが人はいない。") == len(first)


@pytest.mark.parametrize(
    "text", ["", "One sentence alone.", "no full stop at all", "No. 5. wins. it", "A. B. C. D. E. F. G."]
)
def test_a_text_of_one_sentence_is_its_own_title(text: str) -> None:
    assert first_sentence_end(text) == len(text)
