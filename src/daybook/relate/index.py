"""The index: every event as a sparse vector of weighted terms, ready to be compared with any other.

Weights are rounded to multiples of 2^-20, so that sums of their products are exact in double precision: a score is the
same bits whatever the order of terms or the number of processes. Knows nothing of lists, reasons or files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from daybook.relate.generation import Generation
from daybook.relate.lexicon import Lexicon
from daybook.relate.mentions import choose_mentions
from daybook.relate.reading import DocumentMeta, Reading, Readings, admit, read_documents, term_rows
from daybook.relate.rows import Numbers, Rows, starts_of
from daybook.relate.words import common_words

COMMON_WORDS = 0.01
"""Words in more than this share of events (and in more than `COMMON_WORDS_LEAST`) say nothing and weigh nothing.

Chosen on dev stories: nDCG@10 0.467 at 0.01, 0.464 at 0.02, 0.463 with all words kept (text words only); leaving them out is what makes exact lists fast.
`python -m benchmarks.evaluate_related` re-checks it."""

COMMON_WORDS_LEAST = 10

SMALL = 5_000
"""Events below which an archive cannot tell common words from rare ones by itself: those of a list weigh nothing then, too.

Fortnights of dev stories gain 0.013 nDCG@10 by it, 5,713 events neither gain nor lose; what a reader sees are reasons such
as "until" that are there no more."""

CONTEXT, WORD, ADDRESS = range(3)
KIND_SHARES = (0.4, 0.4, 0.2)
"""What contexts, words and source addresses can each add to a likeness of 1.

