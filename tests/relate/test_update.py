"""One new day gives what a full run gives."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from daybook.errors import RelateError
from daybook.model import RelatedList, Story
from daybook.relate import (
    RANKERS,
    Document,
    Listed,
    RelateSettings,
    Relations,
    changes_between,
    compact,
    from_arrays,
    list_related,
    read_documents,
    read_shipped_knowledge,
    relate_all,
    relate_new,
    to_arrays,
    with_changes,
)
from daybook.relate.lists.relation_arrays import Arrays

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


def listed(documents: Sequence[Document]) -> Listed:
    """Say that these are the events that the archive lists."""
    return Listed(
        np.array([document.id for document in documents], np.int64),
        np.array([document.position for document in documents], np.int32),
    )


def anew(documents: Sequence[Document], relations: Relations) -> dict[int, RelatedList]:
    """Make all lists anew, in the generation of other relations."""
    generation, model = relations.index.generation, read_shipped_knowledge()
    made = relate_all([read_documents(documents)], relations.settings, model, generation=generation)
    return dict(list_related(made))


@pytest.mark.parametrize("ranker", RANKERS)
def test_adding_a_day_gives_what_a_full_run_gives(ranker: str) -> None:
    """Within one generation, lists brought up to date and lists made anew are equal, and only changed ones differ."""
    old, new = make_documents(300, 1), make_documents(30, 2, first=301)
    relations = relate_all([read_documents(old)], RelateSettings(ranker=ranker), read_shipped_knowledge())
    before = dict(list_related(relations))

    updated, changed = relate_new(relations, read_documents(new), listed([*old, *new]))

    after = dict(list_related(updated))
    assert after == anew([*old, *new], relations)
    assert {event for event in after if after[event] != before.get(event)} <= set(changed)
    assert dict(list_related(updated, changed)) == {event: after[event] for event in changed}
    assert before == dict(list_related(relations))


@pytest.mark.parametrize("ranker", RANKERS)
def test_rewording_and_removing_give_what_a_full_run_gives(ranker: str) -> None:
    """Events reworded or withdrawn leave no trace in anyone's list."""
    documents = make_documents(200, 3)
    relations = relate_all([read_documents(documents)], RelateSettings(ranker=ranker), read_shipped_knowledge())
    reworded = [dataclasses.replace(document, text=f"{document.text} Storms follow.") for document in documents[50:55]]
    now = [*documents[:50], *reworded, *documents[60:]]

    updated, _ = relate_new(relations, read_documents(reworded), listed(now))

    assert dict(list_related(updated)) == anew(now, relations)


def test_an_event_put_above_others_moves_them() -> None:
    """Who stands where on the page decides who is near in a story: an update heeds that too."""
    documents = [dataclasses.replace(document, date=date(2020, 1, 1)) for document in make_documents(120, 4)]
    first, rest = dataclasses.replace(documents[0], position=0), documents[1:]
    relations = relate_all([read_documents(rest)], RelateSettings(ranker="formula"))
    before = dict(list_related(relations))
    now = [first, *(dataclasses.replace(document, position=119 - place) for place, document in enumerate(rest))]

    updated, changed = relate_new(relations, read_documents([first]), listed(now))

    after = dict(list_related(updated))
    assert after == anew(now, relations)
    assert {event for event in after if after[event] != before.get(event)} <= set(changed)


def test_what_is_as_it_was_changes_nothing() -> None:
    """An event that is read again and is the same is no work."""
    documents = make_documents(60, 5)
    relations = relate_all([read_documents(documents)], RelateSettings())

    updated, changed = relate_new(relations, read_documents(documents[:9]), listed(documents))

    assert updated is relations
    assert changed == ()


