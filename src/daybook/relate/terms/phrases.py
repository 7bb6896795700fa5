"""Phrases: runs of words that are looked for in many texts at once. Knows numbers of words only, not what they mean."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from daybook.relate.terms.rows import Rows

Hits = npt.NDArray[np.int64]
"""One row for each place where a phrase stands: row of the text, position of its first word in all texts, phrase."""


def find_phrases(texts: Rows, phrases: Rows) -> Hits:
    """Return where phrases stand in texts, in the order of texts, positions and phrases; of equal phrases the first one.

    Each phrase has a word or more.
    """
    rows = texts.row_numbers()
    lengths = np.diff(phrases.starts)
    hits: list[Hits] = [np.empty((0, 3), np.int64)]
    for length in np.unique(lengths[lengths > 0]).tolist():
        of_length = np.flatnonzero(lengths == length)
        wanted = phrases.values[phrases.starts[of_length][:, None] + np.arange(length)]
        size = int(max(wanted.max(), texts.values.max(initial=0))) + 1
        # Word by word: positions where the first words stand, then those where the next one can follow.
        begins = np.zeros(size, np.bool_)
        begins[wanted[:, 0]] = True
        positions = np.flatnonzero(begins[texts.values])
        positions = positions[texts.starts[1:][rows[positions]] - positions >= length]
        # `keys` number the prefix read so far at each position, `known` that of each phrase; equal prefixes share a number.
        keys, known = texts.values[positions].astype(np.int64), wanted[:, 0].astype(np.int64)
        for step in range(1, length):
            steps = np.unique(known * size + wanted[:, step], return_inverse=True)
            keys = keys * size + texts.values[positions + step]
            at = np.searchsorted(steps[0], keys)
            fits = steps[0][np.minimum(at, len(steps[0]) - 1)] == keys
            positions, keys, known = positions[fits], at[fits], steps[1].astype(np.int64)
        # Stable: of equal phrases the first one is found, in whatever company they stand.
        order = np.argsort(known, kind="stable")
        found = of_length[order[np.searchsorted(known[order], keys)]]
        hits.append(np.stack((rows[positions], positions, found), axis=1))
    every = np.concatenate(hits)
    return every[np.lexsort((every[:, 2], every[:, 1], every[:, 0]))]


def without_inner(hits: Hits, lengths: npt.NDArray[np.int64]) -> Hits:
    """Return the hits that do not lie inside a longer one: `New Mexico` is not Mexico. `lengths` are those of phrases."""
    own = lengths[hits[:, 2]]
    order = np.lexsort((-own, hits[:, 1]))
    ends = (hits[:, 1] + own)[order]
    # Sorted by start and then the longest first, a hit lies inside another exactly if one before it ends as late or later.
    # Positions run through all texts, so no hit of an earlier text can end behind one of a later.
    furthest = np.maximum.accumulate(np.concatenate(([0], ends)))[:-1]
    kept = np.sort(order[ends > furthest])
    return hits[kept]
