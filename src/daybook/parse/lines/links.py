"""Links to pages: which title one leads to, what it shows, and which put no words into the text.

Follows `Parser::handleInternalLinks2`. Reads a link's target and whole pictures; the label is read like the rest of the
line, which is `inline`'s part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from daybook.model.titles import normal_title
from daybook.parse.dialect import Dialect
from daybook.parse.entities import decode_entities
from daybook.parse.lines.namespaces import hidden_link, is_no_article
from daybook.parse.preprocess import NOTHING

_LONGEST_TITLE = 255
"""Bytes of the longest title that MediaWiki takes."""
_NO_TITLE = re.compile(
    r"[\ue000-\ue07f\ufffd\x00-\x1f\x7f<>\[\]{}|]|~~~|%[0-9A-Fa-f]{2}|&(?:[A-Za-z0-9]+|#\d+|#x[0-9A-Fa-f]+);"
    r"|^\s*:\s*:|^(?::?\.{1,2}(?:[#/]|$)|[^#]*/\.{1,2}(?:[/#]|$))"
)
"""What no title holds (`MediaWikiTitleCodec::splitTitleString`), and the characters that nowiki protects."""
_DOUBLE_BRACKETS = re.compile(r"\[\[|\]\]")
_QUALIFIER = re.compile(r"\s*\([^()]*\)\s*$|,.*$")


@lru_cache(maxsize=16)
def _picture(dialect: Dialect) -> re.Pattern[str]:
    names = "|".join(re.escape(name).replace(r"\ ", "[ _]+") for name in dialect.names.file)
    return re.compile(rf"\[\[\s*(?:{names})\s*:", re.IGNORECASE)


@dataclass(slots=True)
class WikiLink:
    """A link as it was read.

    `end` is where the line goes on. `title` is None where the link leads to no article. `label` is what was written for
    the text, None where the link shows its title as `shown`; `wikitext` is the link itself where the wiki shows that instead.
    """

    end: int
    trail: str
    title: str | None = None
    label: str | None = None
    shown: str = ""
    wikitext: str = ""
    is_hidden: bool = False
    is_text: bool = False


def read_wiki_link(match: re.Match[str], dialect: Dialect) -> WikiLink:
    """Read a token of kind `link`."""
    target, label, trail, end = match["target"], match["label"], match["link"], match.end()
    if match["bracket"]:
        if label and "[" in label:
            label += "]"
        else:  # the bracket is text, and ends the trail before it begins
            end, trail = match.start("bracket"), ""
    if "&" in target:
        target = decode_entities(target)
    if "%" in target:
        target = unquote(target)
    if ":" in target and hidden_link(target, dialect):
        return WikiLink(end - len(trail), "", is_hidden=True)
    wikitext = match[0][: end - match.start()]
    title = _title(target, dialect)
    if title is None:
        return WikiLink(end, "", wikitext=wikitext, is_text=True)
    link = WikiLink(end, trail, title if title != "#" else None, label)
    if label == "":  # the wiki would have filled it in when the page was saved; on a page that has it, it is no link
        link.label, link.wikitext = _pipe_trick(target), wikitext
    elif label is None:
        link.shown = target.lstrip(":").replace("_", " ") if target.startswith(":") else target
    return link


def without_pictures(text: str, dialect: Dialect) -> str:
    """Take out pictures with their captions, which may hold links of their own."""
    output: list[str] = []
    position = 0
    picture = _picture(dialect)
    while (match := picture.search(text, position)) is not None:
        end = _end_of_picture(text, match.start())
        if end is None:
            break
        output += [text[position : match.start()], NOTHING]
        position = end
    output.append(text[position:])
    return "".join(output)


def has_picture(text: str, dialect: Dialect) -> bool:
    """Say whether a picture begins in a text."""
    return "[[" in text and ":" in text and _picture(dialect).search(text) is not None


def _end_of_picture(text: str, start: int) -> int | None:
    depth = 0
    for brackets in _DOUBLE_BRACKETS.finditer(text, start):
        depth += 1 if brackets[0] == "[[" else -1
        if depth == 0:
            end = brackets.end()
            # Of three brackets at the end, the first may close an external link of the caption.
            ends_in_external = text.rfind("[", start, end) > text.rfind("[[", start, end) + 1
            return end + (ends_in_external and text.startswith("]", end))
    return None


def _title(target: str, dialect: Dialect) -> str | None:
    """Return the title that a link leads to; "#" where it is no article, None where the wiki makes no link of it."""
    title = "" if _NO_TITLE.search(target) else normal_title(target, keep_section=True)
    # Four bytes are the most that a character has: only a title this long can be too long.
    if len(title) > _LONGEST_TITLE // 4 and len(title.partition("#")[0].encode()) > _LONGEST_TITLE:
        title = ""
    if (":" in title and is_no_article(title, dialect)) or (title and target.startswith("/")):
        return "#"
    if not title and target.startswith("#"):
        return "#"
    return None if title in ("", ".", "..") else title


def _pipe_trick(target: str) -> str:
    """Return the label that MediaWiki writes for `[[Name (kind)|]]`: no name space, nothing in or after a bracket or comma."""
    name = target.lstrip(":").partition(":")[2] if ":" in target else target
    return _QUALIFIER.sub("", name).strip() or target
