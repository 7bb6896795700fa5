"""Taking revisions in: identity, addresses, versions, and removals that must be confirmed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.archive.histories import DAY, LATER, NEXT, all_events, event, reading, revision, slugs, store

from daybook.archive import (
    Intake,
    add_revisions,
    check_archive,
    confirm_unchanged,
    days_of_other_parsers,
    fingerprint,
    open_for_reading,
    open_for_writing,
    report_missing,
)
from daybook.model import ChangeKind, EventAddress, Problem, Selection, Severity, Status

BRIDGE = "https://example.org/2024/bridge-opens"
FERRY = "https://example.net/ferry"
OTHERS = ("A choir sings in the rain.", "Two towns share a library.", "The lake freezes over.", "Bakers strike in May.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name an archive that does not exist yet."""
    return tmp_path / "test.daybook"


def test_an_event_keeps_its_address_when_it_is_reworded(path: Path) -> None:
    """The slug is made from the first wording and never again."""
    store(
        path,
        revision(1, 9, event("A bridge opens over the Vistula.", BRIDGE), *OTHERS),
        revision(
            2, 12, *OTHERS, event("In Poland, engineers inaugurate a long crossing.", BRIDGE + "?utm_source=feed")
        ),
    )

    (found,) = [each for each in all_events(path) if "Poland" in each.event.headline.plain]
    assert found.slug == "a-bridge-opens-over-the-vistula"
    assert found.changes == 1
    assert len(all_events(path)) == 5


def test_storing_a_page_twice_changes_nothing(path: Path) -> None:
    """The same revision, and the same text without a number, bring nothing."""
    pages = [
        revision(1, 9, *OTHERS),
        revision(2, 10, *OTHERS, "A fifth thing."),
        revision(None, None, *OTHERS, day=NEXT),
    ]
    store(path, pages)
    before = path.read_bytes(), fingerprint(path)

    assert store(path, pages) == Intake()
    assert (path.read_bytes(), fingerprint(path)) == before


def test_a_folder_page_with_new_text_is_a_new_revision(path: Path) -> None:
    """Pages without number and time count by their text, the one that arrives later being the newer."""
    store(path, revision(None, None, *OTHERS), revision(None, None, *OTHERS[:3], "Bakers strike in June."))

    assert slugs(path)[-1] == "bakers-strike-in-may"
    with reading(path) as reader:
        (day,) = reader.days()
    assert (day.revisions, day.changed) == (2, 1)
    assert day.revision.saved == datetime(2024, 5, 5, tzinfo=UTC)


def test_two_events_of_a_day_with_one_headline_get_two_addresses(path: Path) -> None:
    """The second one's slug ends in -2, and each stays with its event."""
    store(path, revision(1, 9, "A ship sails.", "A ship sails."), revision(2, 10, "A ship sails.", "A ship sails."))

    assert slugs(path) == ["a-ship-sails", "a-ship-sails-2"]


def test_the_way_in_does_not_matter(tmp_path: Path) -> None:
    """One by one or together: the same archive, to the last row."""
    pages = [
        revision(1, 9, event("A bridge opens.", BRIDGE, topics=["Roads"]), *OTHERS),
        revision(2, 10, *OTHERS[1:], event("A bridge is opened by the mayor.", BRIDGE, topics=["Bridges"])),
        revision(3, 14, *OTHERS[1:], event("A bridge is opened.", BRIDGE, FERRY), "A new thing."),
        revision(4, 20, *OTHERS[2:], "A ferry sinks.", day=NEXT),
    ]
    together, single = tmp_path / "together.daybook", tmp_path / "single.daybook"
    store(together, pages)
    store(single, *pages)

    assert fingerprint(together) == fingerprint(single)
    assert check_archive(single) == []


def test_an_older_revision_that_arrives_late_adds_history_and_changes_no_address(path: Path) -> None:
    """The event was first listed earlier than known; its address is the one that was given out."""
    store(path, revision(2, 12, event("A long bridge is opened.", BRIDGE), *OTHERS))
    before = slugs(path)
    store(path, revision(1, 9, *OTHERS, event("Bridge opens.", BRIDGE)))

    (found,) = [each for each in all_events(path) if each.event.sources]
    assert slugs(path) == before
    assert found.event.headline.plain == "A long bridge is opened."
    assert found.first_listed == datetime(2024, 5, 4, 9, tzinfo=UTC)
    with reading(path) as reader:
        versions = reader.versions([found.id])[found.id]
    assert [version.revision.number for version in versions] == [1, 2]


