"""The embedding: taught by topics, kept as whole numbers, absent where nobody taught it."""

from __future__ import annotations

import io
from datetime import date, timedelta

import numpy as np
import pytest
from tests.relate.test_trained_model import make_stories

from daybook.errors import RelateError
from daybook.progress import finish
from daybook.relate import (
    FEATURES,
    Document,
    Embedding,
    EmbeddingProvenance,
    Knowledge,
    Lesson,
    RelateSettings,
    list_related,
    read_documents,
    read_embedding,
    read_shipped_embedding,
    read_shipped_knowledge,
    relate_all,
    teach_embedding,
    write_embedding,
)
from daybook.relate.knowledge.embedding import DIMENSIONS, UNIT, embed_events, rows_of_terms
from daybook.relate.terms.rows import Rows
from daybook.relate.terms.vocabulary import PackedNames
from daybook.relate.terms.words import stem_word
from daybook.relate.training.embedding_training import Course, to_bytes, train_vectors


def make_embedding(*names: str) -> Embedding:
    """Return an embedding of some names with made-up vectors."""
    vectors = np.random.default_rng(1).integers(-127, 128, (len(names), DIMENSIONS)).astype(np.int8)
    return Embedding(PackedNames.of(names), vectors, EmbeddingProvenance("made up", "xx", 9, 9))


def test_an_embedding_is_the_same_after_a_file() -> None:
    """Names, vectors and provenance come back, and the same embedding gives the same bytes."""
    embedding = make_embedding("flood", "[Osterby", "früh")

    again = read_embedding(write_embedding(embedding))

    assert [again.names.name(number) for number in range(3)] == ["flood", "[Osterby", "früh"]
    assert (again.vectors == embedding.vectors).all()
    assert again.provenance == embedding.provenance
    assert again.digest == embedding.digest
    assert write_embedding(again) == write_embedding(embedding)


