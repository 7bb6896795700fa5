"""What searching knows of a language: endings, words that say nothing, words that stand for each other, names of months.

Read from `rules/en.toml`, the one table for the archive's search and for the browser's. Words of other languages pass through
it unharmed: they have other letters, or lose the same endings in the archive and in the question.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from daybook.ask.stem import Endings
from daybook.ask.words import BREAK, LONGEST, words, words_of_all

Phrase = tuple[str, ...]
"""Words without their endings, one or several in a row."""

VERSION = 2
"""Grows when `words` or endings change: an archive indexed by other rules is to be indexed again."""

FORM, PLACE, SAME, NEAR = 0.95, 0.9, 0.95, 0.6
"""How much a word counts that stands for the one asked for: its guise, its country's people, its short form, a near meaning.

Chosen coarsely on the questions of `make eval`, which so flatter them: 0.5 to 0.7 for `NEAR` differ by one in a hundred.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The rules of one language. `others` gives for a phrase those that stand for it, each with its weight.

    `after` are words, without endings, of what comes after a thing.
    """

    endings: Endings
    stop: frozenset[str]
    after: frozenset[str]
    months: Mapping[str, int]
    others: Mapping[Phrase, Mapping[Phrase, float]]
    longest: int
    _stems: dict[str, str] = field(default_factory=dict)

    def stem(self, word: str) -> str:
        """Return a word without its ending; remembered, for a few words make up most of all texts."""
        known = self._stems.get(word)
        if known is None:
            if len(self._stems) > REMEMBERED:
                self._stems.clear()
            known = self._stems[word] = self.endings.stem(word)
        return known

    def stems(self, text: str) -> list[str]:
        """Return the words of a text in order, without their endings."""
        known = self._stems
        return [known.get(word) or self.stem(word) for word in words(text)]

    def join_stems(self, texts: Sequence[str]) -> list[str]:
        """Return for each text its words without their endings, with spaces between: as `stems` does, at half the cost."""
        joined = [""] * len(texts)
        plain = [at for at, text in enumerate(texts) if text.isascii() and BREAK not in text]
        found = words_of_all([texts[at] for at in plain])
        stems = {word: self.stem(word[:LONGEST]) for word in set(found)}
        lines = " ".join(map(stems.__getitem__, found)).split(BREAK) if plain else []
        for at, line in zip(plain, lines, strict=True):
            joined[at] = line.strip()
        others = set(range(len(texts))).difference(plain)
        for at in others:
            joined[at] = " ".join(self.stems(texts[at]))
        return joined


REMEMBERED = 200_000
"""Words whose stems are remembered: more than an archive of twenty years has that come more than twice."""


@cache
def english() -> Language:
    """Return the rules of English."""
    return _compile(_read())


def language_rules() -> dict[str, Any]:
    """Return the rules of English as plain values, for an engine in another program to compile in the same way."""
    rules = _read()
    lists = {name: " ".join(text.split()) for name, text in rules["words"].items() if name != "after"}
    alike = {name: text.strip() for name, text in rules["alike"].items()}
    weights = {"forms": FORM, "places": PLACE, "same": SAME, "near": NEAR}
    return {"endings": rules["endings"], **lists, "alike": alike, "weights": weights}


def _read() -> dict[str, Any]:
    return tomllib.loads(files("daybook.ask").joinpath("rules/en.toml").read_text(encoding="utf-8"))


def _compile(rules: dict[str, dict[str, Any]]) -> Language:
    tables, listed, alike = rules["endings"], rules["words"], rules["alike"]
    second, third = (tuple((ending, instead) for ending, instead in tables[name]) for name in ("second", "third"))
    endings = Endings(second, third, tuple(tables["fourth"]))
    months = {
        name: number for key in ("months", "short_months") for number, name in enumerate(listed[key].split(), start=1)
    }
    stop = frozenset(listed["stop"].split())
    others: dict[Phrase, dict[Phrase, float]] = {}
    for name, weight, is_mutual in (
        ("near", NEAR, False),
        ("places", PLACE, True),
        ("same", SAME, True),
        ("forms", FORM, True),
    ):
        for group in _groups(alike[name], endings):
            for one in group if is_mutual else group[:1]:
                for other in group:
                    if other != one and not stop.issuperset(other):  # the organization is not every "who"
                        others.setdefault(one, {})[other] = weight
    return Language(
        endings,
        stop,
        frozenset(endings.stem(word) for word in listed["after"].split()),
        months,
        others,
        max(len(phrase) for phrase in others),
    )


def _groups(text: str, endings: Endings) -> Iterator[list[Phrase]]:
    """Yield the phrases of each line."""
    for line in text.splitlines():
        phrases = [tuple(endings.stem(word) for word in words(item.replace("_", " "))) for item in line.split()]
        if phrases:
            yield list(dict.fromkeys(phrases))