def test_a_removed_event_is_withdrawn_and_keeps_its_page(path: Path) -> None:
    """Its status says so, it leaves the lists, and its last version tells when."""
    store(path, revision(1, 9, *OTHERS, "A rumour spreads."), revision(2, 12, *OTHERS))

    assert slugs(path, withdrawn=True) == ["a-rumour-spreads"]
    with reading(path) as reader:
        rumour = reader.find(DAY, "a-rumour-spreads")
        assert rumour is not None
        assert rumour not in reader.select(Selection())
        assert rumour in reader.select(Selection(withdrawn=True))
        assert [version.kinds for version in reader.versions([rumour])[rumour]] == [
            (ChangeKind.ADDED,),
            (ChangeKind.REMOVED,),
        ]
        assert reader.days()[0].withdrawn == 1


def test_a_removal_waits_for_an_hour_or_a_second_reading(tmp_path: Path) -> None:
    """Read ten minutes after it was saved it changes nothing; an hour's age, or looking again, confirms it."""
    saved = datetime(2024, 5, 4, 12, tzinfo=UTC)
    soon = saved + timedelta(minutes=10)
    pages = [revision(1, 9, *OTHERS, "A rumour spreads."), revision(2, 12, *OTHERS)]
    late, again = tmp_path / "late.daybook", tmp_path / "again.daybook"

    store(again, pages, read_at=soon)
    assert slugs(again, withdrawn=True) == []
    assert "a-rumour-spreads" in slugs(again)
    with open_for_writing(again, now=soon) as archive:
        intake = confirm_unchanged(archive, [pages[0][0].title], soon + timedelta(minutes=5))
    assert intake.changed == 1
    assert slugs(again, withdrawn=True) == ["a-rumour-spreads"]

    store(late, pages, read_at=saved + timedelta(hours=1))
    assert slugs(late, withdrawn=True) == ["a-rumour-spreads"]


def test_a_removal_taken_back_at_once_leaves_no_trace(path: Path) -> None:
    """Neither removed nor restored stands in the history of an event that was missing for ten minutes."""
    store(path, revision(1, 9, *OTHERS, "A rumour."), revision(2, 12, *OTHERS), revision(3, 12.2, *OTHERS, "A rumour."))

    with reading(path) as reader:
        rumour = reader.find(DAY, "a-rumour")
        assert rumour is not None
        assert len(reader.versions([rumour])[rumour]) == 1
    assert slugs(path, withdrawn=True) == []


def test_a_restored_event_comes_back_under_its_address(path: Path) -> None:
    """Even with other words, where its source tells it apart."""
    store(
        path,
        revision(1, 9, *OTHERS, event("A ferry sinks.", FERRY)),
        revision(2, 12, *OTHERS),
        revision(3, 20, *OTHERS, event("A ferry with nobody aboard sinks.", FERRY)),
    )

    (ferry,) = [each for each in all_events(path) if each.event.sources]
    assert (ferry.slug, ferry.status) == ("a-ferry-sinks", Status.LISTED)
    with reading(path) as reader:
        kinds = [version.kinds for version in reader.versions([ferry.id])[ferry.id]]
    assert kinds == [(ChangeKind.ADDED,), (ChangeKind.REMOVED,), (ChangeKind.WORDING, ChangeKind.RESTORED)]


@pytest.mark.parametrize("left", [(), ("Vandals were here.",), OTHERS[:1]], ids=["blanked", "vandalised", "cut"])
def test_mass_removal_withdraws_nothing_and_is_a_problem(path: Path, left: tuple[str, ...]) -> None:
    """All listed events stay listed, and the day says what happened."""
    store(path, revision(1, 9, *OTHERS, "A fifth."), revision(2, 30, *left), revision(3, 60, *left))

    assert set(slugs(path)) >= {"a-fifth", "a-choir-sings-in-the-rain", "bakers-strike-in-may"}
    with reading(path) as reader:
        (day,) = reader.days()
    assert day.withdrawn == 0
    assert [problem.severity for problem in day.problems] == [Severity.ERROR]


