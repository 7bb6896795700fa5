"""The questions that sites, servers and rankers ask."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.archive.histories import DAY, LATER, NEXT, copied, event, reading, revision, store

from daybook.archive import ArchiveReader, check_archive, open_for_reading
from daybook.model import (
    ChangeKind,
    Context,
    Event,
    RankedSubject,
    Revision,
    RichText,
    Selection,
    Span,
    Status,
    Story,
    SubjectKind,
    Topic,
)
from daybook.publish.library import Library
from daybook.publish.plain_text import plain_text

LAST = date(2024, 6, 1)
FERRY = "https://www.example.org/ferry"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store three days."""
    path = tmp_path_factory.mktemp("reader") / "test.daybook"
    ferry = event(
        "A ferry sinks off Oban.",
        FERRY,
        "https://example.net/a",
        "nowhere",
        links=["Oban"],
        topics=["Boats", Topic("Scottish weather")],
        label=Topic("Ferries", "Ferry"),
        category="Disasters and accidents",
    )
    store(
        path,
        revision(1, 9, ferry, "A choir sings.", "Bakers strike.", "Lambs are born."),
        revision(2, 30, "A choir sings loudly.", ferry, "Bakers strike."),
        revision(3, 9, event("A second ferry sails.", FERRY, topics=["Boats"]), day=NEXT),
        revision(4, 9, event("Rain falls in Oban.", links=["Oban"]), day=LAST),
    )
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def test_the_reader_is_a_library_for_publishing(path: Path) -> None:
    """Checked by the type checker; here it only has to be one."""
    with reading(path) as reader:
        library: Library = reader

        assert library.generation() > 0


def test_an_event_is_told_whole(path: Path) -> None:
    """With its contexts, stories, category and outlets by their slugs."""
    with reading(path) as reader:
        ids = reader.select(Selection(DAY, DAY))
        found = reader.events([*ids, 999])
    ferry = found[ids[1]]

    assert list(found) == sorted(ids)
    assert (ferry.date, ferry.slug, ferry.position, ferry.event.line) == (DAY, "a-ferry-sinks-off-oban", 1, 0)
    assert ferry.contexts == (Context("Oban", "oban"),)
    assert ferry.stories == (
        Story("Boats", "boats", "Boats", 0),
        Story("Scottish weather", "scottish-weather", None, 1),
        Story("Ferry", "ferry", "Ferry", -1),
    )
    assert (ferry.category, ferry.hosts) == ("disasters-and-accidents", ("example.org", "example.net", "unknown"))
    assert (ferry.status, ferry.changes, ferry.former) == (Status.LISTED, 0, ())
    assert (ferry.revision.number, ferry.page) == (1, "Portal:Current events/2024 May 4")


def test_a_headline_is_told_without_the_rest(tmp_path: Path) -> None:
    """Its words as those of the whole event, raised and lowered signs marked as there."""
    path = tmp_path / "test.daybook"
    spans = (Span("About 10"), Span("6", superscript=True), Span(" t of CO", link="CO"), Span("2", subscript=True))
    store(path, revision(1, 9, Event(RichText(spans)), event("Rain falls in Oban.", links=["Oban"], topics=["Boats"])))

    with reading(path) as reader:
        ids = reader.select(Selection(DAY, DAY))
        headlines, events = reader.headlines([*ids, 999]), reader.events(ids)

    assert {number: (each.date, each.slug) for number, each in headlines.items()} == {
        number: (each.date, each.slug) for number, each in events.items()
    }
    assert [plain_text(headlines[number].headline) for number in ids] == ["About 10⁶ t of CO₂", "Rain falls in Oban."]
    assert [plain_text(events[number].event.headline) for number in ids] == [
        plain_text(headlines[number].headline) for number in ids
    ]


def test_events_are_told_in_outline_by_day_and_place(path: Path) -> None:
    """Their words, links, stories and cited articles, without the rest; nothing else has to be read before."""
    with reading(path) as reader:
        ids = reader.select(Selection())
    with reading(path) as reader:
        outlines = list(reader.outlines([999, *reversed(ids)]))

    assert [each.id for each in outlines] == ids
    ferry = outlines[1]
    assert (ferry.date, ferry.position, ferry.text, ferry.links) == (DAY, 1, "A ferry sinks off Oban.", ("Oban",))
    assert [(story.slug, story.level) for story in ferry.stories] == [
        ("boats", 0),
        ("scottish-weather", 1),
        ("ferry", -1),
    ]
    assert ferry.sources == (FERRY, "https://example.net/a", "nowhere")


