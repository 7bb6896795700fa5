"""An embedding: a vector for each term of news, so that events can be near that share no word; and events as vectors.

Learnt by `embedding_training`. Terms are those of the lexicon, without words of addresses. Everything here is whole
numbers: an event's vector is the sum of its terms' bytes, brought to length `UNIT` and rounded, and products of two such
vectors stay below 2^24, where single precision is exact. So a cosine is the same bits whatever the order of addition, the
matrix library or the number of processes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import asdict, dataclass, field
from functools import cached_property
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from daybook.errors import RelateError
from daybook.relate.knowledge.stacked_rows import Stacked
from daybook.relate.terms.rows import Numbers, Rows, starts_of
from daybook.relate.terms.vocabulary import PackedNames

DIMENSIONS = 96
"""Numbers in a vector. Fewer rank worse, more cost bytes in the wheel; `python -m benchmarks.train_related` trains with it."""

UNIT = 2048
"""Length of an event's vector: squares of it stay exact in single precision, and rounding costs a cosine under 0.001."""

Vectors = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class EmbeddingProvenance:
    """What an embedding was taught by: words for the texts, their language, and how many there were."""

    corpus: str
    language: str
    events: int
    pairs: int


@dataclass(frozen=True)
class Embedding:
    """A vector of signed bytes for each named term.

    `ordinary` is the direction, of length `UNIT`, of the mean of the events that taught the ranker: what is near it is what
    their news was always about. It is zeros where nobody has taken that mean.
    """

    names: PackedNames
    vectors: npt.NDArray[np.int8]
    provenance: EmbeddingProvenance
    ordinary: Vectors = field(default_factory=lambda: np.zeros(DIMENSIONS, np.int16))

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def digest(self) -> str:
        """What tells this embedding from any other."""
        parts = (self.names.text, self.vectors, self.ordinary)
        return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


@dataclass(frozen=True, slots=True)
class EventVectors:
    """Vectors of events, a row each: of all terms, of words alone, of contexts alone. Without an embedding they are empty."""

    whole: Stacked[np.int16]
    words: Stacked[np.int16]
    contexts: Stacked[np.int16]

    def taken(self, rows: npt.NDArray[np.intp]) -> EventVectors:
        """Return only these rows, in this order."""
        return EventVectors(*(Stacked.of(getattr(self, name).taken(rows)) for name in self.__slots__))

    def followed_by(self, other: EventVectors) -> EventVectors:
        """Return these rows and then the other's, all of which are in its base."""
        return EventVectors(*(getattr(self, n).followed_by(getattr(other, n).base) for n in self.__slots__))


def mean_direction(embedded: EventVectors) -> Vectors:
    """Return the direction of the mean of events, of length `UNIT`."""
    whole = embedded.whole.taken(np.arange(len(embedded.whole)))
    sums: npt.NDArray[np.int32] = whole.sum(axis=0, dtype=np.int32)  # below 2^31 for a million events
    direction: Vectors = bring_to_unit(sums[None, :])[0]
    return direction


def embed_events(
    terms: Rows, is_context: npt.NDArray[np.bool_], vector_rows: Numbers, embedding: Embedding | None
) -> EventVectors:
    """Return the vectors of events with these terms; `vector_rows` says which row of the embedding each term has."""
    if embedding is None:
        return EventVectors(*(Stacked.of(np.empty((len(terms), 0), np.int16)) for _ in range(3)))
    made = [np.zeros((len(terms), embedding.vectors.shape[1]), np.int16) for _ in range(3)]
    whole, of_words, of_contexts = made
    for first in range(0, len(terms), _EVENTS):
        part = slice(first, min(first + _EVENTS, len(terms)))
        own = terms.between(part.start, part.stop)
        numbers = vector_rows[own.values]
        known, linked = numbers >= 0, is_context[own.values]
        contexts = _sum_rows(own, known & linked, numbers, embedding.vectors)
        words = _sum_rows(own, known & ~linked, numbers, embedding.vectors)
        whole[part] = bring_to_unit(words + contexts)
        of_words[part] = bring_to_unit(words)
        of_contexts[part] = bring_to_unit(contexts)
    return EventVectors(*map(Stacked.of, made))


