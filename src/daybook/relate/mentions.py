"""Mentions: titles that are recognised where they stand in a text without a link."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daybook.relate.lexicon import Lexicon
from daybook.relate.rows import Numbers, Rows, distinct, starts_of
from daybook.relate.words import split_words

MENTION_LINKS = 5
"""Events that must link to a title before the title is recognised where it stands without a link.

Chosen by measuring; `python -m benchmarks.evaluate_related` re-checks the formula with it."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Titles to recognise, by the words that they are written in: `words[i]` in a text means the title `titles[i]`."""

    words: Rows
    titles: Numbers

    def __len__(self) -> int:
        return len(self.titles)


def choose_mentions(links: Rows, contexts: Rows, lexicon: Lexicon) -> Mentions:
    """Return the titles worth recognising without a link: each with its words, and the context that most links mean."""
    width = max(len(lexicon.titles), 1)
    pairs, own = np.unique(links.values.astype(np.int64) * width + contexts.values, return_inverse=True)
    once = distinct(links.row_numbers() * max(len(pairs), 1) + own)  # a link counts once for an event
    uses = np.bincount(once % max(len(pairs), 1), minlength=len(pairs))
    linked, meant = np.divmod(pairs, width)
    totals = np.bincount(linked, uses, minlength=len(lexicon.links))
    chosen: dict[str, list[tuple[int, str, int]]] = {}
    for pair in np.flatnonzero(totals[linked] >= MENTION_LINKS).tolist():
        context = int(meant[pair])
        chosen.setdefault(lexicon.links.name(int(linked[pair])), []).append(
            (-int(uses[pair]), lexicon.titles.name(context), context)
        )
    titles: dict[tuple[str, ...], int] = {}
    for link in sorted(chosen):
        words = tuple(split_words(link))
        if words:
            titles.setdefault(words, min(chosen[link])[2])
    rows = Rows.of([[lexicon.word(word) for word in words] for words in titles])
    return Mentions(rows, np.fromiter(titles.values(), np.int32, len(titles)))


def find_mentions(texts: Rows, mentions: Mentions) -> Rows:
    """Return the titles that stand in each text, in the order in which they begin, each once."""
    rows = texts.row_numbers()
    lengths = np.diff(mentions.words.starts)
    hits: list[npt.NDArray[np.int64]] = [np.empty((0, 3), np.int64)]
    for length in np.unique(lengths).tolist():
        of_length = np.flatnonzero(lengths == length)
        wanted = mentions.words.values[mentions.words.starts[of_length][:, None] + np.arange(length)]
        size = int(max(wanted.max(), texts.values.max(initial=0))) + 1
        # Word by word: positions where the first words stand, then those where the next one can follow.
        begins = np.zeros(size, np.bool_)
        begins[wanted[:, 0]] = True
        positions = np.flatnonzero(begins[texts.values])
        positions = positions[texts.starts[1:][rows[positions]] - positions >= length]
        keys, known = texts.values[positions].astype(np.int64), wanted[:, 0].astype(np.int64)
        for step in range(1, length):
            steps = np.unique(known * size + wanted[:, step], return_inverse=True)
            keys = keys * size + texts.values[positions + step]
            at = np.searchsorted(steps[0], keys)
            fits = steps[0][np.minimum(at, len(steps[0]) - 1)] == keys
            positions, keys, known = positions[fits], at[fits], steps[1].astype(np.int64)
        order = np.argsort(known)
        titles = mentions.titles[of_length[order[np.searchsorted(known[order], keys)]]]
        hits.append(np.stack((rows[positions], positions, titles.astype(np.int64)), axis=1))
    every = np.concatenate(hits)
    every = every[np.lexsort((every[:, 2], every[:, 1], every[:, 0]))]
    _, first = np.unique(every[:, 0] * (int(every[:, 2].max(initial=0)) + 1) + every[:, 2], return_index=True)
    every = every[np.sort(first)]
    return Rows(starts_of(np.bincount(every[:, 0], minlength=len(texts))), every[:, 2].astype(np.int32))
