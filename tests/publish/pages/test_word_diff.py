"""What changed, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daybook.publish.pages.records import DiffPart, FigureCourse
from daybook.publish.pages.word_diff import figure_courses, word_diff

words = st.lists(st.sampled_from(["men", "women", "12", "1,200", "die", "in", "Ostrava", ".", "-"]), max_size=12).map(
    " ".join
)


@given(words, words)
def test_the_parts_join_to_both_texts(before: str, after: str) -> None:
    parts = word_diff(before, after)

    assert "".join(part.text for part in parts if part.change != "removed") == after
    assert "".join(part.text for part in parts if part.change != "added") == before


def test_a_change_of_neighbouring_words_is_one_change() -> None:
    assert word_diff("At least 12 men die.", "At least 24 women die.") == (
        DiffPart("same", "At least "),
        DiffPart("removed", "12 men"),
        DiffPart("added", "24 women"),
        DiffPart("same", " die."),
    )


def test_a_very_long_text_is_compared_as_a_whole() -> None:
    before, after = "a " * 5000, "b " * 5000

    assert word_diff(before, after) == (DiffPart("removed", before), DiffPart("added", after))


def test_the_course_of_a_figure_is_known_by_the_word_after_it() -> None:
    texts = ["12 people die in a fire at 3 mills.", "24 people die in a fire at 3 mills.", "In a fire, 31 people die."]

    assert figure_courses(texts) == (FigureCourse(("12", "24", "31"), "people"),)


def test_a_figure_that_says_nothing_of_what_it_counts_has_no_course() -> None:
    """A word such as "to" follows many figures; one of the changed text is not the one of the text before."""
    assert figure_courses(["Aldern beat Brenk 4 to 2 in Game 6.", "Aldern beat Brenk 5 to 4 in Game 7 to win."]) == ()
