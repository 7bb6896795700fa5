"""Rankers of other programs: candidates are found as by the formula, and judged by a function of theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from daybook.relate.index.event_index import Index
from daybook.relate.knowledge.feature_names import FEATURES, PLAIN
from daybook.relate.knowledge.language_knowledge import Knowledge
from daybook.relate.ranking.formula import FormulaRanker
from daybook.relate.ranking.pair_features import pair_features
from daybook.relate.ranking.ranker import Indices, Numbers, Ranker, Scores, ShowsByScore, in_parts
from daybook.relate.ranking.registry import RANKERS, RankerKind
from daybook.relate.settings import RelateSettings

Judge = Callable[[Mapping[str, npt.NDArray[np.float32]]], npt.NDArray[np.float32]]
"""Scores pairs of events: takes a column of values for each feature by its name, a value a pair; returns a score a pair."""


class RegisteredRanker(ShowsByScore):
    """Ranks by somebody else's function."""

    is_plain = False

    def __init__(self, name: str, judge: Judge, floor: float) -> None:
        self.name = name
        self.floor = floor
        self._judge = judge
        self._formula = FormulaRanker(0.0)
        order = list(FEATURES)
        self._columns = {feature: order.index(feature) for feature in PLAIN}

    @property
    def sources(self) -> tuple[FormulaRanker]:
        """The formula."""
        return (self._formula,)

    def tie_breaks(self, index: Index, rows: Indices, candidates: Indices) -> Numbers:
        """Put the nearest in time first."""
        return self._formula.tie_breaks(index, rows, candidates)

    def judge(self, index: Index, queries: Indices, candidates: Indices, scores: Scores) -> Scores:
        """Return what the function says of each pair; one that it cannot tell (NaN) is never shown."""
        del scores
        judged = np.empty(len(queries), np.float32)
        for part in in_parts(len(queries)):
            features = pair_features(index, queries[part], candidates[part])
            judged[part] = self._judge({name: features[:, column] for name, column in self._columns.items()})
        return np.nan_to_num(judged, nan=-np.inf, neginf=-np.inf)


def register_ranker(name: str, judge: Judge, *, help: str = "", floor: float = 0.0) -> None:  # noqa: A002 - as settings call it
    """Add a ranker that settings then may name, in the place of one of the same name.

    Candidates are the events that share a context, a word of the text or of a source's address; `judge` scores them. It takes a
    column of values for each feature, by its name (docs/guide/python.md), a value for each pair, and returns a score for each
    pair; pairs are judged in both directions and should get the same. What scores less than `floor` is not shown.
    """

    def make(settings: RelateSettings, knowledge: Knowledge | None) -> Ranker:
        del settings, knowledge
        return RegisteredRanker(name, judge, floor)

    RANKERS[name] = RankerKind(help or "of another program", __name__, make=make)
