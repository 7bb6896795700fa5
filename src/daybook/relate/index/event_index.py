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

from daybook.relate.index.generation import Generation
from daybook.relate.index.story_members import StoryMembers, gather_members
from daybook.relate.knowledge.embedding import Embedding, EventVectors, embed_events, rows_of_terms
from daybook.relate.knowledge.language_knowledge import Knowledge
from daybook.relate.terms.happenings import happening_rows
from daybook.relate.terms.lexicon import Lexicon
from daybook.relate.terms.mentions import choose_mentions
from daybook.relate.terms.places import find_place_terms, place_rows
from daybook.relate.terms.reading import (
    DocumentMeta,
    Reading,
    Readings,
    admit,
    read_documents,
    term_rows,
    text_rows,
    topic_rows,
)
from daybook.relate.terms.rows import Numbers, Rows, count_in_rows, starts_of
from daybook.relate.terms.words import common_words

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


NOTHING = Knowledge()

GONE = int(np.iinfo(np.int64).min)
"""In place of an event's id: the event was reworded, and has another row, or is not listed any more."""


@dataclass(frozen=True)
class Index:
    """All events of an archive, one row each, in the order they were added (the first ones by date, position and id).

    A row stays where it is: that of an event which was reworded or is listed no more has the id `GONE` from then on, and is
    nobody's candidate (`is_listed`). `vectors` holds one unit vector for each event (see `KIND_SHARES`); `weights` the
    idf of every term, `kinds` its kind; `idf_sums` the sum of idf of each event's terms, by kind. `embedded` are the events' vectors, `term_vectors` says for each term which row of the embedding it has; `places` are
    those that each event names, as numbers of the gazetteer, `happenings` what it tells of. All four are empty where the
    language is unknown. `text_terms` are the terms of each event without those of addresses, `topic_terms` those of its topics,
    which count to nothing else; `place_terms` says of each term
    whether it is no more than the name of a place.
    """

    generation: Generation
    meta: DocumentMeta
    readings: Readings
    vectors: Matrix
    weights: npt.NDArray[np.float64]
    kinds: Kinds
    idf_sums: npt.NDArray[np.float64]
    knowledge: Knowledge
    term_vectors: Numbers
    embedded: EventVectors
    places: Rows
    happenings: Rows
    text_terms: Rows
    topic_terms: Rows
    place_terms: npt.NDArray[np.bool_]

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

    @cached_property
    def placed(self) -> Matrix:
        """Which event names which place: an entry of 1 for each."""
        width = len(self.generation.place_counts)
        ones = np.ones(len(self.places.values), np.float32)
        return sparse.csr_array((ones, self.places.values, self.places.starts), shape=(len(self), width))

    @cached_property
    def happened(self) -> Matrix:
        """Which event tells of which kind of happening: an entry of 1 for each."""
        ones = np.ones(len(self.happenings.values), np.float32)
        width = len(self.knowledge.happenings or ())
        return sparse.csr_array((ones, self.happenings.values, self.happenings.starts), shape=(len(self), width))

    @cached_property
    def placed_counts(self) -> npt.NDArray[np.int64]:
        """How many countries and how many regions each event names."""
        kinds = (~self.are_countries).astype(np.int64)
        cells = self.places.row_numbers() * 2 + kinds[self.places.values]
        return np.bincount(cells, minlength=len(self) * 2).reshape(-1, 2)

    @cached_property
    def lengths(self) -> Numbers:
        """How many contexts, words that weigh anything, numbers, and words in all each event has, a column each."""
        terms, texts = self.text_terms, self.readings.texts
        is_word = (self.kinds == WORD) & (self.weights > 0)
        columns = (
            count_in_rows(terms, self.kinds == CONTEXT),
            count_in_rows(terms, is_word),
            count_in_rows(texts, self.lexicon.is_number),
            np.diff(texts.starts).astype(np.int32),
        )
        return np.stack(columns, axis=1)

    @cached_property
    def are_countries(self) -> npt.NDArray[np.bool_]:
        """Whether each place of the gazetteer is a country."""
        places = self.knowledge.gazetteer.places if self.knowledge.gazetteer else ()
        return np.array([place.is_country for place in places], np.bool_)

    @cached_property
    def place_weights(self) -> npt.NDArray[np.float64]:
        """The idf of each place."""
        events = self.generation.events
        return np.log((events + 1) / np.clip(self.generation.place_counts, 1, events + 1))

    @cached_property
    def topic_sizes(self) -> npt.NDArray[np.float64]:
        """How many events stood under each topic when the generation was cut; 1 for one that it does not know."""
        sizes = np.ones(len(self.lexicon.stories))
        known = self.generation.topic_counts
        sizes[: len(known)] = np.maximum(known, 1)
        return sizes

    def telling(self, rows: npt.NDArray[np.intp]) -> Matrix:
        """Which of these events has which term that tells what it is about: an entry of 1 for each.

        No words of addresses, no common words or mere numbers, no names of places.
        """
        terms = self.text_terms.taken(rows)
        kept = (self.weights[terms.values] > 0) & ~self.place_terms[terms.values]
        starts = starts_of(np.bincount(terms.row_numbers()[kept], minlength=len(rows)))
        ones = np.ones(int(kept.sum()), np.float32)
        return sparse.csr_array((ones, terms.values[kept], starts), shape=(len(rows), len(self.weights)))

    @cached_property
    def is_listed(self) -> npt.NDArray[np.bool_]:
        """Whether each row is that of an event as it is listed now."""
        listed: npt.NDArray[np.bool_] = self.ids != GONE
        return listed

    @cached_property
    def listed_rows(self) -> npt.NDArray[np.intp]:
        """The rows of the events that are listed now, ascending."""
        return np.flatnonzero(self.is_listed)

    @cached_property
    def by_day(self) -> npt.NDArray[np.intp]:
        """The listed rows in the order of their days."""
        return self.listed_rows[np.argsort(self.days[self.listed_rows], kind="stable")]

    @cached_property
    def story_members(self) -> StoryMembers:
        """Who stands where in each story."""
        return gather_members(self.readings.stories, self.meta, self.is_listed)

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


