"""The index: every event as a sparse vector of weighted terms, ready to be compared with any other.

Weights are rounded to multiples of 2^-20, so that sums of their products are exact in double precision: a score is the
same bits whatever the order of terms or the number of processes. Knows nothing of lists, reasons or files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from daybook.relate.document import Document
from daybook.relate.generation import Generation, choose_mentions
from daybook.relate.reading import Lexicon, Numbers, Readings, Rows, read_documents, term_rows
from daybook.relate.vocabulary import Vocabulary

COMMON_WORDS = 0.01
"""Words in more than this share of events (and in more than `COMMON_WORDS_LEAST`) say nothing and weigh nothing.

Chosen on dev stories: nDCG@10 0.467 at 0.01, 0.464 at 0.02, 0.463 with all words kept (text words only); leaving them out is what makes exact lists fast.
`python -m benchmarks.evaluate_related` re-checks it."""

COMMON_WORDS_LEAST = 10

CONTEXT, WORD, ADDRESS = range(3)
KIND_SHARES = (0.4, 0.4, 0.2)
"""What contexts, words and source addresses can each add to a likeness of 1.

Chosen on dev stories among five mixtures: nDCG@10 0.463 with contexts and words of the text in halves, 0.479 with the words
of titles and addresses among the words, 0.487 so; `python -m benchmarks.evaluate_related` re-checks it."""

_GRAIN = float(2**20)

Matrix = sparse.csr_array
Kinds = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Index:
    """All events of an archive, one row each, in the order they were added (the first ones by date, position and id).

    `days` are proleptic ordinals (`date.toordinal`). `vectors` holds one unit vector for each event (see
    `KIND_SHARES`); `transposed` is the same by term; `weights` the idf of every term, `kinds` its kind;
    `masses` the sum of idf of each event's terms, by kind;
    `members` the rows of each story's events in the order of time.
    """

    generation: Generation
    lexicon: Lexicon
    ids: npt.NDArray[np.int64]
    days: Numbers
    positions: Numbers
    readings: Readings
    vectors: Matrix
    transposed: Matrix
    weights: npt.NDArray[np.float64]
    kinds: Kinds
    masses: npt.NDArray[np.float64]
    members: Rows

    def __len__(self) -> int:
        return len(self.ids)


def build_index(documents: Sequence[Document], generation: Generation | None = None, *, number: int = 1) -> Index:
    """Read all documents; without a generation, cut one from them, with this number."""
    ordered = sorted(documents, key=lambda document: (document.date, document.position, document.id))
    lexicon = Lexicon()
    if generation is None:
        mentions = choose_mentions(ordered)
        readings = read_documents(ordered, mentions, lexicon)
        counts = np.bincount(term_rows(readings, lexicon).values, minlength=len(lexicon.terms)).astype(np.int32)
        generation = Generation(number, len(ordered), tuple(lexicon.terms.names), counts, mentions)
    else:
        lexicon.terms = Vocabulary(generation.terms)
        readings = read_documents(ordered, generation.mentions, lexicon)
    return _assemble(generation, lexicon, ordered, readings, np.empty(0, np.int8))


def revise_index(index: Index, kept: npt.NDArray[np.intp], added: Sequence[Document]) -> Index:
    """Return an index of the rows kept, in their order, and the documents added after them.

    The lexicon is shared: it only grows, so the old index stays as it is.
    """
    ordered = sorted(added, key=lambda document: (document.date, document.position, document.id))
    readings = read_documents(ordered, index.generation.mentions, index.lexicon)
    new = _assemble(index.generation, index.lexicon, ordered, readings, index.kinds)
    wide = len(new.weights)
    old = index.vectors[kept]
    old = sparse.csr_array((old.data, old.indices, old.indptr), shape=(len(kept), wide))
    vectors = sparse.csr_array(sparse.vstack((old, new.vectors), format="csr"))
    masses = np.concatenate((index.masses[kept], new.masses))
    ids = np.concatenate((index.ids[kept], new.ids))
    days = np.concatenate((index.days[kept], new.days))
    positions = np.concatenate((index.positions[kept], new.positions))
    readings = index.readings.taken(kept).joined(readings)
    return _finish(
        index.generation, index.lexicon, (ids, days, positions), readings, (vectors, masses), (new.weights, new.kinds)
    )


def _assemble(
    generation: Generation, lexicon: Lexicon, ordered: Sequence[Document], readings: Readings, known: Kinds
) -> Index:
    kinds = term_kinds(lexicon, known)
    weights = weigh_terms(generation, lexicon, kinds)
    count = len(ordered)
    columns = (
        np.fromiter((document.id for document in ordered), np.int64, count),
        np.fromiter((document.date.toordinal() for document in ordered), np.int32, count),
        np.fromiter((document.position for document in ordered), np.int32, count),
    )
    terms = term_rows(readings, lexicon)
    masses = weigh_masses(terms, weights, kinds)
    vectors = weigh_rows(terms, weights, kinds)
    return _finish(generation, lexicon, columns, readings, (vectors, masses), (weights, kinds))


def _finish(
    generation: Generation,
    lexicon: Lexicon,
    columns: tuple[npt.NDArray[np.int64], Numbers, Numbers],
    readings: Readings,
    measures: tuple[Matrix, npt.NDArray[np.float64]],
    terms: tuple[npt.NDArray[np.float64], Kinds],
) -> Index:
    ids, days, positions = columns
    weights, kinds = terms
    vectors, masses = measures
    return Index(
        generation=generation,
        lexicon=lexicon,
        ids=ids,
        days=days,
        positions=positions,
        readings=readings,
        vectors=vectors,
        transposed=sparse.csr_array(vectors.T),
        weights=weights,
        kinds=kinds,
        masses=masses,
        members=_order_stories(readings.stories, len(lexicon.stories), np.lexsort((ids, positions, days))),
    )


def term_kinds(lexicon: Lexicon, known: Kinds) -> Kinds:
    """Say of each term which kind it is, its place in `KIND_SHARES`; the first ones may be known already."""
    kinds = {"[": CONTEXT, "@": ADDRESS}
    new = lexicon.terms.names[len(known) :]
    return np.concatenate((known, np.fromiter((kinds.get(name[0], WORD) for name in new), np.int8, len(new))))


def weigh_terms(generation: Generation, lexicon: Lexicon, kinds: Kinds) -> npt.NDArray[np.float64]:
    """Return the idf of every term; one that the generation does not know counts as met once."""
    counts = np.ones(len(lexicon.terms), np.float64)
    counts[: len(generation.counts)] = np.maximum(generation.counts, 1)
    weights = np.log((generation.events + 1) / np.minimum(counts, generation.events + 1))
    common = counts > max(COMMON_WORDS * generation.events, COMMON_WORDS_LEAST)
    weights[common & (kinds != CONTEXT)] = 0
    return _grained(weights)


def weigh_masses(terms: Rows, weights: npt.NDArray[np.float64], kinds: Kinds) -> npt.NDArray[np.float64]:
    """Return the sum of idf of each row's terms, one column for each kind."""
    cells = terms.row_numbers() * len(KIND_SHARES) + kinds[terms.values]
    sums = np.bincount(cells, weights[terms.values], minlength=len(terms) * len(KIND_SHARES))
    return sums.astype(np.float64).reshape(len(terms), len(KIND_SHARES))


