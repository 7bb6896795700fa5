"""What a withdrawn event is perhaps told as now: a link both ways, and rather none than a wrong one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event

from daybook.model import ArchivedEvent, RichText, Source, Span, Status
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.records import EventPage
from daybook.publish.pages.site import Site
from daybook.publish.pages.told_again import told_again
from daybook.publish.settings import SiteSettings

DAY = date(2024, 5, 1)
GONE = "At least ten people are hurt as a tower under construction falls in Aldern, Corvath."


def event(number: int, text: str, *urls: str, status: Status = Status.LISTED) -> ArchivedEvent:
    made = make_event(number, DAY, RichText((Span(text),)), status=status)
    return replace(made, event=replace(made.event, sources=tuple(Source(url, "Courier") for url in urls)))


@pytest.mark.parametrize(
    "text",
    [
        "Four people are hurt and ten are missing as a tower falls in Aldern, Corvath.",
        "A tower under construction falls in Aldern in Corvath; at least ten people are dead.",
    ],
)
def test_the_same_names_and_many_of_the_same_words_are_perhaps_the_same(text: str) -> None:
    assert told_again([event(1, GONE)], [event(2, "A choir sings in Aldern, Corvath."), event(3, text)]) == {1: 3}


@pytest.mark.parametrize(
    "text",
    [
        "At least ten people are hurt as a tower under construction falls in Brenk, Corvath.",
        "At least ten people are hurt as a tower under construction falls.",
        "The mayor of Aldern in Corvath resigns.",
        "",
    ],
)
def test_other_names_or_other_words_are_not(text: str) -> None:
    assert told_again([event(1, GONE)], [event(2, text)]) == {}


def test_an_article_that_both_cite_needs_fewer_of_the_same_words_and_none_alone() -> None:
    gone = event(1, "A ferry sinks; nine people drown.", "https://example.org/ferry#top")
    same = event(2, "Nine people drown as a ferry breaks up.", "https://example.org/ferry")
    other = event(3, "A court frees a poet.", "https://example.org/ferry")

    assert told_again([gone], [same, other]) == {1: 2}
    assert told_again([gone], [other]) == {}


def test_the_pages_of_both_lead_to_each_other() -> None:
    again = event(2, "Four people are hurt and ten are missing as a tower falls in Aldern, Corvath.")
    gone = event(1, GONE, status=Status.WITHDRAWN)
    builder = Builder(MemoryLibrary([gone, again]), Site(SiteSettings()))

    before, after = builder.event_page(DAY, gone.slug), builder.event_page(DAY, again.slug)

    assert isinstance(before, EventPage)
    assert isinstance(after, EventPage)
    assert before.told_again is not None
    assert before.told_again.address == after.address
    assert [link.address for link in after.withdrawn] == [before.address]
    assert (before.withdrawn, after.told_again) == ((), None)
