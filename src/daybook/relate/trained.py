"""The trained ranker: candidates by the formula, judged by what editors' own topics taught."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from daybook.model import ScorePart
from daybook.relate.features import FEATURES, PARTS, Features, pair_features
from daybook.relate.formula import FormulaRanker
from daybook.relate.index import Index
from daybook.relate.learned import LearnedModel
from daybook.relate.ranker import Indices, Matches, Numbers, Scores
from daybook.relate.settings import RelateSettings
from daybook.relate.trees import Forest

_PAIRS = 16384
"""Pairs judged at a time: bounds memory (some 30 MB)."""


class TrainedRanker:
    """Ranks by a learned model; the score is log-odds."""

    name = "trained"
    is_plain = False

    def __init__(self, model: LearnedModel, floor: float) -> None:
        self.floor = floor
        self._start = model.start
        self._formula = FormulaRanker(0.0)
        self.depth = self._formula.depth
        self._forest = Forest(model.trees, [PARTS.index(part) for _, part in FEATURES.values()])

    def matches(self, index: Index, rows: Indices) -> Matches:
        """Return what the formula does."""
        return self._formula.matches(index, rows)

    def tie_breaks(self, index: Index, rows: Indices, candidates: Indices) -> Numbers:
        """Put the nearest in time first."""
        return self._formula.tie_breaks(index, rows, candidates)

    def judge(self, index: Index, queries: Indices, candidates: Indices, scores: Scores) -> Scores:
        """Return the model's score of each pair."""
        del scores
        judged = np.empty(len(queries), np.float32)
        for start in range(0, len(queries), _PAIRS):
            part = slice(start, start + _PAIRS)
            features = pair_features(index, queries[part], candidates[part])
            judged[part] = self.evaluate(features)
        return judged

    def evaluate(self, features: Features) -> npt.NDArray[np.float64]:
        """Return the model's score of each row of features."""
        return self._forest.evaluate(features) + self._start

    def split(self, index: Index, queries: Indices, candidates: Indices) -> Iterator[tuple[ScorePart, ...]]:
        """Yield what each of `PARTS` added to the score of a pair; `start` is the same for every pair."""
        parts = self._forest.attribute(pair_features(index, queries, candidates))
        parts[:, -1] += self._start
        for row in parts.tolist():
            yield tuple(ScorePart(name, value) for name, value in zip((*PARTS, "start"), row, strict=True) if value)


def make_ranker(settings: RelateSettings, model: LearnedModel | None) -> TrainedRanker:
    """Return this ranker for settings and a model."""
    assert model is not None  # the registry says that it needs one
    return TrainedRanker(model, settings.trained_floor)
