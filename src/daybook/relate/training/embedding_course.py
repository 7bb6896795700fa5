"""Teaching an embedding from documents, in three rounds: first by topics and the formula, then twice by the ranker itself.

The first embedding makes a ranker better than the formula is; what that ranker is fairly sure of teaches the second one
more than the formula could (distillation), and the second the third.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from daybook.progress import Progress, Steps
from daybook.relate.index.event_index import CONTEXT, Index, build_index
from daybook.relate.knowledge.embedding import Embedding, EmbeddingProvenance, mean_direction
from daybook.relate.knowledge.language_knowledge import Knowledge
from daybook.relate.lists.pools import Pools, fill_pools
from daybook.relate.ranking.formula import FormulaRanker
from daybook.relate.ranking.trained import TrainedRanker
from daybook.relate.terms.document import Document
from daybook.relate.terms.reading import read_documents, text_rows
from daybook.relate.terms.rows import Rows, starts_of
from daybook.relate.terms.vocabulary import PackedNames
from daybook.relate.training.embedding_pairs import Topics, choose_weak, draw_partners, draw_weak, gather_topics
from daybook.relate.training.embedding_training import Course, Pairs, to_bytes, train_vectors
from daybook.relate.training.ranker_training import teach_forest

FEWEST_EVENTS = 5
"""Events that must have a term before it gets a vector: fewer teach it nothing, and the file grows."""


_BLOCK = 2048
"""Events judged at a time: bounds memory."""

MOST_ANCHORS = 40
"""Events of one innermost story that are anchors in an epoch, half as many of an outer topic: a pandemic's thousands must
not drown the rest."""


@dataclass(frozen=True, slots=True)
class Round:
    """How a round is taught: how often weak pairs are drawn in an epoch, what they must score, how near and how many."""

    epochs: int
    weak_draws: int
    span: tuple[float, float]
    most_days: int
    best: int


FORMULA_ROUND = Round(epochs=20, weak_draws=2, span=(0.25, 0.85), most_days=45, best=8)
"""Scores of the formula. Above 0.85 two events tell the same in the same words, which teaches nothing."""

RANKER_ROUND = Round(epochs=16, weak_draws=3, span=(0.3, 1.0), most_days=400, best=8)
"""Probabilities of the ranker."""

RANKER_ROUNDS = 2
"""Rounds taught by the ranker, each with the embedding of the one before."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an embedding is taught from, and by whom.

    `documents` give the texts; topics whose name `leave_out` says are not used. `judges` are documents whose stories teach
    the ranker of the second round, which looks at `features`. `about` says in words what the texts are, and their language;
    `knowledge` is what is known of that besides.
    """

    documents: Sequence[Document]
    judges: Sequence[Document]
    features: tuple[str, ...]
    about: tuple[str, str]
    knowledge: Knowledge
    leave_out: Callable[[str], bool]
    processes: int = 1


def teach_embedding(lesson: Lesson) -> Steps[Embedding]:
    """Return an embedding; yields its progress. The same lesson gives the same bytes on the same machine."""
    index = build_index([read_documents(lesson.documents)])
    by_id = {document.id: document for document in lesson.documents}
    topics = gather_topics([by_id[number] for number in index.ids.tolist()], lesson.leave_out)
    names, course = _prepare_course(index, topics)
    pools = fill_pools(index, FormulaRanker(0.0), lesson.processes)
    taught = yield from _teach(lesson, names, course, _pairs_of(index, topics, pools, FORMULA_ROUND), FORMULA_ROUND)
    for _ in range(RANKER_ROUNDS):
        pools = _judge_all(lesson, taught)
        taught = yield from _teach(lesson, names, course, _pairs_of(index, topics, pools, RANKER_ROUND), RANKER_ROUND)
    judges = build_index([read_documents(lesson.judges)], knowledge=replace(lesson.knowledge, embedding=taught))
    return replace(taught, ordinary=mean_direction(judges.embedded))


def _prepare_course(index: Index, topics: Topics) -> tuple[list[str], Course]:
    """Return the names of the terms that get vectors, and the events in numbers of them."""
    names = list(index.lexicon.terms.names())
    terms = text_rows(index.readings, index.lexicon)
    counts = np.bincount(terms.values, minlength=len(names))
    # No mere numbers. Common words, which weigh nothing elsewhere ("killed", "elected"), say what kind of thing happened: with them,
    # and one round more, nDCG@10 of the cosine alone on dev stories rises from 0.465 to 0.496.
    is_word = np.fromiter(
        (kind == CONTEXT or any(map(str.isalpha, name)) for name, kind in zip(names, index.kinds, strict=True)),
        np.bool_,
    )
    chosen = np.flatnonzero((counts >= FEWEST_EVENTS) & is_word)
    number_of = np.full(len(names), -1, np.int32)
    number_of[chosen] = np.arange(len(chosen))
    numbers = number_of[terms.values]
    kept = numbers >= 0
    rows = Rows(starts_of(np.bincount(terms.row_numbers()[kept], minlength=len(terms))), numbers[kept])
    idf = np.log((len(terms) + 1) / counts[chosen]).astype(np.float32)
    return [names[term] for term in chosen.tolist()], Course(rows, topics.of_events, index.days, idf)


def _pairs_of(index: Index, topics: Topics, pools: Pools, how: Round) -> Callable[[np.random.Generator], Pairs]:
    """Return what draws the pairs of an epoch; pools are best first by the score that `how` judges by."""
    weak = choose_weak(pools, index.days, how.span, how.most_days, how.best)

    def draw(random: np.random.Generator) -> Pairs:
        inner = draw_partners(topics.inner, MOST_ANCHORS, index.days, random)
        outer = draw_partners(topics.outer, MOST_ANCHORS // 2, index.days, random)
        return np.concatenate([inner, outer, *(draw_weak(weak, random) for _ in range(how.weak_draws))])

    return draw


def _teach(
    lesson: Lesson, names: list[str], course: Course, draw: Callable[[np.random.Generator], Pairs], how: Round
) -> Steps[Embedding]:
    filled = np.diff(course.terms.starts) > 0
    drawn = 0

    def draw_known(random: np.random.Generator) -> Pairs:
        nonlocal drawn
        pairs = draw(random)
        pairs = pairs[filled[pairs[:, 0]] & filled[pairs[:, 1]]]
        drawn += len(pairs)
        return pairs

    taught = np.zeros((len(names), 0), np.float32)
    for epoch, _, vectors in train_vectors(course, draw_known, how.epochs):
        taught = vectors
        yield Progress("teaching the embedding", epoch, how.epochs, "rounds")
    corpus, language = lesson.about
    return Embedding(
        PackedNames.of(names), to_bytes(taught), EmbeddingProvenance(corpus, language, len(course.terms), drawn)
    )


def _judge_all(lesson: Lesson, embedding: Embedding) -> Pools:
    """Return for each event its candidates by a ranker with this embedding, best first, with probabilities for scores."""
    knowledge = replace(lesson.knowledge, embedding=embedding)
    forest = teach_forest(lesson.judges, knowledge, lesson.features, lesson.processes)
    # Topics are taught by themselves: here the ranker judges by what the texts say.
    unlabelled = (replace(document, stories=()) for document in lesson.documents)
    index = build_index([read_documents(unlabelled)], knowledge=knowledge)
    ranker = TrainedRanker(forest, 0.0, has_embedding=True)
    pools = fill_pools(index, ranker, lesson.processes)
    for start in range(0, len(index), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(index)))
        part = pools.taken(rows)
        chances = np.where(part.is_first, 1 / (1 + np.exp(-part.judged(index, ranker, rows))), 0).astype(np.float32)
        order = np.argsort(-chances, axis=1, kind="stable")
        pools.put(rows, Pools(np.take_along_axis(part.candidates, order, 1), np.take_along_axis(chances, order, 1)))
    return pools
