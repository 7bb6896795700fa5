"""Whole names: words that two headlines share, put together to the names they are parts of.

"Rapid, Support, Kordofan" tells a reader nothing; "Rapid Support Forces, North Kordofan" does. Pure, over words as written.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from daybook.relate.terms.words import stem_word

ARTICLES = frozenset(("the", "a", "an"))
"""Words with a capital at the beginning of a headline that belong to no name."""


def whole_names(shared: Sequence[str], ours: Sequence[str], theirs: Sequence[str], known: Collection[str]) -> list[str]:
    """Return what two headlines share as names and words, in the order of `shared`, which are words of ours.

    A name is the longest run of capitalised words that stands in both. A word that is only a part of a longer name in
    both headlines ("John Moor", "John Field") is left out, and so are the words that a reader knows already (`known`), as stems.
    """
    our_stems, their_stems = [stem_word(word) for word in ours], [stem_word(word) for word in theirs]
    found: list[tuple[str, ...]] = []
    for word in shared:
        stem = stem_word(word)
        if stem in known or stem not in our_stems:
            continue
        at = our_stems.index(stem)
        start, end = _name_around(ours, at)
        run = _longest_in(their_stems, our_stems, (start, end), at)
        if run is None:
            if stem in their_stems:  # not reached for words of texts; a title's words may be written otherwise
                found.append((word,))
            continue
        first, last, there = run
        while first < at and our_stems[first] in ARTICLES:
            first += 1
        whole = tuple(ours[first:last])
        if last - first == 1 and end - start > 1:
            other = _name_around(theirs, there)
            if other[1] - other[0] > 1:
                continue
        found.append(whole)
    names = list(dict.fromkeys(found))
    return [" ".join(name) for name in names if not any(_is_inside(name, other) for other in names if other != name)]


def _name_around(words: Sequence[str], at: int) -> tuple[int, int]:
    """Return where the run of capitalised words around one of them begins and ends; a small word is alone."""
    start = end = at
    if not words[at][:1].isupper():
        return at, at + 1
    while start > 0 and words[start - 1][:1].isupper():
        start -= 1
    while end < len(words) and words[end][:1].isupper():
        end += 1
    return start, end


def _longest_in(
    theirs: Sequence[str], ours: Sequence[str], span: tuple[int, int], at: int
) -> tuple[int, int, int] | None:
    """Return the longest part of ours within the span, around one word, that stands in theirs, and where there."""
    best: tuple[int, int, int] | None = None
    for there, stem in enumerate(theirs):
        if stem != ours[at]:
            continue
        first, last, left, right = at, at + 1, there, there + 1
        while first > span[0] and left > 0 and ours[first - 1] == theirs[left - 1]:
            first, left = first - 1, left - 1
        while last < span[1] and right < len(theirs) and ours[last] == theirs[right]:
            last, right = last + 1, right + 1
        if best is None or last - first > best[1] - best[0]:
            best = first, last, there
    return best


def _is_inside(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    size = len(name)
    return size < len(other) and any(other[start : start + size] == name for start in range(len(other) - size + 1))
