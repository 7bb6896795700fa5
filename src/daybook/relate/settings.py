"""The settings of relating: which ranker, how many results, and how sure it has to be."""

from __future__ import annotations

from dataclasses import dataclass

from daybook.model.setting import at_least, setting
from daybook.relate.ranking.registry import RANKERS, broken_ranker_name


@dataclass(frozen=True, slots=True)
class RelateSettings:
    """How related events are found."""

    ranker: str = setting(
        "trained",
        help="Ranker of related events: "
        + ", ".join(f"`{name}` ({kind.help})" for name, kind in RANKERS.items())
        + ".",
        rule=broken_ranker_name,
    )
    limit: int = setting(10, help="Most related events shown for one event.", rule=at_least(1))
    # Floors at which at most a tenth of the judged pairs shown are unrelated; `python -m benchmarks.evaluate_related` re-checks
    # them. That of the trained ranker weighs empty lists against wrong lines: figures in docs/decisions/related.md.
    formula_floor: float = setting(0.22, help="Lowest score that `formula` shows; fewer results rather than padding.")
    trained_floor: float = setting(
        0.7,
        help="How likely (log-odds) a reader must find an event related for `trained` to show it; fewer results rather than padding.",
    )
    story_passage: int = setting(
        1,
        help="Events of the same innermost topic on either side that related lists leave out, because the page shows them "
        "as its story. 0 leaves out none.",
        rule=at_least(0),
    )
