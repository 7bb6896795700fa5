"""What pages call a subject."""

from __future__ import annotations

import pytest

from daybook.publish.pages.subject_name import subject_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("aftermath of the flood", "Aftermath of the flood"),
        ("élan vital", "Élan vital"),
        ("al-Hambar attack", "Al-Hambar attack"),
        ("Election#Response", "Election: Response"),
        ("election#response", "Election: response"),
        ("#Rain", "#Rain"),
        ("eFerry", "eFerry"),
        ("courier.example", "courier.example"),
        ("loch-courier.example", "loch-courier.example"),
        ("x2 comet", "x2 comet"),
        ("", "the-slug"),
    ],
)
def test_titles_begin_with_a_capital_and_sections_say_so_in_words(name: str, shown: str) -> None:
    assert subject_name(name, "the-slug") == shown
