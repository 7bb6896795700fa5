"""One line of wikitext as rich text, with the articles it links to and the sources it cites.

Reads links, apostrophes, addresses, HTML and entities the way MediaWiki does (`Parser::handleInternalLinks2`,
`doQuotes`, `handleExternalLinks`, `handleMagicLinks`). Templates and comments are gone by the time a line comes here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.entities import html5
from urllib.parse import unquote

from daybook.model.day import Source
from daybook.model.text import RichText, Span
from daybook.model.titles import normal_title
from daybook.parse.external import (
    FREE_OTHER_ADDRESS,
    FREE_URL,
    OTHER_ADDRESS,
    URL,
    normal_address,
    split_bracketed,
    split_free,
)
from daybook.parse.headline import SOURCE, Piece, Tidied, tidy_headline, visible_text
from daybook.parse.namespaces import hidden_link, is_no_article
from daybook.parse.plain_lines import read_plain
from daybook.parse.preprocess import JOIN, REFERENCE_CLOSE, REFERENCE_OPEN, SHOWN_ONLY
from daybook.parse.quotes import BOLD, ITALIC, resolve_quotes
from daybook.parse.sources import make_source

SUBSCRIPT, SUPERSCRIPT, STRIKE = 4, 8, 16

_LINK = r"(?:(?<!\[)|(?<=(?<!\[)\[\[))\[\[(?!\s*(?i:https?:|ftps?:|//|mailto:))([^\[\]{}<>|\n]+)(?:\|([^\[\]]*+(?:(?:\[(?!\[)|\](?!\]))[^\[\]]*+)*))?\]\](\]?)([a-z]*)"
_SPACE = r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_TOKEN = re.compile(
    rf"{_LINK}"  # 1 title, 2 label, 3 a bracket too many, 4 trail
    rf"|\[({URL}){_SPACE}*([^\[\]\n]*)\]"  # 5 address, 6 label without brackets
    rf"|\[({URL})"  # 7 address of a link that has brackets in its label, or no end
    r"|(''+)"  # 8 apostrophes
    r"|<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)(/?)>"  # 9 slash, 10 tag, 11 attributes
    rf"|({FREE_URL})"  # 13 bare address
    rf"|{REFERENCE_OPEN}(\d+){REFERENCE_CLOSE}"  # 14 reference
    rf"|\[{OTHER_ADDRESS}{_SPACE}*([^\[\]\n]*)\]"  # 15 label of an address that is no page
    rf"|({FREE_OTHER_ADDRESS})"  # 16 such an address, bare
    rf"|{SHOWN_ONLY}([^{SHOWN_ONLY}\n]*){SHOWN_ONLY}"  # 17 what only the wiki shows
    r"|<<[A-Z ]+>>",  # a place-holder of 2005
)
_INTERESTING = re.compile(rf"[\[<\x02{SHOWN_ONLY}&]|''|://|mailto:")
_ENTITY = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,7})|([A-Za-z][A-Za-z0-9]*));")
_FILE = re.compile(r"\[\[\s*(?:file|image)\s*:", re.IGNORECASE)
_DOUBLE = re.compile(r"\[\[|\]\]")
_LONGEST_TITLE = 255
"""Bytes of the longest title that MediaWiki takes."""
_NO_TITLE = re.compile(
    r"[\ue000-\ue07f\ufffd\x00-\x1f\x7f<>\[\]{}|]|~~~|%[0-9A-Fa-f]{2}|&(?:[A-Za-z0-9]+|#\d+|#x[0-9A-Fa-f]+);|^(?::?\.{1,2}(?:[#/]|$)|[^#]*/\.{1,2}(?:[/#]|$))"
)
"""What no title holds (`MediaWikiTitleCodec::splitTitleString`), and characters that nowiki protects."""
"""A character that nowiki protects: no title holds one."""
_HTML_LINK = re.compile(
    r"<a\s[^<>]{0,300}?\bhref\s*=\s*[\"']?((?:https?:)?//[^\"'<>\s\[\]]{1,2000})[^<>]{0,300}>([^<>\[\]]{0,300})</a\s*>",
    re.IGNORECASE,
)
"""A link in HTML, of which the wiki makes none: its address is meant as one."""
_NOT_WORDS = re.compile(r"\W+")
_QUOTES = re.compile(r"''+")
_BRACKETS = re.compile(r"\[\[([^\[\]{}<>|\n]+)(?:\|([^\[\]]*))?\]\]|\]|''+|<[^<>]*>")
_FORGOTTEN = re.compile(r"\s*(?!\([^()\[\]]*://)(\([^()\[\]]{1,60}\)|\([^()\[\]]{1,60}(?=$|\[))")
_STYLE_TAGS = {
    "i": ITALIC, "em": ITALIC, "cite": ITALIC, "var": ITALIC, "dfn": ITALIC, "b": BOLD, "strong": BOLD,
    "sub": SUBSCRIPT, "sup": SUPERSCRIPT, "s": STRIKE, "strike": STRIKE, "del": STRIKE,
}  # fmt: skip
_SHOWN = (
    "u ins span small big font center div tt code kbd samp abbr bdi bdo q data time mark ruby rb rp rt "
    "rtc p blockquote poem references section noinclude onlyinclude includeonly li ul ol dl dd dt "
    "h1 h2 h3 h4 h5 h6 table tr td th caption pre a wbr"
)
_PLAIN_TAGS = frozenset(_SHOWN.split())
_BREAKS = frozenset(("br", "hr", "p", "div", "li", "tr", "td"))
_LABEL_MARKUP = re.compile(rf"''+|<[^<>]*>|{SHOWN_ONLY}[^{SHOWN_ONLY}\n]*{SHOWN_ONLY}")


@dataclass(slots=True)
class Line:
    """What one line says.

    `visible` is what a reader of the wiki sees of it without the labels of external links; None where that is the
    text itself. `faults` are (code, what stands there).
    """

    text: RichText
    sources: tuple[Source, ...] = ()
    visible: str | None = None
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Reading:
    """The line being read: its pieces so far, and the apostrophe runs whose meaning depends on the whole line."""

    references: list[str]
    pieces: list[Piece] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)
    run_lengths: list[int] = field(default_factory=list)
    run_befores: list[str] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    style: int = 0
    tags: dict[int, int] = field(default_factory=dict)
    endless: bool = False


def decode_entities(text: str) -> str:
    """Decode character references that end in a semicolon, each once; others are text (`Sanitizer`)."""
    return _ENTITY.sub(_decoded, text) if "&" in text else text


def read_line(text: str, references: list[str]) -> Line:
    """Read one line; `references` holds the wikitext of the page's references by number."""
    if JOIN in text:
        text = text.replace(JOIN, "")
    plain = read_plain(text)
    return read_marked_up(text, references) if plain is None else Line(*plain)


