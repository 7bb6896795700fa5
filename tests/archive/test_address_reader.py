"""All addresses of an archive, with when their pages changed: as the events and their versions tell it one by one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.archive.histories import DAY, LATER, NEXT, event, reading, revision, store

from daybook.archive import ArchiveReader, add_redirects, open_for_writing
from daybook.model import ArchivedEvent, ChangeKind, EventAddress, MovedEvent, Redirect, Selection, Status, SubjectKind

KINDS = (ChangeKind.ADDED, ChangeKind.FIGURE, ChangeKind.SOURCE_ADDED, ChangeKind.MOVED, ChangeKind.REMOVED)
FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Store events that stay, are reworded, change their figures and sources, move, go, and of which no time, or only that of the first or of the last change, is known."""
    path = tmp_path / "test.daybook"
    steps = [
        (3, "https://example.org/a", "A ferry sinks and 3 people drown.", "A choir sings."),
        (8, "https://example.org/a", "A ferry sinks and 5 people drown.", "A choir sings very loudly in the rain."),
        (40, "https://example.net/b", "A ferry sank and 5 people drowned.", "A choir sings very loudly in the rain."),
    ]
    for number, (hour, source, ferry, choir) in enumerate(steps, 1):
        listed = [event(ferry, source, topics=["Boats"]), event(choir, topics=["Songs"])]
        if number < 3:
            listed.append(event("Lambs are born on the island.", topics=["Lambs"]))
        store(path, revision(number, hour, *listed))
    store(path, revision(10, 5, event("A second ferry sails.", topics=["Boats"]), day=NEXT))
    store(path, revision(None, None, event("Snow falls.", topics=["Boats"]), day=date(2023, 1, 1)))
    fox, foxes = (event(f"A fox sleeps in the {park} park of Kelm.", topics=["Foxes"]) for park in ("old", "new"))
    store(path, revision(20, 3, fox, day=date(2023, 3, 1)), revision(None, None, foxes, day=date(2023, 3, 1)))
    store(path, revision(None, None, fox, day=date(2023, 5, 1)), revision(21, 30, foxes, day=date(2023, 5, 1)))
    return path


def all_events(reader: ArchiveReader) -> list[ArchivedEvent]:
    found = reader.events(reader.select(Selection(withdrawn=True))).values()
    return sorted(found, key=lambda each: (each.date, each.position, each.id))


def test_events_changed_last_when_their_versions_did(path: Path) -> None:
    with reading(path) as reader:
        told = dict(reader.event_changes(date(2023, 1, 1), LAST, KINDS))
        events = {event.id: event for event in all_events(reader)}
        versions = reader.versions(list(events))

    expected = {}
    for number, each in events.items():
        of_kind = [one.revision.known_saved for one in versions[number] if not {*one.kinds}.isdisjoint(KINDS)]
        known = [when for when in (each.known_first_listed, *of_kind) if when]
        expected[EventAddress(each.date, each.slug)] = max(known, default=None)
    assert told == expected
    assert None in told.values()
    assert len({*told.values()}) > 3
    assert any(each.status is Status.WITHDRAWN for each in events.values())


def test_subjects_changed_last_when_the_latest_of_their_events_did(path: Path) -> None:
    with reading(path) as reader:
        events = all_events(reader)
        every = dict(reader.subject_changes(SubjectKind.TOPIC, 1, 100))
        latest = dict(reader.subject_changes(SubjectKind.TOPIC, 2, 1))

    def changed(slug: str, count: int) -> object:
        listed = [each for each in events if each.status is Status.LISTED]
        of_story = [each.known_last_changed for each in listed if slug in [story.slug for story in each.stories]]
        return max((when for when in of_story[-count:] if when), default=None)

    assert every == {slug: changed(slug, 100) for slug in ("boats", "songs", "foxes")}
    assert latest == {slug: changed(slug, 1) for slug in ("boats", "foxes")}
    assert every["boats"] != latest["boats"]


def test_totals_count_what_has_addresses(path: Path) -> None:
    with reading(path) as reader:
        assert reader.event_totals() == {2023: 3, 2024: 4}
        assert reader.subject_totals(1)[SubjectKind.TOPIC] == 3
        assert reader.subject_totals(2)[SubjectKind.TOPIC] == 2


def test_former_addresses_lead_to_the_present_ones(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    ferry = event("A ferry sinks off Oban and many people are saved by boats.", "https://example.org/a")
    store(path, revision(1, 3, ferry, "A choir sings."), revision(2, 3, "Rain falls.", day=NEXT))
    store(path, revision(3, 40, "A choir sings."), revision(4, 40, ferry, "Rain falls.", day=NEXT))

    with reading(path) as reader:
        (moved,) = reader.moved_events()
        (found,) = [each for each in all_events(reader) if each.former]

    slug = "a-ferry-sinks-off-oban-and-many-people-are-saved-by-boats"
    assert moved == MovedEvent(EventAddress(DAY, slug), EventAddress(NEXT, slug), has_history=found.changes > 0)


def test_subjects_that_were_merged_lead_to_those_that_they_became(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 3, event("A ferry sinks.", links=["Oban"]), event("Rain falls.", links=["An t-Oban"])))
    with open_for_writing(path, now=LATER) as archive:
        add_redirects(archive, [Redirect("An t-Oban", "Oban")])

    with reading(path) as reader:
        assert reader.merged_subjects() == [(SubjectKind.CONTEXT, "an-t-oban", "oban")]
