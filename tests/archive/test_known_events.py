"""What is known of a day's events, kept up revision by revision, is what going through all its revisions finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daybook.archive.encoding.listing import Listing
from daybook.archive.identity.history import build_timeline
from daybook.archive.writing.day_session import Day
from daybook.archive.writing.known_events import KnownEvents, nearest_wordings
from daybook.model import Event
from daybook.model.text import RichText, Span

WORDINGS = {
    (event, number): Event(RichText((Span(f"Event {event}, told {number}."),)))
    for event in range(8)
    for number in range(9)
}
PAGES = st.lists(
    st.lists(st.sampled_from(sorted(WORDINGS)), max_size=8, unique_by=lambda pair: pair[0]), min_size=1, max_size=12
)


def _listing(number: int, page: list[tuple[int, int]], minutes: int) -> Listing:
    saved = number * minutes * 60
    events = [event for event, _ in page]
    return Listing(number, 1, number, saved, saved, events, [WORDINGS[pair] for pair in page], [1] * len(page), ())


@given(PAGES, st.sampled_from((1, 45, 90)))
def test_keeping_up_is_the_same_as_going_through_all(pages: list[list[tuple[int, int]]], minutes: int) -> None:
    """Nearest wordings and places; and the turns of the day tell what is absent, whether its removal counts by now or not."""
    day = Day(20260305)
    known = KnownEvents(day)
    for number, page in enumerate(pages, 1):
        day.listings.append(_listing(number, page, minutes))
        known.add(day.listings[-1])

    timeline = build_timeline(day.date, day.listings, 0)
    nearest, slow = known.nearest(len(pages)), nearest_wordings(day, len(pages))
    assert list(nearest.items()) == list(slow.items())
    absent: set[int] = set()
    for turn in timeline.turns:
        absent = (absent | turn.lost) - turn.back
    assert absent == day.event_ids() - (timeline.present.keys() - timeline.pending)
    assert known.holds(day)


def test_another_day_or_a_listing_more_is_noticed() -> None:
    day = Day(20260305, [_listing(1, [(0, 0)], 1)])
    known = KnownEvents(day)

    day.listings.append(_listing(2, [(0, 1)], 1))

    assert not known.holds(day)
    assert not known.holds(Day(20260305))
    assert not KnownEvents(Day(20260305)).holds(Day(20260305))
    assert KnownEvents(day).holds(day)


def test_a_wording_that_an_event_had_is_kept() -> None:
    """Readers see no difference between two headings that are folded into one: the first one stays."""
    day = Day(20260305, [_listing(1, [(0, 0)], 1), _listing(2, [(0, 1)], 1)])
    known = KnownEvents(day)
    copy = Event(RichText((Span("Event 0, told 0."),)))

    assert known.kept(0, copy) is WORDINGS[0, 0]
    assert known.kept(1, copy) is copy


def told(nearest: dict[int, tuple[float, list[Event]]]) -> dict[int, tuple[float, list[int]]]:
    """Return places, and the numbers of wordings."""
    numbers = {id(wording): number for (_, number), wording in WORDINGS.items()}
    return {event: (place, [numbers[id(each)] for each in its]) for event, (place, its) in nearest.items()}


def test_the_wordings_nearest_to_a_revision_come_first_the_earlier_of_two_as_near() -> None:
    """Six of them, whatever the rest says; the place is that of the nearest revision."""
    pages = [[(0, number), (1, 0)] if number < 4 else [(1, 0), (0, number)] for number in range(9)]
    day = Day(20260305, [_listing(number, page, 1) for number, page in enumerate(pages, 1)])
    known = KnownEvents(day)

    assert told(known.nearest(4)) == {0: (0.0, [3, 4, 2, 5, 1, 6]), 1: (0.5, [0])}
    assert told(known.nearest(5)) == {1: (0.0, [0]), 0: (0.5, [4, 5, 3, 6, 2, 7])}
    assert told(known.nearest(9)) == {1: (0.0, [0]), 0: (0.5, [8, 7, 6, 5, 4, 3])}
    assert told(known.nearest(0)) == {0: (0.0, [0, 1, 2, 3, 4, 5]), 1: (0.5, [0])}


def test_a_wording_that_comes_back_is_the_newest_once_more() -> None:
    day = Day(20260305, [_listing(number, [(0, word)], 1) for number, word in enumerate((0, 1, 2, 0), 1)])

    assert told(KnownEvents(day).nearest(4)) == {0: (0.0, [0, 2, 1])}


def test_events_that_stood_on_earlier_revisions_alone_follow_those_that_stand() -> None:
    day = Day(20260305, [_listing(1, [(2, 0), (1, 0)], 1), _listing(2, [(3, 0)], 1)])

    assert list(KnownEvents(day).nearest(2)) == [3, 2, 1]
    assert KnownEvents(day).latest == {2: WORDINGS[2, 0], 1: WORDINGS[1, 0], 3: WORDINGS[3, 0]}
