"""Relations as named arrays, which is all that has to be kept of them, and back; and what an update changed of them.

Rows are added and never move, so that an update adds to the end of most arrays and changes a few numbers of some
(`CHANGING`): `changes_between` has both, `with_changes` puts them to what was kept before. Touches no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from daybook.errors import RelateError
from daybook.relate.index.event_index import NOTHING, Index
from daybook.relate.index.generation import Generation
from daybook.relate.knowledge.embedding import EventVectors
from daybook.relate.knowledge.language_knowledge import Knowledge
from daybook.relate.knowledge.stacked_rows import Stacked
from daybook.relate.lists.pools import KeptPools
from daybook.relate.lists.related_lists import Relations
from daybook.relate.ranking.registry import RANKERS, make_ranker
from daybook.relate.settings import RelateSettings
from daybook.relate.terms.lexicon import Lexicon
from daybook.relate.terms.mentions import Mentions
from daybook.relate.terms.reading import DocumentMeta, Readings
from daybook.relate.terms.rows import Rows

Arrays = Mapping[str, npt.NDArray[Any]]

_MATRIX = ("data", "indices", "indptr")

CHANGING = ("meta.ids", "meta.positions", "lexicon._address_terms", "pools.places")
"""Arrays of which an update changes what is there already; of all others, it only adds to the end."""

_SORTED = frozenset(f"lexicon.{name}.{part}" for name in Lexicon.VOCABULARIES for part in ("keys", "order"))
"""Arrays that are the names in another order: what is added to them follows from the names that were added."""

_STACKED_POOLS = ("candidates", "scores")

_PLACES, _VALUES = "@", "="
"""What the names of an array of changed places, and of what stands there now, end in."""


def to_arrays(relations: Relations) -> Arrays:
    """Return relations as arrays; the numbers of the generation are one of them."""
    index, pools = relations.index, relations.pools
    generation = index.generation
    arrays: dict[str, npt.NDArray[Any]] = {
        "generation": np.array([generation.number, generation.events], np.int64),
        "counts": generation.counts,
        "mentioned": generation.mentions.titles,
        "place_counts": generation.place_counts,
        "topic_counts": generation.topic_counts,
        "term_vectors": index.term_vectors,
        "place_terms": index.place_terms.view(np.uint8),
        "weights": index.weights,
        "kinds": index.kinds,
        "idf_sums": index.idf_sums,
    }
    arrays |= {f"lexicon.{name}": array for name, array in generation.lexicon.pack().items()}
    arrays |= {f"meta.{name}": getattr(index.meta, name) for name in DocumentMeta.__slots__}
    arrays["pools.places"] = pools.places
    for name in _STACKED_POOLS:
        arrays |= _unstack(f"pools.{name}", getattr(pools, name))
    for name in EventVectors.__slots__:
        arrays |= _unstack(f"embedded.{name}", getattr(index.embedded, name))
    rows = {name: getattr(index.readings, name) for name in Readings.__slots__}
    rows |= {
        "mentions.words": generation.mentions.words,
        "places": index.places,
        "happenings": index.happenings,
        "text_terms": index.text_terms,
        "topic_terms": index.topic_terms,
    }
    for name, each in rows.items():
        arrays |= {f"{name}.starts": each.starts, f"{name}.values": each.values}
    arrays |= {f"vectors.{name}": getattr(index.vectors, name) for name in _MATRIX}
    return arrays


def changes_between(before: Arrays, after: Arrays) -> Arrays:
    """Return what was added to arrays, by their names, and what changed in them: the places, and what stands there now."""
    changes: dict[str, npt.NDArray[Any]] = {}
    for name, array in after.items():
        if name in _SORTED:
            continue
        known = len(before[name])
        if len(array) > known:
            changes[name] = array[known:]
        if name in CHANGING and len(places := np.flatnonzero(before[name] != array[:known])):
            changes[name + _PLACES] = places
            changes[name + _VALUES] = array[places]
    return changes


def with_changes(arrays: Arrays, changes: Sequence[Arrays]) -> Arrays:
    """Return arrays with all that changed in them since, in the order in which it did.

    Raises:
        RelateError: the changes are of other arrays.
    """
    made = dict(arrays)
    try:
        for name, array in arrays.items():
            added = [each[name] for each in changes if name in each]
            if added:
                made[name] = np.concatenate((array, *added))
            if name in CHANGING:
                made[name] = _changed(made[name], name, changes)
    except (IndexError, ValueError, TypeError) as error:
        raise _damaged() from error
    return made


def _changed(array: npt.NDArray[Any], name: str, changes: Sequence[Arrays]) -> npt.NDArray[Any]:
    parts = [each for each in changes if name + _PLACES in each]
    if parts:
        array = array.copy()
    for each in parts:
        array[each[name + _PLACES]] = each[name + _VALUES]
    return array


def from_arrays(arrays: Arrays, settings: RelateSettings, knowledge: Knowledge = NOTHING) -> Relations:
    """Return the relations that `to_arrays` gave the arrays of, for the same settings and knowledge.

    Raises:
        RelateError: the arrays do not fit together.
    """
    try:
        return _restore(arrays, settings, knowledge)
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise _damaged() from error


def _damaged() -> RelateError:
    return RelateError("the saved relations are damaged", hint="rebuild them: daybook relate --all")


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
        "topics": len(lexicon.stories),
        "topic_words": len(lexicon.words), "topic_titles": len(lexicon.titles),
    }  # fmt: skip
    readings = Readings(*(rows(name, sizes[name]) for name in Readings.__slots__))
    number, events = arrays["generation"].tolist()
    mentions = Mentions(rows("mentions.words", len(lexicon.words)), arrays["mentioned"])
    data, indices, starts = (arrays[f"vectors.{name}"] for name in _MATRIX)
    _expect_sound(starts, indices, len(lexicon.terms))
    vectors = sparse.csr_array((data, indices, starts), shape=(len(meta), len(lexicon.terms)))
    index = Index(
        Generation(number, events, lexicon, arrays["counts"], mentions, arrays["place_counts"], arrays["topic_counts"]),
        meta,
        readings,
        vectors,
        arrays["weights"],
        arrays["kinds"],
        arrays["idf_sums"],
        knowledge if RANKERS[ranker.name].needs_model else NOTHING,
        arrays["term_vectors"],
        EventVectors(*(_stack(arrays, f"embedded.{name}") for name in EventVectors.__slots__)),
        rows("places", len(arrays["place_counts"])),
        rows("happenings", len(knowledge.happenings or ())),
        rows("text_terms", len(lexicon.terms)),
        rows("topic_terms", len(lexicon.terms)),
        arrays["place_terms"].view(np.bool_),
    )
    if len(index.generation.topic_counts) > len(lexicon.stories):
        raise ValueError("topic_counts")
    if any(len(getattr(index.embedded, name)) != len(meta) for name in EventVectors.__slots__):
        raise ValueError("embedded")
    candidates, scores = (_stack(arrays, f"pools.{name}") for name in _STACKED_POOLS)
    pools = KeptPools(candidates, scores, arrays["pools.places"])
    _expect_sound_pools(pools, len(meta))
    return Relations(index, pools, settings, ranker)


def _unstack(name: str, rows: Stacked[Any]) -> Arrays:
    return {name: rows.base, f"{name}.newer": rows.newer}


def _stack(arrays: Arrays, name: str) -> Stacked[Any]:
    base, newer = arrays[name], arrays[f"{name}.newer"]
    if base.ndim != 2 or base.shape[1:] != newer.shape[1:]:
        raise ValueError(name)
    return Stacked(base, newer)


def _expect_sound_pools(pools: KeptPools, events: int) -> None:
    numbers = [part.max(initial=-1) for part in pools.candidates.parts]
    fits = len(pools) == events and len(pools.candidates) == len(pools.scores) and max(numbers) < events
    if not fits or (events and not 0 <= pools.places.min() <= pools.places.max() < len(pools.candidates)):
        raise ValueError("pools")


def _expect_sound(starts: npt.NDArray[Any], values: npt.NDArray[Any], limit: int) -> None:
    """Refuse numbers that would be looked for outside of their arrays: compiled code would not notice."""
    fits = starts[0] == 0 and starts[-1] == len(values) and (np.diff(starts) >= 0).all()
    if not fits or (len(values) and not 0 <= values.min() <= values.max() < limit):
        raise ValueError("rows")
