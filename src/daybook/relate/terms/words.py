"""Headlines and titles as words: what counts as a word, as the same word, and as the same title.

Does not weigh anything: rarity is the generation's business. Endings are cut by a short list and not by a full stemmer:
on dev stories the formula reaches 0.4615 with the list, 0.4631 with Snowball's English and 0.4598 with neither, and
Snowball in pure Python would take longer than everything else that is done with words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from urllib.parse import unquote

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_ADDRESS_PATH = re.compile(r"^[a-z]+://(?:www\.)?([^/?#:]*)[^/?#]*([^?#]*)", re.IGNORECASE)
_QUOTES = re.compile("[\u2018\u2019\u02bc\u2032]")
_SPACES = re.compile(r"[\s_]+")

_ENDINGS = ("ings", "ing", "edly", "ed", "ions", "ion", "ies", "es", "s", "ly", "e", "y")
_LEAST_STEM = 3


def split_words(text: str) -> list[str]:
    """Return the runs of letters and digits of a text in order, as written; `1,234` and `6.1` are one each."""
    return _WORD.findall(text)


@cache
def common_words() -> frozenset[str]:
    """Return the stems of words that English news has in common (`python -m benchmarks.common_words` lists them)."""
    return frozenset(resources.files("daybook.relate").joinpath("common_words.txt").read_text("utf-8").split())


@lru_cache(maxsize=1 << 15)
def stem_word(word: str) -> str:
    """Return what `word` shares with its other forms, as far as English endings tell; other words only lose their case."""
    stem = word.casefold()
    if len(stem) > _LEAST_STEM and stem.isascii() and stem.isalpha():
        for ending in _ENDINGS:
            if stem.endswith(ending) and len(stem) - len(ending) >= _LEAST_STEM:
                return stem[: -len(ending)]
    return stem


def normalise_title(title: str) -> str:
    """Return the form in which two titles of one article agree: case, dashes, quotes, marks and spaces are levelled."""
    plain = unicodedata.normalize("NFKD", title)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = _QUOTES.sub("'", _DASHES.sub("-", plain))
    return _SPACES.sub(" ", plain).strip().casefold()


def split_address(url: str) -> list[str]:
    """Return the words of a source's address: its host (one word, after `@`) and the words of its path, numbers left out."""
    match = _ADDRESS_PATH.match(url)
    if match is None:
        return []
    words = split_words(unquote(match[2]).replace("-", " "))
    return ["@" + match[1].casefold(), *(word for word in words if len(word) > 2 and not word[0].isdigit())]