def test_events_are_selected_by_days_and_subjects_in_page_order(path: Path) -> None:
    """A side left open is open; an unknown subject has none."""
    with reading(path) as reader:

        def texts(selection: Selection) -> list[str]:
            ids = reader.select(selection)
            found = reader.events(ids)
            return [found[each].event.headline.plain.split()[1] for each in ids]

        assert texts(Selection()) == ["choir", "ferry", "strike.", "second", "falls"]
        assert texts(Selection(first=NEXT)) == ["second", "falls"]
        assert texts(Selection(last=DAY, withdrawn=True)) == ["choir", "ferry", "strike.", "are"]
        assert texts(Selection(kind=SubjectKind.CONTEXT, slug="oban")) == ["ferry", "falls"]
        assert texts(Selection(first=NEXT, kind=SubjectKind.CONTEXT, slug="oban")) == ["falls"]
        assert texts(Selection(kind=SubjectKind.OUTLET, slug="example.org")) == ["ferry", "second"]
        assert texts(Selection(kind=SubjectKind.TOPIC, slug="nothing")) == []


def test_days_are_told_with_their_counts(path: Path) -> None:
    """Added, changed and withdrawn by revisions after the first."""
    with reading(path) as reader:
        first, second, _ = reader.days()

        assert reader.days(NEXT, NEXT) == [second]
    assert (first.date, first.page, first.revisions) == (DAY, "Portal:Current events/2024 May 4", 2)
    assert (first.events, first.added, first.changed, first.withdrawn) == (3, 0, 1, 1)
    assert (first.revision.number, first.revision.saved) == (2, datetime(2024, 5, 5, 6, tzinfo=UTC))
    assert first.read == LATER


def test_subjects_are_counted_by_month(path: Path) -> None:
    """Withdrawn events are not counted."""
    with reading(path) as reader:
        contexts, categories = reader.subjects(SubjectKind.CONTEXT), reader.subjects(SubjectKind.CATEGORY)

        assert reader.subjects(SubjectKind.CONTEXT, ["oban", "none"]) == {"oban": contexts["oban"]}
    assert list(contexts) == ["oban"]
    assert contexts["oban"].months == ((2024, 5, 1), (2024, 6, 1))
    assert (contexts["oban"].count, contexts["oban"].first, contexts["oban"].last) == (2, DAY, LAST)
    assert {slug: subject.count for slug, subject in categories.items()} == {"disasters-and-accidents": 1, "sports": 4}


def test_a_subject_that_lost_all_its_events_is_still_there(tmp_path: Path) -> None:
    """Its address was given; of when it had any, the months are known."""
    path, march = tmp_path / "test.daybook", date(2024, 3, 9)
    for day in (DAY, march):
        store(
            path,
            revision(
                day.month, 9, event(f"Rain falls in Kelm in {day:%B}.", links=["Kelm"]), "A choir sings.", day=day
            ),
        )
        store(path, revision(100 + day.month, 12, "A choir sings.", day=day))

    with reading(path) as reader:
        kelm = reader.subjects(SubjectKind.CONTEXT)["kelm"]
        assert reader.ranking(SubjectKind.CONTEXT, 9).total == 0
        assert reader.counts(2024, SubjectKind.CONTEXT, ["kelm"]) == []
        assert reader.subject_names(SubjectKind.CONTEXT, "k", 1) == []
        assert reader.has_subject(SubjectKind.CONTEXT, "kelm")
    assert (kelm.count, kelm.months, kelm.first, kelm.last) == (0, (), date(2024, 3, 1), date(2024, 5, 1))


