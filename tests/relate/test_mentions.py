"""Titles recognised where they stand without a link."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.relate.terms.lexicon import Lexicon
from daybook.relate.terms.mentions import MENTION_LINKS, Mentions, choose_mentions, find_mentions
from daybook.relate.terms.phrases import find_phrases
from daybook.relate.terms.rows import Rows

WORDS = st.lists(st.integers(0, 4), max_size=12)


@given(st.lists(WORDS), st.sets(st.lists(st.integers(0, 4), min_size=1, max_size=4).map(tuple)))
def test_finding_is_what_looking_at_every_place_finds(texts: list[list[int]], titles: set[tuple[int, ...]]) -> None:
    """Each title once, in the order in which they begin."""
    known = sorted(titles)
    mentions = Mentions(Rows.of(known), Rows.of([range(len(known))]).values)

    found = find_mentions(Rows.of(texts), mentions)

    for number, text in enumerate(texts):
        places = [
            title
            for start in range(len(text))
            for title, words in enumerate(known)
            if tuple(text[start : start + len(words)]) == words
        ]
        assert found.row(number).tolist() == list(dict.fromkeys(places))


def test_a_title_that_is_linked_often_means_what_most_links_mean() -> None:
    """From five events that link to it on; a tie goes to the title that comes first."""
    lexicon = Lexicon()
    often, seldom = lexicon.link("Green Party"), lexicon.link("Red Party")
    here, there = lexicon.title("Green Party of Gant"), lexicon.title("Green Party of Brenn")
    links = Rows.of([[often]] * MENTION_LINKS + [[seldom]] * (MENTION_LINKS - 1))
    contexts = Rows.of([[there], [here], [there], [here], [there]] + [[here]] * (MENTION_LINKS - 1))

    mentions = choose_mentions(links, contexts, lexicon)

    assert [lexicon.words.name(word) for word in mentions.words.row(0)] == ["Green", "Party"]
    assert mentions.titles.tolist() == [there]


@pytest.mark.parametrize("others", [0, 1, 8, 100, 2000])
def test_of_equal_phrases_the_first_one_is_found_in_whatever_company(others: int) -> None:
    """An event that comes with others is read as it is by itself: which of two equal names is meant hangs on their order alone."""
    company = [[3 + number, 4 + number] for number in Random(1).sample(range(others), others)]
    phrases = [*company[: others // 2], [1, 2], [1, 2], *company[others // 2 :], [1, 2]]

    hits = find_phrases(Rows.of([[1, 2]]), Rows.of(phrases))

    assert hits.tolist() == [[0, 0, others // 2]]
