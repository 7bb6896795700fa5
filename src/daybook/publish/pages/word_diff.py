"""What changed between two wordings, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from daybook.publish.pages.records import DiffPart, FigureCourse

_WORD = re.compile(r"\s+|\w+(?:[.,]\d+)*|[^\w\s]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_COUNTS_NOTHING = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "of",
        "on",
        "or",
        "over",
        "per",
        "than",
        "that",
        "the",
        "to",
        "was",
        "were",
        "with",
        "am",
        "auf",
        "aus",
        "bei",
        "das",
        "der",
        "die",
        "ein",
        "eine",
        "im",
        "in",
        "ist",
        "mit",
        "nach",
        "oder",
        "und",
        "von",
        "vor",
        "war",
        "zu",
        "zum",
        "zur",
    ]
)
"""Words after a figure that do not say what it counts: "Game 7 to win" and "4 to 7" are no course of one figure."""
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
_LONGEST = 1500
"""Words of the longest texts that are compared one by one: the comparison takes the square of them at worst."""


def word_diff(before: str, after: str) -> tuple[DiffPart, ...]:
    """Return the runs of words kept, removed and added; kept and added ones join to `after`, kept and removed to `before`."""
    if before == after:
        return (DiffPart("same", after),) if after else ()
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) > _LONGEST or len(new) > _LONGEST:
        return tuple(_change(before, after))
    return tuple(_parts(old, new))


def _parts(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffPart]:
    """Yield runs in order. A lone space between two changes belongs to both: "12 men" to "24 women" is one change."""
    removed, added = "", ""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        kept = "".join(old[i1:i2])
        if kind != "equal":
            removed, added = removed + kept, added + "".join(new[j1:j2])
        elif kept.isspace() and (removed or added) and i2 < len(old) and j2 < len(new):
            removed, added = removed + kept, added + kept
        else:
            yield from _change(removed, added)
            removed, added = "", ""
            yield DiffPart("same", kept)
    yield from _change(removed, added)


def _change(removed: str, added: str) -> Iterator[DiffPart]:
    if removed:
        yield DiffPart("removed", removed)
    if added:
        yield DiffPart("added", added)


def figure_value(figure: str) -> float | None:
    """Read a figure as headlines write it ("1,200"); None for anything else."""
    digits = figure.replace(",", "").replace("\u00a0", "").replace(" ", "")
    return float(digits) if _NUMBER.fullmatch(digits) else None


def figure_courses(texts: Sequence[str]) -> tuple[FigureCourse, ...]:
    """Return how figures went from wording to wording: those that stand in the same words but for the number.

    A figure is known again by the word after it, or, at the end, before it; only courses of two or more values count.
    """
    courses: dict[str, list[str]] = {}
    written: dict[str, str] = {}
    for text in texts:
        seen: set[str] = set()
        words = [word for word in _WORD.findall(text) if word.strip()]
        for place, word in enumerate(words):
            if not _FIGURE.fullmatch(word):
                continue
            following = words[place + 1] if place + 1 < len(words) else words[place - 1] if place else ""
            key = following.lower()
            if not key.isalpha() or key in _COUNTS_NOTHING or key in seen:
                continue
            seen.add(key)
            written[key] = following
            values = courses.setdefault(key, [])
            if not values or values[-1] != word:
                values.append(word)
    return tuple(FigureCourse(tuple(values), written[key]) for key, values in courses.items() if len(values) > 1)