def weigh_rows(terms: Rows, weights: npt.NDArray[np.float64], kinds: Kinds) -> Matrix:
    """Return unit vectors: the terms of each kind have their share of the (squared) length.

    Kinds that an event lacks leave their share to those it has, so that an event without sources, or a mere sentence, can
    be as near to another as any.
    """
    count = len(terms)
    rows = terms.row_numbers()
    values, own = weights[terms.values], kinds[terms.values]
    sums = np.bincount(rows * len(KIND_SHARES) + own, values**2, minlength=count * len(KIND_SHARES))
    squares = sums.astype(np.float64).reshape(count, len(KIND_SHARES))
    shares = np.where(squares > 0, KIND_SHARES, 0.0)
    total = shares.sum(axis=1, keepdims=True)
    scale = np.sqrt(shares / np.where(squares > 0, squares, 1) / np.where(total > 0, total, 1))
    values = values * scale[rows, own]
    values = _grained(values)
    kept = values > 0
    # 32-bit numbers throughout: products of sparse matrices are bound by memory
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows[kept], minlength=count)))).astype(np.int32)
    return sparse.csr_array((values[kept], terms.values[kept], starts), shape=(count, len(weights)))


def _order_stories(stories: Rows, count: int, order: npt.NDArray[np.intp]) -> Rows:
    """Return the rows of each story, in the given order of all rows."""
    ordered = stories.taken(order)
    row_of = np.repeat(order, np.diff(ordered.starts))
    places = np.argsort(ordered.values, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(ordered.values, minlength=count)))).astype(np.int64)
    return Rows(starts, row_of[places].astype(np.int32))


def _grained(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(values * _GRAIN) / _GRAIN
