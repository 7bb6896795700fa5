"""The features of a pair of events by name: which way each may move a score, and what it is told as.

Topics, categories and positions on the page are not among them: they are what the ranker is taught with, or may be absent.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

PARTS = ("likeness", "contexts", "words", "addresses", "nearness", "meaning", "places", "happenings")
"""What the parts of a score are told as; the score's start, the same for every pair, is a part of its own."""

FEATURES: dict[str, tuple[int, str]] = {
    "formula": (1, "likeness"),
    "contexts": (1, "contexts"),
    "words": (1, "words"),
    "addresses": (1, "addresses"),
    "rarest context": (1, "contexts"),
    "rarest word": (1, "words"),
    "rarest address word": (1, "addresses"),
    "rarity of contexts": (1, "contexts"),
    "rarity of words": (1, "words"),
    "rarity of address words": (1, "addresses"),
    "cover of contexts": (1, "contexts"),
    "cover of words": (1, "words"),
    "cover of more contexts": (1, "contexts"),
    "cover of more words": (1, "words"),
    "days apart": (-1, "nearness"),
    "cosine": (1, "meaning"),
    "cosine and nearness": (1, "meaning"),
    "cosine of words": (1, "meaning"),
    "cosine of contexts": (1, "meaning"),
    "crosswise cosine": (1, "meaning"),
    "shared countries": (1, "places"),
    "other countries": (-1, "places"),
    "rarest country": (1, "places"),
    "cover of countries": (1, "places"),
    "countries on one side": (0, "places"),
    "shared regions": (1, "places"),
    "other regions": (-1, "places"),
    "regions on one side": (0, "places"),
    "shared happenings": (0, "happenings"),
    "other happenings": (0, "happenings"),
    "happenings on one side": (0, "happenings"),
    "cover of happenings": (0, "happenings"),
    "fewer contexts": (0, "contexts"),
    "more contexts": (0, "contexts"),
    "fewer words": (0, "words"),
    "more words": (0, "words"),
    "fewer numbers": (0, "words"),
    "more numbers": (0, "words"),
    "shorter text": (0, "words"),
    "longer text": (0, "words"),
    "lesser rarity of contexts": (0, "contexts"),
    "greater rarity of contexts": (0, "contexts"),
    "lesser rarity of words": (0, "words"),
    "greater rarity of words": (0, "words"),
    "less ordinary": (0, "meaning"),
    "more ordinary": (0, "meaning"),
}
"""Each feature, in order: which way it may move a score (1 only up, -1 only down, 0 either), and the part it counts to.

The first four are likenesses (products of unit vectors, the first with nearness in time), then come the greatest idf of a
shared term of each kind, the sum of the idf of all of them, what share of the lesser and of the greater event's idf is
shared, and the logarithm of the days between. Idf is told in shares of what a term met once has in the archive, so that a
model serves archives of any size. As it is, idf would count for too little in a small archive and for too much in a large
one: of what a model taught by 710 events shows in 11,388, 64 % are of one story, with idf as it is 57 %; and one taught by
those shows in an archive of seven weeks three times as much, as often right.

Then cosines of the embedding: of all terms, times nearness in time, of words with words, contexts with contexts, and words
with contexts both ways; and places: how many both name, whether both name some but none together, idf of the rarest that
both name, what share of all that either names, and whether only one of them names any. Last the same of happenings, which
may move a score either way: two counts of one pandemic share what happened, two murders do too.

Last, sizes of the events themselves, each the lesser and the greater of both: contexts, words that weigh anything, numbers,
all words, the sums of idf of contexts and of words, and the cosine with what is ordinary (`Embedding.ordinary`). They say how much a likeness means: a short event is easily like another,
and one of what the news is always about (a pandemic's count) is like hundreds."""

OF_EVENTS = tuple(FEATURES)[32:]
"""The sizes. Relevance does not look at them: by reading, what they teach is that short events are counts of a pandemic."""

OF_PAIRS = tuple(FEATURES)[:32]
"""All others."""

PLAIN = tuple(name for name in OF_PAIRS if FEATURES[name][1] not in ("meaning", "places", "happenings"))
"""The features of an archive without an embedding: its language is unknown, so places and happenings are too.

Taught with these alone, the ranker reaches 0.517 on test stories; taught with places and applied without them, 0.493."""


def columns_of(names: Sequence[str]) -> npt.NDArray[np.intp]:
    """Return the columns of named features; `ValueError` where there is no such feature."""
    order = list(FEATURES)
    return np.array([order.index(name) for name in names], np.intp)
