"""The trained ranker: candidates by the formula and by the embedding, judged by what editors' own topics taught."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from daybook.model import ScorePart
from daybook.relate.index.event_index import Index
from daybook.relate.knowledge.feature_names import FEATURES, PARTS, columns_of
from daybook.relate.knowledge.language_knowledge import Knowledge
from daybook.relate.knowledge.trained_model import LearnedForest
from daybook.relate.knowledge.trees import ready_forest
from daybook.relate.ranking.formula import FormulaRanker
from daybook.relate.ranking.neighbours import Neighbours
from daybook.relate.ranking.pair_features import Features, pair_features
from daybook.relate.ranking.ranker import CandidateSource, Indices, Numbers, Scores, in_parts
from daybook.relate.ranking.relevance import Relevance
from daybook.relate.ranking.story_passages import have_story, share_story
from daybook.relate.settings import RelateSettings

STORY = 2.5
"""What it adds to a score (log-odds) that editors put both events under one topic. The forest is taught and measured without
topics; on pages they are known. Of 434 judged pairs with a shared story 3 were unrelated, and 2 of the 61 that the forest
gave less than -1."""

LEAST = -1.0
"""Score below which nothing is shown beside others, however relevant: of 46 judged pairs between -0.2 and -2.5 that were shown, 11 were
unrelated, and most of these had less than -1."""

LEAST_ALONE = -2.0
"""Score below which nothing is shown at all: of 121 judged lines with 0.3 and more by relevance, about as many are related where the score
is below -1 as above; with lower ones there are too few to tell."""

ALONE = -0.2
"""How likely (log-odds) a reader must find an event related that is all that a page without a story would show: about even odds.

