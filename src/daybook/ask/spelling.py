"""Words that were probably meant, where the archive does not have the one that was typed. Pure.

Two words are near when one slip of the pen lies between them (a letter more, less, other, or two swapped), or two in a word of
seven letters or more whose first letters are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from daybook.ask.index import SearchIndex
from daybook.ask.language import Language, Phrase

SHORTEST = 4
"""Letters of a word that can be misspelt: of three, any other three are near."""

SECOND_SLIP = 7
"""Letters from which a word may have two slips."""


def near_words(word: str, index: SearchIndex, language: Language) -> list[tuple[str, int]]:
    """Return words of the index, without endings, that were perhaps meant by a typed one, each with its number of slips."""
    if len(word) < SHORTEST or not word.isalpha():
        return []
    found = dict.fromkeys(index.known(sorted({language.stem(other) for other in _one_slip(word)})), 1)
    if len(word) >= SECOND_SLIP:
        for beginning in {word[:2], word[1] + word[0]}:
            for term in index.terms(beginning, beginning + "\U0010ffff"):
                if term not in found and abs(len(term) - len(word)) <= 2 and len(term) > 3 and _may_be_near(word, term):
                    slips = count_slips(word, term, 2)
                    if slips <= 2:
                        found[term] = slips
    found.pop(language.stem(word), None)
    return sorted(found.items(), key=lambda item: (item[1], item[0]))


def splits(word: str, index: SearchIndex, language: Language) -> list[Phrase]:
    """Return the ways to cut a typed word in two of the index: `aljafarawi` is `al` and `jafarawi`."""
    cuts = [(language.stem(word[:at]), language.stem(word[at:])) for at in range(2, len(word) - 1)]
    known = set(index.known(sorted({part for cut in cuts for part in cut})))
    return [cut for cut in cuts if known.issuperset(cut)]


def count_slips(one: str, other: str, most: int) -> int:
    """Return the slips between two words (Damerau's distance, neighbours swapped counting as one), at most `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: Sequence[int] = ()
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        now = [most + 1] * (len(other) + 1)
        now[0] = at
        # What lies further off the diagonal than `most` has more slips than that.
        for place in range(max(1, at - most), min(len(other), at + most) + 1):
            its = other[place - 1]
            cost = min(row[place] + 1, now[place - 1] + 1, row[place - 1] + (letter != its))
            if before and place > 1 and letter == other[place - 2] and one[at - 2] == its:
                cost = min(cost, before[place - 2] + 1)
            now[place] = cost
        if min(now) > most:
            return most + 1
        before, row = row, now
    return min(row[-1], most + 1)


def _may_be_near(word: str, term: str) -> bool:
    """Say quickly whether two slips could lie between two words: each brings and takes one letter at most."""
    return len(set(word) ^ set(term)) <= 4


def _one_slip(word: str) -> set[str]:
    letters = sorted({*"abcdefghijklmnopqrstuvwxyz", *word})
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = {left + right[1:] for left, right in cuts if right}
    swapped = {word[:at] + b + a + word[at + 2 :] for at, (a, b) in enumerate(pairwise(word))}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    more = {left + letter + right for left, right in cuts for letter in letters}
    return (fewer | swapped | other | more) - {word}
