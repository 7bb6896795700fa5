"""Redirects and what a wiki knows of articles."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.archive.histories import LATER, NEXT, all_events, copied, event, reading, revision, store, writing

from daybook.archive import (
    ContextFacts,
    add_context_facts,
    add_items,
    add_missing_articles,
    add_redirects,
    articles_to_ask,
    check_archive,
    fingerprint,
    known_items,
)
from daybook.model import ArticleKind, Context, Location, Redirect, Selection, SubjectKind, Topic, WikidataItem

CONTEXT, TOPIC = SubjectKind.CONTEXT, SubjectKind.TOPIC
OLD, NEW = "Kilmore", "Kilmore (town)"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store two days whose events link to one place under two titles."""
    path = tmp_path_factory.mktemp("facts") / "test.daybook"
    store(
        path,
        revision(1, 9, event("A fair in Kilmore.", links=[OLD], topics=[Topic("Fairs"), OLD]), "Another thing."),
        revision(2, 9, event("Rain over the town.", links=[NEW], topics=[NEW]), day=NEXT),
    )
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


def test_two_titles_become_one_context_and_the_old_address_still_answers(path: Path) -> None:
    """The one that goes is an alias; its events are the other one's too."""
    with writing(path) as archive:
        assert add_redirects(archive, [Redirect(OLD, NEW)]) == 1

    with reading(path) as reader:
        for kind in (CONTEXT, TOPIC):
            found = reader.subjects(kind, ["kilmore", "kilmore-town"])
            assert found["kilmore"] == found["kilmore-town"]
            assert (found["kilmore"].slug, found["kilmore"].aliases, found["kilmore"].count) == (
                "kilmore-town",
                ("kilmore",),
                2,
            )
            assert len(reader.select(Selection(kind=kind, slug="kilmore"))) == 2
    assert {context.title for each in all_events(path) for context in each.contexts} == {NEW}
    assert check_archive(path) == []


def test_a_renamed_article_keeps_its_slug(path: Path) -> None:
    """Where nothing stands under the new title yet, nothing is merged: only the name changes."""
    with writing(path) as archive:
        add_redirects(archive, [Redirect(OLD, "Great Kilmore")])
        store_after = revision(3, 10, event("A market.", links=["Great Kilmore"]), "Another thing.")
    store(path, store_after)

    with reading(path) as reader:
        (subject,) = reader.subjects(CONTEXT, ["kilmore"]).values()
        assert (subject.title, subject.name, subject.slug) == ("Great Kilmore", "Great Kilmore", "kilmore")
        assert "great-kilmore" not in reader.subjects(CONTEXT)
    assert check_archive(path) == []


def test_the_pages_of_a_renamed_articles_events_are_due(path: Path) -> None:
    """They show its name, though nothing of the events' own changed."""
    with reading(path) as reader:
        before = reader.generation()
        events = list(reader.select(Selection(kind=CONTEXT, slug="kilmore")))
        days = {event.date for event in reader.events(events).values()}
    with writing(path) as archive:
        add_redirects(archive, [Redirect(OLD, "Great Kilmore")])

    with reading(path) as reader:
        stale = reader.stale(before)
    assert events
    assert set(events) <= set(stale.events)
    assert days <= set(stale.days)


def test_chains_are_followed_and_circles_are_not_kept(path: Path) -> None:
    """In whatever order their links arrive."""
    with writing(path) as archive:
        assert (
            add_redirects(archive, [Redirect("B", "C"), Redirect("A", "B"), Redirect("C", "D"), Redirect("D", "A")])
            == 3
        )
        assert add_redirects(archive, [Redirect("A", "B"), Redirect("E", "E")]) == 0

    with reading(path) as reader:
        assert dict(reader.redirects()) == {"A": "D", "B": "D", "C": "D"}


def test_links_met_later_follow_redirects_kept_before(tmp_path: Path, path: Path) -> None:
    """What is known of events does not depend on which came first."""
    other = tmp_path / "other.daybook"
    with writing(other) as archive:
        add_redirects(archive, [Redirect(OLD, NEW)])
    store(other, revision(1, 9, event("A fair in Kilmore.", links=[OLD]), "Another thing."))

    assert [context.title for context in all_events(other)[0].contexts] == [NEW]


def test_an_unlinked_story_that_is_linked_later_keeps_its_slug(tmp_path: Path) -> None:
    """As long as the article has that name."""
    path = tmp_path / "test.daybook"
    store(
        path,
        revision(1, 9, event("Boats race.", topics=[Topic("Harbour  cup")])),
        revision(2, 9, event("A boat wins.", topics=[Topic("the cup", "Harbour Cup")]), day=NEXT),
    )

    with reading(path) as reader:
        (story,) = reader.subjects(TOPIC).values()
    assert (story.slug, story.title, story.count) == ("harbour-cup", "Harbour Cup", 2)


def test_a_story_that_is_named_without_a_link_after_it_was_linked_is_the_same(tmp_path: Path) -> None:
    """If it is called as its article is, however that is spelt; another name is another story."""
    path = tmp_path / "test.daybook"
    named = [
        Topic("the cup", "Harbour Cup"),
        Topic("“harbour  CUP”"),
        Topic("the cup"),
        Topic("Harbour Cup", "harbour cup"),
    ]
    store(path, revision(1, 9, *(event(f"Boat {number} sails.", topics=[topic]) for number, topic in enumerate(named))))

    stories = [each.stories[0].slug for each in all_events(path)]
    assert stories == ["harbour-cup", "harbour-cup", "the-cup", "harbour-cup-2"]