def test_after_a_mass_removal_is_undone_all_is_as_before(path: Path) -> None:
    """No event has a version more, and the problem is gone; the vandals' line is withdrawn."""
    store(path, revision(1, 9, *OTHERS), revision(2, 10, "Vandals were here."), revision(3, 14, *OTHERS))

    with reading(path) as reader:
        (day,) = reader.days()
        listed = reader.events(reader.select(Selection()))
    assert (day.problems, day.withdrawn) == ((), 1)
    assert {each.changes for each in listed.values()} == {0}


def test_a_missing_page_withdraws_nothing_and_is_a_problem_until_it_is_back(path: Path) -> None:
    """Days that the archive does not know stay unknown."""
    store(path, revision(1, 9, *OTHERS))
    with open_for_writing(path, now=LATER) as archive:
        report_missing(archive, [DAY, NEXT], LATER)
    with reading(path) as reader:
        assert [problem.code for problem in reader.days()[0].problems] == ["missing-page"]
        assert len(reader.days()) == 1
    store(path, revision(1, 9, *OTHERS))

    assert len(slugs(path)) == 4
    with reading(path) as reader:
        assert reader.days()[0].problems == ()


def test_a_pages_problems_are_kept_with_its_day(path: Path) -> None:
    """Those of the newest revision."""
    old, new = (Problem("unknown-template", Severity.WARNING, line, "{{thing}}", "write it out") for line in (3, 4))
    store(path, revision(1, 9, *OTHERS, problems=(old,)), revision(2, 10, *OTHERS, "A fifth.", problems=(new,)))

    with reading(path) as reader:
        assert reader.days()[0].problems == (new,)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (0, 2, 1)])
def test_an_event_that_moves_to_another_day_takes_its_identity_along(path: Path, order: tuple[int, ...]) -> None:
    """Whatever arrives first: one event, at the new day, and the old day's address leads to it."""
    text = "Seven people are rescued from a cave near Harrow after two days."
    pages = [
        revision(1, 9, *OTHERS, event(text, FERRY)),
        revision(2, 30, *OTHERS),
        revision(3, 31, "An unrelated thing happens.", event(text, FERRY), day=NEXT),
    ]
    store(path, *(pages[index] for index in order))

    (moved,) = [each for each in all_events(path) if each.event.sources]
    assert (moved.date, moved.status) == (NEXT, Status.LISTED)
    assert [former.date for former in moved.former] == [DAY]
    with reading(path) as reader:
        for address in (*moved.former, EventAddress(moved.date, moved.slug)):
            assert reader.find(address.date, address.slug) == moved.id
        assert reader.versions([moved.id])[moved.id][-1].kinds[:1] == (ChangeKind.MOVED,)
    assert check_archive(path) == []


@pytest.mark.parametrize("days", [(NEXT, DAY, NEXT), (DAY, NEXT, DAY), (DAY, NEXT)])
def test_an_event_that_moves_to_another_day_and_back_has_its_first_address_for_ever(
    path: Path, days: tuple[date, ...]
) -> None:
    """What identifies it, in feeds and calendars, is made of that: whichever day it stands on, and whichever is earlier."""
    text = "Seven people are rescued from a cave near Harrow after two days."
    firsts = []
    for number, day in enumerate(days):
        hours = 50 + number * 10
        for each in dict.fromkeys(days):
            events = (event(text, FERRY),) if each == day else ()
            page = revision(number * 10 + each.day, hours - 24 * (each - DAY).days, *OTHERS, *events, day=each)
            store(path, page)
        (moved,) = [each for each in all_events(path) if each.event.sources]
        firsts.append(moved.original)
    with reading(path) as reader:
        present = {(each.date, each.slug) for each in all_events(path)}
        moved_from = [each.former for each in reader.moved_events()]

    assert {first.date for first in firsts if first} == {days[0]}
    assert len(set(firsts)) == 1
    assert moved.date == days[-1]
    assert len(moved.former) == 1
    assert list(moved.former) == moved_from
    assert present.isdisjoint((each.date, each.slug) for each in moved.former)
    assert check_archive(path) == []


