"""What on a day page is neither heading nor event: rests of frames, rules, pointers, navigation, "nothing yet".

Says so of a whole line or of its text; what cites a source is never boilerplate, which is the caller's to see.
"""

from __future__ import annotations

import re
from functools import lru_cache

from daybook.model.text import RichText
from daybook.parse.dialect import Dialect

_TABLE = re.compile(r"\s*(?:\{\||\|\}|\|-|\|\+)")
_CELL = re.compile(r"\s*+[|!]++\s*+(?:(?:[\w-]++\s*+=\s*+(?:\"[^\"|]*+\"|[^\s|\"]++)\s*+)+\|(?!\|))?")
_WORD = re.compile(r"[^\W_]")
_BESIDE_LINKS = re.compile(r"[^\w]*(?:\w+\W+){0,4}\w*\W*")


@lru_cache(maxsize=16)
def _line(dialect: Dialect) -> re.Pattern[str]:
    parameters = "|".join(re.escape(name) for name in dialect.page.parameters)
    kinds = (
        r"(?:</?[a-zA-Z][^<>]*>\s*+)+",  # tags alone
        r"__[A-Z]+__",
        r"-{4,}",
        r"[{}|\s]++",  # what is left of a frame
        rf"\|\s*(?:{parameters})\s*=.*",
        r"<<[A-Z ]+>>",
        *dialect.page.boilerplate,
    )
    return re.compile(rf"\s*+(?:{'|'.join(kinds)})\s*+$", re.IGNORECASE)


@lru_cache(maxsize=16)
def _behind_the_scenes(dialect: Dialect) -> frozenset[str]:
    names = dialect.names
    return frozenset([names.talk, *(name + end for name in names.navigation for end in ("", f" {names.talk}"))])


def is_boilerplate(line: str, dialect: Dialect) -> bool:
    """Say whether a line of wikitext, or what it shows, is boilerplate."""
    return _line(dialect).match(line) is not None


def is_table_markup(line: str) -> bool:
    """Say whether a line begins, ends or parts a table."""
    return _TABLE.match(line) is not None


def split_cell(line: str) -> str | None:
    """Return what stands in a cell of a table, on the line that begins it; None for any other line."""
    match = _CELL.match(line)
    return None if match is None else line[match.end() :]


def says_nothing(text: RichText, dialect: Dialect) -> bool:
    """Say whether a text is boilerplate, or has no word in it."""
    plain = text.plain
    return _WORD.search(plain) is None or _line(dialect).match(plain) is not None


def is_navigation(text: RichText, dialect: Dialect) -> bool:
    """Say whether a text leads to pages that are no articles, and tells nothing."""
    links = [span.link for span in text.spans if span.link is not None]
    if not links or not all(_is_behind_the_scenes(link, dialect) for link in links):
        return False
    return all(span.link is not None or _BESIDE_LINKS.fullmatch(span.text) is not None for span in text.spans)


def _is_behind_the_scenes(title: str, dialect: Dialect) -> bool:
    prefix, colon, _ = title.partition(":")
    hidden = bool(colon) and prefix.strip().replace("_", " ").lower() in _behind_the_scenes(dialect)
    return hidden or title in dialect.names.front_pages
