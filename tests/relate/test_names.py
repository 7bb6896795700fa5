"""Reasons in whole names."""

from __future__ import annotations

import pytest

from daybook.relate.terms.names import whole_names
from daybook.relate.terms.words import split_words


@pytest.mark.parametrize(
    ("ours", "theirs", "shared", "told", "expected"),
    [
        (
            "The Iron River Guard enters North Cardo.",
            "Shells of the Iron River Guard fall on North Cardo",
            ["Cardo", "River", "Iron"],
            (),
            ["North Cardo", "Iron River Guard"],
        ),
        ("Ada Moor resigns.", "Ada Field is elected.", ["Ada"], (), []),
        ("Ada Moor resigns.", "Voters thank Moor.", ["Moor"], (), ["Moor"]),
        ("A ferry capsizes near Osterby.", "Ferries stay in port at Osterby", ["capsizes", "Osterby"], (), ["Osterby"]),
        ("A ferry capsizes near Osterby.", "The ferry of Osterby sinks", ["ferry", "Osterby"], ("osterb",), ["ferry"]),
        ("", "Osterby", ["Osterby"], (), []),
    ],
)
def test_shared_words_become_whole_names(
    ours: str, theirs: str, shared: list[str], told: tuple[str, ...], expected: list[str]
) -> None:
    """The longest run that both write; no half of a name; nothing that is told already."""
    assert whole_names(shared, split_words(ours), split_words(theirs), told) == expected
