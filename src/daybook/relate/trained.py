"""The trained ranker: candidates by the formula and by the embedding, judged by what editors' own topics taught."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from daybook.model import ScorePart
from daybook.relate.feature_names import FEATURES, PARTS, columns_of
from daybook.relate.features import Features, pair_features
from daybook.relate.formula import FormulaRanker
from daybook.relate.index import Index
from daybook.relate.knowledge import Knowledge
from daybook.relate.learned import LearnedForest
from daybook.relate.neighbours import Neighbours
from daybook.relate.ranker import CandidateSource, Indices, Numbers, Scores
from daybook.relate.settings import RelateSettings
from daybook.relate.story import share_story
from daybook.relate.trees import Forest

_PAIRS = 16384
"""Pairs judged at a time: bounds memory (some 30 MB)."""

STORY = 2.5
"""What it adds to a score (log-odds) that editors put both events under one topic. The forest is taught and measured without
topics; on pages they are known. Of 434 judged pairs with a shared story 3 were unrelated, and 2 of the 61 that the forest
gave less than -1."""

SPREAD = 1.0
"""How much weaker (log-odds) than the best line of its list a line may be: where steps of one matter are known, what is
merely akin says little beside them."""

FAR_DAYS = 30
FAR_AND_OTHER = 1.2
"""What two events must have beyond the floor (log-odds) that are more than `FAR_DAYS` apart and share neither story nor kind
of happening: mostly they are one person or body in two matters. Of 46 judged pairs of that kind that the forest gave less than
1, 36 were unrelated. It is no part of the score: a trial years on is right, and ranked right."""


class TrainedRanker:
    """Ranks by a learned model; the score is log-odds."""

    name = "trained"
    is_plain = False
    spread = SPREAD

    def __init__(self, forest: LearnedForest, floor: float, *, has_embedding: bool) -> None:
        self.floor = floor
        self._start = forest.start
        self._formula = FormulaRanker(0.0)
        self._neighbours = (Neighbours(),) if has_embedding else ()
        self._columns = columns_of(forest.features)
        self._forest = Forest(forest.trees, [PARTS.index(FEATURES[name][1]) for name in forest.features], len(PARTS))

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
        for start in range(0, len(queries), _PAIRS):
            part = slice(start, start + _PAIRS)
            features = pair_features(index, queries[part], candidates[part])
            judged[part] = self.evaluate(features)
        near = np.flatnonzero(judged >= self.floor - STORY)  # the story lifts none of the others above the floor
        judged[near] += STORY * share_story(index, queries[near], candidates[near]).astype(np.float32)
        return judged

    def weigh(self, index: Index, queries: Indices, candidates: Indices, judged: Scores) -> Scores:
        """Return the score, less `FAR_AND_OTHER` where that applies; where happenings are unknown it never does."""
        strength = judged.copy()
        if index.knowledge.happenings:
            apart = np.abs(index.days[queries] - index.days[candidates])
            far = np.flatnonzero(apart > FAR_DAYS)
            shared = index.happened[queries[far]].multiply(index.happened[candidates[far]]).tocsr()
            other = (np.diff(shared.indptr) == 0) & ~share_story(index, queries[far], candidates[far])
            strength[far[other]] -= np.float32(FAR_AND_OTHER)
        return strength

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
    return TrainedRanker(forest, settings.trained_floor, has_embedding=has_embedding)
