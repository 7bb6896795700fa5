"""Words without their endings, so that a question finds a word in other forms: dies and died, bans and banned.

M. F. Porter's algorithm ("An algorithm for suffix stripping", Program 14, 1980) for words of the letters a to z; all others
stay as they are. The tables of its middle steps are data (`rules/en.toml`), and `theme/static/search.js` holds the same steps
in JavaScript: a test runs both over the same words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_C, _V = "[^aeiou][^aeiouy]*", "[aeiouy][aeiou]*"
_SYLLABLE = re.compile(f"^(?:{_C})?{_V}{_C}")
_TWO_SYLLABLES = re.compile(f"^(?:{_C})?{_V}{_C}{_V}{_C}")
_ONE_SYLLABLE = re.compile(f"^(?:{_C})?{_V}{_C}(?:{_V})?$")
_HAS_VOWEL = re.compile(f"^(?:{_C})?[aeiouy]")
_SHORT_END = re.compile(f"^{_C}[aeiouy][^aeiouwxy]$")
_DOUBLE = re.compile(r"([^aeiouylsz])\1$")
_LETTERS = re.compile("[a-z]{3,}")

SHORTEST = 3
"""Letters that -e, -ed and -ing leave at least, unlike Porter's: "used" must not become "us", which is a country."""


@dataclass(frozen=True, slots=True)
class Endings:
    """The tables of the middle steps: (ending, what becomes of it), and the endings that the fourth step cuts."""

    second: tuple[tuple[str, str], ...]
    third: tuple[tuple[str, str], ...]
    fourth: tuple[str, ...]
    _middle: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...] = field(init=False)
    _longest_first: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        # Most words have none of the endings: they are asked for all of a table at once.
        tables = tuple((tuple(ending for ending, _ in table), table) for table in (self.second, self.third))
        object.__setattr__(self, "_middle", tables)
        object.__setattr__(self, "_longest_first", tuple(sorted(self.fourth, key=len, reverse=True)))

    def stem(self, word: str) -> str:
        """Return a lower-case word without its ending."""
        if not _LETTERS.fullmatch(word):
            return word
        first = "Y" + word[1:] if word[0] == "y" else word  # a consonant there, not the vowel that it is elsewhere
        stem = _cut_fifth(self._cut_fourth(self._cut_middle(_cut_first(first))))
        return stem.lower()

    def _cut_middle(self, word: str) -> str:
        for endings, table in self._middle:
            if not word.endswith(endings):
                continue
            for ending, instead in table:
                if word.endswith(ending):
                    if _SYLLABLE.match(word[: -len(ending)]):
                        word = word[: -len(ending)] + instead
                    break
        return word

    def _cut_fourth(self, word: str) -> str:
        if not word.endswith(self._longest_first):
            return word
        for ending in self._longest_first:
            if word.endswith(ending):
                rest = word[: -len(ending)]
                return rest if _TWO_SYLLABLES.match(rest) and (ending != "ion" or rest[-1] in "st") else word
        return word


def _cut_first(word: str) -> str:
    """Cut plurals, -ed and -ing, and let y at the end be i."""
    if word.endswith(("ies", "ied")):
        return word[:-1] if len(word) == 4 else word[:-2]
    if word.endswith("sses"):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us")):
        word = word[:-1]
    if word.endswith("eed"):
        word = word[:-1] if _SYLLABLE.match(word[:-3]) else word
    else:
        for ending in ("ed", "ing"):
            rest = word[: -len(ending)]
            if word.endswith(ending) and len(rest) >= SHORTEST and _HAS_VOWEL.match(rest):
                word = _mend(rest)
                break
    return word[:-1] + "i" if len(word) > 2 and word[-1] == "y" and _HAS_VOWEL.match(word[:-1]) else word


def _mend(rest: str) -> str:
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if _DOUBLE.search(rest):
        return rest[:-1]
    return rest + "e" if _SHORT_END.match(rest) else rest


def _cut_fifth(word: str) -> str:
    """Cut e and one of two l at the end of longer words."""
    if word.endswith("e"):
        rest = word[:-1]
        if len(rest) < SHORTEST:
            return word
        if _TWO_SYLLABLES.match(rest) or (_ONE_SYLLABLE.match(rest) and not _SHORT_END.match(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _TWO_SYLLABLES.match(word) else word