def read_marked_up(text: str, references: list[str]) -> Line:
    """Read one line the long way, whatever is in it."""
    if "[[" in text and _FILE.search(text) is not None:
        text = _without_files(text)
    if "<a" in text or "<A" in text:
        text = _HTML_LINK.sub(r"[\1 \2]", text)
    if _INTERESTING.search(text) is None:
        plain = " ".join(text.split())
        return Line(RichText((Span(plain),) if plain else ()))
    reading = _Reading(references)
    _scan(text, reading)
    if reading.runs:
        _apply_quotes(reading)
    tidied = tidy_headline(reading.pieces)
    sources = tuple(piece.source for piece in reading.pieces if piece.source is not None)
    if tidied.languages or tidied.names:
        sources = tuple(_noted(source, tidied, index) for index, source in enumerate(sources))
    visible = visible_text(reading.pieces) if tidied.differs else None
    if visible is not None and _NOT_WORDS.sub(" ", visible).strip() == _NOT_WORDS.sub(" ", tidied.text.plain).strip():
        visible = None
    return Line(tidied.text, sources, visible, tuple(reading.faults))


def _noted(source: Source, tidied: Tidied, index: int) -> Source:
    """Give a source the language and the name that stand beside it."""
    name = "" if source.label else tidied.names.get(index, "")
    language = None if source.language else tidied.languages.get(index)
    if not name and not language:
        return source
    return replace(make_source(source.url, name or source.label, language), article=source.article)


