"""Related lists as a reader gets them: what is in them, why, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from daybook.model import Reason, ReasonKind, Related, Story
from daybook.relate import (
    RANKERS,
    Document,
    RelateSettings,
    list_related,
    read_documents,
    read_shipped_knowledge,
    relate_all,
    relate_text,
)
from daybook.relate.index.event_index import Index
from daybook.relate.knowledge.trained_model import NO_TOPIC, RELEVANCE_FEATURES, LearnedForest, LearnedRelevance
from daybook.relate.knowledge.trees import Split, Tree
from daybook.relate.lists.reasons import Shared, give_reasons, has_reasons, share_terms
from daybook.relate.ranking.formula import FormulaRanker
from daybook.relate.ranking.ranker import Indices, Scores
from daybook.relate.ranking.relevance import relevance_features
from daybook.relate.ranking.trained import SPREAD, STORY

FORMULA = RelateSettings(ranker="formula", formula_floor=0.05)
DAY = date(2021, 5, 1)


def document(number: int, text: str, *links: str, days: int = 0, story: str = "") -> Document:
    """Make an event so many days after the first of May."""
    stories = (Story(story, story.lower()),) if story else ()
    return Document(number, DAY + timedelta(days=days), number, text, links, links, stories)


FERRY = document(1, "The ferry Wanda capsizes in the Osterby strait; forty are missing.", "Osterby strait", "Ferry")
SEARCH = document(2, "Divers search the Osterby strait for the missing of the Wanda.", "Osterby strait", days=2)
TRIAL = document(3, "Six years for the captain of the ferry Wanda: forty died in the strait.", "Manslaughter", days=30)
OTHER = document(4, "Voters in Gant choose a new parliament.", "Gant", days=1)
BUSY = [document(10 + n, f"Minister {n} of Brenn opens bridge {n}.", "Brenn", days=n) for n in range(8)]


def related(documents: list[Document], settings: RelateSettings = FORMULA, number: int = 1) -> list[Related]:
    """Return the related list of one event."""
    return list(
        dict(list_related(relate_all([read_documents(documents)], settings, read_shipped_knowledge())))[number].items
    )


def test_shared_rare_contexts_lead_and_are_the_reason() -> None:
    """The nearest event with the rare context comes first, and says so; strangers are not there at all."""
    items = related([FERRY, SEARCH, TRIAL, OTHER, *BUSY])

    assert [item.event for item in items] == [2, 3]
    assert items[0].contexts == ("Osterby strait",)
    assert items[0].reasons[0].kind is ReasonKind.CONTEXTS
    assert items[0].reasons[0].values == ("Osterby strait",)


def test_without_a_shared_context_the_rare_words_are_quoted() -> None:
    """A month later no link is shared, but the name of the ferry: it is among the reasons."""
    (item,) = [item for item in related([FERRY, SEARCH, TRIAL, OTHER, *BUSY]) if item.event == 3]

    assert item.contexts == ()
    assert item.reasons[0].kind is ReasonKind.WORDS
    assert "Wanda" in item.reasons[0].values


def test_words_of_addresses_are_quoted_where_nothing_else_is_shared() -> None:
    """No reader sees them: beside a shared article they would be noise."""
    place = "https://news.example/capsized-ferry-without-lifeboats-does-sail"
    bare = [replace(document(number, "Talks begin."), sources=(f"{place}-{number}",)) for number in (1, 2)]
    bare[1] = replace(bare[1], text="Divers return.")
    linked = [replace(each, links=("Osterby strait",), contexts=("Osterby strait",)) for each in bare]

    for events, kind in ((linked, ReasonKind.CONTEXTS), (bare, ReasonKind.WORDS)):
        index = relate_all([read_documents([*events, OTHER, *BUSY])], RelateSettings()).index
        pair = np.flatnonzero(index.ids == 1), np.flatnonzero(index.ids == 2)
        assert [reason.kind for reason in give_reasons(share_terms(index, *pair, [1.0])[0])] == [kind]


@pytest.mark.parametrize("ranker", RANKERS)
def test_every_result_has_a_reason_and_parts_that_add_up(ranker: str) -> None:
    """Whatever the ranker, no line is unexplained, and the parts of a score are all of it."""
    settings = RelateSettings(ranker=ranker, formula_floor=0.0, trained_floor=-99.0)

    lists = dict(
        list_related(
            relate_all([read_documents([FERRY, SEARCH, TRIAL, OTHER, *BUSY])], settings, read_shipped_knowledge())
        )
    )

    items = [item for made in lists.values() for item in made.items]
    assert items
    assert all(item.reasons and all(reason.values for reason in item.reasons) for item in items)
    assert all(sum(part.value for part in item.parts) == pytest.approx(item.score, abs=1e-4) for item in items)
    assert all(made.items == tuple(sorted(made.items, key=lambda item: -item.score)) for made in lists.values())


def test_more_than_four_contexts_are_counted() -> None:
    """A reason shows the four rarest and how many there are besides."""
    links = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
    twins = [document(number, f"Trees are felled for road {number}.", *links) for number in (1, 2)]

    item = related([*twins, OTHER, *BUSY])[0]

    assert item.contexts == links
    assert len(item.reasons[0].values) == 4
    assert item.reasons[0].more == 2


def test_versions_of_one_happening_are_folded() -> None:
    """The same toll told on three days is one line with two more under it."""
    counts = [
        document(n, f"The toll of the Osterby landslide rises to {n}.", "Osterby landslide", days=n) for n in (2, 3, 4)
    ]
    query = document(1, "Rain sets off a landslide near Osterby and buries a school.", "Osterby landslide")

    (item,) = related([query, *counts, OTHER, *BUSY])

    assert len(item.folded) == 2


def test_the_passage_of_the_story_is_left_out() -> None:
    """What the page shows as its story is not listed again: one event on either side, and no more than that."""
    documents = [replace(found, stories=(Story("Wanda", "wanda"),)) for found in (FERRY, SEARCH, TRIAL)]

    assert [item.event for item in related([*documents, OTHER, *BUSY])] == [3]
    assert related([*documents, OTHER, *BUSY], replace(FORMULA, story_passage=2)) == []
    items = related([*documents, OTHER, *BUSY], replace(FORMULA, story_passage=0))
    assert [item.event for item in items] == [2, 3]
    assert items[0].reasons[0].kind is ReasonKind.STORY
    assert items[0].reasons[0].values == ("Wanda",)


def test_redirects_and_spellings_are_one_context() -> None:
    """Two links to one article match, by its canonical title or by the normal form of a renamed one."""
    query = Document(1, DAY, 0, "A guild meets.", ("Iron guild",), ("Iron Guild",))
    renamed = Document(2, DAY, 1, "Smiths march.", ("Iron–Guild",), ("IRON GUILD",))
    again = Document(3, DAY, 2, "Anvils ring.", ("Smiths",), ("Iron Guild",))

    items = related([query, renamed, again, OTHER, *BUSY])

    assert items[0].contexts == ("Iron Guild",)
    assert {2, 3} <= {event for item in items for event in (item.event, *item.folded)}


def test_the_number_of_processes_changes_nothing() -> None:
    """One process or three, lists are the same."""
    documents = [document(n, f"Minister {n % 7} of Brenn opens bridge {n}.", "Brenn", days=n) for n in range(1200)]
    alone, together = (relate_all([read_documents(documents)], FORMULA, processes=count) for count in (1, 3))

    assert list(list_related(alone)) == list(list_related(together))


def test_any_sentence_finds_what_is_related() -> None:
    """A text is related by its words and by the titles that it names; the archive's own relations stay as they are."""
    relations = relate_all([read_documents([FERRY, SEARCH, TRIAL, OTHER, *BUSY])], FORMULA)
    before = list(list_related(relations))

    found = relate_text(relations, "What became of the Wanda and her captain?")
    dated = relate_text(relations, "What became of the Wanda and her captain?", DAY)

    assert found.items[0].event == 3
    assert {item.event for item in dated.items} == {1, 2, 3}
    assert list(list_related(relations)) == before
    assert relate_text(relations, "zzz").items == ()