def build_index(
    read: Iterable[Reading], generation: Generation | None = None, knowledge: Knowledge = NOTHING, *, number: int = 1
) -> Index:
    """Index what was read; without a generation, cut one from it, with this number."""
    lexicon = Lexicon() if generation is None else generation.lexicon
    parts = [(reading.meta, admit(reading, lexicon)) for reading in read] or [_nothing(lexicon)]
    meta = DocumentMeta.end_to_end([part[0] for part in parts])
    readings = Readings.end_to_end([part[1] for part in parts])
    del parts
    meta, readings = meta.taken(meta.order), readings.taken(meta.order)
    places = place_rows(readings, lexicon, knowledge.gazetteer)
    if generation is None:
        mentions = choose_mentions(readings.links, readings.contexts, lexicon)
        readings = readings.mentioning(mentions)
        terms = term_rows(readings, lexicon)
        counts = np.bincount(terms.values, minlength=len(lexicon.terms)).astype(np.int32)
        known_places = len(knowledge.gazetteer.places) if knowledge.gazetteer else 0
        place_counts = np.bincount(places.values, minlength=known_places).astype(np.int32)
        topic_counts = np.bincount(readings.topics.values, minlength=len(lexicon.stories)).astype(np.int32)
        generation = Generation(number, len(meta), lexicon, counts, mentions, place_counts, topic_counts)
    else:
        readings = readings.mentioning(generation.mentions)
        terms = term_rows(readings, lexicon)
    lexicon.pack()
    kinds = term_kinds(lexicon, np.empty(0, np.int8))
    weights = weigh_terms(generation, lexicon, kinds)
    term_vectors = find_vectors(lexicon, knowledge.embedding, np.empty(0, np.int32))
    place_terms = extend_place_terms(lexicon, knowledge, np.empty(0, np.bool_))
    text_terms = text_rows(readings, lexicon)
    return Index(
        generation,
        meta,
        readings,
        weigh_rows(terms, weights, kinds),
        weights,
        kinds,
        sum_idf(terms, weights, kinds),
        knowledge,
        term_vectors,
        embed_events(text_terms, kinds == CONTEXT, term_vectors, knowledge.embedding),
        places,
        happening_rows(readings, lexicon, knowledge.happenings),
        text_terms,
        topic_rows(readings, lexicon),
        place_terms,
    )


