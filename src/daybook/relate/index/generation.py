"""A generation: what an archive taught about rarity, frozen until the next one is cut.

New events are weighed with the numbers of the generation they meet, so that one new day changes its own lists and those
it enters, and nothing else; and so that adding a day gives what relating everything anew in that generation gives. A
generation knows terms and counts, no event.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daybook.relate.terms.lexicon import Lexicon
from daybook.relate.terms.mentions import Mentions

GROWTH = 20
"""A new generation is due when the archive has grown or shrunk by one in this many events.

With 5 % growth the idf of a term moves by at most log(1.05): 1 % of a rare term's weight."""

SMALL_ARCHIVE = 1_000
"""Events up to which every change makes a new generation due: relating them all takes less than a second, and what a handful
of events taught about rarity would else stand for ten times as many."""


@dataclass(frozen=True, slots=True)
class Generation:
    """What was frozen: `number` counts generations of one archive from 1, `events` the events it was cut from.

    `lexicon` numbers all names; it grows with what is read later. `counts` says how many events have each of the terms
    known at the cut, which are its first ones; `mentions` are the titles that are recognised without a link; `place_counts`
    says how many events name each place of the gazetteer, `topic_counts` how many stand under each topic known at the cut.
    """

    number: int
    events: int
    lexicon: Lexicon
    counts: npt.NDArray[np.int32]
    mentions: Mentions
    place_counts: npt.NDArray[np.int32]
    topic_counts: npt.NDArray[np.int32]

    def is_due(self, events: int) -> bool:
        """Say whether a new generation should be cut for an archive that now has this many events."""
        return events <= SMALL_ARCHIVE or abs(events - self.events) > self.events // GROWTH