def _without_files(text: str) -> str:
    """Take out images with their captions, which may hold links of their own."""
    output: list[str] = []
    position = 0
    while (match := _FILE.search(text, position)) is not None:
        depth = 0
        for bracket in _DOUBLE.finditer(text, match.start()):
            depth += 1 if bracket[0] == "[[" else -1
            if depth == 0:
                break
        if depth:
            break
        output.append(text[position : match.start()])
        position = bracket.end()
        if (
            text.startswith("]", position)
            and text.rfind("[", match.start(), position) > text.rfind("[[", match.start(), position) + 1
        ):
            position += 1  # three brackets, the first of which ends an external link in the caption
    output.append(text[position:])
    return "".join(output)


def _scan(text: str, reading: _Reading) -> None:
    """Cut a line into pieces. Each step moves on in the text, and none looks further back than it began."""
    position = 0
    pieces = reading.pieces
    match = _TOKEN.search(text)
    while match is not None:
        start = match.start()
        if start > position:
            pieces.append(Piece(decode_entities(text[position:start]), style=reading.style))
        position = match.end()
        kind = match.lastindex
        if kind == 4:
            position = _read_link(match, reading)
        elif kind == 6:
            _read_external(match[5], match[6], reading)
        elif kind == 8:
            pieces.append(Piece("", style=reading.style))
            reading.runs.append(len(pieces) - 1)
            reading.run_lengths.append(position - start)
            reading.run_befores.append(text[max(0, start - 2) : start])
        elif kind == 7:
            position = _read_open_external(text, match, reading)
        elif kind == 13:
            position = _read_bare(match, reading)
        else:
            _read_piece(kind, match, reading)
        match = _TOKEN.search(text, position)
    if position < len(text):
        rest = text[position:]
        pieces.append(Piece(decode_entities(rest), style=reading.style))
        if "[[" in rest:
            reading.faults.append(("unclosed-link", rest[rest.index("[[") :][:100]))


def _read_piece(kind: int | None, found: re.Match[str], reading: _Reading) -> None:
    """Read a token that is a piece of its own, whatever follows it."""
    style = reading.style
    match kind:
        case 10 | 11 | 12:
            _read_tag(found, reading)
        case 14:
            _read_reference(int(found[14]), reading)
        case 15:
            reading.pieces.append(Piece(_without_markup(found[15]), style=style, shown=" "))
        case 16:
            reading.pieces.append(Piece(decode_entities(found[16]), style=style, shown=" "))
        case 17:
            reading.pieces.append(Piece(" " if found[17] == "|" else "", style=style, shown=decode_entities(found[17])))
        case _:
            reading.pieces.append(Piece("", shown=found[0]))


def _read_link(match: re.Match[str], reading: _Reading) -> int:
    """Read a link to a page, with its trail; return where to go on."""
    target, label, bracket, trail = match[1], match[2], match[3], match[4]
    end = match.end()
    if bracket:
        if label and "[" in label:
            label += "]"
        else:
            end, trail = match.start(3), ""
    if "&" in target:
        target = decode_entities(target)
    if "%" in target:
        target = unquote(target)
    if (":" in target or label == "") and (done := _read_odd_link(target, reading)) is not None:
        return end - len(trail) if not done else end
    shown = ""
    if label == "":  # the wiki would have filled it in when the page was saved; on a page that has it, it is no link
        label, shown = _pipe_trick(target), match[0][: end - match.start()]
    title = _title(target)
    if title is None:
        reading.pieces.append(Piece(decode_entities(match[0][: end - match.start()]), style=reading.style))
        return end
    link = title if title != "#" else None
    if label is None:
        shown = target.strip().lstrip(":").replace("_", " ") if target.startswith(":") else target.strip()
        if trail and target.endswith(" "):
            shown += " "
        reading.pieces.append(Piece(shown + trail, link=link, style=reading.style))
    elif "''" in label or "<" in label or "[" in label or "://" in label or "\n" in label or SHOWN_ONLY in label:
        _read_label(label.replace("\n", " "), trail, link, reading)
    else:
        reading.pieces.append(Piece(decode_entities(label) + trail, link=link, style=reading.style, shown=shown))
    return end


