"""What becomes of events from revision to revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from tests.archive.histories import DAY, NEXT, event, revision, store, writing

from daybook.archive import check_archive, fingerprint
from daybook.archive.encoding.listing import Listing, encode_history
from daybook.archive.encoding.stored_time import to_day_key
from daybook.archive.identity.history import DayTimeline, Turn, build_history, build_timeline
from daybook.archive.writing.day_session import DaySession
from daybook.archive.writing.derivation import Derivation
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.writable_archive import transaction
from daybook.model import Event

FERRY = "https://example.org/ferry"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Store a day and the next with rewordings, a removal, a return and a move."""
    path = tmp_path / "test.daybook"
    ferry = event("A ferry runs aground near Kilmore.", FERRY, links=["Kilmore"], topics=["Boats"])
    store(
        path,
        revision(1, 9, ferry, "A choir sings.", "Two towns share a library."),
        revision(2, 12, ferry, "Two towns share a bridge and a library."),
        revision(3, 15, "A choir sings.", "Two towns share a bridge and a library."),
        revision(4, 31, ferry, "A boat race is held.", day=NEXT),
    )
    return path


def test_equal_copies_of_wordings_change_nothing(path: Path) -> None:
    """Events are compared by what they say: no step, version, stored byte or generation hangs on which object says it."""
    before = fingerprint(path)
    with writing(path) as archive, transaction(archive) as connection:
        session = DaySession(connection)
        for day in (session.day(to_day_key(DAY)), session.day(to_day_key(NEXT))):
            timeline = build_timeline(day.date, day.listings, day.checked)
            current = {number: row.wording for number, row in session.rows.items()}
            history = encode_history(day.listings, current)
            for listing in day.listings:
                listing.wordings = deepcopy(listing.wordings)
            again = build_timeline(day.date, day.listings, day.checked)

            assert [len(steps) for steps in again.steps.values()] == [len(steps) for steps in timeline.steps.values()]
            assert encode_history(day.listings, current) == history
        derived = DerivedChanges(connection)
        generation = derived._generation
        assert Derivation(session, archive.subjects, derived).derive([to_day_key(DAY), to_day_key(NEXT)]) == 0
        derived.write()
        assert derived._generation == generation

    assert fingerprint(path) == before
    assert check_archive(path) == []


WORDINGS = {
    letter: event(f"A choir of {3 if letter.islower() else 5} sings in hall {letter.lower()}.")
    for letter in "abcdefABCDEF"
}
"""By letter: a capital is the same event with another figure."""

Page = tuple[int, str]
"""A revision: the minute in which it was saved, and the letters of the events that it lists."""


def listings(*pages: Page, first: int = 1, page: int = 1, wordings: Mapping[str, Event] = WORDINGS) -> list[Listing]:
    """Make a day's revisions; the id of an event is its letter's."""
    return [
        Listing(
            number, page, number, minute * 60, minute * 60, [ord(letter.lower()) for letter in letters],
            [wordings[letter] for letter in letters], [1] * len(letters), (),
        )
        for number, (minute, letters) in enumerate(pages, first)
    ]  # fmt: skip


def letters(events: Iterable[int]) -> str:
    return "".join(map(chr, events))


def followed(timeline: DayTimeline) -> str:
    """Tell the steps of a day: event, minute from which it is known, capital for a rewording, `-` for a removal; the revision of these."""
    told = []
    for each, steps in timeline.steps.items():
        for step in steps:
            letter = next((key for key, wording in WORDINGS.items() if wording is step.wording), None)
            told.append(
                f"{letter}{step.known // 60}" if letter else f"-{chr(each)}{step.known // 60}/{step.listing.revision}"
            )
    return " ".join(told)


@pytest.mark.parametrize(
    ("pages", "checked", "steps", "present", "pending"),
    [
        (((0, "ab"), (60, "a")), 60, "a0 b0", "ab", "b"),
        (((0, "ab"), (60, "a")), 61, "a0 b0 -b61/2", "a", ""),
        (((0, "ab"), (60, "a")), 500, "a0 b0 -b120/2", "a", ""),
        (((0, "ab"), (60, "a"), (70, "ac")), 70, "a0 b0 -b70/2 c70", "ac", ""),
        (((0, "ab"), (60, "a"), (300, "a")), 300, "a0 b0 -b120/2", "a", ""),
        (((0, "ab"), (60, "a"), (119, "ab")), 119, "a0 b0", "ab", ""),
        (((0, "ab"), (60, "a"), (120, "ab")), 120, "a0 b0 -b120/2 b120", "ab", ""),
        (((0, "a"), (60, "A"), (70, "A"), (80, "a")), 80, "a0 A60 a80", "a", ""),
        (((0, "abc"), (60, "ca")), 60, "a0 b0 c0", "cab", "b"),
        ((), 60, "", "", ""),
    ],
    ids=[
        "just gone", "looked again", "stood an hour", "a second revision", "known after an hour", "back within the hour", "back after it",
        "reworded", "in page order", "nothing",
    ],
)  # fmt: skip
def test_a_removal_counts_once_it_stood_for_an_hour_or_was_seen_twice(
    pages: tuple[Page, ...], checked: int, steps: str, present: str, pending: str
) -> None:
    """It is by the revision that lost the event, and known when it could be known; until then the event stands at the end of its page."""
    timeline = build_timeline(DAY, listings(*pages), checked * 60)

    assert followed(timeline) == steps
    assert letters(timeline.present) == present
    assert letters(timeline.pending) == pending
    assert timeline.problems == []