def test_a_story_that_goes_on_next_day_is_another_event(path: Path) -> None:
    """Neighbouring days share topics and words; only nearly the same event moves."""
    store(
        path,
        revision(1, 9, *OTHERS, event("Rescuers look for seven people in a cave near Harrow.", FERRY)),
        revision(2, 30, *OTHERS),
        revision(3, 31, event("Two of the seven people in the cave near Harrow are found alive.", BRIDGE), day=NEXT),
    )

    assert len([each for each in all_events(path) if each.event.sources]) == 2


def test_time_unknown_is_midnight_at_the_end_of_the_day(path: Path) -> None:
    """That orders a folder's page after the day's own revisions and before later ones."""
    store(path, revision(None, None, *OTHERS, "From the folder."), revision(7, 12, *OTHERS, "From the wiki."))

    assert "from-the-folder" in slugs(path)
    assert slugs(path, withdrawn=True) == ["from-the-wiki"]


def test_the_same_text_without_a_number_is_stored_once_in_one_write_too(tmp_path: Path) -> None:
    hours = ((9, "A ferry sinks."), (10, "A ferry sinks."), (11, "A boat floats."), (12, "A boat floats."))

    intake = store(tmp_path / "a.daybook", [revision(None, hour, text) for hour, text in hours])

    assert intake.revisions == 2


def test_the_last_day_of_the_calendar_has_no_midnight_at_its_end(path: Path) -> None:
    store(path, revision(None, None, "The last thing happens.", day=date.max))

    (last,) = all_events(path)
    assert (last.date, last.first_listed) == (date.max, datetime(9999, 12, 31, tzinfo=UTC))
    assert check_archive(path) == []


def test_an_earlier_look_that_is_told_late_takes_nothing_back(path: Path) -> None:
    """A removal that was confirmed by then stays so."""
    saved = datetime(2024, 5, 4, 12, tzinfo=UTC)
    pages = [revision(1, 9, *OTHERS, "A rumour spreads."), revision(2, 12, *OTHERS)]
    store(path, pages, read_at=saved + timedelta(minutes=10))
    for minutes in (20, 5):
        with open_for_writing(path, now=saved) as archive:
            confirm_unchanged(archive, [pages[0][0].title], saved + timedelta(minutes=minutes))
    store(path, revision(3, 12.25, *OTHERS, "A fifth."), read_at=saved + timedelta(minutes=16))

    assert slugs(path, withdrawn=True) == ["a-rumour-spreads"]


def test_what_a_write_brought_is_counted(path: Path) -> None:
    """Revisions, events new to the archive, known ones that changed; several days at once, each in the order in which it was saved."""
    first = store(
        path, [revision(3, 9, "Rain falls.", day=NEXT), revision(2, 12, *OTHERS[:2]), revision(1, 9, OTHERS[0])]
    )
    second = store(path, [revision(4, 15, *OTHERS[:2], "A fifth."), revision(5, 10, "Rain falls on Kelm.", day=NEXT)])
    third = store(path, [revision(5, 10, "Rain falls on Kelm.", day=NEXT)])

    assert (first, second, third) == (Intake(3, 3, 0), Intake(2, 1, 1), Intake(0, 0, 0))
    with reading(path) as reader:
        assert [[revision.number for revision, _ in reader.listings(day)] for day in (DAY, NEXT)] == [[1, 2, 4], [3, 5]]


def test_a_parser_is_named_by_the_day_that_it_began(path: Path) -> None:
    """Revisions that come later are read by another one, and the day is still to be read again."""
    for parser, page in (("one", revision(1, 9, *OTHERS)), ("two", revision(2, 12, *OTHERS, "A fifth."))):
        with open_for_writing(path, now=LATER) as archive:
            add_revisions(archive, [page], LATER, parser=parser)

    with open_for_reading(path) as connection:
        assert days_of_other_parsers(connection, "one") == []
        assert days_of_other_parsers(connection, "two") == [20240504]
