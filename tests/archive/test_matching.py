"""Which event is which: hand-made pairs, and the labelled histories."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from benchmarks.identity import identify
from tests.archive.conftest import REVISIONS
from tests.archive.histories import Pair, event

from daybook.archive.identity.features import NOTHING_SHARED, features_of
from daybook.archive.identity.matching import Known, find_moves, match, score
from daybook.model import Event

QUAKE = "https://example.org/quake"
LIVE = "https://example.org/live/blog"


def matched(before: Sequence[Event | str], after: Sequence[Event | str]) -> dict[int, int]:
    """Return which of the events after (by index) is which of those before (by index)."""
    old, new = (
        [features_of(each if isinstance(each, Event) else event(each)) for each in side] for side in (before, after)
    )
    known = [Known(index, (each,), index / len(old)) for index, each in enumerate(old)]
    return match(known, new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            event("Twelve people die in a quake near Izmir."),
            event("At least 34 people are killed in a quake near Izmir in Turkey."),
        ),
        (event("The senate votes.", QUAKE), event("Lawmakers reject a bill on fishing quotas.", QUAKE + "#comments")),
        (
            event("Nokia cuts 14,000 jobs.", links=["Nokia"]),
            event("Handset maker Nokia cuts 14,000 posts.", links=["Nokia"]),
        ),
        (event("Жители города празднуют День моря."), event("Жители города и гости празднуют День моря.")),
        (event("台風が沖縄に上陸する。"), event("台風が沖縄に上陸する。")),
    ],
    ids=["toll", "source", "figure", "cyrillic", "japanese"],
)
def test_a_reworded_event_is_known(before: Event, after: Event) -> None:
    """By its words, its source, a large figure."""
    assert matched([before, "A choir sings in the rain."], ["A choir sings in the rain.", after]) == {0: 1, 1: 0}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The death toll from the Aldmoor earthquakes reaches 3,811.", "The death toll from cholera in Fenwick reaches 600."),
        ("The death toll from the Aldmoor floods rises to 40.", "The death toll from the Fenwick floods rises to 72."),
        ("A bomb explodes in Aldmoor, killing 12 people.", "A bomb explodes in Fenwick, killing 30 people."),
        ("The government of Aldmoria declares a state of emergency.", "The government of Fenland declares a state of emergency."),
        ("A magnitude 6.1 earthquake strikes Aldmoor.", "A magnitude 5.4 earthquake strikes Fenwick."),
        ("Voters in Aldmoria go to the polls.", "Voters in Fenland go to the polls."),
        ("The president of Aldmoria resigns.", "The president of Fenland resigns."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("linked", [False, True], ids=["named", "linked"])
def test_a_form_in_common_does_not_make_one_event_of_two(before: str, after: str, linked: bool) -> None:
    """Names and links that contradict each other outweigh it, one gone in the revision in which the other came."""
    sides = [
        event(text, links=[name for name in ("Aldmoor", "Aldmoria", "Fenwick", "Fenland") if linked and name in text])
        for text in (before, after)
    ]

    assert matched([sides[0]], [sides[1]]) == {}
    assert matched([sides[1]], [sides[0]]) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (event("A bomb kills 12 in Aldmor."), event("A bomb kills 12 in Aldmoor.")),
        (event("The toll of the flood rises to 40."), event("The toll of the flood in Fenwick rises to 52.")),
        (event("Rebels of Fenland lay down arms.", QUAKE), event("Rebels of Aldmoria lay down arms.", QUAKE)),
        (event("A ferry sinks off Aldmoor.", links=["Fenland"]), event("A ferry sinks off the coast.", links=["Fenland"])),
    ],
    ids=["misspelt", "added", "cited", "link"],
)  # fmt: skip
def test_a_name_that_is_corrected_or_added_does_not_make_two_events_of_one(before: Event, after: Event) -> None:
    """Nor does another name where both cite one article, or link to one."""
    assert matched([before], [after]) == {0: 0}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (event("Aldmoria reports 2,228 new cases of COVID-19, 30,800 in all.", links=["Aldmoria"]),
         event("Fenland reports 3,115 new cases of COVID-19, 41,200 in all.", links=["Fenland"])),
        (event("Aldmoria reports 2,228 new cases of COVID-19.", LIVE, links=["Aldmoria"]),
         event("Fenland reports 3,115 new cases of COVID-19.", LIVE, links=["Fenland"])),
        (event("In Aldmoor wird eine Brücke eröffnet.", links=["Aldmoor"]), event("In Fenwick wird eine Brücke eröffnet.", links=["Fenwick"])),
    ],
    ids=["name in the form", "live page", "nouns with capitals"],
)  # fmt: skip
def test_links_that_contradict_each_other_outweigh_names_in_the_form(before: Event, after: Event) -> None:
    """What both are about stands in their links; a page that is cited for whatever happens makes them no more alike."""
    assert matched([before], [after]) == {}


def test_two_events_that_swap_their_likeness_are_told_apart_together() -> None:
    """The best pair alone would leave the second event without a partner; all pairs together are right."""
    before = ["Fire destroys a mill in Leeds.", "Fire destroys a mill in York and a barn in Selby."]
    after = ["Fire destroys a mill in York.", "Fire destroys a mill in Leeds and a barn in Otley."]

    assert matched(before, after) == {0: 1, 1: 0}


def test_a_live_page_cited_for_several_events_makes_none_of_them_another() -> None:
    """It is cited for whatever happens."""
    before = [event("Shelling hits a depot in the north.", LIVE), event("A convoy reaches the town.", LIVE)]
    after = [event("A convoy reaches the town.", LIVE), event("Talks are put off until autumn.", LIVE)]

    assert matched(before, after) == {0: 1}


def test_a_new_event_is_new() -> None:
    """Where one goes and another comes, in the same story and place, they stay two."""
    before = [event("Two people are shot dead in a market in Kano.", topics=["Unrest"], links=["Kano"])]
    after = [event("The governor resigns over the budget.", topics=["Unrest"])]

    assert matched(before, after) == {}


def test_a_split_event_goes_on_as_one_of_its_parts() -> None:
    """The likelier part is the old event, the other one is new."""
    before = ["A storm cuts power to ten villages, and the ferry to Oban is cancelled."]
    after = ["A storm cuts power to ten villages.", "The ferry to Oban is cancelled."]

    assert matched(before, after) == {0: 0}


def test_equal_headlines_keep_their_order() -> None:
    """Nothing else tells them apart."""
    assert matched(["A ship sails.", "A ship sails."], ["A ship sails.", "A ship sails."]) == {0: 0, 1: 1}


def test_only_nearly_the_same_event_moves_to_another_day() -> None:
    """A neighbouring day goes on with the same stories and sources."""
    gone = [(1, features_of(event("Rescuers free seven people from a cave near Harrow.", QUAKE)))]
    same = (2, features_of(event("Rescuers free seven people from a flooded cave near Harrow.", QUAKE)))
    next_step = (3, features_of(event("A day after the rescue, seven people leave hospital in London.", QUAKE)))

    assert find_moves(gone, [next_step, same]) == [(1, 2)]
    assert find_moves(gone, [next_step]) == []


def test_a_daily_report_does_not_move_to_the_next_day() -> None:
    """Its words are the same every day; its figures are not."""
    gone = [(1, features_of(event("The ministry reports 2,228 new cases, bringing the total to 30,800.")))]
    today = (2, features_of(event("The ministry reports 2,371 new cases, bringing the total to 33,171.")))
    same = (3, features_of(event("The ministry reports 2,230 new cases, bringing the total to 30,800.")))

    assert find_moves(gone, [today]) == []
    assert find_moves(gone, [today, same]) == [(1, 3)]


def known(*wordings: Sequence[str]) -> list[Known]:
    """Return events known by several wordings each, the likeliest first, all at the top of the page."""
    return [
        Known(index, tuple(features_of(event(text)) for text in each), 0)
        for index, each in enumerate(wordings, start=1)
    ]


CHOIR = "A choir sings in the rain near Oban."
HEAVY = "A choir sings in the heavy rain near Oban."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([CHOIR], [CHOIR, HEAVY], {0: 0}),
        ([CHOIR, HEAVY], [CHOIR], {0: 0}),
        ([CHOIR, CHOIR], [CHOIR], {0: 0}),
        (["Snow falls on Kelm.", CHOIR], [CHOIR, "A bridge opens.", CHOIR], {2: 1}),
        ([CHOIR, "Snow falls on Kelm.", "A bridge opens.", CHOIR], ["Bakers strike.", "A road closes.", CHOIR], {2: 3}),
        ([CHOIR, "Snow falls on Kelm."], [HEAVY, "A bridge opens."], {0: 0}),
        ([], [CHOIR], {}),
        ([CHOIR], [], {}),
    ],
    ids=["kept and likened", "one of two left", "twins, one left", "twins, one known", "twins apart", "the other is new", "first", "none"],
)  # fmt: skip
def test_no_event_becomes_two_and_no_two_become_one(
    before: list[str], after: list[str], expected: dict[int, int]
) -> None:
    """What says the same is the same; of twins, the one that stood nearest."""
    assert matched(before, after) == expected


def test_two_events_that_go_back_to_wordings_of_one_are_not_both_that_one() -> None:
    events = [features_of(event(text)) for text in (CHOIR, HEAVY)]

    assert match(known((HEAVY, CHOIR)), events) == {0: 1}


def test_of_two_events_that_said_so_it_is_the_one_that_says_so_now() -> None:
    """A revert is likelier to go one step back than many; yet an older wording is known as well."""
    again = [features_of(event("A choir sings in the rain near Oban today."))]

    assert match(known(("Bakers strike for more pay.", CHOIR), (CHOIR,)), again) == {0: 2}
    assert match(known((CHOIR,), ("Bakers strike for more pay.", CHOIR)), again) == {0: 1}
    assert match(known(("Bakers strike for more pay.", CHOIR)), again) == {0: 1}


def test_a_score_is_the_sum_of_what_two_wordings_share() -> None:
    """1 for all words, .6 for a cited article, .1 for links, .03 for topics; less .1 for chance, and .6 where names contradict."""
    choir = event("A choir sings.", QUAKE, links=["Oban"], topics=["Songs"])
    one, bare = features_of(choir), features_of(event("A choir sings."))

    oban, kelm = (features_of(event(f"A choir of {name} sings.")) for name in ("Oban", "Kelm"))

    assert score(one, one, NOTHING_SHARED) == pytest.approx(1.63)
    assert score(bare, bare, NOTHING_SHARED) == pytest.approx(0.9)
    assert score(oban, kelm, NOTHING_SHARED) == pytest.approx(2.6 / 3.6 - 0.7)


SEVEN = "Rescuers free seven people from a cave near Harrow."
SAME = "Rescuers free seven people from a flooded cave near Harrow."
HALF = "Rescuers free people from the well of a farm near Harrow."


@pytest.mark.parametrize(
    ("gone", "present", "pairs"),
    [
        ([event(SEVEN)], [event(SAME)], [(0, 0)]),
        ([event(SEVEN)], [event(HALF)], []),
        ([event(SEVEN, QUAKE)], [event(HALF, QUAKE)], [(0, 0)]),
        ([event(SEVEN, LIVE)], [event(HALF, LIVE)], []),
        ([event(SEVEN)], [event(SAME), event(SEVEN)], [(0, 1)]),
        ([event(SEVEN, QUAKE)], [event(SEVEN), event(SAME, QUAKE)], [(0, 1)]),
        ([event(SAME), event(SEVEN)], [event(SEVEN)], [(1, 0)]),
        ([event(SEVEN), event(SEVEN)], [event(SEVEN), event(SEVEN)], [(0, 0), (1, 1)]),
        ([event("4 die near Harrow.")], [event("4 die near Harrow, and 5.")], [(0, 0)]),
        ([event("4 die near Harrow.")], [event("5 die near Harrow, of 9.")], []),
    ],
    ids=["same", "half", "half, cited", "half, live page", "best of two", "cited first", "one place", "twins", "half the numbers", "others"],
)  # fmt: skip
def test_what_moved_is_the_likest_and_moves_once(
    gone: list[Event], present: list[Event], pairs: list[tuple[int, int]]
) -> None:
    """Of each side one; an article cited by both is worth more than words."""
    sides = [[(index, features_of(each)) for index, each in enumerate(side)] for side in (gone, present)]

    assert find_moves(*sides) == pairs


@pytest.mark.corpus
@pytest.mark.parametrize("order", ["together", "shuffled"])
def test_labelled_histories_are_told_apart(labelled_histories: list[list[Pair]], order: str) -> None:
    """At most 1.004 ids per event, 0.4 % of events split, 0.1 % of ids merged, on days parsed as they were labelled.

    Histories: 298 revisions of 107 days, 1,621 events.
    """
    truth = {
        day["date"]: day["events"] for day in map(json.loads, (REVISIONS / "identity.jsonl").read_text().splitlines())
    }

    events = ids = split = merged = days = 0
    for day in identify(labelled_histories, order):
        true_rows, rows = truth[day["date"]], day["events"]
        if [len(row) for row in rows] != [len(row) for row in true_rows]:
            continue
        days += 1
        pairs = {pair for one, other in zip(true_rows, rows, strict=True) for pair in zip(one, other, strict=True)}
        by_truth = [sum(true == each for each, _ in pairs) for true in {each for each, _ in pairs}]
        by_id = [sum(number == each for _, each in pairs) for number in {each for _, each in pairs}]
        events, ids = events + len(by_truth), ids + len(by_id)
        split += sum(count > 1 for count in by_truth)
        merged += sum(count > 1 for count in by_id)
    assert days >= 105
    assert ids <= 1.004 * events
    assert split <= 0.004 * events
    assert merged <= 0.001 * ids