By cross-validation over months 63 % of 209 judged lines with that and more are related, and 55 % of those between -0.3 and 0.3; between -0.6
and -0.3 it is 36 %."""

SAME = -0.405
"""Log-odds of being the same matter (0.4) from which a line is a step of it. Where there is one, only such are shown."""

FLOOR_OF_SCORES = -0.9
"""Without relevance, a score so much below the floor (of log-odds) is shown: by 785 judged pairs as often unrelated."""

SPREAD = 1.0
"""Without relevance: how much weaker (log-odds) than the best line of its list a line may be."""

FAR_DAYS = 30
FAR_AND_OTHER = 1.2
"""Without relevance: what two events must have beyond the floor (log-odds) that are more than `FAR_DAYS` apart and share neither
story nor kind of happening: mostly they are one person or body in two matters."""


class TrainedRanker:
    """Ranks by a learned model; the score is log-odds."""

    name = "trained"
    is_plain = False

    def __init__(
        self, forest: LearnedForest, floor: float, *, has_embedding: bool, relevance: Relevance | None = None
    ) -> None:
        self.floor = floor
        self._relevance = relevance
        self._start = forest.start
        self._formula = FormulaRanker(0.0)
        self._neighbours = (Neighbours(),) if has_embedding else ()
        self._columns = columns_of(forest.features)
        self._forest = ready_forest(
            forest.trees, tuple(PARTS.index(FEATURES[name][1]) for name in forest.features), len(PARTS)
        )

    @property
    def least(self) -> float:
        """A score below which nothing is relevant enough; without relevance the floor of scores."""
        return self.floor + FLOOR_OF_SCORES if self._relevance is None else LEAST_ALONE

    @property
    def sources(self) -> tuple[CandidateSource, ...]:
        """The formula, and the embedding where there is one."""
        return (self._formula, *self._neighbours)

    def tie_breaks(self, index: Index, rows: Indices, candidates: Indices) -> Numbers:
        """Put the nearest in time first."""
        return self._formula.tie_breaks(index, rows, candidates)

    def judge(self, index: Index, queries: Indices, candidates: Indices, scores: Scores) -> Scores:
        """Return the model's score of each pair, and what a shared story adds to it."""
        del scores
        judged = np.empty(len(queries), np.float32)
        for part in in_parts(len(queries)):
            features = pair_features(index, queries[part], candidates[part])
            judged[part] = self.evaluate(features)
        near = np.flatnonzero(judged >= self.least - STORY)  # the story lifts none of the others high enough
        judged[near] += STORY * share_story(index, queries[near], candidates[near]).astype(np.float32)
        return judged

    def choose(self, index: Index, queries: Indices, candidates: Indices, judged: Scores) -> npt.NDArray[np.bool_]:
        """Choose steps of the same matter; where an event has none, the one event that is most likely related.

        That one may be less likely where the event has no story: its page would show nothing. Without relevance: what scores
        enough, and not much less than the best.
        """
        if self._relevance is None:
            return self._choose_by_score(index, queries, candidates, judged)
        chosen = np.zeros(len(queries), np.bool_)
        strong = np.flatnonzero(judged >= LEAST)
        related, same = self._relevance.evaluate(index, queries[strong], candidates[strong], judged[strong], self.floor)
        is_related = related >= self.floor
        steps = strong[is_related & (same >= SAME)]
        chosen[steps] = True
        # All that may stand alone: what is related beside no step, and what is less likely so where nothing else would be shown.
        akin = is_related & ~np.isin(queries[strong], queries[steps])
        empty = ~np.isin(queries, queries[strong[is_related]]) & ~have_story(index, queries)
        weak = np.flatnonzero(empty & (judged < LEAST))
        likely = self._relevance.evaluate(index, queries[weak], candidates[weak], judged[weak], np.inf)[0]
        alone = np.concatenate((strong[akin | empty[strong]], weak))
        odds = np.concatenate((related[akin | empty[strong]], likely))
        alone, odds = alone[odds >= min(ALONE, self.floor)], odds[odds >= min(ALONE, self.floor)]
        # Of equally likely ones the better one by the ranker, then the older event: no number of processes changes a list.
        order = alone[np.lexsort((index.ids[candidates[alone]], -judged[alone], -odds, queries[alone]))]
        chosen[order[np.unique(queries[order], return_index=True)[1]]] = True
        return chosen

    def _choose_by_score(
        self, index: Index, queries: Indices, candidates: Indices, judged: Scores
    ) -> npt.NDArray[np.bool_]:
        strength = judged.copy()
        if index.knowledge.happenings:
            far = np.flatnonzero(np.abs(index.days[queries] - index.days[candidates]) > FAR_DAYS)
            shared = index.happened[queries[far]].multiply(index.happened[candidates[far]]).tocsr()
            other = (np.diff(shared.indptr) == 0) & ~share_story(index, queries[far], candidates[far])
            strength[far[other]] -= np.float32(FAR_AND_OTHER)
        rows, numbers = np.unique(queries, return_inverse=True)
        best = np.full(len(rows), -np.inf, np.float32)
        np.maximum.at(best, numbers, strength)
        strong: npt.NDArray[np.bool_] = strength >= np.maximum(self.least, best - SPREAD)[numbers]
        return strong

    def evaluate(self, features: Features) -> npt.NDArray[np.float64]:
        """Return the model's score of each row of features."""
        return self._forest.evaluate(features[:, self._columns]) + self._start

    def split(self, index: Index, queries: Indices, candidates: Indices) -> Iterator[tuple[ScorePart, ...]]:
        """Yield what each of `PARTS` added to the score of a pair; `start` is the same for every pair."""
        parts = self._forest.attribute(pair_features(index, queries, candidates)[:, self._columns])
        parts[:, -1] += self._start
        story = STORY * share_story(index, queries, candidates)
        names = (*PARTS, "start", "story")
        for row in np.column_stack((parts, story)).tolist():
            yield tuple(ScorePart(name, value) for name, value in zip(names, row, strict=True) if value)


def make_ranker(settings: RelateSettings, knowledge: Knowledge) -> TrainedRanker:
    """Return this ranker for settings, by what is known of the archive's language."""
    model = knowledge.model
    assert model is not None  # the registry says that this ranker needs one
    has_embedding = knowledge.embedding is not None
    forest = model.whole if has_embedding else model.plain
    relevance = Relevance(knowledge.relevance) if knowledge.relevance and has_embedding else None
    return TrainedRanker(forest, settings.trained_floor, has_embedding=has_embedding, relevance=relevance)