def test_a_removal_read_an_hour_after_it_was_saved_counts_at_once() -> None:
    pages = listings((0, "ab"), (60, "a"))
    pages[-1].read = 120 * 60

    assert letters(build_timeline(DAY, pages, 120 * 60).present) == "a"
    assert letters(build_timeline(DAY, pages, 120 * 60 - 1).present) == "ab"


@pytest.mark.parametrize(
    ("pages", "problem", "present"),
    [
        (((0, "abcde"), (60, "ab")), "3 of 5 events are missing", "abcde"),
        (((0, "abcdef"), (60, "abc")), None, "abc"),
        (((0, "abc"), (60, "a")), None, "a"),
        (((0, "abc"), (60, "d")), "3 of 3 events are missing", "dabc"),
        (((0, "a"), (60, "")), "all 1 events are missing", "a"),
        (((0, "abcde"), (60, "abcd"), (70, "ab")), None, "ab"),
        (((0, "ab"), (60, "a"), (70, "")), "all 1 events are missing", "a"),
        (((0, "abcde"), (60, "abcd"), (70, "e")), "4 of 5 events are missing", "eabcd"),
        (((0, "abcde"), (60, "ab"), (200, "abcde")), None, "abcde"),
        (((0, "abcde"), (60, ""), (70, "abcd")), None, "abcd"),
        (((0, ""),), None, ""),
    ],
)
def test_where_most_of_a_page_is_gone_at_once_nothing_counts_as_removed(
    pages: tuple[Page, ...], problem: str | None, present: str
) -> None:
    """Three at least, and more than half of it, or all: of those that were there before; what went before that is gone."""
    timeline = build_timeline(DAY, listings(*pages), 9999 * 60)

    assert [each.text for each in timeline.problems] == ([problem] if problem else [])
    assert letters(timeline.present) == present


@pytest.mark.parametrize(
    ("pages", "turns"),
    [
        (((0, "ab"), (60, "a"), (200, "abc")), ["+ab", "-b", "+c back b"]),
        (((0, "ab"), (60, "aB")), ["+ab"]),
        (((0, "ab"), (60, "a"), (70, "ab")), ["+ab", "-b", "back b"]),
        (((0, "abc"), (60, "")), ["+abc"]),
        (((0, "ab"), (60, "bc")), ["+ab", "+c -a"]),
    ],
)
def test_turns_are_the_revisions_that_brought_or_lost_events(pages: tuple[Page, ...], turns: list[str]) -> None:
    """Lost is lost at once, unless most of the page went with it."""

    def told(turn: Turn) -> str:
        parts = (("+", turn.came), ("-", sorted(turn.lost)), ("back ", sorted(turn.back)))
        return " ".join(f"{sign}{letters(events)}" for sign, events in parts if events)

    assert [told(turn) for turn in build_timeline(DAY, listings(*pages), 0).turns] == turns


@pytest.mark.parametrize(
    ("here", "there", "versions", "ends"),
    [
        (((0, "a"), (60, "A")), (), ["1 added", "2 figure"], (DAY, "A", True)),
        (((0, "a"), (60, "b"), (200, "a")), (), ["1 added", "2 removed", "3 restored"], (DAY, "a", True)),
        (((0, "a"), (60, "b"), (200, "A")), (), ["1 added", "2 removed", "3 figure restored"], (DAY, "A", True)),
        (((0, "a"), (60, "b"), (70, "b")), (), ["1 added", "2 removed"], (DAY, "a", False)),
        (((0, "a"), (60, "b")), ((100, "a"),), ["1 added", "2 removed", "11 moved restored"], (NEXT, "a", True)),
        (((0, "a"), (60, "b")), ((50, "A"),), ["1 added", "11 figure moved"], (NEXT, "A", True)),
        (((0, "a"), (60, "A")), ((50, "a"),), ["1 added", "11 moved"], (NEXT, "a", True)),
        (((0, "a"), (60, "A")), ((50, "a"), (70, "b")), ["1 added", "11 moved", "12 figure moved"], (DAY, "A", True)),
        (((0, "a"), (60, "b")), ((50, "a"), (70, "b")), ["1 added", "11 moved", "12 removed"], (NEXT, "a", False)),
    ],
)  # fmt: skip
def test_an_events_versions_are_told_across_its_days(
    here: tuple[Page, ...], there: tuple[Page, ...], versions: list[str], ends: tuple[date, str, bool]
) -> None:
    """It stands where it came last; what a day says where it does not stand is no version; from where it goes, it goes back."""
    pages = ((DAY, listings(*here)), (NEXT, listings(*there, first=11, page=2)))
    steps = [step for day, each in pages for step in build_timeline(day, each, 9999 * 60).steps.get(ord("a"), ())]
    history = build_history(steps, {1: "One", 2: "Two"})

    assert [
        " ".join((str(version.revision.number), *(kind.value for kind in version.kinds)))
        for version in history.versions
    ] == versions
    assert [f"{number}" for number in history.revisions] == [version.split()[0] for version in versions]
    assert {version.page for version in history.versions} == {"One", "Two"} if there else {"One"}
    assert (history.date, history.wording, history.listed) == (ends[0], WORDINGS[ends[1]], ends[2])