def test_an_empty_archive_has_no_lists() -> None:
    """Nothing in, nothing out."""
    assert list(list_related(relate_all([read_documents([])], FORMULA))) == []


def test_a_label_in_the_headline_is_a_story_where_there_is_no_other() -> None:
    """Pages show the next events under a label as its story, so related lists leave them out."""
    documents = [replace(found, stories=(Story("Wanda", "wanda", None, -1),)) for found in (FERRY, SEARCH)]

    assert related([*documents, OTHER, *BUSY]) == []


def test_a_shared_number_relates_nothing() -> None:
    """Two events of one year have nothing in common by it."""
    voters, waves = (
        document(1, "Clerks crowd a square in 2004."),
        document(2, "Waves reach a coast, 2004 miss.", days=1),
    )

    assert related([voters, waves, OTHER, *BUSY]) == []


def test_a_place_alone_is_no_reason() -> None:
    """Two events that share a country and nothing else are not shown, however the ranker scores them."""
    settings = RelateSettings(trained_floor=-99.0)
    flood = document(1, "The Osterby canal floods a mill in Sudan.", "Sudan")
    vote = document(2, "Candidates register in Sudan.", "Sudan")
    again = document(3, "The Osterby canal rises further in Sudan.", "Sudan", days=1)

    assert [item.event for item in related([flood, vote, again, OTHER, *BUSY], settings)] == [3]


