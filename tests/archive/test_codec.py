"""Events and listings as bytes."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from daybook.archive.codec import (
    Listing,
    decode_event,
    decode_history,
    decode_problems,
    decode_related,
    encode_event,
    encode_history,
    encode_problems,
    encode_related,
    wording_key,
)
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


def test_no_field_of_an_event_is_forgotten() -> None:
    """These are all: a new field of these records wants a place in `encode_event`, and here."""
    names = {
        kind: [field.name for field in fields(kind)] for kind in (Event, Span, Source, Note, Topic, TopicLine, Category)
    }

    assert names == {
        Event: [
            "headline",
            "category",
            "topics",
            "label",
            "sources",
            "line",
            "depth",
            "space_before",
            "notes",
            "visible",
        ],
        Span: ["text", "link", "url", "italic", "bold", "subscript", "superscript", "strike"],
        Source: ["url", "label", "outlet", "agency", "language", "article"],
        Note: ["text", "sources"],
        Topic: ["name", "title"],
        TopicLine: ["text", "topics"],
        Category: ["name", "heading"],
    }


@given(events, st.integers(1, 99))
def test_a_wordings_key_leaves_place_and_bullet_out(event: Event, line: int) -> None:
    """Readers cannot see them."""
    moved = replace(event, line=line, depth=1 + line % 5, space_before=line % 2 == 0)

    assert wording_key(moved) == wording_key(event)


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

    assert decode_related(encode_related(related)) == related
    assert decode_problems(encode_problems(problems)) == problems
    assert decode_problems(encode_problems(())) == ()
