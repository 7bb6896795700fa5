"""What on a day page is neither heading nor event: rests of frames, rules, pointers, navigation, "nothing yet".

Says so of a whole line or of its text; what cites a source is never boilerplate, which is the caller's to see.
"""

from __future__ import annotations

import re

from daybook.model.text import RichText

_LINE = re.compile(
    r"\s*+(?:"
    r"(?:</?[a-zA-Z][^<>]*>\s*+)+"  # tags alone
    r"|__[A-Z]+__"
    r"|-{4,}"
    r"|[{}|\s]++"  # what is left of a frame
    r"|\|\s*(?:year|month|day|top|bottom|content)\s*=.*"
    r"|ongoing\s+events?\s*:.*"
    r"|\(?\s*(?:see|more)\s+(?:also|below|above|here)\b[^.]{0,60}\)?\.?"
    r"|(?:main\s+articles?|further\s+information|details)\s*:[^.]{0,60}"
    r"|\(?(?:none|nothing|no\s+(?:news|events|entries|items))(?:\s+(?:yet|so\s+far|today|to\s+report))*\)?\.?"
    r"|\[\s*(?:edit|watch|history)\b[^\[\]]{0,40}\]"
    r"|<<[A-Z ]+>>"
    r")\s*+$",
    re.IGNORECASE,
)
_TABLE = re.compile(r"\s*(?:\{\||\|\}|\|-|\|\+)")
_CELL = re.compile(r"\s*+[|!]++\s*+(?:(?:[\w-]++\s*+=\s*+(?:\"[^\"|]*+\"|[^\s|\"]++)\s*+)+\|(?!\|))?")
_WORD = re.compile(r"[^\W_]")
_BESIDE_LINKS = re.compile(r"[^\w]*(?:\w+\W+){0,4}\w*\W*")
_NAMESPACES = "portal|special|wikipedia|wp|project|user|template|help|mediawiki"
_BEHIND_THE_SCENES = frozenset(["talk", *(part + end for part in _NAMESPACES.split("|") for end in ("", "_talk"))])


def is_boilerplate(line: str) -> bool:
    """Say whether a line of wikitext, or what it shows, is boilerplate."""
    return _LINE.match(line) is not None


def is_table_markup(line: str) -> bool:
    """Say whether a line begins, ends or parts a table."""
    return _TABLE.match(line) is not None


def split_cell(line: str) -> str | None:
    """Return what stands in a cell of a table, on the line that begins it; None for any other line."""
    match = _CELL.match(line)
    return None if match is None else line[match.end() :]


def says_nothing(text: RichText) -> bool:
    """Say whether a text is boilerplate, or has no word in it."""
    plain = text.plain
    return _WORD.search(plain) is None or _LINE.match(plain) is not None


def is_navigation(text: RichText) -> bool:
    """Say whether a text leads to pages that are no articles, and tells nothing."""
    links = [span.link for span in text.spans if span.link is not None]
    if not links or not all(_is_behind_the_scenes(link) for link in links):
        return False
    return all(span.link is not None or _BESIDE_LINKS.fullmatch(span.text) is not None for span in text.spans)


def _is_behind_the_scenes(title: str) -> bool:
    prefix, colon, _ = title.partition(":")
    return (bool(colon) and prefix.strip().replace(" ", "_").lower() in _BEHIND_THE_SCENES) or title == "Current events"