def test_places_are_a_reason_only_beside_words_or_a_story() -> None:
    """What else two events of a place share is told; where a reader would see nothing else there is no reason."""
    places = Shared(("Sudan",), ("Sudan",), (), (), (), only_places=True)

    assert give_reasons(places) == ()
    assert [reason.values for reason in give_reasons(replace(places, words=("canal",)))] == [("Sudan",), ("canal",)]
    assert [reason.values for reason in give_reasons(replace(places, stories=("Nile",)))] == [("Nile",), ("Sudan",)]


def test_daily_counts_are_one_line() -> None:
    """Numbers that differ from day to day in the same words are one line with the others under it."""
    words = "Health officials of Osterby report {} new cases in a day, {} since spring."
    counts = [document(n, words.format(n * 100, n * 1000), "Osterby fever", days=4 * n) for n in range(1, 9)]
    query = document(20, "The Osterby fever closes every school.", "Osterby fever", days=3)

    (item,) = related([query, *counts, OTHER, *(replace(busy, id=busy.id + 90) for busy in BUSY)], number=20)

    assert len(item.folded) == 7


def test_a_topic_that_editors_gave_is_a_part_of_the_score() -> None:
    """What the ranker is not sure of is shown where editors put both under one topic; the parts tell so and add up."""
    waits = [document(n, f"Clerk {n} waits at the Osterby mill.", "Osterby mill", days=40 * n) for n in range(1, 5)]
    told = [replace(each, stories=(Story("Mill", "mill"),)) for each in waits]
    settings = RelateSettings(trained_floor=-99.0, story_passage=0)

    plain, lifted = (related([*each, OTHER, *BUSY], settings)[0] for each in (waits, told))

    assert plain.event == lifted.event
    assert lifted.score == pytest.approx(plain.score + STORY, abs=1e-4)
    assert [part.value for part in lifted.parts if part.name == "story"] == [STORY]
    assert sum(part.value for part in lifted.parts) == pytest.approx(lifted.score, abs=1e-4)


