"""Places: the countries and regions that events name, in their text or in the titles they link to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from daybook.gazetteer import OTHER, Gazetteer
from daybook.relate.terms.lexicon import Lexicon
from daybook.relate.terms.phrases import find_phrases, without_inner
from daybook.relate.terms.reading import Readings
from daybook.relate.terms.rows import Numbers, Rows, distinct, starts_of, values_of
from daybook.relate.terms.words import normalise_title, split_words, stem_word


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """What is looked for: `words` of each name, `places` (numbers of the gazetteer) that it means, and their countries."""

    words: Rows
    places: Numbers
    countries: Numbers

    @property
    def count(self) -> int:
        """How many places there are."""
        return len(self.countries)


def make_table(gazetteer: Gazetteer | None, words_met: Mapping[str, int]) -> PlaceTable:
    """Return the names whose words were all met in the texts to be read, with the numbers that the words have there."""
    places = gazetteer.places if gazetteer else ()
    number_of = {place.code: number for number, place in enumerate(places)}
    countries = np.array([number_of.get(place.country, number) for number, place in enumerate(places)], np.int32)
    words: list[list[int]] = []
    meant: list[int] = []
    for spelt, number in _spelt_names(gazetteer) if gazetteer else ():
        known = [words_met[word] for word in spelt if word in words_met]
        if known and len(known) == len(spelt):
            words.append(known)
            meant.append(number)
    return PlaceTable(Rows.of(words), np.array(meant, np.int32), countries)


def place_rows(readings: Readings, lexicon: Lexicon, gazetteer: Gazetteer | None) -> Rows:
    """Return the places that each document names, as ascending numbers; a region's country is among them."""
    count = len(readings.texts)
    # Each linked title is a text by itself: no name stretches from one title into the next.
    titles = lexicon.title_words.taken(readings.contexts.values.astype(np.intp))
    met = values_of((readings.texts, titles), len(lexicon.words)).tolist() if gazetteer else []
    table = make_table(gazetteer, {lexicon.words.name(word): word for word in met})
    if not len(table.words):
        return Rows(np.zeros(count + 1, np.int64), np.empty(0, np.int32))
    owners = readings.contexts.row_numbers()
    in_text, in_titles = _read(readings.texts, table), _read(titles, table)
    rows = np.concatenate((in_text[0], owners[in_titles[0]]))
    found = np.concatenate((in_text[1], in_titles[1]))
    own = table.countries[found]
    keys = distinct(np.concatenate((rows * table.count + found, rows * table.count + own)))
    rows, places = np.divmod(keys, table.count)
    return Rows(starts_of(np.bincount(rows, minlength=count)), places.astype(np.int32))


def _read(texts: Rows, table: PlaceTable) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return rows of texts and, beside them, the places that stand there."""
    hits = without_inner(find_phrases(texts, table.words), np.diff(table.words.starts))
    places = table.places[hits[:, 2]].astype(np.int64)
    kept = places != OTHER
    return hits[kept, 0], places[kept]


def find_place_terms(names: list[str], gazetteer: Gazetteer | None) -> npt.NDArray[np.bool_]:
    """Say of named terms (see `lexicon`) which are no more than the name of a place: every word of theirs is part of one."""
    if gazetteer is None or not names:
        return np.zeros(len(names), np.bool_)
    known = _place_words(gazetteer)
    found = (all(stem_word(word) in known for word in split_words(name.removeprefix("["))) for name in names)
    return np.fromiter(found, np.bool_, len(names))


@cache
def _spelt_names(gazetteer: Gazetteer) -> tuple[tuple[tuple[str, ...], int], ...]:
    return tuple((tuple(split_words(name)), number) for name, number in gazetteer.names())


@cache
def _place_words(gazetteer: Gazetteer) -> frozenset[str]:
    names = [name for name, number in gazetteer.names() if number != OTHER]
    return frozenset(
        stem_word(normalise_title(word))
        for name in (*names, *gazetteer.cities, *gazetteer.generic)
        for word in split_words(name)
    )