def test_a_file_that_is_no_embedding_is_refused() -> None:
    """Other files, cut ones, arrays of another size and pickled objects each end in one clear error."""
    whole = write_embedding(make_embedding("flood", "fire"))
    arrays = dict(np.load(io.BytesIO(whole)))
    for name, array in (("vectors", arrays["vectors"][:1]), ("lengths", arrays["lengths"] + 1), ("text", None)):
        file = io.BytesIO()
        np.savez(file, **{**arrays, name: np.array(array, dtype=object) if array is None else array})
        with pytest.raises(RelateError, match="not an embedding"):
            read_embedding(file.getvalue())
    for data in (b"", b"PK\x03\x04", whole[: len(whole) // 2]):
        with pytest.raises(RelateError, match="not an embedding"):
            read_embedding(data)


def test_an_event_is_the_sum_of_its_terms_in_any_order() -> None:
    """Whole numbers: the order of terms changes no bit, an unknown term adds nothing, an event without terms is nothing."""
    embedding = make_embedding("flood", "[Osterby", "rain")
    is_context, rows = np.array([False, True, False, False]), np.array([0, 1, 2, -1], np.int32)

    vectors = embed_events(Rows.of([[0, 1, 2], [2, 0, 1], [1, 3], [3], []]), is_context, rows, embedding)

    whole, contexts = vectors.whole.base, vectors.contexts.base
    assert (whole[0] == whole[1]).all()
    assert (contexts[0] == contexts[2]).all()
    assert (whole[2] == contexts[2]).all()
    assert not whole[3:].any()
    lengths = np.linalg.norm(whole[:3].astype(float), axis=1)
    assert np.abs(lengths - UNIT).max() < 6  # rounding of 96 numbers


def test_topics_bring_words_together_that_never_meet() -> None:
    """Events of a topic that share no word are nearer to each other than to others, and the same seed gives the same."""
    events, topics = 400, 20
    random = np.random.default_rng(3)
    topic = np.arange(events) % topics
    # Each topic has four words of its own; an event uses two of them.
    terms = Rows.of([(topic[n] * 4 + random.permutation(4)[:2]).tolist() for n in range(events)])
    days = np.arange(events, dtype=np.int32)
    course = Course(terms, Rows.of([[each] for each in topic.tolist()]), days, np.ones(topics * 4, np.float32))

    def draw(random: np.random.Generator) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
        anchors = random.permutation(events)
        return np.stack((anchors, (anchors + topics * random.integers(1, 19, events)) % events), axis=1).astype(
            np.int32
        )

    first, second = ([to_bytes(vectors) for _, _, vectors in train_vectors(course, draw, 30)][-1] for _ in range(2))

    assert (first == second).all()
    units = first / np.linalg.norm(first, axis=1, keepdims=True)
    cosines = units @ units.T
    own = np.arange(topics * 4) // 4
    same = own[:, None] == own[None, :]
    assert cosines[same].mean() > 0.6 > 0.2 > cosines[~same].mean()


def test_an_archive_teaches_its_own() -> None:
    """Both rounds run on any archive with stories; terms that few events have get no vector."""
    pytest.importorskip("lightgbm", reason="training is an optional extra")
    documents = make_stories(90)
    lesson = Lesson(documents, documents, tuple(FEATURES), ("made up", "xx"), Knowledge(), leave_out=lambda _: False)

    embedding = finish(teach_embedding(lesson))

    assert embedding.names.find("place7") is not None
    assert embedding.vectors.shape == (len(embedding), DIMENSIONS)
    assert (embedding.provenance.language, embedding.provenance.events) == ("xx", 540)


def test_what_is_shipped_tells_where_it_comes_from() -> None:
    """Provenance is in the file; news words of one matter are near, of two are not."""
    embedding = read_shipped_embedding()
    words = ("ceasefire", "truce", "volcano")
    rows = rows_of_terms(embedding, [stem_word(word) for word in words])
    vectors = dict(zip(words, embedding.vectors[rows].astype(float), strict=True))

    def cosine(one: str, other: str) -> float:
        left, right = vectors[one], vectors[other]
        return float(left @ right / np.linalg.norm(left) / np.linalg.norm(right))

    assert embedding.provenance.language == "en"
    assert embedding.provenance.pairs > 0
    assert cosine("ceasefire", "truce") > 0.3 > cosine("ceasefire", "volcano")


def test_events_that_share_no_word_are_candidates() -> None:
    """The embedding finds for a ceasefire what the formula cannot: the truce of next day."""
    documents = [
        Document(1, date(2024, 5, 1), 0, "Negotiators agree to a ceasefire."),
        Document(2, date(2024, 5, 2), 0, "A truce begins."),
        *(
            Document(10 + n, date(2024, 5, 3) + timedelta(days=n), 0, f"A bakery opens in street {n}.")
            for n in range(40)
        ),
    ]
    relations = relate_all([read_documents(documents)], RelateSettings(), read_shipped_knowledge())

    pool = relations.pools.taken(np.array([0])).candidates

    assert 1 in pool[pool >= 0].tolist()


@pytest.mark.parametrize("language", ["de", "pt-BR", "x"])
def test_an_unknown_language_falls_back(language: str) -> None:
    """Nobody taught it: no vectors, no places, no happenings; shared articles and words rank as before."""
    known = read_shipped_knowledge(language)
    documents = [
        Document(1, date(2024, 5, 1), 0, "Die Fähre Wanda sinkt bei Osterby.", ("Osterby",), ("Osterby",)),
        Document(2, date(2024, 5, 2), 0, "Taucher suchen die Wanda bei Osterby.", ("Osterby",), ("Osterby",)),
        *(Document(10 + n, date(2024, 5, 3) + timedelta(days=n), 0, f"Wahl Nummer {n} in Gant") for n in range(40)),
    ]

    relations = relate_all([read_documents(documents)], RelateSettings(trained_floor=-99.0), known)

    assert (known.embedding, known.gazetteer, known.happenings) == (None, None, None)
    assert relations.ranker.name == "trained"
    assert dict(list_related(relations))[1].items[0].event == 2
