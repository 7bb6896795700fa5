"""What an event can be recognised by, and how much two wordings have of it in common."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.archive.histories import event

from daybook.archive.identity.features import (
    NOTHING_SHARED,
    Rarity,
    compare_addresses,
    compare_contexts,
    compare_figures,
    compare_topics,
    compare_words,
    contradict,
    features_of,
    rarity_of,
)
from daybook.model import Event, Topic

ONE, TWO = "https://example.org/one", "https://example.org/two"
LIVE = "https://example.org/liveblog"


def words(text: str, other: str, rarity: Rarity = NOTHING_SHARED) -> float:
    return compare_words(features_of(event(text)), features_of(event(other)), rarity)


def test_words_weigh_what_they_tell() -> None:
    """Common ones and small numbers little; large numbers as much as words, whatever their separators and decimals."""
    assert features_of(event("The ferry of 14,000 sank 3 miles, 7.1234 km, 1400.5 m")).words == {
        "the": 0.3, "of": 0.3, "3": 0.3, "7.1234": 0.3, "ferry": 1.0, "14,000": 1.0, "1400.5": 1.0, "sank": 1.0, "miles": 1.0, "km": 1.0, "m": 1.0,
    }  # fmt: skip


def test_words_are_letters_and_numbers_digits() -> None:
    found = features_of(event("Don't: COVID-19 by x_y, 7.1, 8."))

    assert found.text == "don t covid 19 by x y 7.1 8"
    assert found.figures == {"19", "7.1", "8"}


def test_names_are_words_with_a_capital_but_the_first_and_those_of_links() -> None:
    """Days and months change when a date is corrected, and common words name nothing."""
    found = features_of(
        event("Aldmoor Fenwick plays The Kelm on Monday in May, says the mayor.", links=["mayor", "The 3 Wrens"])
    )

    assert found.names == {"fenwick", "kelm", "mayor", "wrens", "3"}


def test_topics_are_known_by_their_article_and_by_their_name_where_they_have_none() -> None:
    assert features_of(event("Rain.", topics=[Topic("Storm", "Storm Ada"), Topic("Weather")])).topics == {
        "Storm Ada",
        "Weather",
    }


@pytest.mark.parametrize(
    ("one", "other", "shared", "share"),
    [
        ("ferry sinks", "ferry floats", {}, 2 / 4),
        ("ferry sinks", "ferry floats", {"ferry": 4}, 1 / 3),
        ("ferry sinks", "ferry floats", {"sinks": 4}, 2 / 3.5),
        ("ferry 3", "ferry 5", {}, 1.0),
        ("ferry 3", "ferry 3 big", {}, 2.6 / 3.6),
        ("the ferry", "a ferry", {}, 2 / 2.6),
        ("ferry", "...", {}, 0.0),
        ("...", "...", {}, 0.0),
    ],
)
def test_words_in_common_count_by_weight_and_rarity(one: str, other: str, shared: dict[str, int], share: float) -> None:
    """On either side; numbers that only one of them has tell nothing."""
    assert words(one, other, Rarity(shared, {}, {})) == pytest.approx(share)
    assert words(other, one, Rarity(shared, {}, {})) == pytest.approx(share)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [("a ferry", "a boat", 1.0), ("3 ferries", "a boat", 0.0), ("3 ferries", "3 boats", 1.0), ("3 ferries", "3 of 5 boats", 2 / 3)],
)  # fmt: skip
def test_numbers_in_common_are_a_share_of_those_of_both(one: str, other: str, share: float) -> None:
    assert compare_figures(features_of(event(one)), features_of(event(other))) == pytest.approx(share)


@pytest.mark.parametrize(
    ("one", "other", "shared", "share"),
    [
        ((), ("Oban",), {}, 0.0),
        (("Oban",), (), {}, 0.0),
        ((), (), {}, 0.0),
        (("Oban",), ("Kelm",), {}, 0.0),
        (("Oban", "Kelm"), ("Oban",), {"Oban": 4}, 1.0),
        (("Oban", "Kelm"), ("Oban", "Suva"), {}, 1 / 2),
        (("Oban", "Kelm"), ("Oban", "Suva"), {"Oban": 4}, 0.5 / 1.5),
        (("Oban", "Kelm"), ("Oban", "Suva"), {"Suva": 4}, 1 / 1.5),
    ],
)
def test_links_in_common_are_a_share_of_the_fewer(
    one: Sequence[str], other: Sequence[str], shared: dict[str, int], share: float
) -> None:
    sides = features_of(event("A thing.", links=one)), features_of(event("A thing.", links=other))

    assert compare_contexts(*sides, Rarity({}, {}, shared)) == pytest.approx(share)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [((), ("A",), 0.0), (("A",), (), 0.0), (("A", "B"), ("A",), 1.0), (("A", "B"), ("A", "C"), 0.5), (("A",), ("B",), 0.0)],
)  # fmt: skip
def test_topics_in_common_are_a_share_of_the_fewer(one: Sequence[str], other: Sequence[str], share: float) -> None:
    sides = features_of(event("A thing.", topics=one)), features_of(event("A thing.", topics=other))

    assert compare_topics(*sides) == share


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [((ONE,), (ONE, TWO), 1.0), ((ONE,), (TWO,), 0.0), ((), (), 0.0), ((LIVE,), (LIVE,), 0.3), ((LIVE, ONE), (LIVE, ONE), 1.0)],
)  # fmt: skip
def test_an_article_cited_by_both_tells_most_where_no_other_event_cites_it(
    one: Sequence[str], other: Sequence[str], told: float
) -> None:
    """A live page is cited for whatever happens."""
    sides = features_of(event("A thing.", *one)), features_of(event("A thing.", *other))

    assert compare_addresses(*sides, NOTHING_SHARED) == told
    assert compare_addresses(*sides, Rarity({}, {"example.org/one": 2, "example.org/liveblog": 2}, {})) == told / 2


def test_what_events_share_is_counted_on_the_side_where_more_do() -> None:
    before = [features_of(event("A ferry sinks.", ONE, links=["Oban"])), features_of(event("A ferry floats.", ONE))]
    after = [features_of(event("A ferry sails.", TWO, links=["Oban"]))]

    for rarity in (rarity_of(before, after), rarity_of(after, before)):
        assert (rarity.words["ferry"], rarity.words["sails"]) == (2, 1)
        assert rarity.addresses == {"example.org/one": 2, "example.org/two": 1}
        assert rarity.contexts == {"Oban": 1}


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (event("A fire in Aldmoor."), event("A fire in Fenwick."), True),
        (event("A fire in Aldmoor."), event("A fire."), False),
        (event("A fire in Aldmoor.", links=["Aldmoor"]), event("A fire in Fenwick.", links=["Fenwick"]), True),
        (event("A fire in Aldmoor.", links=["Aldmoor"]), event("A fire in Fenwick."), True),
        (event("A fire in Aldmoor.", ONE), event("A fire in Fenwick.", ONE), False),
        (event("A fire in Aldmoor.", LIVE), event("A fire in Fenwick.", LIVE), True),
        (event("A fire in Aldmoor.", ONE), event("A fire in Fenwick.", TWO), True),
        (event("A fire is seen by Wren."), event("A fire is seen by wren watchers of Kelm."), False),
        (event("A fire in Irania."), event("A fire in the Iranians' hall."), False),
        (event("A novel is banned.", links=["1984"]), event("A novel is banned.", links=["1984", "X"]), False),
        (event("A contest begins.", links=["Regatta 2020"]), event("A contest begins.", links=["Marathon 2020"]), True),
        (event("A letter is drawn.", links=["X"]), event("A letter is drawn.", links=["Y"]), True),
        (event("A choir sings Aldmoor.", links=["Choir"]), event("A band plays Aldmoor.", links=["Band"]), True),
    ],
    ids=[
        "names", "no name", "links", "link and name", "cited", "live page", "two articles", "common word", "beginning",
        "title of digits", "year in titles", "title of a letter", "links before names",
    ],
)  # fmt: skip
def test_wordings_contradict_each_other_where_nothing_that_one_names_is_in_the_other(
    one: Event, other: Event, differ: bool
) -> None:
    assert contradict(features_of(one), features_of(other)) is differ
    assert contradict(features_of(other), features_of(one)) is differ
