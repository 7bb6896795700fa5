"""Events and listings as bytes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from daybook.archive.encoding.codec import Codec, sparse, write
from daybook.archive.encoding.listing import Listing, decode_history, encode_history
from daybook.archive.encoding.wording import decode_event, encode_event, is_same_wording, wording_key
from daybook.archive.writing.day_session import PROBLEMS
from daybook.archive.writing.related_lists import RELATED
from daybook.model import (
    Category,
    Event,
    Note,
    Problem,
    Reason,
    ReasonKind,
    Related,
    RelatedList,
    RichText,
    ScorePart,
    Severity,
    Source,
    Span,
    Topic,
    TopicLine,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
titles = st.none() | texts
rich = st.builds(
    RichText,
    st.lists(
        st.builds(Span, texts, link=titles, bold=st.booleans(), italic=st.booleans(), strike=st.booleans()), max_size=4
    ).map(tuple),
)
topics = st.builds(Topic, texts, titles)
lines = st.builds(TopicLine, rich, st.lists(topics, max_size=3).map(tuple))
sources = st.builds(Source, texts, texts, titles, titles, titles, titles)
events = st.builds(
    Event,
    rich,
    st.none() | st.builds(Category, texts, texts),
    st.lists(lines, max_size=2).map(tuple),
    st.none() | topics,
    st.lists(sources, max_size=3).map(tuple),
    depth=st.integers(1, 9),
    space_before=st.booleans(),
    notes=st.lists(st.builds(Note, rich, st.lists(sources, max_size=2).map(tuple)), max_size=2).map(tuple),
    visible=titles,
)


@given(events)
def test_events_come_back_exactly(event: Event) -> None:
    """All but the line, which is kept beside."""
    assert decode_event(encode_event(event)) == event


def test_fields_that_have_their_default_are_not_written() -> None:
    """Of records of any type, at any depth."""
    event = Event(
        RichText((Span("A", bold=True), Span("b"))), sources=(Source("https://example.org"),), line=7, depth=2
    )

    assert msgspec.msgpack.decode(write(sparse(Event, leave_out=("Event.line",))(event))) == {
        "headline": {"spans": [{"text": "A", "bold": True}, {"text": "b"}]},
        "sources": [{"url": "https://example.org"}],
        "depth": 2,
    }


@given(events, st.integers(1, 99))
def test_a_wordings_key_leaves_place_and_bullet_out(event: Event, line: int) -> None:
    """Readers cannot see them."""
    moved = replace(event, line=line, depth=1 + line % 5, space_before=line % 2 == 0)

    assert wording_key(moved) == wording_key(event)
    assert is_same_wording(moved, event)


def test_a_wordings_key_leaves_out_what_stands_above_and_names_no_topic() -> None:
    """That is an event itself, and the spelling of a heading its editor's."""
    above = TopicLine(RichText((Span("Rain."),)), ())
    topic = TopicLine(RichText((Span("Floods"),)), (Topic("Floods"),))
    event = Event(RichText((Span("It rains."),)), Category("Sports", "Sports"), (topic,))

    assert wording_key(replace(event, topics=(above, topic))) == wording_key(event)
    assert wording_key(replace(event, topics=(above,))) == wording_key(replace(event, topics=()))
    assert wording_key(replace(event, category=Category("Sports", "Sport"))) == wording_key(event)
    assert wording_key(replace(event, category=Category("Sport", "Sports"))) != wording_key(event)
    assert wording_key(replace(event, topics=())) != wording_key(event)


@given(st.lists(events, min_size=1, max_size=5), st.booleans())
def test_histories_come_back_with_shared_wordings_shared(wordings: list[Event], known: bool) -> None:
    """A wording of several revisions is kept once; the current ones are not kept at all."""
    problem = Problem("odd", Severity.INFO, 3, "text", "hint")
    ids = list(range(1, len(wordings) + 1))
    listings = [
        Listing(7, 1, None, 10, 20, ids, wordings, ids, (problem,)),
        Listing(8, 1, 5, 11, 20, ids, wordings, ids, ()),
    ]
    current = dict(zip(ids, wordings, strict=True)) if known else {}
    back = decode_history(encode_history(listings, current), current)

    assert back == listings
    assert all(one is other for one, other in zip(back[0].wordings, back[1].wordings, strict=True))


def test_related_lists_and_problems_come_back_exactly() -> None:
    """With everything that a list can say."""
    reasons = (Reason(ReasonKind.CONTEXTS, ("Porto", "Fire"), 2), Reason(ReasonKind.STORY, ("Fires",)))
    related = RelatedList("formula", (Related(4, 0.5, ("Porto",), reasons, (ScorePart("contexts", 0.5),), (8, 9)),))
    problems = (Problem("odd", Severity.ERROR, 0, "", "look"),)

    assert RELATED.decode(RELATED.encode(related)) == related
    assert PROBLEMS.decode(PROBLEMS.encode(problems)) == problems


def test_threads_read_and_write_at_the_same_time() -> None:
    """As the threads of a server do: what compresses works without Python's lock."""
    codec = Codec(list[str])
    records = [[f"An event of some length, number {number}, on a day like any other. " * 40] for number in range(300)]

    def there_and_back(_: int) -> bool:
        return [codec.decode(codec.encode(record)) for record in records] == records

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(there_and_back, range(16)))
