"""Hosts of one house are one outlet: by the shipped list, by a publisher's own, at first sight and afterwards."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from tests.archive.histories import NEXT, all_events, event, reading, revision, store, writing

from daybook.archive import check_archive, join_outlets
from daybook.archive.identity.outlet_houses import read_houses, shipped_houses
from daybook.ask import read_question
from daybook.model import Selection, SubjectKind
from daybook.pipeline.queries import search_reader

OUTLET = SubjectKind.OUTLET
OWN = ("herald.example herald-news.example",)


def test_a_host_below_a_domain_of_a_house_is_of_that_house() -> None:
    houses = read_houses(["bbc.com bbc.co.uk  # a comment", "", "reuters.com"])

    found = {host: houses.house_of(host) for host in ("news.bbc.co.uk", "bbc.com", "uk.reuters.com", "notbbc.com")}
    assert found == {
        "news.bbc.co.uk": "bbc.com",
        "bbc.com": "bbc.com",
        "uk.reuters.com": "reuters.com",
        "notbbc.com": "notbbc.com",
    }


def test_of_two_domains_the_longer_one_decides() -> None:
    houses = read_houses(["yahoo.example", "news.yahoo.example headlines.example"])

    assert houses.house_of("uk.news.yahoo.example") == "news.yahoo.example"
    assert houses.house_of("mail.yahoo.example") == "yahoo.example"


@pytest.mark.parametrize("host", ["m.gazette.example", "amp.gazette.example", "mobile.gazette.example"])
def test_pages_for_a_device_are_of_the_same_outlet(host: str) -> None:
    assert read_houses([]).house_of(host) == "gazette.example"


@pytest.mark.parametrize("host", ["m.example", "amp.com", "unknown", "m..example", "", "m."])
def test_a_device_alone_is_no_reason_to_take_a_domain_apart(host: str) -> None:
    assert read_houses([]).house_of(host) == host


def test_what_a_publisher_says_holds_before_what_ships() -> None:
    houses = read_houses(["bbc.com bbc.co.uk"]).with_lines(["bbc.co.uk", "house.example bbc.com"])

    assert houses.house_of("news.bbc.co.uk") == "bbc.co.uk"
    assert houses.house_of("bbc.com") == "house.example"


def test_of_lines_that_contradict_each_other_the_last_one_holds() -> None:
    houses = read_houses(["a.example b.example", "c.example a.example", "b.example c.example"])

    assert {houses.house_of(host) for host in ("a.example", "b.example", "c.example")} == {"b.example"}


def test_the_shipped_houses_are_in_order_and_name_each_domain_once() -> None:
    lines = files("daybook.archive.identity").joinpath("outlet_houses.txt").read_text("utf-8").splitlines()
    houses = [line.split() for line in lines if line and not line.startswith("#")]

    assert len(houses) > 70
    domains = [domain for house in houses for domain in house]
    assert len(domains) == len(set(domains))
    assert [house[0] for house in houses] == sorted(house[0] for house in houses)
    assert all(shipped_houses().house_of(domain) == house[0] for house in houses for domain in house)


def test_outlets_met_for_the_first_time_join_their_house_and_their_own_addresses_lead_to_it(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, event("One.", "https://news.bbc.co.uk/1"), event("Two.", "https://www.bbc.com/2")))

    with reading(path) as reader:
        outlet = reader.subjects(OUTLET, ["news.bbc.co.uk"])["news.bbc.co.uk"]
        assert (outlet.slug, outlet.name, outlet.count, outlet.aliases) == (
            "bbc.com",
            "bbc.com",
            2,
            ("news.bbc.co.uk",),
        )
        assert len(reader.select(Selection(kind=OUTLET, slug="news.bbc.co.uk"))) == 2
    assert [each.hosts for each in all_events(path)] == [("bbc.com",), ("bbc.com",)]
    assert check_archive(path) == []


def test_outlets_that_an_archive_has_already_are_joined_and_all_that_shows_them_is_due(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(
        path,
        revision(1, 9, event("One.", "https://herald.example/1"), event("Two.", "https://other.example/2")),
        revision(2, 9, event("Three.", "https://herald-news.example/3"), day=NEXT),
    )
    with reading(path) as reader:
        before = reader.generation()
        assert reader.subjects(OUTLET, ["herald.example"])["herald.example"].count == 1
    with writing(path) as archive:
        assert join_outlets(archive, OWN) == 1

    with reading(path) as reader:
        outlet = reader.subjects(OUTLET, ["herald.example"])["herald.example"]
        assert (outlet.count, outlet.aliases) == (2, ("herald-news.example",))
        stale = reader.stale(before)
        assert stale.days == (NEXT,)
        assert (OUTLET, "herald.example", 2024) in stale.subjects
        assert (OUTLET, "other.example", 2024) not in stale.subjects
    assert check_archive(path) == []


def test_a_house_that_no_event_cites_yet_takes_over_what_is_of_it(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(path, revision(1, 9, event("Three.", "https://herald-news.example/3")))
    with writing(path) as archive:
        join_outlets(archive, OWN)
    store(
        path,
        revision(
            2, 10, event("Three.", "https://herald-news.example/3"), event("Four.", "https://m.herald-news.example/4")
        ),
    )

    with reading(path) as reader:
        assert {slug: each.count for slug, each in reader.subjects(OUTLET).items()} == {"herald.example": 2}
        assert reader.merged_subjects() == [
            (OUTLET, "herald-news.example", "herald.example"),
            (OUTLET, "m.herald-news.example", "herald.example"),
        ]
    assert check_archive(path) == []


def test_an_archive_that_follows_its_houses_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(
        path,
        revision(1, 9, event("Three.", "https://herald-news.example/3"), event("One.", "https://herald.example/1")),
    )
    with writing(path) as archive:
        join_outlets(archive, OWN)
    with reading(path) as reader:
        generation = reader.generation()
    with writing(path) as archive:
        assert join_outlets(archive, OWN) == 0
        assert join_outlets(archive) == 0

    with reading(path) as reader:
        assert reader.generation() == generation
        assert set(reader.subjects(OUTLET)) == {"herald.example"}, "what was joined stays joined"


def test_a_question_for_any_host_of_a_house_finds_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "test.daybook"
    store(
        path,
        revision(
            1,
            9,
            event("One.", "https://uk.reuters.com/1"),
            event("Two.", "https://www.reuters.com/2"),
            event("Three.", "https://ap.org/3"),
        ),
    )

    with reading(path) as reader:
        for typed in ("reuters.com", "uk.reuters.com"):
            found = search_reader(reader, read_question(typed))
            assert {each.event.event.headline.plain for each in found.events} == {"One.", "Two."}
