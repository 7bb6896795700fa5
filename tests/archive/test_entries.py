"""What an event was known to say from when until when, and how that is indexed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.archive.histories import DAY, NEXT, event
from tests.archive.test_history import WORDINGS, Page, listings

from daybook.archive.encoding.event_subjects import EventSubjects
from daybook.archive.identity.change_kinds import KIND_BITS
from daybook.archive.identity.history import Step, build_timeline
from daybook.archive.identity.joins import Join
from daybook.archive.writing.search_entries import agency_key, entries_by_part, entry_texts, texts_digest
from daybook.model import ChangeKind, Note, RichText, Source, Span, Topic

TITLES = {1: "One", 2: "Two"}
LETTERS = {id(wording): letter for letter, wording in WORDINGS.items()}


def steps_of(here: tuple[Page, ...], there: tuple[Page, ...] = ()) -> list[Step]:
    """Return the steps of event `a` on a day and the next, looked at long after."""
    pages = ((DAY, listings(*here)), (NEXT, listings(*there, first=11, page=2)))
    return [step for day, each in pages for step in build_timeline(day, each, 9999 * 60).steps.get(ord("a"), ())]


def told(steps: list[Step], joins: tuple[Join, ...] = (), event: int = 1) -> list[str]:
    """Return the entries in short: id, day, wording, span in minutes, what changed and by when that was saved, when they lapsed."""
    lines = []
    for part, entries in entries_by_part(event, steps, joins, TITLES).items():
        for each in entries:
            until = "" if each.until is None else each.until // 60
            kinds = "+".join(kind.value for kind, bit in KIND_BITS.items() if each.kinds & bit)
            lapsed = "" if each.lapsed is None else f" lapsed {each.lapsed // 60}"
            letter = LETTERS[id(each.wording)] if each.listed else "-"
            lines.append(
                f"{part}: {each.date % 100} {letter} {each.start // 60}..{until} {kinds} {each.saved // 60}{lapsed}"
            )
    return lines


@pytest.mark.parametrize(
    ("here", "there", "entries"),
    [
        (((5, "a"),), (), ["1: 4 a 5.. added 5"]),
        (((5, "a"), (60, "A")), (), ["1: 4 a 5..60 added 5", "1: 4 A 60.. figure 60"]),
        (((5, "a"), (60, "b"), (70, "b")), (), ["1: 4 a 5..70 added 5", "1: 4 - 70.. removed 60"]),
        (((5, "a"), (60, "b"), (300, "A")), (), ["1: 4 a 5..120 added 5", "1: 4 - 120..300 removed 60", "1: 4 A 300.. figure+restored 300"]),
        (((5, "a"), (60, "A")), ((50, "a"),), ["1: 4 a 5..50 added 5", "1: 5 a 50.. moved 50"]),
        (((5, "a"), (60, "A"), (90, "a")), ((50, "a"), (80, "A")), ["1: 4 a 5..50 added 5", "1: 5 a 50..80 moved 50", "1: 5 A 80.. figure 80"]),

    ],
    ids=["once", "reworded", "removed", "restored", "moved", "what another day says"],
)  # fmt: skip
def test_an_entry_holds_until_something_else_is_known(
    here: tuple[Page, ...], there: tuple[Page, ...], entries: list[str]
) -> None:
    assert told(steps_of(here, there)) == entries


def test_an_event_that_was_gone_before_it_could_be_there_is_known_as_gone() -> None:
    """Pages without a time count as saved when their day is over, and may be read before: two readings of one day."""
    pages = listings((1440, "ab"), (1440, "b"))
    for listing in pages:
        listing.read = 600 * 60
    steps = build_timeline(DAY, pages, 700 * 60).steps[ord("a")]

    assert told(steps) == ["1: 4 - 1440.. added+removed 1440"]


JOINED = Join(20240504, 1, 2, 100 * 60, 1)


@pytest.mark.parametrize(
    ("here", "there", "joins", "entries"),
    [
        (
            ((5, "a"), (60, "b"), (70, "b")), ((90, "a"), (100, "A")), (JOINED,),
            [
                "1: 4 a 5..70 added 5 lapsed 100", "1: 4 - 70..100 removed 60 lapsed 100",
                "1: 4 a 100..100 added 5", "1: 4 - 100..100 removed 60", "1: 5 a 100..100 moved+restored 90", "1: 5 A 100.. figure 100",
                "2: 5 a 90..100 added 90 lapsed 100",
            ],
        ),
        (
            ((5, "a"), (100, "A")), ((100, "A"), (110, "a")), (JOINED,),
            [
                "1: 4 a 5..100 added 5 lapsed 100", "1: 4 a 100..100 added 5", "1: 5 A 100..110 figure+moved 100", "1: 5 a 110.. figure 110",
            ],
        ),
        (
            ((5, "a"), (60, "b"), (70, "b")), ((90, "a"), (110, "A")), (replace(JOINED, date=20240510),),
            [
                "1: 4 a 5..70 added 5 lapsed 100", "1: 4 - 70..90 removed 60 lapsed 100", "1: 5 a 90..100 moved+restored 90 lapsed 100",
                "1: 4 a 100..100 added 5", "1: 4 - 100..100 removed 60", "1: 5 a 100..110 moved+restored 90", "1: 5 A 110.. figure 110",
            ],
        ),
    ],
    ids=["apart, then one", "one from the first", "days of no join"],
)  # fmt: skip
def test_events_that_were_joined_are_told_apart_until_that_was_known(
    here: tuple[Page, ...], there: tuple[Page, ...], joins: tuple[Join, ...], entries: list[str]
) -> None:
    """From then on the whole history is that of one: what was before holds at no moment, and only says what changed."""
    assert sorted(told(steps_of(here, there), joins)) == sorted(entries)


def test_an_event_is_indexed_with_its_headline_the_names_around_it_and_the_keys_of_its_subjects() -> None:
    """Topics by article and as they are written, notes, links whose words are not in the headline; each text apart."""
    notes = (Note(RichText((Span("It rains."),)), ()),)
    cited = (Source("https://a.example/1", "", None, "Associated Press"), Source("https://b.example/1"))
    voters = replace(
        event(
            "Voters in Kelm elect a Green Party mayor.",
            links=["Kelm", "Green Party (Aldland)"],
            topics=[Topic("Local elections", "2024 Aldland elections"), "Votes"],
            category="Politics",
            label=Topic("Kelm", "Kelm council"),
        ),
        notes=notes,
        sources=cited,
    )
    bare = event("Rain.", category=None, label=Topic("Weather"))

    assert entry_texts(
        [(voters, EventSubjects((3, 12), ((4, 0), (5, -1)), 7, (9, 9))), (bare, EventSubjects((), (), 0, ()))]
    ) == [
        (
            "voter in kelm elect a green parti mayor",
            "local elect = 2024 aldland elect = vote = kelm council = polit = green parti aldland = it rain = =3 =4 =5 =7 =9 =12 =aassociatedpress",
        ),
        ("rain", ""),
    ]


def test_names_are_indexed_by_their_initials_too() -> None:
    """Those of the headline and those of the articles that it leads to; the key of a category that there is not is none."""
    council = event("The Harbour Safety Board meets.", links=["World Fishing Organisation"], category=None)

    ((_, names),) = entry_texts([(council, EventSubjects((1,), (), 0, ()))])

    assert names == "world fish organ = hsb wfo = =1"


def test_agencies_have_keys_without_what_their_spelling_varies_in() -> None:
    assert agency_key("A.P. – Straße") == agency_key("ap strasse") == "=aapstrasse"


def test_texts_are_told_apart_by_their_digest() -> None:
    digests = {texts_digest(*texts) for texts in (("a", "b"), ("b", "a"), ("", "ab"), ("a", ""), ("a", "\\ud800"))}

    assert len(digests) == 5
    assert all(0 <= digest < 1 << 63 for digest in digests)


def test_what_a_day_adds_is_added_once() -> None:
    """Kinds are bits: an entry of several versions has each of theirs once."""
    (entry,) = entries_by_part(1, steps_of(((5, "a"),)), (), TITLES)[1]

    assert entry.kinds == KIND_BITS[ChangeKind.ADDED]
