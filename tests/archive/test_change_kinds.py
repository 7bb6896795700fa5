"""What kind of change lies between two wordings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.archive.histories import event

from daybook.archive.identity.change_kinds import change_kinds, figures
from daybook.model import ChangeKind, Event, RichText, Span, Topic, TopicLine

PLAIN = event("Twelve people die in a fire in Porto.", "https://example.org/fire")


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (event("Thirteen people die in a fire in Porto.", "https://example.org/fire"), (ChangeKind.FIGURE,)),
        (event("At least 24 people die in a fire in Porto.", "https://example.org/fire"), (ChangeKind.FIGURE, ChangeKind.WORDING)),
        (event("Twelve people die in a fire in Lisbon.", "https://example.org/fire"), (ChangeKind.WORDING,)),
        (event("Twelve people die in a fire in Porto.", "https://example.net/a"), (ChangeKind.SOURCE_ADDED, ChangeKind.SOURCE_REMOVED)),
        (event("Twelve people die in a fire in Porto."), (ChangeKind.SOURCE_REMOVED,)),
        (event("Twelve people die in a fire in Porto.", "https://example.org/fire", topics=["Fires"]), (ChangeKind.TOPIC,)),
        (event("Twelve people die in a fire in Porto.", "https://example.org/fire", category="Law and crime"), (ChangeKind.CATEGORY,)),
        (event("Twelve people die in a fire in Porto.", "https://example.org/fire", links=["Porto"]), (ChangeKind.WORDING,)),
        (event("Twelve people die in a fire in Porto.", "https://example.org/fire", label=Topic("Fire")), (ChangeKind.WORDING,)),
        (event("Twelve people die in a fire in Porto.", "http://www.example.org/fire#top"), (ChangeKind.WORDING,)),
        (PLAIN, ()),
    ],
)  # fmt: skip
def test_a_change_is_told_by_what_differs(after: Event, kinds: tuple[ChangeKind, ...]) -> None:
    """A source whose address differs in nothing that matters is no other source, but still a change."""
    assert change_kinds(PLAIN, after) == kinds


def test_figures_are_numbers_in_digits_or_words_without_their_separators() -> None:
    """So that 1,200 and 1200 are one figure, and 7.1 another than 7.2."""
    assert figures("Some 1,200 of two million people felt the 7.1 quake") == ("1200", "two", "million", "7.1")
    assert figures("At 12:30 on 1\u00a0200\u202f000 roads, 7.5, then 8: O'Hara's 3rd of 1,2, and x2") == (
        "12:30", "1200000", "7.5", "8", "3", "1,2", "2",
    )  # fmt: skip
    assert figures("In 1,200a and 1.2.3 of Twenty-two dozens") == ("1200", "1.2.3", "Twenty", "two", "dozens")
    assert change_kinds(event("A loss of 1,200 euros."), event("A loss of 1200 euros.")) == (ChangeKind.WORDING,)
    assert change_kinds(event("Two of 3 win."), event("Two of 3, win!")) == (ChangeKind.WORDING,)
    assert change_kinds(event("The l'Avenir's owner."), event("The lAvenirs owner.")) == (ChangeKind.WORDING,)


def test_a_reworded_event_is_no_other_topic_of_those_under_it() -> None:
    """A line above that is an event names no topic, so its words say nothing of what stands under it."""
    under = [
        replace(PLAIN, topics=(TopicLine(RichText((Span(words),)), ()),))
        for words in ("A quake hits Porto.", "A quake strikes Porto.")
    ]

    assert change_kinds(*under) == ()
    assert change_kinds(PLAIN, under[0]) == ()
