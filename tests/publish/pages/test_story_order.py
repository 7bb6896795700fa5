"""What stands around an event in a story, and whose pages a change there reaches."""

from __future__ import annotations

from daybook.publish.pages.story_order import NUMBERED, REACH, ordered, passage, showing

SHORT = ordered(range(10, 30))
LONG = ordered(range(NUMBERED + 50))


def test_a_short_story_numbers_its_events_and_shows_its_ends() -> None:
    around = passage(SHORT, 16)

    assert around is not None
    assert (list(around.before), list(around.after)) == ([13, 14, 15], [17, 18, 19])
    assert (around.place, around.count, around.first, around.latest) == (7, 20, 10, 29)


def test_a_long_story_shows_only_what_is_near() -> None:
    around = passage(LONG, 100)

    assert around is not None
    assert (*around.ids, around.place, around.count) == (97, 98, 99, 101, 102, 103, 0, 0)


def test_an_event_alone_in_its_story_has_no_passage() -> None:
    assert passage(ordered([1]), 1) is None
    assert passage(SHORT, 1) is None


def test_a_change_reaches_every_page_that_shows_the_event() -> None:
    """Told by what the pages show: whoever's passage names a changed event, and nobody far away in a long story."""
    changed = {40, 42, 120}

    reached = set(showing(LONG, changed))

    shows = {number for number in LONG.ids if (around := passage(LONG, number)) and changed & set(around.ids)}
    assert reached == shows | changed
    assert len(list(showing(LONG, changed))) == len(reached) <= len(changed) * (2 * REACH + 1)
    assert set(showing(SHORT, {12})) == set(SHORT.ids)


def test_a_story_that_grows_too_long_for_numbers_changes_all_its_pages() -> None:
    new = {NUMBERED + 2, NUMBERED + 1, NUMBERED}

    assert set(showing(ordered(range(NUMBERED + 3)), new)) == set(range(NUMBERED + 3))