@pytest.mark.parametrize("kind", SubjectKind)
def test_the_foremost_subjects_are_those_that_all_of_them_tell(path: Path, kind: SubjectKind) -> None:
    """By count, and by their latest event; a limit cuts off the rest of each order."""
    with reading(path) as reader:
        listed = [
            RankedSubject(kind, each.slug, each.name, each.count, each.first, each.last, each.description)
            for each in reader.subjects(kind).values()
            if each.count
        ]

        for limit in (1, 2, 100):
            ranking = reader.ranking(kind, limit)

            most = sorted(listed, key=lambda subject: (-subject.count, subject.slug))
            latest = sorted(most, key=lambda subject: subject.last, reverse=True)
            assert (ranking.total, ranking.most, ranking.latest, ranking.slugs) == (
                len(listed), tuple(most[:limit]), tuple(latest[:limit]), tuple(sorted(each.slug for each in listed)),
            )  # fmt: skip


def test_subjects_with_more_than_one_event_of_a_year_are_counted(path: Path) -> None:
    """As their months tell."""
    with reading(path) as reader:
        found = {(each.kind, each.slug): each.events for each in reader.counts(2024)}

        expected = {
            (kind, slug): subject.count for kind in SubjectKind for slug, subject in reader.subjects(kind).items()
        }
        assert reader.counts(1999) == []
        asked = reader.counts(2024, SubjectKind.CONTEXT, ["kilmore", "nowhere"])
        assert asked == [
            each for each in reader.counts(2024) if (each.kind, each.slug) == (SubjectKind.CONTEXT, "kilmore")
        ]
    assert found == {key: count for key, count in expected.items() if count > 1}


def test_changes_are_told_newest_first(path: Path) -> None:
    """Each with its event and the number of its version."""
    with reading(path) as reader:
        changes = reader.changes(datetime(2024, 5, 5, tzinfo=UTC), 10)

        assert reader.changes(datetime(2024, 5, 5, tzinfo=UTC), 2) == changes[:2]
        every = reader.changes(datetime(2000, 1, 1, tzinfo=UTC), 100)
        assert len(every) == 8
        assert [reader.changes(datetime(2000, 1, 1, tzinfo=UTC), limit) for limit in range(9)] == [
            every[:limit] for limit in range(9)
        ]
        saved = every[3].version.revision.saved
        assert reader.changes(saved, 100) == [change for change in every if change.version.revision.saved >= saved]
    assert [(change.number, change.version.kinds) for change in changes] == [
        (1, (ChangeKind.ADDED,)),
        (1, (ChangeKind.ADDED,)),
        (2, (ChangeKind.WORDING,)),
        (2, (ChangeKind.REMOVED,)),
    ]


def test_listings_tell_which_event_stood_where_in_each_revision(path: Path) -> None:
    """Oldest first, ids in page order."""
    with reading(path) as reader:
        listings = reader.listings(DAY)

    assert [revision.number for revision, _ in listings] == [1, 2]
    assert listings[1][1] == (2, 1, 3)


def test_known_revisions_are_told_for_a_fetch(path: Path) -> None:
    """So that only others are asked for."""
    titles = ["Portal:Current events/2024 May 4", "Portal:Current events/1999 May 4"]
    with reading(path) as reader:
        assert reader.revision_numbers(titles) == {titles[0]: {1, 2}, titles[1]: frozenset()}


@pytest.mark.parametrize("number", [0, -1, 999, (1 << 63) - 1, 1 << 63, 1 << 70])
def test_a_revision_that_the_archive_does_not_have_is_none(path: Path, number: int) -> None:
    """Nor one with a number that no revision can have."""
    with reading(path) as reader:
        assert reader.find_revision(number) is None


def test_a_revision_is_found_with_the_events_that_it_changed(path: Path) -> None:
    with reading(path) as reader:
        first, second = reader.find_revision(1), reader.find_revision(2)

    assert first is not None
    assert second is not None
    assert (first.date, first.page, first.events) == (DAY, "Portal:Current events/2024 May 4", (1, 2, 3, 4))
    assert second.revision == Revision(2, datetime(2024, 5, 5, 6, tzinfo=UTC))
    assert second.events == (2, 4)  # the choir sings loudly, no lambs are born


def test_days_are_read_within_an_inclusive_span(path: Path) -> None:
    with reading(path) as reader:
        spans = [(None, None), (NEXT, None), (None, NEXT), (NEXT, NEXT), (date(2024, 5, 6), date(2024, 5, 31))]
        found = [[record.date.day for record in reader.days(*span)] for span in spans]

    assert found == [[4, 5, 1], [5, 1], [4, 5], [5], []]


