"""One line of wikitext as rich text, with the articles it links to and the sources it cites.

Goes through the tokens of a line in order and hands each to its reader, the way MediaWiki does. Templates and comments
are gone by the time a line comes here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from daybook.model.day import Source
from daybook.model.text import RichText, Span
from daybook.parse.dialect import Dialect
from daybook.parse.lines.apostrophes import BOLD, ITALIC
from daybook.parse.lines.external_links import (
    bracket_html_links,
    read_bare,
    read_external,
    read_open_external,
    without_markup,
)
from daybook.parse.lines.headline import SOURCE, Piece, Tidied, tidy_headline, visible_text
from daybook.parse.lines.line_reading import Line, Reading
from daybook.parse.lines.links import WikiLink, has_picture, read_wiki_link, without_pictures
from daybook.parse.lines.plain_lines import read_plain
from daybook.parse.lines.source_labels import make_source
from daybook.parse.lines.tokens import MARKUP, TOKEN
from daybook.parse.preprocess import (
    JOIN,
    NOTHING,
    REFERENCE_CLOSE,
    REFERENCE_OPEN,
    SHOWN_ONLY,
    hide,
    plain_text,
    reveal,
)
from daybook.parse.problems import LONGEST

SUBSCRIPT, SUPERSCRIPT, STRIKE = 4, 8, 16

_STYLE_TAGS = {
    "i": ITALIC, "em": ITALIC, "cite": ITALIC, "var": ITALIC, "dfn": ITALIC, "b": BOLD, "strong": BOLD,
    "sub": SUBSCRIPT, "sup": SUPERSCRIPT, "s": STRIKE, "strike": STRIKE, "del": STRIKE,
}  # fmt: skip
_SHOWN_TAGS = (
    "u ins span small big font tt code kbd samp abbr bdi bdo q data time mark ruby rb rp rt "
    "rtc p references section noinclude onlyinclude includeonly pre a wbr"
)
_PLAIN_TAGS = frozenset(_SHOWN_TAGS.split())
_BREAKS = frozenset(("br", "hr", "p"))
_BLOCK_TAGS = "div li ul ol dl dt dd table caption tr td th blockquote center h1 h2 h3 h4 h5 h6"
_BLOCKS = frozenset(_BLOCK_TAGS.split())
"""What begins and ends a line of its own; an end without a beginning is dropped by the wiki."""
_KNOWN_TAGS = frozenset((*_STYLE_TAGS, *_PLAIN_TAGS, *_BREAKS, *_BLOCKS))
_NOT_WORDS = re.compile(r"[^\w\[\]{}]+")
_REFERENCE = re.compile(rf"{REFERENCE_OPEN}(?P<reference>\d+){REFERENCE_CLOSE}")
_ATTRIBUTES = re.compile(r"(<[a-zA-Z][a-zA-Z0-9]*\s)([^<>]*)(?=>)")
_LABEL_TOKENS = ("''", "<", "[", "://", "\n", SHOWN_ONLY, REFERENCE_OPEN)
"""What makes the label of a link a line of its own."""


def read_line(text: str, references: Sequence[str], dialect: Dialect) -> Line:
    """Read one line; `references` holds the wikitext of the page's references by number."""
    if JOIN in text:
        text = text.replace(JOIN, "")
    return read_plain(text, dialect) or read_marked_up(text, references, dialect)


def read_marked_up(text: str, references: Sequence[str], dialect: Dialect) -> Line:
    """Read one line the long way, whatever is in it."""
    if has_picture(text, dialect):
        text = without_pictures(text, dialect)
    text = bracket_html_links(text)
    if "<" in text and "=" in text:
        text = _ATTRIBUTES.sub(_without_markup_in_attributes, text)
    if MARKUP.search(text) is None:
        plain = " ".join(reveal(text).split())
        return Line(RichText((Span(plain),) if plain else ()))
    reading = Reading(references, dialect)
    _scan(text, reading)
    reading.resolve_apostrophes()
    tidied = tidy_headline(reading.pieces, dialect)
    sources = tuple(piece.source for piece in reading.pieces if piece.source is not None)
    if tidied.languages or tidied.names:
        sources = tuple(_with_notes(source, tidied, index, dialect) for index, source in enumerate(sources))
    return Line(tidied.text, sources, _visible(reading.pieces, tidied), tuple(reading.faults))


