"""A trained model as a value: its trees, where it came from and what it reached; and as a small file of JSON."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from daybook.errors import RelateError
from daybook.model.encoding import decoder, to_json
from daybook.relate.features import FEATURES
from daybook.relate.trees import MOST_LEAVES, Tree

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a model was trained on and how well it did: `ndcg` and `formula_ndcg` are nDCG@10 on stories kept out."""

    corpus: str
    events: int
    stories: int
    pairs: int
    kept_out: int
    ndcg: float
    formula_ndcg: float


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """A trained ranker. A score is `start` plus the leaves of all trees: log-odds that editors told both in one story."""

    trees: tuple[Tree, ...]
    start: float
    provenance: Provenance
    features: tuple[str, ...] = tuple(FEATURES)
    format: int = FORMAT


_decode = decoder(LearnedModel)


def write_model(model: LearnedModel) -> bytes:
    """Return the file of a model."""
    return to_json(model)


def read_model(data: bytes) -> LearnedModel:
    """Read the file of a model; `RelateError` if it is none, or was made for other features."""
    try:
        model = _decode(data)
    except ValueError as error:
        raise RelateError(f"not a trained ranker: `{error}`", hint="train again: daybook relate --train") from error
    if model.format != FORMAT or model.features != tuple(FEATURES):
        raise RelateError(
            "the trained ranker was made by another version of Daybook", hint="train again: daybook relate --train"
        )
    if any(not _is_sound(tree) for tree in model.trees):
        raise RelateError("the trained ranker is damaged", hint="train again: daybook relate --train")
    return model


def read_shipped_model() -> LearnedModel:
    """Return the model that Daybook ships, trained on a public corpus."""
    return read_model(resources.files("daybook.relate").joinpath("shipped_model.json").read_bytes())


def _is_sound(tree: Tree) -> bool:
    """Say whether every child of every split comes after it, once, and all values are there."""
    children = [child for split in tree.splits for child in (split.left, split.right)]
    nodes = sorted(child for child in children if child >= 0)
    leaves = sorted(~child for child in children if child < 0) or [0]
    return (
        nodes == list(range(1, len(tree.splits)))
        and leaves == list(range(len(tree.leaves)))
        and len(tree.values) == len(tree.splits)
        and len(tree.leaves) <= MOST_LEAVES
        and all(0 <= split.feature < len(FEATURES) for split in tree.splits)
        and all(
            child < 0 or child > node for node, split in enumerate(tree.splits) for child in (split.left, split.right)
        )
    )
