"""Words, titles and addresses as terms."""

from __future__ import annotations

import pytest

from daybook.relate.terms.words import normalise_title, split_address, split_words, stem_word


def test_words_are_runs_of_letters_and_digits_with_numbers_whole() -> None:
    """A figure with separators is one word; apostrophes part words; other scripts are words too."""
    assert split_words("Osterby's 1,204 ferries, 6.1 knots: Größe 东京!") == [
        "Osterby",
        "s",
        "1,204",
        "ferries",
        "6.1",
        "knots",
        "Größe",
        "东京",
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("floods", "Flooded"), ("election", "elections"), ("striking", "strikings"), ("votes", "VOTE")]
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    """Common English endings and case make no other word."""
    assert stem_word(one) == stem_word(other)


def test_short_and_foreign_words_only_lose_their_case() -> None:
    """Nothing is cut that would leave fewer than three letters, nor from words with other letters."""
    assert [stem_word(word) for word in ("Is", "WHO", "Größes", "1990s")] == ["is", "who", "grösses", "1990s"]


def test_spellings_of_one_title_agree() -> None:
    """Case, dashes, quotes, marks and underscores do not make another article."""
    assert normalise_title("São_Tomé–Príncipe’s Day") == normalise_title("Sao Tome-Principe's day")


def test_an_address_gives_its_host_and_the_words_of_its_path() -> None:
    """Numbers and short words say nothing; the host is one word; what is no address gives nothing."""
    words = split_address("https://www.example.org:443/world/2021/03/ferry-sinks-off%20Osterby-is-4711?utm=x#top")
    assert words == ["@example.org", "world", "ferry", "sinks", "off", "Osterby"]
    assert split_address("not an address") == []
