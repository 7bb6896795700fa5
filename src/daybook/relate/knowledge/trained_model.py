"""A trained model as a value: its trees, where it came from and what it reached; and as a small file of JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources

from daybook.errors import RelateError
from daybook.model.encoding import decoder, to_json
from daybook.relate.knowledge.feature_names import FEATURES, OF_PAIRS
from daybook.relate.knowledge.trees import MOST_LEAVES, Tree

FORMAT = 2

OF_TOPICS: dict[str, int] = {
    "score": 1,
    "shared story": 1,
    "likeness of topics": 1,
    "cosine of topics": 1,
    "shared topic": 1,
    "size of topic": -1,
    "rarest topic term": 1,
    "rarity of topic terms": 1,
    "rarest crosswise term": 1,
    "rarity of crosswise terms": 1,
}
"""What relevance looks at beside a pair's features, each with the way that it may move the odds.

A pair's score; whether it shares an innermost story, or any topic, and the logarithm of how many events the smallest of these
has (`NO_TOPIC` without one: a pandemic says less than a trial); how alike the topics of both are as vectors; and idf, in shares of
the greatest there is, of terms that the topics of both have, and of terms that stand in the topics of one and the text of the other."""

NO_TOPIC = 12.0
"""In place of the logarithm of a topic's size: more than any topic has."""

KINDS = (
    "deaths",
    "violence",
    "war",
    "courts",
    "politics",
    "laws",
    "relations",
    "accidents",
    "disasters",
    "disease",
    "space",
    "contests",
    "business",
    "migration",
    "statements",
)
"""Kinds of news, as `happenings.txt` has them."""

OF_KINDS: dict[str, int] = {
    "cosine without places": 1,
    "cosine of words without places": 1,
    "and in one country": 1,
    "and in one region": 1,
    **{f"{kind} in {where}": 0 for where in ("both", "one") for kind in KINDS},
}
"""What relevance looks at last: whether two events are of one kind, wherever they happened, and each with the way that it may move the odds.

Cosines of what is left of the events without names of places, of all and of words alone; the latter once more where both name one
country, and one region (-1 elsewhere): so a flood is told from an election in the same province. Then whether both events, or one alone,
tell of each kind of news: two bus crashes are akin, a bus crash and a count of the infected are not."""

RELEVANCE_FEATURES = (*OF_PAIRS, *OF_TOPICS, *OF_KINDS)
"""What relevance looks at, in order."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a model was trained on and how well it does: `stories` and `pairs` are all that taught it.

    `ndcg` and `formula_ndcg` are nDCG@10 on `kept_out` of these stories; `ndcg` of a model that was taught without them.
    """

    corpus: str
    events: int
    stories: int
    pairs: int
    kept_out: int
    ndcg: float
    formula_ndcg: float


@dataclass(frozen=True, slots=True)
class LearnedForest:
    """Trees over some features. A score is `start` plus the leaves of all trees: log-odds of being in one story."""

    features: tuple[str, ...]
    trees: tuple[Tree, ...]
    start: float


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """A trained ranker: a forest over all features, and one for archives without an embedding."""

    whole: LearnedForest
    plain: LearnedForest
    provenance: Provenance
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class LearnedRelevance:
    """What pairs graded by reading taught (see `relevance`): two forests over `RELEVANCE_FEATURES`, and how many pairs."""

    related: LearnedForest
    same: LearnedForest
    corpus: str
    pairs: int
    format: int = FORMAT


_decode = decoder(LearnedModel)
_decode_relevance = decoder(LearnedRelevance)


def write_model(model: LearnedModel | LearnedRelevance) -> bytes:
    """Return the file of a model."""
    return to_json(model)


def read_model(data: bytes) -> LearnedModel:
    """Read the file of a model; `RelateError` if it is none, or was made for other features."""
    other = RelateError(
        "the trained ranker was made by another version of Daybook", hint="train again: daybook relate --train"
    )
    try:
        model = _decode(data)
    except ValueError as error:
        if _is_older(data):
            raise other from error
        raise RelateError(f"not a trained ranker: `{error}`", hint="train again: daybook relate --train") from error
    if model.format != FORMAT or not {*model.whole.features, *model.plain.features} <= set(FEATURES):
        raise other
    forests = (model.whole, model.plain)
    if any(not _is_sound(tree, len(forest.features)) for forest in forests for tree in forest.trees):
        raise RelateError("the trained ranker is damaged", hint="train again: daybook relate --train")
    return model


def _is_older(data: bytes) -> bool:
    """Say whether this is a ranker in a form that came before the present one: a list of trees and a number of its form."""
    try:
        record = json.loads(data)
    except ValueError:
        return False
    return isinstance(record, dict) and "trees" in record and "format" in record


def read_shipped_model() -> LearnedModel:
    """Return the model that Daybook ships, trained on a public corpus."""
    return read_model(resources.files("daybook.relate").joinpath("shipped_model.json").read_bytes())


def read_shipped_relevance() -> LearnedRelevance:
    """Return what Daybook ships for English."""
    return _decode_relevance(resources.files("daybook.relate").joinpath("shipped_relevance.json").read_bytes())


def _is_sound(tree: Tree, features: int) -> bool:
    """Say whether every child of every split comes after it, once, and all values are there."""
    children = [child for split in tree.splits for child in (split.left, split.right)]
    nodes = sorted(child for child in children if child >= 0)
    leaves = sorted(~child for child in children if child < 0) or [0]
    return (
        nodes == list(range(1, len(tree.splits)))
        and leaves == list(range(len(tree.leaves)))
        and len(tree.values) == len(tree.splits)
        and len(tree.leaves) <= MOST_LEAVES
        and all(0 <= split.feature < features for split in tree.splits)
        and all(
            child < 0 or child > node for node, split in enumerate(tree.splits) for child in (split.left, split.right)
        )
    )
