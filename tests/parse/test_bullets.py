"""The tree of bullets: which topics a line names, which lines are topics, and what stands under what."""

from __future__ import annotations

from datetime import date

import pytest

from daybook.model import ParsedDay, RawPage, Span
from daybook.parse import ParseSettings, parse_page


def parse(wikitext: str, settings: ParseSettings | None = None) -> ParsedDay:
    """Parse a page of one made-up day."""
    settings = settings or ParseSettings()
    return parse_page(RawPage(settings.titles.title(date(2004, 8, 14)), wikitext), settings)


@pytest.mark.parametrize(
    ("line", "topics"),
    [
        ("[[Storm X]], and heavy floods", [("Storm X", "Storm X"), ("heavy floods", None)]),
        ("[[Storm X]] and heavy floods", [("Storm X", "Storm X"), ("heavy floods", None)]),
        ("[[Storm X]] / heavy floods", [("Storm X", "Storm X"), ("heavy floods", None)]),
        ("[[Storm X]] ; [[Kiel]] flood; rain", [("Storm X", "Storm X"), ("Kiel flood", None), ("rain", None)]),
        ("[[Storm X]] in [[Kiel]]", [("Storm X in Kiel", None)]),
        ("Storm X, floods", [("Storm X, floods", None)]),
        ("[[A]], [[B]] & [[C|''c'' d]]", [("A", "A"), ("B", "B"), ("c d", "C")]),
        ("[[A]],heavy floods", [("A,heavy floods", None)]),
        ("[[A]] or [[B]]:", [("A", "A"), ("B", "B")]),
        ("[[A]]/[[B]] war", [("A/B war", None)]),
    ],
)
def test_a_line_above_events_names_its_topics(line: str, topics: list[tuple[str, str | None]]) -> None:
    """Links with little between them, or the parts between commas where a whole part is a link."""
    (event,) = parse(f"*{line}\n**Ten people die.").events

    assert [(topic.name, topic.title) for topic in event.topics[0].topics] == topics


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        ("Storm:", (Span("Storm"),)),
        ("[[Storm]]:", (Span("Storm", link="Storm"),)),
        ("''Storm'' ::", (Span("Storm", italic=True),)),
        ("<s>Storm: </s>", (Span("Storm", strike=True),)),
        (":", ()),
    ],
)
def test_a_colon_at_the_end_of_a_topic_goes_and_leaves_nothing(line: str, spans: tuple[Span, ...]) -> None:
    (event,) = parse(f"* {line}\n** One dies.").events

    assert [topic_line.text.spans for topic_line in event.topics] == ([spans] if spans else [])


def test_what_joins_topics_is_the_dialects() -> None:
    """A German "und" is one, an English "and" is a word like any other."""
    german = ParseSettings(dialect="de")
    (event,) = parse("*[[A]] und [[B]]\n**Zehn Menschen sterben.", german).events
    (other,) = parse("*[[A]] and [[B]]\n**Zehn Menschen sterben.", german).events

    assert [topic.name for topic in event.topics[0].topics] == ["A", "B"]
    assert [topic.name for topic in other.topics[0].topics] == ["A and B"]


@pytest.mark.parametrize(
    ("words", "events"),
    [
        ("A team wins.", 2),
        ("aaaa bbbb cccc dddd eeee ffff gggg hhhhh", 1),
        ("aaaa bbbb cccc dddd eeee ffff gggg hhhhhh", 2),
        ("[[The cup of the league and of its games]]", 1),
        ("[[Cup]]", 1),
        ("Cup.", 1),
    ],
)
def test_a_bullet_with_a_source_above_others_is_an_event_if_it_tells_one(words: str, events: int) -> None:
    """A sentence, or more than forty characters: names of topics are shorter, or end without a full stop."""
    assert len(parse(f"* {words} [https://e.org/a (A)]\n** It rains.").events) == events


def test_bullets_stand_under_the_open_bullets_that_their_signs_share() -> None:
    """Signs that were skipped stand for nothing, and another sign begins another list."""
    day = parse("* [[A]]\n*** [[B]]\n**** One.\n** Two.\n*# Three.\n# Four.\n** Five.")

    assert [(event.headline.plain, [str(line.text) for line in event.topics]) for event in day.events] == [
        ("One.", ["A", "B"]),
        ("Two.", ["A"]),
        ("Three.", ["A"]),
        ("Four.", []),
        ("Five.", []),
    ]


def test_indented_lines_under_a_topic_are_events_if_they_tell_one() -> None:
    """A sentence of three words, or anything with a source; a shorter remark is reported."""
    day = parse("* [[A]]\n*: Two boats sink.\n*: Boats sink.\n*: See [https://e.org/a (A)]\n** One.")

    assert [event.headline.plain for event in day.events] == ["Two boats sink.", "See", "One."]
    assert [(problem.code, problem.text, problem.line) for problem in day.problems] == [
        ("note-on-topic", "Boats sink.", 3)
    ]
    assert [event.line for event in day.events] == [2, 4, 5]