def test_where_nothing_is_called_so_a_redirect_changes_no_page(path: Path) -> None:
    """Though its target has events; links met later follow it."""
    with reading(path) as reader:
        before = reader.generation()
    with writing(path) as archive:
        assert add_redirects(archive, [Redirect("Nobody", NEW), Redirect("Nothing", "Nowhere")]) == 2

    with reading(path) as reader:
        assert (reader.stale(before).events, reader.stale(before).subjects) == ((), ())
    store(path, revision(3, 10, event("A market.", links=["Nobody"]), day=date(2024, 5, 6)))
    assert [context.title for context in all_events(path)[-1].contexts] == [NEW]


@pytest.mark.parametrize("target", [Topic("2024 flood", "2024 flood"), Topic("2024 flood")])
def test_a_story_that_was_named_without_a_link_becomes_one_with_the_other(tmp_path: Path, target: Topic) -> None:
    """As a publisher says that two names are of one story: all its events are found under both."""
    path = tmp_path / "test.daybook"
    store(
        path,
        revision(1, 9, event("The river rises.", topics=[target]), event("It falls.", topics=[Topic("Flood of 2024")])),
    )

    with writing(path) as archive:
        add_redirects(archive, [Redirect("Flood of 2024", "2024 flood")])

    with reading(path) as reader:
        found = reader.subjects(TOPIC, ["2024-flood", "flood-of-2024"])
        assert found["2024-flood"] == found["flood-of-2024"]
        assert found["2024-flood"].count == 2
        assert len(reader.select(Selection(kind=TOPIC, slug="2024-flood"))) == 2
    assert check_archive(path) == []


def test_facts_stand_with_the_context_and_make_its_pages_stale(path: Path) -> None:
    """Told once they change nothing more."""
    fact = ContextFacts(OLD, "a town", "Q1", 53.5, -7.25)
    with writing(path) as archive:
        assert add_context_facts(archive, [fact, ContextFacts("Nobody links here")], LATER) == 2
        assert add_context_facts(archive, [fact], LATER) == 0

    with reading(path) as reader:
        (subject,) = reader.subjects(CONTEXT, ["kilmore"]).values()
        assert (subject.description, subject.wikidata, subject.latitude, subject.longitude) == (
            "a town",
            "Q1",
            53.5,
            -7.25,
        )
        assert reader.stale(reader.generation() - 1).subjects == (
            (CONTEXT, "kilmore", 2024),
            (TOPIC, "fairs", 2024),  # its map has the event that is in Kilmore
            (TOPIC, "kilmore", 2024),
        )


def test_an_equal_redirect_changes_nothing(path: Path) -> None:
    """Not even the generation."""
    with writing(path) as archive:
        add_redirects(archive, [Redirect(OLD, NEW)])
    before = fingerprint(path)
    with reading(path) as reader:
        generation = reader.generation()
    with writing(path) as archive:
        add_redirects(archive, [Redirect(OLD, NEW)])

    assert fingerprint(path) == before
    with reading(path) as reader:
        assert reader.generation() == generation


def test_articles_are_asked_about_again_once_so_much_time_has_passed(path: Path) -> None:
    """Those that there are not as well; never asked ones at once; each title once, in order."""
    week = timedelta(days=7)
    with writing(path) as archive:
        add_context_facts(archive, [ContextFacts(OLD, "a town")], LATER)
        add_missing_articles(archive, ["Nowhere", "Nowhere"], LATER)
        titles = ["Nowhere", OLD, NEW, NEW]

        assert articles_to_ask(archive.connection, titles, LATER + week - timedelta(seconds=1), week) == [NEW]
        assert articles_to_ask(archive.connection, titles, LATER + week, week) == [OLD, NEW, "Nowhere"]


def test_items_are_known_for_so_much_time(path: Path) -> None:
    week = timedelta(days=7)
    item, other = WikidataItem("Q1", parents=("Q2", "Q3"), country_code="ie"), WikidataItem("Q4")
    with writing(path) as archive:
        add_items(archive, [item, other], LATER)
        last = LATER + week - timedelta(seconds=1)

        assert known_items(archive.connection, ["Q4", "Q1", "Q9"], last, week) == {"Q1": item, "Q4": other}
        assert known_items(archive.connection, ["Q1"], LATER + week, week) == {}


def test_an_article_that_was_not_there_and_then_is_counts_as_found(path: Path) -> None:
    with writing(path) as archive:
        add_missing_articles(archive, [OLD], LATER)
        assert add_context_facts(archive, [ContextFacts(OLD, kind=ArticleKind.PLACE, country="ie")], LATER) == 2
        add_missing_articles(archive, [NEW], LATER)

        found = archive.connection.execute("SELECT title, found FROM article ORDER BY title").fetchall()
    assert found == [(OLD, 1), (NEW, 0)]


@pytest.mark.parametrize(
    ("fact", "location"),
    [
        (ContextFacts(OLD, kind=ArticleKind.PLACE, country="ie", latitude=53.5, longitude=-7.25), Location("ie", "Kilmore", 53.5, -7.25)),
        (ContextFacts(OLD, kind=ArticleKind.PERSON, country="ie"), None),
        (ContextFacts(OLD, "a town"), None),
    ],
)  # fmt: skip
def test_an_event_is_where_the_article_is_that_it_links_to(
    path: Path, fact: ContextFacts, location: Location | None
) -> None:
    """If that is a place; and its day is due, and its stories, for their maps show it."""
    with writing(path) as archive:
        add_context_facts(archive, [fact], LATER)

    (fair, *_, rain) = all_events(path)
    assert fair.location == location
    assert rain.location is None
    assert fair.contexts == (Context(OLD, "kilmore", 1, fact.wikidata, fact.kind),)
    with reading(path) as reader:
        told = {slug for kind, slug, _ in reader.stale(reader.generation() - 1).subjects if kind is TOPIC}
    assert ("fairs" in told) == (location is not None)