class Told:
    """A ranker that is told what to judge, by the ids of both events; else it is the formula."""

    name, least, is_plain = "told", 0.0, False

    def __init__(self, judgements: Mapping[frozenset[int], float], weak: frozenset[int] = frozenset()) -> None:
        self.judgements = judgements
        self.weak = weak
        self.formula = FormulaRanker(0.0)
        self.sources = self.formula.sources
        self.tie_breaks = self.formula.tie_breaks
        self.split = self.formula.split

    def judge(self, index: Index, queries: Indices, candidates: Indices, scores: Scores) -> Scores:
        """Return what was told of each pair, -9 where nothing was."""
        pairs = zip(index.ids[queries].tolist(), index.ids[candidates].tolist(), strict=True)
        return np.array([self.judgements.get(frozenset(pair), -9.0) for pair in pairs], np.float32)

    def choose(
        self, index: Index, queries: Indices, candidates: Indices, judged: Scores
    ) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Choose all but weak events."""
        return ~np.isin(index.ids[candidates], list(self.weak))


def told(
    judgements: Mapping[int, float], documents: Sequence[Document], weak: frozenset[int] = frozenset()
) -> list[int]:
    """Return whom the ferry's list shows if these are the judgements of the pairs with it."""
    relations = relate_all([read_documents(documents)], FORMULA)
    ranker = Told({frozenset((1, event)): score for event, score in judgements.items()}, weak)
    lists = dict(list_related(replace(relations, ranker=ranker)))
    return [item.event for item in lists[1].items]


WRECK = document(5, "The wreck of the Wanda is raised in the Osterby strait.", "Osterby strait", days=200)


def test_who_is_not_chosen_is_not_shown_and_the_score_gives_the_place() -> None:
    documents = [FERRY, SEARCH, TRIAL, WRECK, OTHER, *BUSY]

    assert told({2: 0.7, 5: 0.9}, documents, weak=frozenset({5})) == [2]
    assert told({2: 1.0, 5: 1.2}, documents) == [5, 2]


def stump(feature: str, at: float, odds: float = 2.0) -> LearnedForest:
    """Return a forest that gives these log-odds where a feature is above a number, else -2."""
    tree = Tree((Split(RELEVANCE_FEATURES.index(feature), at, -1, -2),), (0.0,), (-2.0, odds))
    return LearnedForest(RELEVANCE_FEATURES, (tree,), 0.0)


@pytest.mark.parametrize(
    ("scores", "shown"),
    [
        ({2: 3.0, 3: 2.5, 5: 1.4}, {2, 3}),
        ({2: 1.8, 3: 1.6, 5: 1.4}, {2}),
        ({2: 0.8, 3: 0.6, 5: 0.4}, set()),
    ],
    ids=["steps of the matter", "one that is akin", "nothing"],
)
def test_steps_of_one_matter_are_shown_or_else_one_event_that_is_akin(
    scores: dict[int, float], shown: set[int]
) -> None:
    """Here those are related that score above 1, and of one matter that score above 2."""
    relevance = LearnedRelevance(stump("score", 1.0), stump("score", 2.0), "made up", 0)
    knowledge = replace(read_shipped_knowledge(), relevance=relevance)
    relations = relate_all([read_documents([FERRY, SEARCH, TRIAL, WRECK, *BUSY])], RelateSettings(), knowledge)
    row_of = {event: row for row, event in enumerate(relations.index.ids.tolist())}
    candidates = np.array([row_of[event] for event in scores], np.intp)
    queries = np.full(len(scores), row_of[1], np.intp)

    chosen = relations.ranker.choose(relations.index, queries, candidates, np.array(list(scores.values()), np.float32))

    assert {event for event, is_chosen in zip(scores, chosen, strict=True) if is_chosen} == shown


