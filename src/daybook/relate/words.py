"""Headlines and titles as words: what counts as a word, as the same word, and as the same title.

Does not weigh anything: rarity is the generation's business.
"""

from __future__ import annotations

import re
import unicodedata

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_QUOTES = re.compile("[\u2018\u2019\u02bc\u2032]")
_SPACES = re.compile(r"[\s_]+")

_stem = snowballstemmer.stemmer("english").stemWord


def split_words(text: str) -> list[str]:
    """Return the runs of letters and digits of a text in order, as written; `1,234` and `6.1` are one each."""
    return _WORD.findall(text)


def stem_word(word: str) -> str:
    """Return what `word` shares with its other forms; words of other languages keep their letters."""
    stem: str = _stem(unicodedata.normalize("NFKC", word).casefold())
    return stem


def normalise_title(title: str) -> str:
    """Return the form in which two titles of one article agree: case, dashes, quotes, marks and spaces are levelled."""
    plain = unicodedata.normalize("NFKD", title)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = _QUOTES.sub("'", _DASHES.sub("-", plain))
    return _SPACES.sub(" ", plain).strip().casefold()
