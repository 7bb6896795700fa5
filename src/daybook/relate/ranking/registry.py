"""The registry of rankers: one record for each, read by whoever lists, checks or makes rankers.

A record names the module that holds the ranker and does not import it: settings know all names without loading numpy.
To add a ranker, write a module with `make_ranker(settings, knowledge)` and add its record here; another program calls
`register_ranker` in `registered_ranker.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from daybook.extensions import load_extensions

if TYPE_CHECKING:
    from daybook.relate.knowledge.language_knowledge import Knowledge
    from daybook.relate.ranking.ranker import Ranker
    from daybook.relate.settings import RelateSettings


@dataclass(frozen=True, slots=True)
class RankerKind:
    """What is known of a ranker before it is made: what it goes by, its module, and whether it needs a trained model.

    One of another program has `make` instead of a module.
    """

    help: str
    module: str
    needs_model: bool = False
    make: Callable[[RelateSettings, Knowledge | None], Ranker] | None = None


RANKERS = {
    "trained": RankerKind("learnt from editors' topics", "daybook.relate.ranking.trained", needs_model=True),
    "formula": RankerKind("rarity and nearness in time", "daybook.relate.ranking.formula"),
    "shared-count": RankerKind("number of shared links, newest first", "daybook.relate.ranking.shared_count"),
}
"""All rankers, by the name that the settings give them."""


def broken_ranker_name(name: str) -> str | None:
    """Say in words what the name of a ranker must be, None where it is one."""
    if name not in RANKERS:
        load_extensions()
    return None if name in RANKERS else "one of " + ", ".join(f"`{known}`" for known in RANKERS)


def make_ranker(settings: RelateSettings, knowledge: Knowledge | None = None) -> Ranker:
    """Return the ranker that the settings name; the formula where that one needs a model and there is none."""
    kind = RANKERS[settings.ranker]
    if kind.needs_model and (knowledge is None or knowledge.model is None):
        kind = RANKERS["formula"]
    if kind.make is not None:
        return kind.make(settings, knowledge)
    ranker: Ranker = import_module(kind.module).make_ranker(settings, knowledge)
    return ranker
