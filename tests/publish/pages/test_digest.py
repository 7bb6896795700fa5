"""A week in short: its stories by surprise, its days and no others, and made again exactly when that can change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event, make_events

from daybook.model import RichText, Selection, Span, Stale, Story
from daybook.publish.addresses import DAILY_FEED, DigestPlace
from daybook.publish.formats.to_html import HtmlRenderer
from daybook.publish.formats.to_markdown import MarkdownRenderer
from daybook.publish.kinds import stale
from daybook.publish.kinds.kind import Changes
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.digest import EVENTS, digest_index_page, digest_page, under_headings
from daybook.publish.pages.feed import site_feed
from daybook.publish.pages.moved import USUAL_DAYS
from daybook.publish.pages.records import DigestPage
from daybook.publish.pages.site import Site
from daybook.publish.render.theme import read_theme
from daybook.publish.settings import SiteSettings


@pytest.fixture(scope="module")
def builder() -> Builder:
    return Builder(MemoryLibrary(make_events(400)), Site(SiteSettings()))


def pages_of(builder: Builder) -> list[DigestPage]:
    pages = (digest_page(builder.cache, builder.calendar, place) for place in builder.calendar.weeks)
    return [page for page in pages if page]


def test_each_event_is_counted_in_the_week_of_its_day(builder: Builder) -> None:
    pages = [digest_page(builder.cache, builder.calendar, place) for place in builder.calendar.weeks]

    assert sum(page.events for page in pages if page) == sum(day.events for day in builder.calendar.days.values())
    for page in filter(None, pages):
        days = [item.date for story in page.stories for item in story.events]
        assert all(page.first <= day <= page.last for day in days)
        assert (page.last - page.first, page.first.weekday()) == (timedelta(days=6), 0)
    assert any(page.stories for page in pages if page)


def test_a_busy_story_tells_of_each_of_its_days(builder: Builder) -> None:
    """In their order; a day leaves out those that fewest sources report."""
    busy = [story for page in pages_of(builder) for story in page.stories if story.count > len(story.events)]

    assert busy
    for page in pages_of(builder):
        for story in page.stories:
            days = [item.date for item in story.events]
            told = [
                summary.item
                for summary in builder.cache.summaries(
                    builder.cache.library.select(Selection(page.first, page.last))
                ).values()
                if any(topic.address == story.story.address for topic in summary.item.topics)
            ]
            for _, items in under_headings(story):
                assert [item.date for item in items] == sorted(item.date for item in items)
            assert len(set(days)) == min(EVENTS, len({item.date for item in told}))
            for day in set(days):
                shown = [len(item.sources) for item in story.events if item.date == day]
                left = [
                    len(item.sources)
                    for item in told
                    if item.date == day and item.address not in {each.address for each in story.events}
                ]
                assert not left or min(shown) >= max(left)


def test_the_feed_of_days_has_those_that_are_over_the_latest_first(builder: Builder) -> None:
    daily = next(feed for feed in builder.site.feeds if feed.place == DAILY_FEED)
    feed = site_feed(builder.cache, builder.calendar, daily)
    days = list(builder.calendar.days)

    assert [entry.date for entry in feed.entries] == days[-2:-9:-1]
    assert [entry.url for entry in feed.entries] == [
        builder.site.url(f"/news/{day:%Y/%m}/{day.day}/index") for day in days[-2:-9:-1]
    ]
    assert any("<h3>" in entry.headline.html for entry in feed.entries)
    assert len({entry.identifier for entry in feed.entries}) == 7


def test_the_index_has_every_week_the_latest_first(builder: Builder) -> None:
    weeks = digest_index_page(builder.site, builder.calendar).weeks

    assert [week.week for week in weeks] == [
        f"{place.year:04}-W{place.week:02}" for place in reversed(builder.calendar.weeks)
    ]


def test_a_week_that_the_archive_has_nothing_of_has_no_page(builder: Builder) -> None:
    assert digest_page(builder.cache, builder.calendar, DigestPlace(1999, 10)) is None


def test_a_changed_day_reaches_the_weeks_that_count_it(builder: Builder) -> None:
    """Those whose month before has it, and none that does not."""
    day = next(iter(builder.calendar.days))
    made = set(stale.weeks(builder, Changes(Stale(days=(day,)), lambda _: True)))
    counting = {
        place
        for place in builder.calendar.weeks
        if place.first - timedelta(days=USUAL_DAYS) <= day <= place.first + timedelta(days=6)
    }

    assert made == counting


@pytest.mark.parametrize("stem", ["/digest/2004/W53", "/digest/2021/W52", "/digest/2020/W53"])
def test_a_week_that_is_in_the_calendar_has_an_address(stem: str) -> None:
    place = DigestPlace.parse(stem)

    assert place is not None
    assert place.stem == stem


@pytest.mark.parametrize("stem", ["/digest/2021/W53", "/digest/2004/W00", "/digest/0000/W01", "/digest/2004/W1"])
def test_one_that_is_not_has_none(stem: str) -> None:
    assert DigestPlace.parse(stem) is None


def test_the_year_of_a_week_is_that_of_its_thursday() -> None:
    assert DigestPlace.of(date(2021, 1, 3)) == DigestPlace(2020, 53)


def test_sub_headings_of_a_story_are_merged_over_the_week() -> None:
    """Each is there once with its days in order, in the order of the week; what stands under none comes first."""
    monday = date(2024, 3, 4)
    war, east, north = (
        Story(name, name.lower(), level=level) for name, level in (("War", 0), ("East", 1), ("North", 1))
    )
    stood = [
        (0, (war, east)),
        (0, (war,)),
        (1, (war, north)),
        (2, (war, east)),
        (3, (war, Story("Label", "label", level=-1))),
    ]
    events = [
        replace(
            make_event(number, monday + timedelta(days=day), RichText((Span(f"It is told {number}."),))),
            stories=stories,
            position=number,
        )
        for number, (day, stories) in enumerate(stood, start=1)
    ]
    site = Site(SiteSettings())
    built = Builder(MemoryLibrary(events), site)
    page = digest_page(built.cache, built.calendar, DigestPlace(2024, 10))
    assert page is not None
    story = next(each for each in page.stories if each.story.name == "War")

    assert [
        (heading and heading.name, [each.headline.text for each in told]) for heading, told in under_headings(story)
    ] == [
        (None, ["It is told 2.", "It is told 5."]),
        ("East", ["It is told 1.", "It is told 4."]),
        ("North", ["It is told 3."]),
    ]
    html = HtmlRenderer(site.settings, read_theme()).render(page).decode()
    assert html.count('topic/east.html"><bdi>East</bdi></a></h3>') == 1
    assert b"### [East]" in MarkdownRenderer().render(page)