def _title(target: str) -> str | None:
    """Return the title that a link leads to; "#" where it is no article, None where the wiki makes no link of it."""
    title = "" if _NO_TITLE.search(target) else normal_title(target, keep_section=True)
    if len(title) > _LONGEST_TITLE // 4 and len(title.partition("#")[0].encode()) > _LONGEST_TITLE:
        title = ""
    if (":" in title and is_no_article(title)) or (title and target.startswith(("/", "../", "./"))):
        return "#"
    if not title and target.startswith("#"):
        return "#"
    return None if title in ("", ".", "..") else title


def _read_odd_link(target: str, reading: _Reading) -> bool | None:
    """Deal with links that show nothing in the text (files, categories, other languages); None for any other.

    False says that their trail stays in the text.
    """
    if hidden_link(target):
        if not target.lower().startswith(("file:", "image:", "media:")) and reading.pieces:
            last = reading.pieces[-1]
            if last.link is None and last.source is None:
                last.text = last.text.rstrip()
        return False
    return None


def _pipe_trick(target: str) -> str:
    """Return the label that MediaWiki writes for `[[Name (kind)|]]`: without name space, and what stands after a bracket or comma."""
    name = target.lstrip(":").partition(":")[2] if ":" in target else target
    return re.sub(r"\s*\([^()]*\)\s*$|,.*$", "", name).strip() or target


def _read_label(label: str, trail: str, link: str | None, reading: _Reading) -> None:
    """Read the label of a link that has markup of its own; its apostrophes end with it."""
    inner = _Reading(reading.references, style=reading.style)
    _scan(label, inner)
    if inner.runs:
        _apply_quotes(inner)
    for piece in inner.pieces:
        if piece.source is None:
            piece.link = piece.link or link
            reading.pieces.append(piece)
        else:  # the wiki shows the brackets; its words are the label's
            shown = f"[{piece.source.url} {piece.label}]" if piece.label else piece.source.url
            reading.pieces.append(Piece(" ".join(piece.label.split()), link, piece.style, shown=shown))
            reading.pieces.append(Piece(SOURCE, source=piece.source, reference=True))
    if trail:
        reading.pieces.append(Piece(trail, link=link, style=reading.style))


def _read_external(url: str, label: str, reading: _Reading) -> None:
    """Read a bracketed external link. Its apostrophes count in the line only where they do not pair up inside."""
    if "&" in url:
        url, rest = split_bracketed(url)
        label = f"{rest} {label}" if rest else label
    if "''" in label:
        runs = _QUOTES.findall(label)
        if any(len(run) != 2 for run in runs) or len(runs) % 2:
            for run in _QUOTES.finditer(label):
                reading.pieces.append(Piece("", style=reading.style))
                reading.runs.append(len(reading.pieces) - 1)
                reading.run_lengths.append(len(run[0]))
                reading.run_befores.append(label[max(0, run.start() - 2) : run.start()])
        label = _QUOTES.sub(lambda run: "'" * (1 if len(run[0]) == 4 else max(0, len(run[0]) - 5)), label)
    if "<" in label or SHOWN_ONLY in label:
        label = _LABEL_MARKUP.sub("", label)
    _cite(url, decode_entities(label), reading)


def _read_open_external(text: str, match: re.Match[str], reading: _Reading) -> int:
    """Read an external link with brackets in its label; where none closes it, a bare address and text, as the wiki does."""
    position = match.end()
    label: list[str] = []
    linked_from = 0  # the wiki ends an external link where a link begins in its label, and shows the rest as text
    article = ""
    for inner in () if reading.endless else _BRACKETS.finditer(text, position):
        label.append(text[position : inner.start()])
        position = inner.end()
        if inner[0] == "]":
            written = "".join(label)
            if "[" in written and text.startswith("]", position):
                written, position = written + "]", position + 1
            _read_external(match[7], written.strip(), reading)
            if linked_from:
                _link_label(reading.pieces[-1], article)
                reading.pieces[-1].shown = decode_entities(_QUOTES.sub("", "".join(label[linked_from - 1 :])))
            return position
        if inner[1]:
            label.append(inner[2] or inner[1])
            article = article or normal_title(decode_entities(inner[1]))
            linked_from = linked_from or len(label)
        elif inner[0].startswith("''"):
            label.append(inner[0])
    reading.endless = True
    return _unclosed_external(text, match, reading)


def _without_markup(label: str) -> str:
    """Return the words of a label, without their styles."""
    return decode_entities(_LABEL_MARKUP.sub("", label))


