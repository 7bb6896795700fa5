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
from daybook.relate.reading import Lexicon, Numbers, Readings, Rows, read_documents
from daybook.relate.vocabulary import Vocabulary

COMMON_WORDS = 0.02
"""Words in more than this share of events (and in more than `COMMON_WORDS_LEAST`) say nothing and weigh nothing.

Chosen on dev stories: nDCG@10 0.464 at 0.02, 0.463 with all words kept; leaving them out is what makes exact lists fast.
`python benchmarks/evaluate_related.py` re-checks it."""

COMMON_WORDS_LEAST = 10

_GRAIN = float(2**20)

Matrix = sparse.csr_array


@dataclass(frozen=True, slots=True)
class Index:
    """All events of an archive, one row each, in the order they were added (the first ones by date, position and id).

    `days` are proleptic ordinals (`date.toordinal`). `vectors` holds one unit vector for each event, half of its length
    in contexts, half in words; `transposed` is the same by term; `weights` the idf of every term;
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
        counts = np.bincount(_terms(readings, lexicon).values, minlength=len(lexicon.terms)).astype(np.int32)
        generation = Generation(number, len(ordered), tuple(lexicon.terms.names), counts, mentions)
    else:
        lexicon.terms = Vocabulary(generation.terms)
        readings = read_documents(ordered, generation.mentions, lexicon)
    return _assemble(generation, lexicon, ordered, readings)


def revise_index(index: Index, kept: npt.NDArray[np.intp], added: Sequence[Document]) -> Index:
    """Return an index of the rows kept, in their order, and the documents added after them.

    The lexicon is shared: it only grows, so the old index stays as it is.
    """
    ordered = sorted(added, key=lambda document: (document.date, document.position, document.id))
    readings = read_documents(ordered, index.generation.mentions, index.lexicon)
    new = _assemble(index.generation, index.lexicon, ordered, readings)
    wide = len(new.weights)
    old = index.vectors[kept]
    old = sparse.csr_array((old.data, old.indices, old.indptr), shape=(len(kept), wide))
    vectors = sparse.csr_array(sparse.vstack((old, new.vectors), format="csr"))
    ids = np.concatenate((index.ids[kept], new.ids))
    days = np.concatenate((index.days[kept], new.days))
    positions = np.concatenate((index.positions[kept], new.positions))
    readings = index.readings.taken(kept).joined(readings)
    return _finish(index.generation, index.lexicon, (ids, days, positions), readings, vectors, new.weights)


def _assemble(generation: Generation, lexicon: Lexicon, ordered: Sequence[Document], readings: Readings) -> Index:
    weights = weigh_terms(generation, lexicon)
    count = len(ordered)
    columns = (
        np.fromiter((document.id for document in ordered), np.int64, count),
        np.fromiter((document.date.toordinal() for document in ordered), np.int32, count),
        np.fromiter((document.position for document in ordered), np.int32, count),
    )
    vectors = weigh_rows(_terms(readings, lexicon), weights, context_terms(lexicon))
    return _finish(generation, lexicon, columns, readings, vectors, weights)


def _finish(
    generation: Generation,
    lexicon: Lexicon,
    columns: tuple[npt.NDArray[np.int64], Numbers, Numbers],
    readings: Readings,
    vectors: Matrix,
    weights: npt.NDArray[np.float64],
) -> Index:
    ids, days, positions = columns
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
        members=_order_stories(readings.stories, len(lexicon.stories), np.lexsort((ids, positions, days))),
    )


def context_terms(lexicon: Lexicon) -> npt.NDArray[np.bool_]:
    """Say of each term whether it is a context."""
    return np.fromiter((name.startswith("[") for name in lexicon.terms.names), np.bool_, len(lexicon.terms))


def weigh_terms(generation: Generation, lexicon: Lexicon) -> npt.NDArray[np.float64]:
    """Return the idf of every term; one that the generation does not know counts as met once."""
    counts = np.ones(len(lexicon.terms), np.float64)
    counts[: len(generation.counts)] = np.maximum(generation.counts, 1)
    weights = np.log((generation.events + 1) / np.minimum(counts, generation.events + 1))
    common = counts > max(COMMON_WORDS * generation.events, COMMON_WORDS_LEAST)
    weights[common & ~context_terms(lexicon)] = 0
    return _grained(weights)


def weigh_rows(terms: Rows, weights: npt.NDArray[np.float64], is_context: npt.NDArray[np.bool_]) -> Matrix:
    """Return unit vectors: contexts and words are each brought to the length of half a unit (squared)."""
    count = len(terms)
    row_of = np.repeat(np.arange(count), np.diff(terms.starts))
    values = weights[terms.values]
    kinds = is_context[terms.values]
    for kind in (True, False):
        chosen = kinds == kind
        squares = np.bincount(row_of[chosen], values[chosen] ** 2, minlength=count)
        squares[squares == 0] = 1
        values[chosen] *= np.sqrt(0.5 / squares)[row_of[chosen]]
    values = _grained(values)
    kept = values > 0
    starts = np.concatenate(([0], np.cumsum(np.bincount(row_of[kept], minlength=count)))).astype(np.int64)
    return sparse.csr_array((values[kept], terms.values[kept], starts), shape=(count, len(weights)))


def _terms(readings: Readings, lexicon: Lexicon) -> Rows:
    """Return the terms of each document, linked contexts first, without repeats."""
    words = np.array(lexicon.word_terms, np.int32)
    titles = np.array(lexicon.title_terms, np.int32)
    parts = (readings.titles.mapped(titles), readings.mentions.mapped(titles), readings.words.mapped(words))
    count = len(readings.words)
    row_of = np.concatenate([np.repeat(np.arange(count, dtype=np.int64), np.diff(part.starts)) for part in parts])
    keys = row_of * max(len(lexicon.terms), 1) + np.concatenate([part.values for part in parts])
    keys = np.unique(keys)
    rows, values = np.divmod(keys, max(len(lexicon.terms), 1))
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count)))).astype(np.int64)
    return Rows(starts, values.astype(np.int32))


def _order_stories(stories: Rows, count: int, order: npt.NDArray[np.intp]) -> Rows:
    """Return the rows of each story, in the given order of all rows."""
    ordered = stories.taken(order)
    row_of = np.repeat(order, np.diff(ordered.starts))
    places = np.argsort(ordered.values, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(ordered.values, minlength=count)))).astype(np.int64)
    return Rows(starts, row_of[places].astype(np.int32))


def _grained(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(values * _GRAIN) / _GRAIN
