"""Apostrophes: which of a line's runs are italics and bold, and which are letters.

Follows what MediaWiki does with them (`Parser::doQuotes`): two toggle italics, three bold, five both; four are a letter
and bold; of more than five the last five count. Where a line has both an odd one of italics and an odd one of bold, one
bold was meant as a letter and italics: the first after a one-letter word, else after a longer word, else after a space.
"""

from __future__ import annotations

from collections.abc import Sequence

ITALIC = 1
BOLD = 2


def resolve_quotes(lengths: Sequence[int], before: Sequence[str]) -> list[tuple[int, int]]:
    """Return for each run of apostrophes how many are letters, and which styles the rest toggles.

    `lengths` are the runs' lengths, each at least 2; `before` the last two characters of the text before each, since the
    run before it. Styles are a sum of ITALIC and BOLD; all end with the line.
    """
    letters = [1 if length == 4 else max(0, length - 5) for length in lengths]
    marks = [length - extra for length, extra in zip(lengths, letters, strict=True)]
    if sum(mark in (3, 5) for mark in marks) % 2 and sum(mark in (2, 5) for mark in marks) % 2:
        wrong = _bold_that_is_a_letter(marks, letters, before)
        if wrong is not None:
            marks[wrong] = 2
            letters[wrong] += 1
    styles = {2: ITALIC, 3: BOLD, 5: ITALIC | BOLD}
    return [(extra, styles[mark]) for extra, mark in zip(letters, marks, strict=True)]


def _bold_that_is_a_letter(marks: Sequence[int], letters: Sequence[int], before: Sequence[str]) -> int | None:
    after_word: int | None = None
    after_space: int | None = None
    for index, mark in enumerate(marks):
        if mark != 3:
            continue
        text = before[index] + "'" * letters[index]
        if text[-1:] == " ":
            after_space = index if after_space is None else after_space
        elif text[-2:-1] == " ":
            return index
        elif after_word is None:
            after_word = index
    return after_space if after_word is None else after_word