def _without_markup_in_attributes(match: re.Match[str]) -> str:
    """Hide what would be markup in the attributes of a tag that the wiki knows: it reads tags before links."""
    name = match[1][1:].rstrip().lower()
    return match[1] + hide(match[2]) if name in _KNOWN_TAGS else match[0]


def _visible(pieces: list[Piece], tidied: Tidied) -> str | None:
    """Return what the wiki shows where its words are others than the headline's."""
    if not tidied.differs:
        return None
    visible = visible_text(pieces)
    is_same = _NOT_WORDS.sub(" ", visible).strip() == _NOT_WORDS.sub(" ", tidied.text.plain).strip()
    return None if is_same else visible


def _with_notes(source: Source, tidied: Tidied, index: int, dialect: Dialect) -> Source:
    """Give a source the language and the name that stand beside it."""
    name = "" if source.label else tidied.names.get(index, "")
    language = None if source.language else tidied.languages.get(index)
    if not name and not language:
        return source
    return replace(make_source(source.url, name or source.label, dialect, language), article=source.article)


def _scan(text: str, reading: Reading) -> None:
    """Cut a line into pieces. Each step moves on in the text, and none looks further back than it began."""
    position = 0
    while (match := TOKEN.search(text, position)) is not None:
        if match.start() > position:
            reading.add_text(text[position : match.start()])
        position = _READERS[match.lastgroup or "placeholder"](text, match, reading)
    if position < len(text):
        rest = text[position:]
        reading.add_text(rest)
        if "[[" in rest:
            reading.faults.append(("unclosed-link", rest[rest.index("[[") :]))


def _read_link(_text: str, match: re.Match[str], reading: Reading) -> int:
    link = read_wiki_link(match, reading.dialect)
    if link.is_hidden:
        _trim_before_hidden(reading)
    elif link.is_text:
        reading.add_text(link.wikitext)
    elif link.label is None:
        name = link.shown.lstrip() if link.trail else link.shown.strip()
        reading.pieces.append(Piece(name + link.trail, link.title, reading.style))
        if link.shown[-1:] == " " and not link.trail:  # the wiki keeps it; outside the link it does no harm to the name
            reading.pieces.append(Piece(" ", style=reading.style))
    elif any(token in link.label for token in _LABEL_TOKENS):
        _read_label(link.label.replace("\n", " "), link, reading)
    else:
        label = plain_text(link.label) + link.trail
        reading.pieces.append(Piece(label, link.title, reading.style, shown=link.wikitext))
    return link.end


def _trim_before_hidden(reading: Reading) -> None:
    """Drop the space before a category or another language's page: the wiki takes the line's break with it."""
    if reading.pieces:
        last = reading.pieces[-1]
        if last.link is None and last.source is None:
            last.text = last.text.rstrip()


def _read_label(label: str, link: WikiLink, reading: Reading) -> None:
    """Read the label of a link that has markup of its own; its apostrophes end with it."""
    inner = Reading(reading.references, reading.dialect, reading.style, in_label=True)
    _scan(label, inner)
    inner.resolve_apostrophes()
    for piece in inner.pieces:
        if piece.source is None:
            piece.link = piece.link or link.title
            reading.pieces.append(piece)
        elif piece.reference:
            reading.pieces.append(piece)
        else:  # the wiki shows the brackets; its words are the label's
            shown = f"[{piece.source.url} {piece.label}]" if piece.label else piece.source.url
            reading.pieces.append(Piece(" ".join(piece.label.split()), link.title, piece.style, shown=shown))
            reading.pieces.append(Piece(SOURCE, source=piece.source, reference=True))
    if link.trail:
        reading.pieces.append(Piece(link.trail, link.title, reading.style))