_EVENTS = 4096
"""Events summed at a time: bounds memory to some 20 MB."""


def _sum_rows(
    terms: Rows, chosen: npt.NDArray[np.bool_], numbers: Numbers, vectors: npt.NDArray[np.int8]
) -> npt.NDArray[np.int32]:
    """Return for each row of terms the sum of the vectors of those chosen, whose numbers these are."""
    counts = np.bincount(terms.row_numbers()[chosen], minlength=len(terms))
    starts = starts_of(counts)
    sums = np.zeros((len(terms), vectors.shape[1]), np.int32)
    filled = np.flatnonzero(counts)
    if len(filled):
        # reduceat takes the starts of rows that are not empty: an empty one would get its neighbour's first value
        sums[filled] = np.add.reduceat(vectors[numbers[chosen]], starts[filled], axis=0, dtype=np.int32)
    return sums


def bring_to_unit(sums: npt.NDArray[np.int32]) -> Vectors:
    """Return rows of whole numbers brought to length `UNIT`; a row of zeros stays so."""
    wide = sums.astype(np.int64)
    squares = (wide * wide).sum(axis=1)  # whole numbers: exact in any order
    scale = UNIT / np.sqrt(np.maximum(squares, 1))
    vectors: Vectors = np.rint(sums * scale[:, None]).astype(np.int16)
    return vectors


def write_embedding(embedding: Embedding) -> bytes:
    """Return the file of an embedding; the same one always gives the same bytes."""
    file = io.BytesIO()
    provenance = json.dumps(asdict(embedding.provenance), sort_keys=True).encode()
    np.savez_compressed(
        file,
        provenance=np.frombuffer(provenance, np.uint8),
        text=embedding.names.text,
        lengths=np.diff(embedding.names.ends).astype(np.uint16),
        vectors=embedding.vectors,
        ordinary=embedding.ordinary,
    )
    return file.getvalue()


def read_embedding(data: bytes) -> Embedding:
    """Read the file of an embedding; `RelateError` if it is none."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return _restore(dict(arrays))
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise RelateError("not an embedding", hint="train again: daybook relate --train") from error


def read_shipped_embedding() -> Embedding:
    """Return the embedding that Daybook ships, taught by public corpora."""
    return read_embedding(resources.files("daybook.relate").joinpath("shipped_embedding.npz").read_bytes())


def _restore(arrays: dict[str, npt.NDArray[Any]]) -> Embedding:
    text, vectors = arrays["text"].tobytes(), arrays["vectors"]
    ends = np.cumsum(arrays["lengths"].astype(np.int64)).tolist()
    if (ends[-1] if ends else 0) != len(text) or vectors.dtype != np.int8 or vectors.shape != (len(ends), DIMENSIONS):
        raise ValueError("arrays do not fit together")
    starts = [0, *ends[:-1]]
    names = PackedNames.of(text[start:end].decode("utf-8") for start, end in zip(starts, ends, strict=True))
    ordinary = arrays.get("ordinary", np.zeros(DIMENSIONS, np.int16))  # files of Daybook 0.2 have none
    if ordinary.dtype != np.int16 or ordinary.shape != (DIMENSIONS,):
        raise ValueError("arrays do not fit together")
    return Embedding(names, vectors, EmbeddingProvenance(**json.loads(arrays["provenance"].tobytes())), ordinary)


def rows_of_terms(embedding: Embedding, names: list[str]) -> Numbers:
    """Return the row of each named term, -1 for one that the embedding does not know."""
    if len(names) < len(embedding):  # a new day has a few: a table of all would cost more than it saves
        found = map(embedding.names.find, names)
        return np.fromiter((-1 if number is None else number for number in found), np.int32, len(names))
    known = {embedding.names.name(number): number for number in range(len(embedding))}
    return np.fromiter((known.get(name, -1) for name in names), np.int32, len(names))
