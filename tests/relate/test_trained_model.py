"""Models: trained on stories, kept as a file, refused when they do not fit."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from daybook.errors import RelateError
from daybook.model import Story
from daybook.relate import (
    Document,
    Knowledge,
    hide_kept_out,
    is_kept_out,
    read_model,
    read_shipped_model,
    train_model,
    write_model,
)
from daybook.relate.knowledge.feature_names import PLAIN
from daybook.relate.training.ranker_training import teach_forest

pytest.importorskip("lightgbm", reason="training is an optional extra")


def make_stories(stories: int) -> list[Document]:
    """Make stories of six events that share a place, a name and words, among words that all share."""
    random = Random(5)
    documents: list[Document] = []
    for story in range(stories):
        place, name = f"Place{story}", f"Name{story}"
        for step in range(6):
            links = tuple(random.sample((place, name, "Country", f"Town{random.randrange(30)}"), 3))
            text = f"{name} of {place} {random.choice(('speaks', 'walks', 'waits'))} on day {step} of {story}."
            day = date(2020, 1, 1) + timedelta(days=story * 3 + step)
            number = len(documents)
            title = f"Story {story}"
            documents.append(Document(number, day, 0, text, links, links, (Story(title, title.lower(), title),)))
    return documents


def test_training_learns_and_says_what_it_reached() -> None:
    """A model tells its corpus, the stories learnt from and measured on, and does not fall behind the formula here."""
    model = train_model(make_stories(90), corpus="made up")

    told = model.provenance
    assert (told.corpus, told.events) == ("made up", 540)
    assert (told.stories, told.kept_out) == (90, 51)
    assert told.ndcg >= told.formula_ndcg - 0.05
    assert write_model(train_model(make_stories(90), corpus="made up")) == write_model(model)
    assert read_model(write_model(model)) == model


def test_a_ranker_is_taught_by_all_stories_once_it_was_measured() -> None:
    """What a ranker without the stories that are kept out would be is another one; its figure is the one that is told."""
    documents = make_stories(90)
    hidden = list(hide_kept_out(documents))
    shown = [document for document in hidden if document.stories]

    model, other = train_model(documents, corpus="made up"), teach_forest(hidden, Knowledge(), PLAIN)

    assert [document for document in documents if not is_kept_out(document.stories[0].name)] == shown
    assert len(shown) == 6 * (90 - model.provenance.kept_out)
    assert (
        other == teach_forest(hidden, Knowledge(), PLAIN) != model.plain == teach_forest(documents, Knowledge(), PLAIN)
    )


def test_too_few_stories_teach_nothing() -> None:
    """Training on a handful of stories is refused in words."""
    with pytest.raises(RelateError, match="too little to learn from"):
        train_model(make_stories(4), corpus="made up")


def test_a_file_that_is_no_model_is_refused() -> None:
    """Other files, other versions and damaged trees each end in one clear error."""
    shipped = json.loads(write_model(read_shipped_model()))

    with pytest.raises(RelateError, match="not a trained ranker"):
        read_model(b"{}")
    with pytest.raises(RelateError, match="another version"):
        read_model(json.dumps({**shipped, "format": 1}).encode())
    with pytest.raises(RelateError, match="another version"):
        read_model(b'{"trees":[],"start":0.0,"format":1}')
    with pytest.raises(RelateError, match="another version"):
        read_model(json.dumps({**shipped, "plain": {"features": ["luck"], "trees": [], "start": 0.0}}).encode())
    shipped["whole"]["trees"][0]["splits"][0]["left"] = 0
    with pytest.raises(RelateError, match="damaged"):
        read_model(json.dumps(shipped).encode())


def test_the_shipped_model_tells_where_it_comes_from() -> None:
    """Provenance is in the file, and the score on stories kept out stands above the formula's."""
    told = read_shipped_model().provenance

    assert told.corpus
    assert told.ndcg > told.formula_ndcg > 0.4
    assert replace(told, corpus="") != told