@pytest.mark.parametrize("ranker", RANKERS)
def test_relations_that_were_kept_are_the_same(ranker: str) -> None:
    """As arrays and back, with days added before and after, lists stay what they are."""
    old, new, newer = make_documents(150, 6), make_documents(20, 7, first=151), make_documents(20, 8, first=171)
    settings, model = RelateSettings(ranker=ranker), read_shipped_knowledge()
    relations = relate_all([read_documents(old)], settings, model)
    relations, _ = relate_new(relations, read_documents(new), listed([*old, *new]))

    kept = from_arrays(to_arrays(relations), settings, model)
    updated, _ = relate_new(kept, read_documents(newer), listed([*old, *new, *newer]))

    assert dict(list_related(kept)) == dict(list_related(relations))
    assert dict(list_related(updated)) == anew([*old, *new, *newer], relations)


@pytest.mark.parametrize("ranker", RANKERS)
def test_what_updates_changed_is_all_that_has_to_be_kept_of_them(ranker: str) -> None:
    """The arrays of the first run and the changes of each update after it are the relations, and few of the bytes."""
    settings, model = RelateSettings(ranker=ranker), read_shipped_knowledge()
    documents = make_documents(300, 10)
    first = to_arrays(relate_all([read_documents(documents)], settings, model))
    arrays, random = first, Random(11)
    changes: list[Arrays] = []
    for turn in range(3):
        added = make_documents(5, 20 + turn, first=301 + 5 * turn)
        reworded = [
            dataclasses.replace(each, text=f"{each.text} Marches follow.", stories=())
            for each in random.sample(documents, 6)
        ]
        by_id = {each.id: each for each in (*documents, *reworded, *added)}
        for gone in random.sample(documents, 3):
            by_id.pop(gone.id)
        documents = list(by_id.values())
        read = from_arrays(with_changes(first, changes), settings, model)

        updated, _ = relate_new(read, read_documents([*added, *reworded]), listed(documents))

        changes.append(changes_between(arrays, to_arrays(updated)))
        arrays = with_changes(first, changes)
        assert all((arrays[name] == array).all() for name, array in to_arrays(updated).items() if name in changes[-1])
        assert dict(list_related(updated)) == anew(documents, updated)
        assert dict(list_related(compact(updated))) == dict(list_related(updated))
    assert dict(list_related(from_arrays(arrays, settings, model))) == anew(documents, updated)
    assert len(compact(updated).index) == len(documents) < len(updated.index)
    # The first arrays of all wide rows stand where they stood.
    assert not {"pools.candidates", "pools.scores", "embedded.whole"}.intersection(*changes)


@pytest.mark.parametrize(
    "name", ["vectors.indices", "texts.values", "pools.candidates", "pools.places", "stories.starts"]
)
def test_arrays_that_do_not_fit_are_refused(name: str) -> None:
    """Numbers that lead out of an array would be followed by compiled code; whoever put them there."""
    settings = RelateSettings(ranker="formula")
    arrays = dict(to_arrays(relate_all([read_documents(make_documents(40, 9))], settings)))
    arrays[name] = arrays[name] + arrays[name].dtype.type(2**30)

    with pytest.raises(RelateError, match="damaged"):
        from_arrays(arrays, settings)


def test_sizes_of_more_topics_than_there_are_are_refused() -> None:
    """They would be looked up for stories that the lexicon does not have."""
    settings = RelateSettings(ranker="formula")
    arrays = dict(to_arrays(relate_all([read_documents(make_documents(40, 9))], settings)))
    arrays["topic_counts"] = np.ones(len(arrays["topic_counts"]) + 1, np.int32)

    with pytest.raises(RelateError, match="damaged"):
        from_arrays(arrays, settings)


@pytest.mark.parametrize(
    ("cut", "now", "due"),
    [
        (10, 11, True),
        (1_000, 1_000, True),
        (1_000, 1_001, False),
        (2_000, 2_100, False),
        (2_000, 2_101, True),
        (2_000, 1_899, True),
    ],
)
def test_a_generation_is_due_when_a_twentieth_changed_and_always_while_the_archive_is_small(
    cut: int, now: int, due: bool
) -> None:
    """Relating a thousand events anew takes less than a second."""
    relations = relate_all([read_documents(make_documents(4, 1))], RelateSettings(ranker="formula"))

    assert dataclasses.replace(relations.index.generation, events=cut).is_due(now) is due
