"""Which stories moved most: what the front page leads with.

The rule, which the page tells in one line: new events and material changes of the last days, against how many the story
usually has in as many days. So a war that brings six events a day does not lead for ever, and leads when it brings twelve.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt

from daybook.publish.pages.event_cache import EventSummary
from daybook.publish.pages.records import EventItem, Link, MovedStory

MOVED_DAYS = 3
"""Days over which it is counted what moved: a story that broke on Friday night still leads on Sunday."""
USUAL_DAYS = 30
"""Days before them over which it is counted what is usual: a month, in which a weekly rhythm evens out."""
MOST = 5
LEAST = 3
"""Stories that lead: at most, and, where quieter ones have to make up the number, at least."""


def surprise(count: float, usual: float) -> float:
    """Return how unusual a count is, where `usual` is expected: in about standard deviations of counts that come by chance.

    One is added to what is expected, so that a story's first event is no wonder of the world.
    """
    return (count - usual) / sqrt(usual + 1)


@dataclass(slots=True)
class _Story:
    name: str
    level: int
    days: dict[date, int] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    latest: EventSummary | None = None
    usual: float = 0.0

    @property
    def moved(self) -> set[str]:
        return self.new | self.changed

    @property
    def score(self) -> float:
        return surprise(len(self.moved), self.usual)


def moved_stories(
    recent: Iterable[EventSummary],
    changed: Iterable[EventSummary],
    latest: date,
    read: Iterable[date],
    *,
    span: int = MOVED_DAYS,
    most: int = MOST,
) -> tuple[MovedStory, ...]:
    """Return the stories that moved most in the `span` days up to the `latest`, at most `most`, by surprise.

    `recent` are the listed events of the days up to it, in order, `changed` those that changed in substance lately, `read`
    the days that the archive has: a day that was not read makes nothing unusual.
    """
    first = latest - timedelta(days=span - 1)
    before = latest - timedelta(days=span + USUAL_DAYS - 1)
    # What is usual is counted per day that was read: a gap in the archive must not make the days after it look loud.
    read_days = set(read)
    quiet = sum(before <= day < first for day in read_days)
    loud = sum(first <= day <= latest for day in read_days)
    stories: dict[str, _Story] = {}
    for summary in recent:
        day = summary.item.date
        for topic in summary.item.topics:
            story = stories.setdefault(topic.address, _Story(topic.name, topic.level))
            story.days[day] = story.days.get(day, 0) + 1
            if day >= first:
                story.new.add(summary.item.address)
                story.latest = _later(story.latest, summary)
    for summary in changed:
        for topic in summary.item.topics:
            story = stories.setdefault(topic.address, _Story(topic.name, topic.level))
            if summary.item.address not in story.new:
                story.changed.add(summary.item.address)
                story.latest = _later(story.latest, summary)
    for story in stories.values():
        earlier = sum(count for day, count in story.days.items() if day < first)
        story.usual = round(earlier * loud / quiet, 1) if quiet else 0.0
    return tuple(
        _moved(address, story, latest) for address, story in _foremost(stories, most) if story.latest is not None
    )


def _later(one: EventSummary | None, other: EventSummary) -> EventSummary:
    """Return the event of the later day; of one day the one with more sources, else the first on the page."""
    if one is None or other.item.date > one.item.date:
        return other
    if other.item.date == one.item.date and len(other.item.sources) > len(one.item.sources):
        return other
    return one


def _foremost(stories: Mapping[str, _Story], most: int) -> list[tuple[str, _Story]]:
    """Choose the stories that lead; of a story and one within it, which have the same events, the one that ranks first."""
    ranked = sorted(
        ((address, story) for address, story in stories.items() if story.moved and story.score > 0),
        key=lambda each: (-each[1].score, -each[1].level, each[0]),
    )
    chosen: list[tuple[str, _Story]] = []
    covered: set[str] = set()
    for is_loud in (True, False):
        for address, story in ranked:
            enough = most if is_loud else LEAST
            has_more = sum(story.days.values()) > 1
            if len(chosen) >= enough or (len(story.moved) > 1) is not is_loud or not (is_loud or has_more):
                continue
            if len(story.moved & covered) * 2 <= len(story.moved):
                chosen.append((address, story))
                covered |= story.moved
    return chosen


def _moved(address: str, story: _Story, latest: date) -> MovedStory:
    assert story.latest is not None
    item: EventItem = story.latest.item
    span = (latest - timedelta(days=back) for back in range(USUAL_DAYS - 1, -1, -1))
    return MovedStory(
        Link(story.name, address),
        item,
        len(story.new),
        len(story.changed),
        story.usual,
        tuple(story.days.get(day, 0) for day in span),
    )