Chosen on dev stories among five mixtures: nDCG@10 0.463 with contexts and words of the text in halves, 0.479 with the words
of titles and addresses among the words, 0.487 so; `python -m benchmarks.evaluate_related` re-checks it."""

_GRAIN = float(2**20)

Matrix = sparse.csr_array
Kinds = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Index:
    """All events of an archive, one row each, in the order they were added (the first ones by date, position and id).

    `vectors` holds one unit vector for each event (see `KIND_SHARES`); `weights` the
    idf of every term, `kinds` its kind; `idf_sums` the sum of idf of each event's terms, by kind; `members` the rows of each
    story's events in the order of time, `story_positions` where each event stands among them, one for each of its stories.
    """

    generation: Generation
    meta: DocumentMeta
    readings: Readings
    vectors: Matrix
    weights: npt.NDArray[np.float64]
    kinds: Kinds
    idf_sums: npt.NDArray[np.float64]
    members: Rows
    story_positions: Rows

    def __len__(self) -> int:
        return len(self.meta)

    @cached_property
    def transposed(self) -> Matrix:
        """The vectors by term."""
        return sparse.csr_array(self.vectors.T)

    @cached_property
    def linked(self) -> tuple[Matrix, Matrix]:
        """Which event has which link: an entry of 1 for each, however often the link stands there; and the same by link.

        A link is known by the number that it shares with those that differ from it in case only.
        """
        links, keys = self.readings.links, self.lexicon.link_keys
        ones = np.ones(len(links.values), np.float32)
        matrix = sparse.csr_array((ones, keys[links.values], links.starts), shape=(len(self), len(keys)))
        matrix.sum_duplicates()
        matrix.data[:] = 1
        return matrix, sparse.csr_array(matrix.T)

    @property
    def lexicon(self) -> Lexicon:
        """The names behind the numbers."""
        return self.generation.lexicon

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """The id of each event."""
        return self.meta.ids

    @property
    def days(self) -> Numbers:
        """The day of each event, as a proleptic ordinal."""
        return self.meta.days


def build_index(read: Iterable[Reading], generation: Generation | None = None, *, number: int = 1) -> Index:
    """Index what was read; without a generation, cut one from it, with this number."""
    lexicon = Lexicon() if generation is None else generation.lexicon
    parts = [(reading.meta, admit(reading, lexicon)) for reading in read] or [_nothing(lexicon)]
    meta, readings = (
        DocumentMeta.end_to_end([part[0] for part in parts]),
        Readings.end_to_end([part[1] for part in parts]),
    )
    del parts
    meta, readings = meta.taken(meta.order), readings.taken(meta.order)
    if generation is None:
        mentions = choose_mentions(readings.links, readings.contexts, lexicon)
        readings = readings.mentioning(mentions)
        terms = term_rows(readings, lexicon)
        counts = np.bincount(terms.values, minlength=len(lexicon.terms)).astype(np.int32)
        generation = Generation(number, len(meta), lexicon, counts, mentions)
    else:
        readings = readings.mentioning(generation.mentions)
        terms = term_rows(readings, lexicon)
    lexicon.pack()
    kinds = term_kinds(lexicon, np.empty(0, np.int8))
    weights = weigh_terms(generation, lexicon, kinds)
    measures = weigh_rows(terms, weights, kinds), sum_idf(terms, weights, kinds)
    return _finish(generation, meta, readings, measures, (weights, kinds))


def revise_index(index: Index, kept: npt.NDArray[np.intp], positions: Numbers, added: Reading) -> Index:
    """Return an index of the rows kept, in their order, at these positions, and the documents added after them.

    The lexicon is shared: it only grows, so the old index stays as it is.
    """
    lexicon = index.lexicon
    readings = admit(added, lexicon).mentioning(index.generation.mentions)
    order = added.meta.order
    meta, readings = added.meta.taken(order), readings.taken(order)
    terms = term_rows(readings, lexicon)
    kinds = term_kinds(lexicon, index.kinds)
    weights = np.concatenate((index.weights, weigh_terms(index.generation, lexicon, kinds, start=len(index.weights))))
    old = index if len(kept) == len(index) else _kept(index, kept)
    return _finish(
        index.generation,
        DocumentMeta.end_to_end((replace(old.meta, positions=positions), meta)),
        Readings.end_to_end((old.readings, readings)),
        (
            _joined(old.vectors, weigh_rows(terms, weights, kinds)),
            np.concatenate((old.idf_sums, sum_idf(terms, weights, kinds))),
        ),
        (weights, kinds),
    )


def _kept(index: Index, rows: npt.NDArray[np.intp]) -> Index:
    return replace(
        index,
        meta=index.meta.taken(rows),
        readings=index.readings.taken(rows),
        vectors=index.vectors[rows],
        idf_sums=index.idf_sums[rows],
    )


def _joined(first: Matrix, second: Matrix) -> Matrix:
    """Return the rows of both matrices; the second one may be wider."""
    starts = np.concatenate((first.indptr, second.indptr[1:] + first.indptr[-1]))
    data, indices = np.concatenate((first.data, second.data)), np.concatenate((first.indices, second.indices))
    return sparse.csr_array((data, indices, starts), shape=(first.shape[0] + second.shape[0], second.shape[1]))


def _nothing(lexicon: Lexicon) -> tuple[DocumentMeta, Readings]:
    empty = read_documents(())
    return empty.meta, admit(empty, lexicon)


def _finish(
    generation: Generation,
    meta: DocumentMeta,
    readings: Readings,
    measures: tuple[Matrix, npt.NDArray[np.float64]],
    terms: tuple[npt.NDArray[np.float64], Kinds],
) -> Index:
    (vectors, idf_sums), (weights, kinds) = measures, terms
    members, story_positions = _order_stories(readings.stories, len(generation.lexicon.stories), meta.order)
    return Index(generation, meta, readings, vectors, weights, kinds, idf_sums, members, story_positions)


def term_kinds(lexicon: Lexicon, known: Kinds) -> Kinds:
    """Say of each term which kind it is, its index in `KIND_SHARES`; the first ones may be known already."""
    kinds = {"[": CONTEXT, "@": ADDRESS}
    new = (kinds.get(name[0], WORD) for name in lexicon.terms.names(len(known)))
    return np.concatenate((known, np.fromiter(new, np.int8)))


def weigh_terms(generation: Generation, lexicon: Lexicon, kinds: Kinds, start: int = 0) -> npt.NDArray[np.float64]:
    """Return the idf of every term from `start` on; one that the generation does not know counts as met once."""
    counts = np.ones(len(lexicon.terms) - start, np.float64)
    known = generation.counts[start:]
    counts[: len(known)] = np.maximum(known, 1)
    weights = np.log((generation.events + 1) / np.minimum(counts, generation.events + 1))
    common = counts > max(COMMON_WORDS * generation.events, COMMON_WORDS_LEAST)
    if generation.events < SMALL:
        listed = common_words()
        names = lexicon.terms.names(start)
        common |= np.fromiter((name.removeprefix("@") in listed for name in names), np.bool_, len(common))
    weights[common & (kinds[start:] != CONTEXT)] = 0
    return _grained(weights)


def sum_idf(terms: Rows, weights: npt.NDArray[np.float64], kinds: Kinds) -> npt.NDArray[np.float64]:
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
    starts = starts_of(np.bincount(rows[kept], minlength=count)).astype(np.int32)
    return sparse.csr_array((values[kept], terms.values[kept], starts), shape=(count, len(weights)))


def _order_stories(stories: Rows, count: int, order: npt.NDArray[np.intp]) -> tuple[Rows, Rows]:
    """Return the rows of each story, in the given order of all rows; and where each row stands there."""
    ordered = stories.taken(order)
    row_of = np.repeat(order, np.diff(ordered.starts))
    by_story = np.argsort(ordered.values, kind="stable")
    rows = row_of[by_story].astype(np.int32)
    story_positions = np.argsort(rows, kind="stable").astype(np.int32)
    return Rows(starts_of(np.bincount(ordered.values, minlength=count)), rows), Rows(stories.starts, story_positions)


def _grained(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(values * _GRAIN) / _GRAIN
