"""One new day gives what a full run gives."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from random import Random

import pytest

from daybook.model import Story
from daybook.relate import Document, RankerName, RelateSettings, list_related, relate_all, relate_new

PLACES = ("Avala", "Brenn", "Cardo", "Dunmere", "Estoria", "Fallow", "Gant", "Harrow")
DEEDS = ("floods", "elections", "strikes", "trials", "launches", "fires", "votes", "storms", "talks", "marches")
PEOPLE = ("Ada Moor", "Bo Lind", "Cy Marsh", "Di Field", "Ed Stone", "Flo Rivers")


def make_documents(count: int, seed: int, first: int = 1) -> list[Document]:
    """Make up events that share places, deeds, people and stories at random."""
    random = Random(seed)
    documents = []
    for number in range(first, first + count):
        place, deed, person = random.choice(PLACES), random.choice(DEEDS), random.choice(PEOPLE)
        links = tuple(random.sample((place, deed.capitalize(), person), random.randint(0, 3)))
        stories = (Story(f"{place} {deed}", f"{place}-{deed}".lower()),) if random.random() < 0.5 else ()
        text = f"{person} speaks of {deed} in {place}, number {random.randint(1, 40)} of {random.randint(40, 90)}."
        day = date(2020, 1, 1) + timedelta(days=number // 6)
        documents.append(Document(number, day, number % 6, text, links, links, stories))
    return documents


@pytest.mark.parametrize("ranker", list(RankerName))
def test_adding_a_day_gives_what_a_full_run_gives(ranker: RankerName) -> None:
    """Within one generation, lists brought up to date and lists made anew are equal, and only changed ones differ."""
    old, new = make_documents(300, 1), make_documents(30, 2, first=301)
    settings = RelateSettings(ranker=ranker)
    relations = relate_all(old, settings)
    before = dict(list_related(relations))

    updated, changed = relate_new(relations, new)
    again = relate_all([*old, *new], settings, generation=relations.index.generation)

    after = dict(list_related(updated))
    assert after == dict(list_related(again))
    assert {event for event in after if after[event] != before.get(event)} <= set(changed)
    assert dict(list_related(updated, changed)) == {event: after[event] for event in changed}
    assert before == dict(list_related(relations))


@pytest.mark.parametrize("ranker", list(RankerName))
def test_rewording_and_removing_give_what_a_full_run_gives(ranker: RankerName) -> None:
    """Events reworded or withdrawn leave no trace in anyone's list."""
    documents = make_documents(200, 3)
    settings = RelateSettings(ranker=ranker)
    relations = relate_all(documents, settings)
    reworded = [dataclasses.replace(document, text=f"{document.text} Storms follow.") for document in documents[50:55]]

    updated, _ = relate_new(relations, reworded, removed=[document.id for document in documents[50:60]])
    kept = [*documents[:50], *documents[60:], *reworded]
    again = relate_all(kept, settings, generation=relations.index.generation)

    assert dict(list_related(updated)) == dict(list_related(again))
