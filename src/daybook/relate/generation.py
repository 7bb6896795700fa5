"""A generation: what an archive taught about rarity, frozen until the next one is cut.

New events are weighed with the numbers of the generation they meet, so that one new day changes its own lists and those
it enters, and nothing else; and so that adding a day gives what relating everything anew in that generation gives. A
generation knows terms and counts, no event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daybook.relate.document import Document
from daybook.relate.words import split_words

GROWTH = 20
"""A new generation is due when the archive has grown or shrunk by one in this many events (and by at least 100).

With 5 % growth the idf of a term moves by at most log(1.05): 1 % of a rare term's weight."""

MENTION_LINKS = 5
"""Events that must link to a title before the title is recognised where it stands without a link.

From issue 4's measurements; `python -m benchmarks.evaluate_related` re-checks the formula with it."""


@dataclass(frozen=True, slots=True)
class Generation:
    """What was frozen: `number` counts generations of one archive from 1, `events` the events it was cut from.

    `terms` are the terms known then (see `daybook.relate.reading`), `counts` how many events have each. `mentions` maps
    the words of each title that is recognised without a link to the context it stands for.
    """

    number: int
    events: int
    terms: tuple[str, ...]
    counts: npt.NDArray[np.int32]
    mentions: Mapping[tuple[str, ...], str]

    def is_due(self, events: int) -> bool:
        """Say whether a new generation should be cut for an archive that now has this many events."""
        return abs(events - self.events) > max(100, self.events // GROWTH)


def choose_mentions(documents: Iterable[Document]) -> dict[tuple[str, ...], str]:
    """Return the titles worth recognising without a link: each with its words, and the context that most links mean."""
    uses: dict[str, dict[str, int]] = {}
    for document in documents:
        for title, context in dict(zip(document.links, document.contexts, strict=True)).items():
            meant = uses.setdefault(title, {})
            meant[context] = meant.get(context, 0) + 1
    mentions: dict[tuple[str, ...], str] = {}
    for title in sorted(uses):
        meant = uses[title]
        words = tuple(split_words(title))
        if words and sum(meant.values()) >= MENTION_LINKS:
            mentions.setdefault(words, min(meant, key=lambda context: (-meant[context], context)))
    return mentions
