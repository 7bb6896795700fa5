"""Where events were, by what they say."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.gazetteer.locating import locate
from daybook.model import ArticleKind, ArticlePlace, Category, Event, Location, RichText, Span, Topic, TopicLine


def event(*spans: str | Span, topics: Sequence[str] = (), category: str = "") -> Event:
    headline = RichText(tuple(span if isinstance(span, Span) else Span(span) for span in spans))
    lines = tuple(TopicLine(RichText(), (Topic(name, name),)) for name in topics)
    return Event(headline, Category(category, category) if category else None, lines)


def country(*spans: str | Span, topics: Sequence[str] = (), category: str = "") -> str | None:
    place = locate(event(*spans, topics=topics, category=category), {}, "en")
    return place.country if place else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A bridge collapses in Lisbon, Portugal.", Location("pt", "Lisbon", 38.72, -9.13)),
        ("Ten ships leave port near the northern Norwegian city of Bergen.", Location("no", "Bergen", 60.39, 5.32)),
        ("A tremor is felt off the coast of Chile.", Location("cl")),
        ("A mill burns down in Ashford, Tasmania.", Location("au", "Tasmania")),
        ("A bus overturns in an unknown village, southern Lebanon, at night.", Location("lb")),
        ("A choir sings.", None),
    ],
)
def test_a_word_for_where_leads_to_the_place(text: str, expected: Location | None) -> None:
    assert locate(event(text), {}, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Swedish voters elect a parliament.", "se"),
        ("The Supreme Court of Kenya hears a case.", "ke"),
        ("French troops leave a base.", None),
        ("Portugal condemns an attack.", None),
        ("Chile and Peru open a road.", None),
        ("Jordan Almond opens a shop.", None),
        ("A London-based firm is sold.", None),
        ("The firm pays US$20 million.", None),
        ("The United Nations lists Malta.", None),
        ("Georgia holds a fair.", None),
    ],
)
def test_a_country_that_is_only_named_counts_where_nothing_leads_abroad(text: str, expected: str | None) -> None:
    assert country(text) == expected


def test_a_city_of_that_name_elsewhere_is_the_one_that_the_text_says() -> None:
    assert locate(event("A mill burns down in Birmingham, Alabama."), {}, "en") == Location("us", "Alabama")


def test_the_first_sentence_that_names_a_place_decides() -> None:
    assert country("A ferry runs aground. It was on its way in Greece. Crews from Italy help in Malta.") == "gr"
    assert country("A fair opens in Spain. Guests are in Portugal.") == "es"


def test_two_countries_give_none_and_so_do_text_and_story_that_contradict() -> None:
    assert country("Floods kill ten people in Spain and in Portugal.") is None
    assert country("Swedish voters elect a parliament.", topics=["Drought in Spain"]) is None


def test_a_story_says_where_if_the_text_does_not() -> None:
    assert country("Ten more people are found.", topics=["Drought in Spain"]) == "es"
    assert country("Ten more people are found.", topics=["2019 Lisbon fire"]) == "pt"
    assert country("Ten more people are found.", topics=["Spain–Portugal relations"]) is None
    assert country("Spain reports a pest first seen in Chile.", topics=["Pests in Spain"]) == "es"


def test_acts_of_one_state_about_another_are_in_neither() -> None:
    assert country("The French parliament votes on a mission in Mali.") is None
    assert country("A parliament votes on a mission in Mali.") == "ml"


def test_players_are_not_where_they_come_from() -> None:
    assert country("Swedish runners win.", category="Sports") is None
    assert country("Swedish runners win in Lisbon.", category="Sports") == "pt"


def test_titles_in_italics_name_no_place() -> None:
    assert country("The novel ", Span("In Spain", italic=True), " is sold.") is None


def test_a_linked_place_is_more_precise_than_a_name() -> None:
    known = {
        "Kilmore (town)": ArticlePlace(ArticleKind.PLACE, "ie", 53.5, -7.25),
        "Ann Arden": ArticlePlace(ArticleKind.PERSON),
    }
    told = event(Span("Ann Arden", link="Ann Arden"), " opens a mill in ", Span("Kilmore", link="Kilmore (town)"), ".")

    assert locate(told, known, "en") == Location("ie", "Kilmore", 53.5, -7.25)
    assert locate(told, {}, "en") is None


def test_a_place_without_a_country_of_its_own_is_in_the_one_whose_outline_holds_it() -> None:
    known = {"Old Mill": ArticlePlace(ArticleKind.PLACE, None, 47.0, 3.0)}

    assert locate(event("A fire at ", Span("Old Mill", link="Old Mill"), "."), known, "en") == Location(
        "fr", "Old Mill", 47.0, 3.0
    )


def test_a_story_that_is_an_event_with_coordinates_was_there() -> None:
    known = {"Kilmore fire": ArticlePlace(ArticleKind.EVENT, None, 47.0, 3.0)}

    assert locate(event("Ten are hurt.", topics=["Kilmore fire"]), known, "en") == Location(
        "fr", "Kilmore fire", 47.0, 3.0
    )


def test_a_language_without_wording_has_no_locations() -> None:
    assert locate(event("A bridge collapses in Lisbon."), {}, "xx") is None


@given(st.text(alphabet=st.sampled_from("InatU.S,'’ –$-\n\x00ésLisbonPortugal\ud800"), max_size=400))
def test_no_text_raises(text: str) -> None:
    locate(event(text, topics=[text]), {}, "en")


def test_a_text_of_any_length_is_read_to_a_bound() -> None:
    assert country("in Lisbon, " * 100_000) is None
    assert country("A choir sings in ", *[Span("Lisbon, ", link="Lisbon")] * 20_000) is None
    assert country("A choir sings in Lisbon." + " It sings on." * 100_000) == "pt"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A depot blows up at a Turkish base in Mogadishu, Turkey's largest abroad.", "so"),
        ("The firm ends its embargo on Chile.", None),
        ("A tanker sinks on the coast of Chile.", "cl"),
        ("The Security Council extends a mission in Lebanon.", None),
        ("Eurozone ministers reject a request by Greece.", None),
        ("A Portuguese frigate frees a ship in the Indian Ocean.", None),
        ("A storm moves toward Cuba.", None),
        ("A board weighs a Russian plan to keep the mast up.", None),
        ("Shots are fired in Kashmir.", None),
        ("Malta withdraws its envoy from Tunis after thefts in Sicily, Italy.", None),
    ],
)
def test_what_is_aimed_at_a_country_is_not_in_it(text: str, expected: str | None) -> None:
    """Nor what happens at sea, or what bodies of many states decide."""
    assert country(text) == expected


@pytest.mark.parametrize(
    ("text", "story", "expected"),
    [
        ("Chile lets in apples from Peru.", "Farming in Chile", "cl"),
        ("Peru adds Chile to a list of debtors.", "Farming in Chile", None),
        ("A Peruvian judge has Chilean apples seized.", "Farming in Chile", None),
        ("Chile lists a moth first found in Peru.", "Farming in Chile", "cl"),
        ("A Chilean deputy resigns after a brawl in Lima.", "Farming in Chile", None),
        ("A woman is stabbed by a Chilean who told the Peruvian police.", "Chilean political violence", None),
        ("The ferry is late. Its owner has bought another from Peru.", "Farming", None),
        ("The ferry is late. Its owner has sold another to Chile.", "Farming in Chile", "cl"),
    ],
)
def test_of_several_countries_it_is_that_of_the_story_where_the_sentence_begins_with_it(
    text: str, story: str, expected: str | None
) -> None:
    """And a later sentence counts only where the story says the same."""
    assert country(text, topics=[story]) == expected
