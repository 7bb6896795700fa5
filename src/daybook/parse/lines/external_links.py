"""External links of a line, which cite its sources: in brackets, with brackets forgotten, bare, or in HTML.

Follows `Parser::handleExternalLinks` and `handleMagicLinks`. Where the wiki shows broken markup as text, what an editor
meant is read all the same, and the fault is noted.
"""

from __future__ import annotations

import re
from dataclasses import replace

from daybook.model.titles import normal_title
from daybook.parse.entities import decode_entities
from daybook.parse.lines.addresses import normal_address, split_bracketed, split_free
from daybook.parse.lines.headline import SOURCE, Piece
from daybook.parse.lines.line_reading import Reading
from daybook.parse.lines.namespaces import is_no_article
from daybook.parse.lines.source_labels import make_source
from daybook.parse.lines.tokens import APOSTROPHES, LABEL_MARKUP
from daybook.parse.preprocess import plain_text

_IN_LABEL = re.compile(r"\[\[(?P<target>[^\[\]{}<>|\n]+)(?:\|(?P<label>[^\[\]]*))?\]\]|\]|''+|<[^<>]*>")
"""What matters in a label that holds brackets: links, the end, apostrophes, tags."""
_FORGOTTEN = re.compile(r"\s*(?!\([^()\[\]]*://)(\([^()\[\]]{1,60}\)|\([^()\[\]]{1,60}(?=$|\[))")
"""A label in parentheses after an address whose closing bracket was forgotten."""
_HTML_LINK = re.compile(
    r"<a\s[^<>]{0,300}?\bhref\s*=\s*[\"']?((?:https?:)?//[^\"'<>\s\[\]]{1,2000})[^<>]{0,300}>([^<>\[\]]{0,300})</a\s*>",
    re.IGNORECASE,
)


def bracket_html_links(text: str) -> str:
    """Write links in HTML as external links: the wiki makes none of them, but their addresses are meant as such."""
    return _HTML_LINK.sub(r"[\1 \2]", text) if "<a" in text or "<A" in text else text


def read_external(address: str, label: str, reading: Reading) -> None:
    """Read a link in brackets. Its apostrophes count in the line only where they do not pair up inside."""
    if "&" in address:
        address, rest = split_bracketed(address)
        label = f"{rest} {label}" if rest else label
    if "''" in label:
        runs = list(APOSTROPHES.finditer(label))
        if len(runs) % 2 or any(len(run[0]) != 2 for run in runs):
            for run in runs:
                reading.add_apostrophes(len(run[0]), label[max(0, run.start() - 2) : run.start()])
        # Two, three and five are styles; of four one is a letter, of more than five all but five.
        label = APOSTROPHES.sub(lambda run: "'" * (1 if len(run[0]) == 4 else max(0, len(run[0]) - 5)), label)
    cite(address, without_markup(label), reading)


def read_open_external(text: str, match: re.Match[str], reading: Reading) -> int:
    """Read a link with brackets in its label; where none closes it, a bare address and text, as the wiki does."""
    position = match.end()
    label: list[str] = []
    linked_from = 0  # the wiki ends an external link where a link begins in its label, and shows the rest as text
    article = ""
    for inner in () if reading.endless else _IN_LABEL.finditer(text, position):
        label.append(text[position : inner.start()])
        position = inner.end()
        if inner[0] == "]":
            written = "".join(label)
            if "[" in written and text.startswith("]", position):
                written, position = written + "]", position + 1
            read_external(match["open_external"], written.strip(), reading)
            if linked_from:
                cited = reading.pieces[-1]
                _note_article(cited, article, reading)
                cited.shown = plain_text(APOSTROPHES.sub("", "".join(label[linked_from - 1 :])))
            return position
        if inner["target"]:
            label.append(inner["label"] or inner["target"])
            article = article or normal_title(decode_entities(inner["target"]))
            linked_from = linked_from or len(label)
        elif inner[0].startswith("''"):
            label.append(inner[0])
    reading.endless = True
    return _read_unclosed(text, match, reading)


def read_bare(match: re.Match[str], reading: Reading) -> int:
    """Read an address that stands in the text; return where the line goes on."""
    address, rest = split_free(match["bare"])
    if address:
        cite(address, "", reading)
        return match.end() - len(rest)
    reading.add_text(match["bare"])
    return match.end()


def cite(address: str, label: str, reading: Reading) -> None:
    """Add a source."""
    source = make_source(normal_address(decode_entities(address)), label, reading.dialect)
    reading.pieces.append(Piece(SOURCE, source=source, style=reading.style, label=label))


def without_markup(label: str) -> str:
    """Return the words of a label, without their styles."""
    return plain_text(LABEL_MARKUP.sub("", label))


def _note_article(piece: Piece, article: str, reading: Reading) -> None:
    """Note the article that a source's label links to."""
    if piece.source is not None and article and not is_no_article(article, reading.dialect):
        piece.source = replace(piece.source, article=article)


def _read_unclosed(text: str, match: re.Match[str], reading: Reading) -> int:
    """Read `[http://e.org/x (Label` with its closing bracket forgotten: the label, if it looks like one, is the source's."""
    address, rest = split_free(match["open_external"])
    reading.faults.append(("unclosed-source", match[0]))
    if not address:
        reading.pieces.append(Piece("[", style=reading.style))
        return match.end() - len(rest)
    forgotten = _FORGOTTEN.match(text, match.end()) if not rest else None
    if forgotten is None:
        reading.pieces.append(
            Piece(SOURCE, source=make_source(normal_address(address), "", reading.dialect), shown="[")
        )
        return match.end() - len(rest)
    label = plain_text(APOSTROPHES.sub("", forgotten[1]))
    reading.pieces.append(
        Piece(SOURCE, source=make_source(normal_address(address), label, reading.dialect), shown=f"[ {label} ")
    )
    return forgotten.end(1)
