"""One revision has a bounded cost: what goes beyond the bounds is reported, and everything else stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from daybook.model import (
    Event,
    LineKind,
    Note,
    ParsedDay,
    RawPage,
    RichText,
    Severity,
    Source,
    Span,
    Topic,
    TopicLine,
)
from daybook.parse import parse_page
from daybook.parse.pages import limits

TITLE = "Portal:Current events/2026 March 5"
WORDS = RichText((Span("A dam leak"),))


def _parse(wikitext: str) -> ParsedDay:
    return parse_page(RawPage(TITLE, wikitext))


def _problems(day: ParsedDay) -> list[tuple[str, int, str]]:
    return [(found.code, found.line, found.text) for found in day.problems]


def test_an_event_keeps_its_first_links_and_all_its_words() -> None:
    links = " ".join(f"[[Article {number}]]" for number in range(limits.LINKS_OF_EVENT + 7))

    day = _parse(f"* A ferry sinks near {links}. [http://e.org/a (Example)]")

    (event,) = day.events
    assert event.links == tuple(f"Article {number}" for number in range(limits.LINKS_OF_EVENT))
    assert event.headline.plain.endswith(f"Article {limits.LINKS_OF_EVENT + 6}.")
    assert _problems(day) == [("event-too-large", 1, "not kept: 7 links")]
    assert day.problems[0].severity is Severity.WARNING


def test_an_event_at_the_bound_is_whole() -> None:
    links = " ".join(f"[[Article {number}]]" for number in range(limits.LINKS_OF_EVENT))

    day = _parse(f"* A ferry sinks near {links}. [http://e.org/a (Example)]")

    assert len(day.events[0].links) == limits.LINKS_OF_EVENT
    assert day.problems == ()


def test_the_articles_of_a_whole_page_are_bounded() -> None:
    lines = [
        "* People meet: " + " ".join(f"[[Article {line}-{number}]]" for number in range(100)) + "."
        for line in range(30)
    ]

    day = _parse("\n".join(lines))

    assert len({title for event in day.events for title in event.links}) == limits.SUBJECTS_OF_PAGE
    assert [line for code, line, _ in _problems(day)] == list(range(21, 31))
    assert all(len(event.headline.plain) > 500 for event in day.events)


def test_the_articles_of_many_short_lines_are_bounded_too() -> None:
    """Where no line is long, what a page holds is counted at less cost: the count must not miss any."""
    short = [f"* [[A{number}]] meets [[B{number}]] and [[C{number}]]." for number in range(900)]
    topics = [f"* [[T{number}]], [[U{number}]], [[V{number}]]\n** It rains." for number in range(900)]

    for lines in (short, topics):
        day = _parse("\n".join(lines))

        subjects = {title for event in day.events for title in event.links}
        subjects |= {topic.title or "" for event in day.events for line in event.topics for topic in line.topics}
        assert len(subjects) == limits.SUBJECTS_OF_PAGE
        assert {code for code, _, _ in _problems(day)} == {"event-too-large"}


def test_an_article_that_the_page_has_already_costs_nothing_more() -> None:
    many = "* People meet: " + " ".join(f"[[Article {number}]]" for number in range(250)) + "."

    day = _parse("\n".join([many] * 40))

    assert all(len(event.links) == 250 for event in day.events)
    assert day.problems == ()


def test_events_beyond_the_bound_are_reported_and_their_lines_are_problems() -> None:
    day = _parse("\n".join(f"* Ferry number {number} sinks." for number in range(limits.EVENTS_OF_PAGE + 2)))

    assert len(day.events) == limits.EVENTS_OF_PAGE
    assert _problems(day) == [("too-many-events", limits.EVENTS_OF_PAGE + 1, "1,002 events, 1,000 kept")]
    assert day.lines[-3:] == (LineKind.EVENT, LineKind.PROBLEM, LineKind.PROBLEM)


def test_text_sources_topics_and_notes_are_bounded() -> None:
    sources = " ".join(f"[http://e.org/{number} (Example)]" for number in range(limits.SOURCES_OF_EVENT + 3))
    topics = ", ".join(f"[[Storm {number}]]" for number in range(limits.TOPICS_OF_EVENT + 5))
    notes = "\n".join(f"**: Note {number}." for number in range(limits.NOTES_OF_EVENT + 2))

    day = _parse(f"* {topics}\n** {'word ' * 3000}ends. {sources}\n{notes}")

    (event,) = day.events
    assert len(event.headline.plain) == limits.CHARACTERS_OF_EVENT
    assert len(event.sources) == limits.SOURCES_OF_EVENT
    assert sum(len(line.topics) for line in event.topics) == limits.TOPICS_OF_EVENT
    assert len(event.notes) == limits.NOTES_OF_EVENT
    assert [code for code, _, _ in _problems(day)] == ["event-too-large"]
    assert "5 topics" in day.problems[0].text
    assert "3 sources" in day.problems[0].text
    assert "2 notes" in day.problems[0].text


def test_headline_and_notes_share_the_room_for_words() -> None:
    day = _parse(f"* A ferry {'w' * (limits.CHARACTERS_OF_EVENT - 100)}.\n*: {'v' * 300}")

    (event,) = day.events
    assert len(event.headline.plain) + sum(len(note.text.plain) for note in event.notes) == limits.CHARACTERS_OF_EVENT


def test_an_address_that_no_browser_takes_is_no_source() -> None:
    day = _parse(f"* A ferry sinks near [[Example|the coast]]. [http://e.org/{'a' * 5000} (Example)]")

    (event,) = day.events
    assert event.headline.plain == "A ferry sinks near the coast."
    assert event.sources == ()
    assert _problems(day) == [("event-too-large", 1, "not kept: 1 source")]


def test_long_names_are_cut() -> None:
    day = _parse(f"* A ferry sinks at sea. [http://e.org/a (''{'Example ' * 400}'')]")

    (event,) = day.events
    assert len(event.sources[0].label) == limits.LONGEST_LABEL
    assert [code for code, _, _ in _problems(day)] == ["event-too-large"]


def _event(headline: RichText = WORDS, line: int = 1, **parts: Any) -> Event:
    return Event(headline, None, parts.pop("topics", ()), None, parts.pop("sources", ()), line, 1, **parts)


def _linked(numbers: range) -> RichText:
    return RichText(tuple(Span("a", f"Article {number}") for number in numbers))


def _cited(count: int, length: int = 20) -> tuple[Source, ...]:
    return tuple(Source(f"http://e.org/{number:05}".ljust(length, "a"), "x") for number in range(count))


BOUNDS: dict[str, tuple[int, Callable[[int], Event]]] = {
    "words": (12_000, lambda count: _event(RichText((Span("w" * count),)))),
    "words of all spans": (12_000, lambda count: _event(RichText((Span("w" * 6000), Span("v" * (count - 6000)))))),
    "words of the bullets above": (
        3_000,
        lambda count: _event(topics=(TopicLine(RichText((Span("w" * count),)), ()),)),
    ),
    "words of two bullets above": (
        3_000,
        lambda count: _event(
            topics=(
                TopicLine(RichText((Span("w" * 1500),)), ()),
                TopicLine(RichText((Span("v" * (count - 1500)),)), ()),
            )
        ),
    ),
    "words of its notes": (11_990, lambda count: _event(notes=(Note(RichText((Span("w" * count),)), ()),))),
    "words that the wiki shows": (12_000, lambda count: _event(visible="w" * count)),
    "links": (300, lambda count: _event(_linked(range(count)))),
    "sources": (120, lambda count: _event(sources=_cited(count))),
    "sources of a note": (120, lambda count: _event(notes=(Note(WORDS, _cited(count)),))),
    "characters of an address": (4_000, lambda count: _event(sources=_cited(1, count))),
    "characters of a label": (1_000, lambda count: _event(sources=(Source("http://e.org/", "w" * count, "w"),))),
    "characters of an outlet": (1_000, lambda count: _event(sources=(Source("http://e.org/", "w", "w" * count),))),
    "characters of a language": (
        1_000,
        lambda count: _event(sources=(Source("http://e.org/", "w", None, None, "w" * count),)),
    ),
    "characters of a topic": (
        1_000,
        lambda count: _event(topics=(TopicLine(WORDS, (Topic("w" * count, "T"),)),)),
    ),
    "bullets above": (400, lambda count: _event(topics=(TopicLine(RichText(), ()),) * count)),
    "topics": (60, lambda count: _event(topics=(TopicLine(WORDS, (Topic("a", "T"),) * count),))),
    "topics of two bullets": (
        60,
        lambda count: _event(
            topics=(
                TopicLine(WORDS, (Topic("a", "T"),) * 30),
                TopicLine(WORDS, (Topic("a", "T"),) * (count - 30)),
            )
        ),
    ),
    "notes": (100, lambda count: _event(notes=(Note(RichText(), ()),) * count)),
}


@pytest.mark.parametrize("what", BOUNDS)
def test_at_a_bound_all_is_kept_and_one_more_is_cut(what: str) -> None:
    """The very event given comes back where nothing has to go."""
    bound, event_with = BOUNDS[what]
    whole, larger = event_with(bound), event_with(bound + 1)

    assert limits.keep_within_limits([whole], 5_000) == ((whole,), (), frozenset())
    assert limits.keep_within_limits([whole], 1_000) == ((whole,), (), frozenset())
    (kept,), (issue,), left_out = limits.keep_within_limits([larger], 5_000)
    assert kept == event_with(bound) or what in ("characters of an address", "links")
    assert (issue.code, left_out) == ("event-too-large", frozenset())
    assert issue.text.startswith("not kept: 1 ")


@pytest.mark.parametrize(
    ("what", "bound", "event_of"),
    [
        ("link", 2_000, lambda number: _event(_linked(range(10 * number, 10 * number + 10)))),
        ("topic", 2_000, lambda number: _event(topics=tuple(TopicLine(WORDS, (Topic("a", f"T {number} {each}"),)) for each in range(10)))),
        ("source", 1_000, lambda number: _event(sources=_cited(10))),
    ],
)  # fmt: skip
def test_a_page_at_its_bound_is_whole_and_what_comes_after_is_cut(
    what: str, bound: int, event_of: Callable[[int], Event]
) -> None:
    """What the page has already costs nothing more, and an event without any of it is kept as it is."""
    events = [event_of(number) for number in range(bound // 10)]
    plain = _event(line=7)

    assert limits.keep_within_limits([*events, plain], 20) == ((*events, plain), (), frozenset())
    kept, issues, _ = limits.keep_within_limits([*events, event_of(3_000), event_of(0), plain], 20)
    assert kept[: len(events)] == tuple(events)
    assert [issue.text for issue in issues] == [f"not kept: 10 {what}s"] * (2 if what == "source" else 1)
    assert kept[-1] == plain
    assert what == "source" or kept[-2] == event_of(0)


def test_of_too_many_events_the_first_are_kept_and_the_lines_of_the_others_told() -> None:
    events = [_event(line=number) for number in range(1_001)]

    assert limits.keep_within_limits(events[:1_000], 20)[1:] == ((), frozenset())
    kept, (issue,), left_out = limits.keep_within_limits(events, 20)
    assert (len(kept), issue.line, issue.text, left_out) == (
        1_000,
        1_000,
        "1,001 events, 1,000 kept",
        frozenset([1_000]),
    )