def _read_external(_text: str, match: re.Match[str], reading: Reading) -> int:
    label = match["external"]
    read_external(match["address"], label, reading)
    if REFERENCE_OPEN in label:
        for mark in _REFERENCE.finditer(label):
            _read_reference(label, mark, reading)
    return match.end()


def _read_apostrophes(text: str, match: re.Match[str], reading: Reading) -> int:
    start = match.start()
    reading.add_apostrophes(match.end() - start, text[max(0, start - 2) : start])
    return match.end()


def _read_bare(_text: str, match: re.Match[str], reading: Reading) -> int:
    if reading.in_label:  # the wiki looks for addresses when the labels of its links are done
        reading.add_text(match["bare"])
        return match.end()
    return read_bare(match, reading)


def _read_other_external(_text: str, match: re.Match[str], reading: Reading) -> int:
    reading.pieces.append(Piece(without_markup(match["other_external"]), style=reading.style, shown=NOTHING))
    return match.end()


def _read_other_bare(_text: str, match: re.Match[str], reading: Reading) -> int:
    reading.pieces.append(Piece(plain_text(match["other_bare"]), style=reading.style, shown=" "))
    return match.end()


def _read_shown_only(_text: str, match: re.Match[str], reading: Reading) -> int:
    words = match["shown_only"]
    reading.pieces.append(Piece(" " if words == "|" else "", style=reading.style, shown=plain_text(words)))
    return match.end()


def _read_placeholder(_text: str, match: re.Match[str], reading: Reading) -> int:
    reading.pieces.append(Piece("", shown=match[0]))
    return match.end()


def _read_reference(_text: str, match: re.Match[str], reading: Reading) -> int:
    """Take the sources of a reference; its own words are not part of the sentence."""
    wikitext = reading.references[int(match["reference"])]
    inner = Reading((), reading.dialect)  # a reference within a reference has no sources: the wiki allows none
    _scan(wikitext.replace(REFERENCE_OPEN, " ").replace(REFERENCE_CLOSE, " "), inner)
    sources = [piece.source for piece in inner.pieces if piece.source is not None]
    words = " ".join("".join(piece.text for piece in inner.pieces if piece.source is None).split()).strip(" .,;")
    if len(sources) == 1 and words and not sources[0].label:
        sources = [make_source(sources[0].url, words, reading.dialect)]
    for source in sources:
        reading.pieces.append(Piece(SOURCE, source=source, reference=True))
    if not sources:
        reading.pieces.append(Piece("", style=reading.style))
        reading.faults.append(("reference-without-address", words[:LONGEST]))
    return match.end()


def _read_tag(_text: str, match: re.Match[str], reading: Reading) -> int:
    name = match["name"].lower()
    if name in _STYLE_TAGS:
        reading.add_style_tag(_STYLE_TAGS[name], opens=not match["slash"])
    elif name in ("nowiki", "ref"):
        reading.pieces.append(Piece("", style=reading.style, shown=match[0]))
    elif name in _BREAKS:
        reading.pieces.append(Piece(" ", style=reading.style))
    elif name in _BLOCKS:
        reading.add_block_tag(opens=not match["slash"])
    elif name not in _PLAIN_TAGS:
        reading.pieces.append(Piece(reveal(match[0]), style=reading.style))
        reading.faults.append(("unknown-tag", match[0]))
    return match.end()


def _read_open_external(text: str, match: re.Match[str], reading: Reading) -> int:
    return read_open_external(text, match, reading)


_READERS: dict[str, Callable[[str, re.Match[str], Reading], int]] = {
    "link": _read_link,
    "external": _read_external,
    "open_external": _read_open_external,
    "apostrophes": _read_apostrophes,
    "tag": _read_tag,
    "bare": _read_bare,
    "reference": _read_reference,
    "other_external": _read_other_external,
    "other_bare": _read_other_bare,
    "shown_only": _read_shown_only,
    "placeholder": _read_placeholder,
}
