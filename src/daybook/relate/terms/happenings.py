"""Happenings: words that say what kind of thing happened, so that a trial and a flood in one town are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from daybook.relate.terms.lexicon import Lexicon
from daybook.relate.terms.reading import Readings
from daybook.relate.terms.rows import Rows, distinct, starts_of, values_of
from daybook.relate.terms.words import stem_word


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of news: its name, its stems, and whether two events that share one of these are about the same kind of thing."""

    name: str
    stems: tuple[str, ...]
    is_telling: bool


@cache
def read_kinds() -> tuple[Kind, ...]:
    """Return the kinds of news that happenings are listed by, in English."""
    text = resources.files("daybook.relate").joinpath("happenings.txt").read_text("utf-8")
    lines = (line.partition(":") for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Kind(name.strip("()"), tuple(map(stem_word, stems.split())), not name.startswith("("))
        for name, _, stems in lines
    )


@cache
def read_happenings(language: str) -> Mapping[str, int] | None:
    """Return the stems listed for a language with their numbers; None where nobody has listed any."""
    if language.partition("-")[0].casefold() != "en":
        return None
    return {
        stem: number for number, stem in enumerate(dict.fromkeys(stem for kind in read_kinds() for stem in kind.stems))
    }


def kinds_of(happenings: Mapping[str, int]) -> npt.NDArray[np.float32]:
    """Return which happening (a row for each number) is of which kind (a column): 1 where it is."""
    members = np.zeros((len(happenings), len(read_kinds())), np.float32)
    for column, kind in enumerate(read_kinds()):
        members[[happenings[stem] for stem in kind.stems if stem in happenings], column] = 1
    return members


def are_telling(happenings: Mapping[str, int]) -> npt.NDArray[np.bool_]:
    """Say of each happening, by its number, whether sharing it tells what two events are about."""
    columns = [kind.is_telling for kind in read_kinds()]
    telling: npt.NDArray[np.bool_] = np.any(kinds_of(happenings)[:, columns], axis=1, keepdims=False)
    return telling


def happening_rows(readings: Readings, lexicon: Lexicon, happenings: Mapping[str, int] | None) -> Rows:
    """Return the happenings of each document as ascending numbers; a word with a capital is a name, and none."""
    if not happenings:
        return Rows(np.zeros(len(readings.texts) + 1, np.int64), np.empty(0, np.int32))
    # Only words that stand here are looked up: an update has a few hundred, the lexicon a hundred thousand.
    words = values_of((readings.texts,), len(lexicon.words))
    names = map(lexicon.words.name, words.tolist())
    of_words = np.full(len(lexicon.words), -1, np.int32)
    of_words[words] = [happenings.get(stem_word(name), -1) if name[:1].islower() else -1 for name in names]
    found = of_words[readings.texts.values]
    kept = found >= 0
    keys = distinct(readings.texts.row_numbers()[kept] * len(happenings) + found[kept])
    rows, values = np.divmod(keys, len(happenings))
    return Rows(starts_of(np.bincount(rows, minlength=len(readings.texts))), values.astype(np.int32))
