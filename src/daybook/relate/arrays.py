"""Relations as named arrays, which is all that has to be kept of them, and back. Touches no file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from daybook.errors import RelateError
from daybook.relate.embedding import EventVectors
from daybook.relate.generation import Generation
from daybook.relate.index import NOTHING, Index
from daybook.relate.knowledge import Knowledge
from daybook.relate.lexicon import Lexicon
from daybook.relate.lists import Relations
from daybook.relate.mentions import Mentions
from daybook.relate.pools import Pools
from daybook.relate.rankers import RANKERS, make_ranker
from daybook.relate.reading import DocumentMeta, Readings
from daybook.relate.rows import Rows
from daybook.relate.settings import RelateSettings

Arrays = Mapping[str, npt.NDArray[Any]]

_MATRIX = ("data", "indices", "indptr")


def to_arrays(relations: Relations) -> Arrays:
    """Return relations as arrays; the numbers of the generation are one of them."""
    index, pools = relations.index, relations.pools
    generation = index.generation
    arrays: dict[str, npt.NDArray[Any]] = {
        "generation": np.array([generation.number, generation.events], np.int64),
        "counts": generation.counts,
        "mentioned": generation.mentions.titles,
        "place_counts": generation.place_counts,
        "term_vectors": index.term_vectors,
        "place_terms": index.place_terms.view(np.uint8),
        "weights": index.weights,
        "kinds": index.kinds,
        "idf_sums": index.idf_sums,
    }
    arrays |= {f"lexicon.{name}": array for name, array in generation.lexicon.pack().items()}
    arrays |= {f"meta.{name}": getattr(index.meta, name) for name in DocumentMeta.__slots__}
    arrays |= {f"pools.{name}": getattr(pools, name) for name in Pools.__slots__}
    rows = {name: getattr(index.readings, name) for name in Readings.__slots__}
    rows |= {
        "mentions.words": generation.mentions.words,
        "members": index.members,
        "story_positions": index.story_positions,
        "places": index.places,
        "happenings": index.happenings,
        "text_terms": index.text_terms,
    }
    for name, each in rows.items():
        arrays |= {f"{name}.starts": each.starts, f"{name}.values": each.values}
    arrays |= {f"embedded.{name}": getattr(index.embedded, name) for name in EventVectors.__slots__}
    arrays |= {f"vectors.{name}": getattr(index.vectors, name) for name in _MATRIX}
    return arrays


def from_arrays(arrays: Arrays, settings: RelateSettings, knowledge: Knowledge = NOTHING) -> Relations:
    """Return the relations that `to_arrays` gave the arrays of, for the same settings and knowledge.

    Raises:
        RelateError: the arrays do not fit together.
    """
    try:
        return _restore(arrays, settings, knowledge)
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise RelateError("what was kept of relating is damaged", hint="daybook relate --all makes it anew") from error


def _restore(arrays: Arrays, settings: RelateSettings, knowledge: Knowledge) -> Relations:
    def rows(name: str, limit: int) -> Rows:
        read = Rows(arrays[f"{name}.starts"], arrays[f"{name}.values"])
        _expect_sound(read.starts, read.values, limit)
        return read

    lexicon = Lexicon.unpack({name[8:]: array for name, array in arrays.items() if name.startswith("lexicon.")})
    ranker = make_ranker(settings, knowledge)
    meta = DocumentMeta(*(arrays[f"meta.{name}"] for name in DocumentMeta.__slots__))
    sizes = {
        "texts": len(lexicon.words), "addresses": len(lexicon.words), "contexts": len(lexicon.titles),
        "links": len(lexicon.links), "mentions": len(lexicon.titles), "stories": len(lexicon.stories),
    }  # fmt: skip
    readings = Readings(*(rows(name, sizes[name]) for name in Readings.__slots__))
    number, events = arrays["generation"].tolist()
    mentions = Mentions(rows("mentions.words", len(lexicon.words)), arrays["mentioned"])
    members = rows("members", len(meta))
    data, indices, starts = (arrays[f"vectors.{name}"] for name in _MATRIX)
    _expect_sound(starts, indices, len(lexicon.terms))
    vectors = sparse.csr_array((data, indices, starts), shape=(len(meta), len(lexicon.terms)))
    index = Index(
        Generation(number, events, lexicon, arrays["counts"], mentions, arrays["place_counts"]),
        meta,
        readings,
        vectors,
        arrays["weights"],
        arrays["kinds"],
        arrays["idf_sums"],
        members,
        rows("story_positions", len(members.values)),
        knowledge if RANKERS[ranker.name].needs_model else NOTHING,
        arrays["term_vectors"],
        EventVectors(*(arrays[f"embedded.{name}"] for name in EventVectors.__slots__)),
        rows("places", len(arrays["place_counts"])),
        rows("happenings", len(knowledge.happenings or ())),
        rows("text_terms", len(lexicon.terms)),
        arrays["place_terms"].view(np.bool_),
    )
    if any(len(getattr(index.embedded, name)) != len(meta) for name in EventVectors.__slots__):
        raise ValueError("embedded")
    pools = Pools(*(arrays[f"pools.{name}"] for name in Pools.__slots__))
    if pools.candidates.shape[:1] != (len(meta),) or pools.candidates.max(initial=-1) >= len(meta):
        raise ValueError("pools")
    return Relations(index, pools, settings, ranker)


def _expect_sound(starts: npt.NDArray[Any], values: npt.NDArray[Any], limit: int) -> None:
    """Refuse numbers that would be looked for outside of their arrays: compiled code would not notice."""
    fits = starts[0] == 0 and starts[-1] == len(values) and (np.diff(starts) >= 0).all()
    if not fits or (len(values) and not 0 <= values.min() <= values.max() < limit):
        raise ValueError("rows")