def test_days_are_those_of_before_and_what_changed_since(tmp_path: Path, path: Path) -> None:
    """In order; where one of before is gone, as in an archive of other days, all are read."""
    with reading(path) as reader:
        generation, before = reader.generation(), {record.date: record for record in reader.days()}
    store(
        path,
        revision(5, 12, "Snow falls.", day=date(2024, 5, 6)),
        revision(6, 12, "A second ferry sails on.", day=NEXT),
    )

    with reading(path) as reader:
        after = reader.days_after(before, generation)
        strange = reader.days_after({**before, date(2020, 1, 1): before[DAY]}, generation)
        assert list(after) == [DAY, NEXT, date(2024, 5, 6), LAST]
        assert list(after.values()) == list(strange.values()) == reader.days()
    assert after[DAY] is before[DAY]
    assert after[NEXT] != before[NEXT]


def test_reading_can_be_slowed_down_meanwhile_and_only_then(path: Path) -> None:
    """What sleeps in between lets other threads get on."""
    long = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT sum(x) FROM n"
    with open_for_reading(path) as connection:
        reader = ArchiveReader(connection)
        pauses: list[int] = []
        with reader.pausing(lambda: pauses.append(1)):
            connection.execute(long).fetchone()
        count = len(pauses)
        connection.execute(long).fetchone()
        with reader.pausing(None):
            connection.execute(long).fetchone()

    assert len(pauses) == count > 0


def test_subjects_are_suggested_eight_at_a_time_unless_asked_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(
        path, revision(1, 9, *(event(f"Rain in Port {letter}.", links=[f"Port {letter}"]) for letter in "ABCDEFGHIJ"))
    )

    with reading(path) as reader:
        assert [each.text for each in reader.suggest("port")] == [f"Port {letter}" for letter in "ABCDEFGH"]
        assert [each.text for each in reader.suggest("port", 3)] == ["Port A", "Port B", "Port C"]


def test_a_change_makes_its_event_its_day_and_its_subjects_stale(path: Path) -> None:
    """Both those that it had and those that it has now, and nothing else."""
    with reading(path) as reader:
        before = reader.generation()
        (ferry,) = (each for each in reader.select(Selection(NEXT, NEXT)))
    store(path, revision(9, 12, event("A second ferry sails.", FERRY, topics=["Ships"]), day=NEXT))

    with reading(path) as reader:
        stale = reader.stale(before)
        assert set(stale.events) == {ferry, 1}
        assert stale.days == (NEXT,)
        assert stale.subjects == (
            (SubjectKind.CATEGORY, "sports", 2024),
            (SubjectKind.OUTLET, "example.org", 2024),
            (SubjectKind.TOPIC, "boats", 2024),
            (SubjectKind.TOPIC, "ships", 2024),
        )


def test_an_event_that_only_moves_down_its_page_leaves_its_subjects_as_they_are(tmp_path: Path) -> None:
    """One added above others moves them all; what their subjects' pages show is their order."""
    path = tmp_path / "test.daybook"
    ferry, choir = event("A ferry sails.", links=["Kilmore"]), event("A choir sings.", links=["Aldern"])
    store(path, revision(1, 9, ferry, choir))
    with reading(path) as reader:
        before = reader.generation()
    store(path, revision(2, 10, event("A bridge opens.", links=["Corvath"]), ferry, choir))

    with reading(path) as reader:
        slugs = [slug for kind, slug, _ in reader.stale(before).subjects if kind is SubjectKind.CONTEXT]
        assert slugs == ["corvath"]
        assert reader.select(Selection(kind=SubjectKind.CONTEXT, slug="aldern")) == [2]
    assert check_archive(path) == []


def test_events_of_a_subject_that_change_places_make_its_page_stale(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    ferry, choir = event("A ferry sails.", links=["Kilmore"]), event("A choir sings.", links=["Kilmore", "Aldern"])
    store(path, revision(1, 9, ferry, choir))
    with reading(path) as reader:
        before = reader.generation()
    store(path, revision(2, 10, choir, ferry))

    with reading(path) as reader:
        slugs = [slug for kind, slug, _ in reader.stale(before).subjects if kind is SubjectKind.CONTEXT]
        assert slugs == ["kilmore"]
        assert reader.select(Selection(kind=SubjectKind.CONTEXT, slug="kilmore")) == [2, 1]
    assert check_archive(path) == []
