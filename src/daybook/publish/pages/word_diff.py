"""What changed between two wordings, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from daybook.publish.pages.records import DiffPart, FigureCourse

_WORD = re.compile(r"\s+|\w+(?:[.,]\d+)*|[^\w\s]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_LONGEST = 1500
"""Words of the longest texts that are compared one by one: the comparison takes the square of them at worst."""


def word_diff(before: str, after: str) -> tuple[DiffPart, ...]:
    """Return the runs of words kept, removed and added; kept and added ones join to `after`, kept and removed to `before`."""
    if before == after:
        return (DiffPart("same", after),) if after else ()
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) > _LONGEST or len(new) > _LONGEST:
        return tuple(DiffPart(kind, text) for kind, text in (("removed", before), ("added", after)) if text)
    return tuple(_joined(_parts(old, new)))


def _parts(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffPart]:
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            text = "".join(old[i1:i2])
            # A lone space between two changes belongs to them: "12 men" to "24 women" is one change, not two.
            yield DiffPart("same", text) if text.strip() else DiffPart("between", text)
        else:
            yield DiffPart("removed", "".join(old[i1:i2]))
            yield DiffPart("added", "".join(new[j1:j2]))


def _joined(parts: Iterator[DiffPart]) -> Iterator[DiffPart]:
    """Join neighbouring changes, and spaces between changes to both sides of them."""
    removed, added = "", ""
    listed = list(parts)
    for place, part in enumerate(listed):
        if part.change == "between" and 0 < place < len(listed) - 1:
            removed, added = removed + part.text, added + part.text
            continue
        if part.change == "removed":
            removed += part.text
            continue
        if part.change == "added":
            added += part.text
            continue
        yield from _change(removed, added)
        removed, added = "", ""
        yield DiffPart("same", part.text)
    yield from _change(removed, added)


def _change(removed: str, added: str) -> Iterator[DiffPart]:
    if removed:
        yield DiffPart("removed", removed)
    if added:
        yield DiffPart("added", added)


def figure_courses(texts: Sequence[str]) -> tuple[FigureCourse, ...]:
    """Return how figures went from wording to wording: those that are told of in the same words but for the number.

    A figure is known again by the word after it, or, at the end, before it; only courses of two or more values count.
    """
    courses: dict[str, list[str]] = {}
    for text in texts:
        seen: set[str] = set()
        words = [word for word in _WORD.findall(text) if word.strip()]
        for place, word in enumerate(words):
            if not _FIGURE.fullmatch(word):
                continue
            following = words[place + 1] if place + 1 < len(words) else words[place - 1] if place else ""
            key = following.lower()
            if not key.isalpha() or key in seen:
                continue
            seen.add(key)
            values = courses.setdefault(key, [])
            if not values or values[-1] != word:
                values.append(word)
    return tuple(FigureCourse(tuple(values), words) for words, values in courses.items() if len(values) > 1)
