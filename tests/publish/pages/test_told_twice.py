"""One happening in two bullets is found; two happenings that differ in a name or a number never are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_events

from daybook.model import ArchivedCopy, ArchivedEvent, RichText, Source, SourceHealth, SourceState, Span
from daybook.publish.pages.event_problems import problems_of_events
from daybook.publish.pages.told_twice import MOST, told_twice

WHEN = datetime(2026, 11, 1, tzinfo=UTC)
DAY = date(2024, 3, 14)
BRIDGE = "A bridge across the Oder collapses near Szczecin after weeks of heavy rain, closing the motorway."


def event(number: int, text: str, url: str = "", day: date = DAY) -> ArchivedEvent:
    made = make_events(1)[0]
    wording = replace(
        made.event,
        headline=RichText((Span(text),)),
        sources=(Source(url or f"https://courier.example/{number}", "Courier"),),
        line=number,
    )
    return replace(
        made, id=number, date=day, position=number, slug=f"event-{number}", event=wording, states=(), hosts=()
    )


def are_one(text: str, other: str, *, same_article: bool = False) -> bool:
    url = "https://courier.example/2024/bridge" if same_article else ""
    return told_twice([event(1, text, url), event(2, other, url)]) == {2: 1}


@pytest.mark.parametrize(
    "other",
    [
        BRIDGE,
        BRIDGE.replace("heavy", "very heavy"),
        BRIDGE.replace("heavy", "heaviest"),
        BRIDGE.rstrip("."),
    ],
)
def test_one_happening_in_nearly_the_same_words_is_told_twice(other: str) -> None:
    assert are_one(BRIDGE, other)


def test_another_name_in_one_of_them_is_allowed_where_both_cite_one_article() -> None:
    other = BRIDGE.replace("motorway", "motorway to Berlin")

    assert not are_one(BRIDGE, other)
    assert are_one(BRIDGE, other, same_article=True)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (BRIDGE, BRIDGE.replace("Szczecin", "Frankfurt")),
        ("Oslo reports its first case of the new variant that was found abroad.", "Bergen reports its first case of the new variant that was found abroad."),
        ("Rescue workers find the bodies of three people in the ruins of the house in Kent.", "Rescue workers find the bodies of four people in the ruins of the house in Kent."),
        ("The parliament of Norway approves the sending of 300 soldiers to the border.", "The parliament of Norway approves the sending of 500 soldiers to the border."),
        ("Voters go to the polls in the second round of the election in Ghana.", "Voters go to the polls in the first round of the election in Ghana."),
        ("War in the northern province", "War in the northern province"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("same_article", [False, True])
def test_two_happenings_are_never_one(text: str, other: str, *, same_article: bool) -> None:
    assert not are_one(text, other, same_article=same_article)


def test_the_front_page_of_a_newspaper_is_no_article() -> None:
    other = BRIDGE.replace("motorway", "motorway to Berlin")

    assert told_twice([event(1, BRIDGE, "https://courier.example/"), event(2, other, "https://courier.example/")]) == {}


def test_of_two_days_the_later_one_is_to_mend() -> None:
    events = [event(1, BRIDGE), event(2, BRIDGE, day=date(2024, 3, 15)), event(3, BRIDGE, day=date(2024, 3, 17))]
    found = problems_of_events(MemoryLibrary(events), [event.date for event in events])

    assert {
        day: [(each.problem.code, each.problem.line, each.other and each.other.id) for each in problems]
        for day, problems in found.items()
    } == {date(2024, 3, 15): [("told-twice", 2, 1)]}


def test_the_day_before_the_span_is_looked_at_and_not_told_of() -> None:
    events = [event(1, BRIDGE), event(2, BRIDGE), event(3, BRIDGE, day=date(2024, 3, 15))]
    found = problems_of_events(MemoryLibrary(events), [date(2024, 3, 15)])

    assert [each.other and each.other.id for each in found[date(2024, 3, 15)]] == [1]
    assert list(found) == [date(2024, 3, 15)]


def test_a_source_that_is_gone_is_told_with_its_copy() -> None:
    copy = ArchivedCopy("https://archive.example/web/20240315000000/x", WHEN)
    states = (SourceState(SourceHealth.GONE, WHEN, WHEN, copy=copy),)
    events = [
        replace(event(1, BRIDGE), states=states),
        replace(event(2, "Another one."), states=(replace(states[0], health=SourceHealth.ALIVE),)),
    ]
    found = problems_of_events(MemoryLibrary(events), [date.min, DAY, date.max])

    assert [(each.problem.code, each.problem.text, each.copy) for each in found[DAY]] == [
        ("source-gone", "https://courier.example/1", copy.url)
    ]


def test_a_day_of_a_thousand_bullets_is_compared_within_bounds() -> None:
    """The first 300 of each day, each with those before it: two of the last ones are not found."""
    texts = [f"The council of town number {number} votes for a longer bridge than before." for number in range(MOST)]
    events = [event(number, text) for number, text in enumerate([*texts, texts[0], texts[1]], 1)]

    assert told_twice(events, events) == {number: number for number in range(1, MOST + 1)}
    assert told_twice(events) == {}