def revise_index(index: Index, meta: DocumentMeta, added: Reading) -> Index:
    """Return an index with this in place of its `meta`, and the documents added after its rows.

    The lexicon is shared: it only grows, so the old index stays as it is.
    """
    lexicon, knowledge = index.lexicon, index.knowledge
    readings = admit(added, lexicon).mentioning(index.generation.mentions)
    order = added.meta.order
    readings = readings.taken(order)
    terms = term_rows(readings, lexicon)
    kinds = term_kinds(lexicon, index.kinds)
    weights = np.concatenate((index.weights, weigh_terms(index.generation, lexicon, kinds, start=len(index.weights))))
    term_vectors = find_vectors(lexicon, knowledge.embedding, index.term_vectors)
    place_terms = extend_place_terms(lexicon, knowledge, index.place_terms)
    text_terms = text_rows(readings, lexicon)
    return Index(
        index.generation,
        DocumentMeta.end_to_end((meta, added.meta.taken(order))),
        Readings.end_to_end((index.readings, readings)),
        _joined(index.vectors, weigh_rows(terms, weights, kinds)),
        weights,
        kinds,
        np.concatenate((index.idf_sums, sum_idf(terms, weights, kinds))),
        knowledge,
        term_vectors,
        index.embedded.followed_by(embed_events(text_terms, kinds == CONTEXT, term_vectors, knowledge.embedding)),
        Rows.end_to_end((index.places, place_rows(readings, lexicon, knowledge.gazetteer))),
        Rows.end_to_end((index.happenings, happening_rows(readings, lexicon, knowledge.happenings))),
        Rows.end_to_end((index.text_terms, text_terms)),
        Rows.end_to_end((index.topic_terms, topic_rows(readings, lexicon))),
        place_terms,
    )


def compact_index(index: Index) -> Index:
    """Return the same without rows that are `GONE`."""
    rows = index.listed_rows
    return replace(
        index,
        meta=index.meta.taken(rows),
        readings=index.readings.taken(rows),
        vectors=index.vectors[rows],
        idf_sums=index.idf_sums[rows],
        embedded=index.embedded.taken(rows),
        places=index.places.taken(rows),
        happenings=index.happenings.taken(rows),
        text_terms=index.text_terms.taken(rows),
        topic_terms=index.topic_terms.taken(rows),
    )


def _joined(first: Matrix, second: Matrix) -> Matrix:
    """Return the rows of both matrices; the second one may be wider."""
    starts = np.concatenate((first.indptr, second.indptr[1:] + first.indptr[-1]))
    data, indices = np.concatenate((first.data, second.data)), np.concatenate((first.indices, second.indices))
    return sparse.csr_array((data, indices, starts), shape=(first.shape[0] + second.shape[0], second.shape[1]))


def _nothing(lexicon: Lexicon) -> tuple[DocumentMeta, Readings]:
    empty = read_documents(())
    return empty.meta, admit(empty, lexicon)


def extend_place_terms(lexicon: Lexicon, knowledge: Knowledge, known: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Say of each term whether it is no more than the name of a place; the first ones may be known already."""
    return np.concatenate((known, find_place_terms(list(lexicon.terms.names(len(known))), knowledge.gazetteer)))


def find_vectors(lexicon: Lexicon, embedding: Embedding | None, known: Numbers) -> Numbers:
    """Say of each term which row of the embedding it has, -1 for none; the first ones may be known already."""
    names = list(lexicon.terms.names(len(known)))
    new = np.full(len(names), -1, np.int32) if embedding is None else rows_of_terms(embedding, names)
    return np.concatenate((known, new))


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
    # A mere number relates nothing: two events of 2004, or with four dead, have nothing in common by it.
    mere = np.fromiter((not any(map(str.isalpha, name)) for name in lexicon.terms.names(start)), np.bool_, len(common))
    weights[(common | mere) & (kinds[start:] != CONTEXT)] = 0
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


def _grained(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(values * _GRAIN) / _GRAIN
