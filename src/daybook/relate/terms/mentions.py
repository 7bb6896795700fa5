"""Mentions: titles that are recognised where they stand in a text without a link."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from daybook.relate.terms.lexicon import Lexicon
from daybook.relate.terms.phrases import find_phrases
from daybook.relate.terms.rows import Numbers, Rows, distinct, starts_of
from daybook.relate.terms.words import split_words

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
    hits = find_phrases(texts, mentions.words)
    rows, titles = hits[:, 0], mentions.titles[hits[:, 2]].astype(np.int64)
    width = int(titles.max(initial=0)) + 1
    _, first = np.unique(rows * width + titles, return_index=True)
    kept = np.sort(first)
    return Rows(starts_of(np.bincount(rows[kept], minlength=len(texts))), titles[kept].astype(np.int32))