@pytest.mark.parametrize(
    ("odds", "score", "stories", "shown"),
    [
        (0.1, 1.5, 0, True),
        (0.1, -1.5, 0, True),
        (0.1, 1.5, 1, True),
        (0.1, 1.5, 2, False),
        (0.9, 1.5, 2, True),
        (0.9, -1.5, 2, False),
        (-0.3, 1.5, 0, False),
    ],
    ids=[
        "even odds",
        "even odds and a low score",
        "alone under its topic",
        "a story",
        "good odds beside a story",
        "good odds and a low score beside a story",
        "worse than even",
    ],
)
def test_a_page_that_would_show_nothing_has_one_line_at_even_odds(
    odds: float, score: float, stories: int, *, shown: bool
) -> None:
    """An event with a story has something to lead on to; one without has only this line."""
    bridge = Story("Fall of the bridge", "fall", "Fall")
    told = [FERRY, SEARCH, TRIAL, *BUSY]
    told[:stories] = [replace(each, stories=(bridge,)) for each in told[:stories]]
    relevance = LearnedRelevance(stump("score", -9.0, odds), stump("score", 9.0), "made up", 0)
    knowledge = replace(read_shipped_knowledge(), relevance=relevance)
    relations = relate_all([read_documents(told)], RelateSettings(), knowledge)
    query, candidate = (np.flatnonzero(relations.index.ids == event) for event in (1, 3))

    chosen = relations.ranker.choose(relations.index, query, candidate, np.array([score], np.float32))

    assert chosen.tolist() == [shown]


def test_what_happened_at_one_place_is_a_reason_and_the_place_alone_is_none() -> None:
    """Floods are in too many events to weigh anything, and still tell what two events in one country have in common."""
    wet = [document(30 + n, f"Rain {n} brings floods to the town of Oster{n}.", days=n) for n in range(20)]
    pair = [
        document(1, "Nine people are killed in floods in Vietnam.", "Vietnam"),
        document(2, "The toll of the flooding in Vietnam increases to forty.", "Vietnam", days=3),
    ]
    other = document(3, "Six people are killed on a road in Vietnam.", "Vietnam", days=4)
    index = relate_all([read_documents([*pair, other, *wet, *BUSY])], RelateSettings(), read_shipped_knowledge()).index
    one, akin, strange = (np.flatnonzero(index.ids == event) for event in (1, 2, 3))

    assert has_reasons(index, one, akin).tolist() == [True]
    assert has_reasons(index, one, strange).tolist() == [False]
    assert give_reasons(share_terms(index, one, akin, [1.0])[0]) == (
        Reason(ReasonKind.CONTEXTS, ("Vietnam",)),
        Reason(ReasonKind.WORDS, ("floods",)),
    )
    assert give_reasons(share_terms(index, one, strange, [1.0])[0]) == ()


def test_two_events_of_one_kind_are_told_from_two_in_one_place() -> None:
    """Relevance compares what is left without the names of places, and kinds of news."""
    pair = [
        document(1, "A bus crashes in Vietnam and kills nine.", "Vietnam"),
        document(2, "A truck crashes into a market in Vietnam.", "Vietnam", days=3),
        document(3, "Parliament in Vietnam elects a president.", "Vietnam", days=4),
        document(4, "A bus crashes in Peru and kills six.", "Peru", days=5),
    ]
    index = relate_all([read_documents([*pair, *BUSY])], RelateSettings(), read_shipped_knowledge()).index
    rows = [np.flatnonzero(index.ids == event) for event in (1, 2, 3, 4)]

    crash, election, abroad = (
        dict(
            zip(
                RELEVANCE_FEATURES,
                relevance_features(index, rows[0], other, np.zeros(1, np.float32))[0].tolist(),
                strict=True,
            )
        )
        for other in rows[1:]
    )

    assert crash["cosine without places"] > election["cosine without places"]
    assert crash["and in one country"] == crash["cosine of words without places"] > election["and in one country"]
    assert abroad["and in one country"] == abroad["and in one region"] == -1
    assert (crash["accidents in both"], crash["accidents in one"]) == (1, 0)
    assert (election["accidents in both"], election["accidents in one"], election["politics in one"]) == (0, 1, 1)


