"""What counts as a word when searching: one rule for the index, for questions and, in JavaScript, for the browser.

A test runs this and `theme/static/search.js` over the same texts. The rule: lower case; accents off; "'s" at the end of a word
off; the full stops of initials off (U.S.); a comma between digits off, and a slash between two short numbers; then runs of
letters and runs of digits, so that COVID19, COVID-19 and covid 19 are the same two words. Each character of a script that
writes no spaces (Chinese, Japanese, Thai, Khmer ...) stands on its own, so that its words are found as phrases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ς": "σ"}
)
# Accents of European scripts, Hebrew points, Arabic vowel signs: people leave them out when they type.
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u0640]")
_POSSESSIVE = re.compile(r"['’ʼ]s(?![^\W_])")
_INITIALS = re.compile(r"(?<![^\W_])(?:[a-z]\.){2,}")
_GROUPED = re.compile(r",(?<=[0-9],)(?=[0-9]{3})")
# What is spoken as a name: 9/11, 24/7. Not the years of a season (2010/11) and not whole dates, whose parts are looked for.
_SLASHED = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})(?![0-9/])")
# Scripts without spaces between words, a token a character: Thai, Lao, Myanmar, Khmer, kana, Han.
_SINGLE = (
    r"\u0e01-\u0e7f\u0e81-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
# Indic scripts write vowels as marks, which are no letters to a regular expression: whole blocks but the two full stops.
_INDIC = r"\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"[0-9]+|[{_SINGLE}]|(?:(?![0-9{_SINGLE}])(?:[^\W_]|[{_INDIC}]))+")
_PLAIN_WORD = re.compile("[0-9]+|[a-z]+")

BREAK = "\n"
"""Stands between the words of two texts that are split together."""

_PLAIN_WORD_OR_BREAK = re.compile("[0-9]+|[a-z]+|\n")

LONGEST = 32
"""Characters of a word that count, so that one endless word cannot make an endless file name."""


def words_of_all(texts: Sequence[str]) -> list[str]:
    """Return the words of plain texts (ASCII, without line breaks) in order, whole, with a `BREAK` between two texts.

    What `words` finds, at half the cost for texts of a sentence; it cuts words that are longer than `LONGEST`.
    """
    return _PLAIN_WORD_OR_BREAK.findall(_tidied(BREAK.join(texts).lower()))


def words(text: str) -> list[str]:
    """Return the words of a text in order, as they are looked up."""
    lowered = text.lower()
    plain = lowered.isascii()
    if not plain:  # of what is not plain, most have a dash or a curly apostrophe, and nothing else
        lowered = lowered.replace("–", " ").replace("—", " ").replace("’", "'")
        plain = lowered.isascii()
    if not plain:
        lowered = _MARKS.sub("", unicodedata.normalize("NFKD", lowered)).translate(_LETTERS)
    lowered = _tidied(lowered)
    return [word[:LONGEST] for word in (_PLAIN_WORD if plain else _WORD).findall(lowered)]


def _tidied(lowered: str) -> str:
    """Take off what belongs to no word."""
    if "'s" in lowered or not lowered.isascii():
        lowered = _POSSESSIVE.sub("", lowered)
    if lowered.count(".") > 1:
        lowered = _INITIALS.sub(lambda found: found[0].replace(".", ""), lowered)
    if "," in lowered:
        lowered = _GROUPED.sub("", lowered)
    return _SLASHED.sub(r"\1\2", lowered) if "/" in lowered else lowered
