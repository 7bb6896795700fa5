"""Happenings: words that say what kind of thing happened, so that a trial and a flood in one town are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import numpy as np

from daybook.relate.lexicon import Lexicon
from daybook.relate.reading import Readings
from daybook.relate.rows import Rows, distinct, starts_of, values_of
from daybook.relate.words import stem_word


@cache
def read_happenings(language: str) -> Mapping[str, int] | None:
    """Return the stems listed for a language with their numbers; None where nobody has listed any."""
    if language.partition("-")[0].casefold() != "en":
        return None
    text = resources.files("daybook.relate").joinpath("happenings.txt").read_text("utf-8")
    stems = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {
        stem: number for number, stem in enumerate(dict.fromkeys(stem_word(stem) for line in stems for stem in line))
    }


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