def _link_label(piece: Piece, article: str) -> None:
    """Note the article that a source's label links to."""
    if piece.source is not None and article and not is_no_article(article):
        piece.source = replace(piece.source, article=article)


def _unclosed_external(text: str, match: re.Match[str], reading: _Reading) -> int:
    """Read `[http://e.org/x (Label` with its closing bracket forgotten: the label, if it looks like one, is the source's."""
    url, cut = split_free(match[7])
    found = _FORGOTTEN.match(text, match.end()) if not cut else None
    reading.faults.append(("unclosed-source", match[0][:100]))
    if found and url:
        label = _QUOTES.sub("", found[1])
        reading.pieces.append(Piece(SOURCE, source=make_source(normal_address(url), label), shown=f"[ {label} "))
        return found.end(1)
    if url:
        reading.pieces.append(Piece(SOURCE, source=make_source(normal_address(url), ""), shown="["))
    else:
        reading.pieces.append(Piece("[", style=reading.style))
    return match.end() - len(cut)


def _read_bare(match: re.Match[str], reading: _Reading) -> int:
    url, rest = split_free(match[13])
    if not url:
        reading.pieces.append(Piece(match[13], style=reading.style))
        return match.end()
    _cite(url, "", reading)
    return match.end() - len(rest)


def _cite(url: str, label: str, reading: _Reading) -> None:
    url = decode_entities(url)
    reading.pieces.append(
        Piece(SOURCE, source=make_source(normal_address(url), label), style=reading.style, label=label)
    )


def _read_reference(number: int, reading: _Reading) -> None:
    """Take the sources of a reference; its own words are not part of the sentence."""
    wikitext = reading.references[number] if number < len(reading.references) else ""
    inner = _Reading([])
    _scan(wikitext.replace(REFERENCE_OPEN, " ").replace(REFERENCE_CLOSE, " "), inner)
    sources = [piece.source for piece in inner.pieces if piece.source is not None]
    words = " ".join("".join(piece.text for piece in inner.pieces if piece.source is None).split()).strip(" .,;")
    if len(sources) == 1 and words and not sources[0].label:
        sources = [make_source(sources[0].url, words)]
    for source in sources:
        reading.pieces.append(Piece(SOURCE, source=source, reference=True))
    if not sources:
        reading.pieces.append(Piece("", style=reading.style))
        reading.faults.append(("reference-without-address", words[:100]))


def _read_tag(match: re.Match[str], reading: _Reading) -> None:
    tag = match[10].lower()
    if tag in _STYLE_TAGS:
        style = _STYLE_TAGS[tag]
        open_tags = max(0, reading.tags.get(style, 0) + (-1 if match[9] else 1))
        reading.tags[style] = open_tags
        reading.style = reading.style | style if open_tags else reading.style & ~style
        reading.pieces.append(Piece("", style=reading.style))
    elif tag in ("nowiki", "ref"):
        reading.pieces.append(Piece("", style=reading.style, shown=match[0]))
    elif tag in _BREAKS:
        reading.pieces.append(Piece(" ", style=reading.style))
    elif tag not in _PLAIN_TAGS:
        reading.pieces.append(Piece(match[0], style=reading.style))
        reading.faults.append(("unknown-tag", match[0][:100]))


def _apply_quotes(reading: _Reading) -> None:
    """Give every piece the styles of the apostrophes before it."""
    resolved = resolve_quotes(reading.run_lengths, reading.run_befores)
    toggles: dict[int, int] = {}
    for index, (letters, toggled) in zip(reading.runs, resolved, strict=True):
        toggles[index] = toggles.get(index, 0) ^ toggled
        if letters:
            reading.pieces[index].text += "'" * letters
    style = 0
    for index, piece in enumerate(reading.pieces):
        if style:
            piece.style |= style
        if index in toggles:
            style ^= toggles[index]


def _decoded(match: re.Match[str]) -> str:
    if match[3]:
        return html5.get(match[3] + ";", match[0])
    code = int(match[1]) if match[1] else int(match[2], 16)
    allowed = code in (9, 10) or 32 <= code <= 126 or 160 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD
    return chr(code) if allowed or 0x10000 <= code <= 0x10FFFF else match[0]