def test_what_topics_say_counts_for_relevance_by_how_few_events_they_have() -> None:
    """A topic of two events says more than one of forty, and its name more than one that stands everywhere."""
    small, large = Story("Fall of the bridge", "fall", "Fall"), Story("Shelling", "shelling")
    pair = [replace(FERRY, stories=(small,)), replace(SEARCH, stories=(small,))]
    crowd = [document(100 + n, f"Shelling {n} goes on.", days=n) for n in range(40)]
    others = [replace(each, stories=(large,)) for each in crowd]
    relations = relate_all([read_documents([*pair, *others, *BUSY])], RelateSettings(), read_shipped_knowledge())

    def of_topics(index: Index, one: int, other: int) -> dict[str, float]:
        rows = [np.flatnonzero(index.ids == event) for event in (one, other)]
        features = relevance_features(index, rows[0], rows[1], np.zeros(1, np.float32))
        return dict(zip(RELEVANCE_FEATURES, features[0].tolist(), strict=True))

    told = of_topics(relations.index, 1, 2)

    assert told["shared topic"] == 1
    assert told["size of topic"] == pytest.approx(np.log(2))
    assert told["rarest topic term"] > of_topics(relations.index, 100, 101)["rarest topic term"]
    assert of_topics(relations.index, 100, 101)["size of topic"] == pytest.approx(np.log(40))
    assert of_topics(relations.index, 1, 100)["size of topic"] == NO_TOPIC
    assert of_topics(relations.index, 1, 100)["rarest topic term"] == 0


def test_a_topic_above_both_is_a_reason() -> None:
    """Events of two stories within one war have it in common, even if they share no word."""
    war = Story("War of Brenn", "war-of-brenn", "War of Brenn", 0)
    events = [
        replace(FERRY, text="A bridge falls.", links=(), contexts=(), stories=(war, Story("A", "a", None, 1))),
        replace(SEARCH, text="Talks begin.", links=(), contexts=(), stories=(war, Story("B", "b", None, 1))),
    ]
    index = relate_all([read_documents([*events, *BUSY])], RelateSettings()).index
    pair = np.flatnonzero(index.ids == 1), np.flatnonzero(index.ids == 2)

    assert has_reasons(index, *pair).tolist() == [True]
    assert give_reasons(share_terms(index, *pair, [1.0])[0]) == (Reason(ReasonKind.STORY, ("War of Brenn",)),)


def test_without_relevance_what_is_far_weaker_than_the_best_line_is_not_shown() -> None:
    """Above the floor is not enough where a much stronger line stands in the list."""
    knowledge = replace(read_shipped_knowledge(), relevance=None)
    relations = relate_all([read_documents([FERRY, SEARCH, TRIAL, *BUSY])], RelateSettings(), knowledge)
    pairs = np.zeros(2, np.intp), np.array([1, 2], np.intp)

    def choose(*scores: float) -> list[bool]:
        chosen = relations.ranker.choose(relations.index, *pairs, np.array(scores, np.float32))
        return [bool(each) for each in chosen]

    assert choose(3.0, 3.0 - SPREAD) == [True, True]
    assert choose(3.0, 2.9 - SPREAD) == [True, False]
    assert choose(-0.1, -0.3) == [True, False]


def test_years_apart_without_a_common_happening_takes_more() -> None:
    """One person in two matters; a trial years on shares what happened, and a story needs nothing more."""
    elected = document(1, "Ada Moor wins an election in Brenn.", "Ada Moor")
    later = [
        document(2, "Ada Moor marries in Gant.", "Ada Moor", days=400),
        document(3, "Ada Moor wins another election.", "Ada Moor", days=800),
        document(4, "Ada Moor speaks of bridges.", "Ada Moor", days=20),
    ]
    knowledge = replace(read_shipped_knowledge(), relevance=None)
    relations = relate_all([read_documents([elected, *later, *BUSY])], RelateSettings(), knowledge)
    pairs = np.zeros(3, np.intp), np.flatnonzero(np.isin(relations.index.ids, (2, 3, 4)))

    chosen = relations.ranker.choose(relations.index, *pairs, np.zeros(3, np.float32))

    assert dict(zip(relations.index.ids[pairs[1]].tolist(), chosen.tolist(), strict=True)) == {
        2: False,
        3: True,
        4: True,
    }
