"""From the pieces of a line to its headline: sources out, spaces and left-over punctuation tidied, neighbours joined.

Decides which external links are sources' labels and which are words of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from daybook.model.day import Source
from daybook.model.text import RichText, Span
from daybook.parse.dialect import Dialect
from daybook.parse.lines.addresses import is_other_wiki
from daybook.parse.lines.source_labels import language_note, names_no_outlet
from daybook.parse.preprocess import reveal

SOURCE = "\x04"
"""Where a source stood."""


@dataclass(slots=True)
class Piece:
    """A run of text, or a source. `style` is a sum of the styles of `inline`; `label` a source's label as written.

    `shown` is what the wiki shows of it beyond the text, where markup is broken or words are left out.
    """

    text: str
    link: str | None = None
    style: int = 0
    source: Source | None = None
    label: str = ""
    reference: bool = False
    shown: str = ""


@dataclass(slots=True)
class Tidied:
    """A headline; whether the wiki shows other words; languages and names found beside sources, by the source's number."""

    text: RichText
    differs: bool = False
    languages: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)


_DROPPED = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NOT_PLAIN = re.compile(
    r"[^!-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u200d\u2010-\u2027\u2030-\u205e\u2060-\u2065\u206a-\u2fff\u3001-\ud7ff\uf000-\ufefe\uff00-\U0010ffff ]|  |\xa0|[\ue000-\ue07f]"
)
_SPACES = re.compile(r"\s+")
_INSIDE = re.compile(rf"(\s*){SOURCE}([\s{SOURCE}]*)([.,;:!?)]*)(\s*)")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
_BEFORE_SOURCE = re.compile(rf"(?:[.!?…:;,(][\"'”’)\]]*|{SOURCE}|^|[(\[–—-])\s*$")
_GOES_ON = re.compile(r"\s*(?:[,;:–—-]|[^\W\d_A-Z])")
"""Text after a link that begins a bullet, which makes the link's label the beginning of its sentence."""
_NAMED_BEFORE = re.compile(rf"\(\s*([^():;,{SOURCE}]{{2,40}}):\s*{SOURCE}\s*\)")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What stands between, around and before sources."""

    left_over: tuple[tuple[re.Pattern[str], str], ...]
    announced: re.Pattern[str]
    only_joints: re.Pattern[str]


@lru_cache(maxsize=16)
def _patterns(dialect: Dialect) -> _Patterns:
    both, via = re.escape(dialect.words.conjunction), re.escape(dialect.words.via)
    in_parentheses = re.compile(rf"\(\s*{SOURCE}(?:[\s,;/&]*(?:{both}\s+)?{SOURCE})*[\s,;]*\)")
    between = rf"(?<={SOURCE})(?:\s*[,;.&/|•·–-]?\s*(?:{both}\s+|{via}\s+|&\s*)?)(?={SOURCE})"
    announcements = "|".join(dialect.words.announcements)
    return _Patterns(
        ((in_parentheses, SOURCE), (re.compile(between, re.IGNORECASE), "")),
        re.compile(
            rf"(?:^|(?<=[.!?。)\]\"]))\s*(?:{announcements})\s*:?\s*(?={SOURCE}[\s,;.{SOURCE}]*$)", re.IGNORECASE
        ),
        re.compile(rf"\s*(?:[.,;:&/)\]('\"|。–-]|{both}\b|{via}\b)*\s*$", re.IGNORECASE),
    )


def tidy_headline(pieces: list[Piece], dialect: Dialect) -> Tidied:
    """Make a headline of a line's pieces."""
    differs = any(piece.shown or _DROPPED.search(piece.text) for piece in pieces)
    has_source = False
    for piece in pieces:
        if piece.source is not None:
            has_source = True
            break
    if has_source:
        differs = _keep_words(pieces, dialect) or differs
    joined = _joined(pieces)
    tidied = Tidied(RichText(), differs)
    if has_source:
        tidied.differs = _clean_sources(joined, tidied, dialect) or differs
    tidied.text = _spans(joined)
    return tidied


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Join neighbours of one link and style, the marks of sources among them, with their characters tidied."""
    joined: list[Piece] = []
    texts: list[str] = []
    for piece in pieces:
        text = piece.text
        if not text:
            continue
        words = piece.source if text != SOURCE else None
        if text != SOURCE and _NOT_PLAIN.search(text) is not None:
            text = _SPACES.sub(" ", reveal(_DROPPED.sub("", text)))
        if joined:
            last = joined[-1]
            # A mark has no style of its own: joined to plain text, it is tidied together with the words around it.
            mark = text == SOURCE and last.link is None and last.source is None
            if mark or (last.link == piece.link and last.source is words and last.style == piece.style):
                texts.append(text)
                continue
            last.text = "".join(texts)
        joined.append(Piece(text, piece.link, piece.style, words))
        texts = [text]
    if joined:
        joined[-1].text = "".join(texts)
    return joined


def visible_text(pieces: list[Piece]) -> str:
    """Return what the wiki shows of a line when the labels of all external links are left out."""
    shown = "".join(piece.shown if piece.source is not None or piece.shown else piece.text for piece in pieces)
    return " ".join(reveal(shown.replace(SOURCE, "")).split())


def _keep_words(pieces: list[Piece], dialect: Dialect) -> bool:
    """Turn external links that are words of the sentence into text; say whether there are any.

    A label in parentheses is a source's; so is one that follows the end of a sentence, another source or a bracket. What
    is left is a word if the sentence goes on after it, or if it starts in lower case ("publishes [url a report]."). At the
    start of a bullet it is one, too, unless a sentence begins after it. Such a label is no outlet's name.
    """
    has_words = False
    for index, piece in enumerate(pieces):
        if piece.source is None or piece.reference or not piece.label:
            continue
        label = " ".join(piece.label.split())
        if label[:1] in "([" or label[-1:] in ")]" or not re.search(r"[^\W\d_]", label):
            continue
        if is_other_wiki(piece.source.url):
            piece.text = piece.shown = label
            continue
        # What follows decides at the start of a bullet, what precedes everywhere else: sources come after their sentence.
        before, after = _text_before(pieces, index), _text_after(pieces, index)
        ends = _patterns(dialect).only_joints.match(after) is not None
        if not before.strip(" \t\u00a0"):
            if not ends and not _GOES_ON.match(after):
                continue
        elif _BEFORE_SOURCE.search(before) or (ends and (not label[:1].islower() or names_no_outlet(label, dialect))):
            continue
        piece.text = label
        piece.source = replace(piece.source, outlet=None, agency=None)
        has_words = True
    return has_words


def _text_before(pieces: list[Piece], index: int) -> str:
    """Enough of the text before a piece to see what it follows."""
    text = ""
    for piece in reversed(pieces[max(0, index - 4) : index]):
        text = piece.text + text
        if len(text.strip()) > 2:
            break
    return text


def _text_after(pieces: list[Piece], index: int) -> str:
    """Return the text after a piece up to the next word, the labels of sources left out."""
    text = ""
    for piece in pieces[index + 1 : index + 12]:
        if piece.source is None:
            text += piece.text
            if len(text) > 40:
                break
    return text


def _clean_sources(pieces: list[Piece], tidied: Tidied, dialect: Dialect) -> bool:
    """Take the marks of sources out of the text, with what was there only for them. Say whether words went, too."""
    words_went = False
    sources_before = 0
    last = max((index for index, piece in enumerate(pieces) if piece.text.strip()), default=-1)
    for index, piece in enumerate(pieces):
        text = piece.text
        if SOURCE not in text:
            sources_before += piece.source is not None
            continue
        # Notes first: they tell which source they belong to by where they stand, which tidying would blur.
        count = text.count(SOURCE)
        if "(" in text or "[" in text:
            text, went = _take_notes(text, sources_before, tidied, dialect)
            words_went = words_went or went
        sources_before += count
        if count > 1 or "(" in text:
            for pattern, replacement in _patterns(dialect).left_over:
                text, changes = pattern.subn(replacement, text)
                words_went = words_went or (changes > 0 and count > 1)
        if "  " in text:
            text = _SPACES.sub(" ", text)
        if index >= last and SOURCE in text:  # only at the end of the line do marks take punctuation with them
            text, changes = _patterns(dialect).announced.subn("", text)
            words_went = words_went or changes > 0
            text = _without_ending(text)
        if SOURCE in text:
            text = "".join(_insides(text))
        piece.text = text
    return words_went


def _take_notes(text: str, sources_before: int, tidied: Tidied, dialect: Dialect) -> tuple[str, bool]:
    """Move notes such as "(in Persian)" after a source, and names before it as in "(Example: [1])", to that source.

    `sources_before` is how many sources stand before the text.
    """
    text, languages = _taken(text, language_note(dialect), SOURCE)
    tidied.languages.update({sources_before + before - 1: note for before, note in languages})
    text, names = _taken(text, _NAMED_BEFORE, "")
    tidied.names.update({sources_before + before: name.strip() for before, name in names})
    return text, bool(languages or names)


def _taken(text: str, note: re.Pattern[str], after: str) -> tuple[str, list[tuple[int, str]]]:
    """Take notes that stand after `after` out of a text: for each how many sources are before it, and its first group."""
    notes: list[tuple[int, str]] = []
    output: list[str] = []
    count = position = 0
    for match in note.finditer(text):
        between = text[position : match.start()]
        count += between.count(SOURCE)
        output.append(between)
        position = match.end()
        if after and not between.rstrip().endswith(after):
            output.append(match[0])
            continue
        notes.append((count, match[1]))
        if SOURCE in match[0]:
            output.append(SOURCE)
            count += 1
    output.append(text[position:])
    return "".join(output), notes


def _without_ending(text: str) -> str:
    """Take the sources off the end, and of the punctuation after them all but a full stop that the sentence lacks."""
    before, _, after = text.rpartition(SOURCE)
    kept = after.strip()
    if kept.strip(".,;:)]"):
        return text
    before = before.rstrip(" " + SOURCE)
    if before.endswith(("(", " –", " —", " -")):
        before = before[:-1].rstrip()
    kept = kept.lstrip(",;:")
    if kept.startswith(")") and before.count("(") <= before.count(")"):
        kept = kept.lstrip(")")
    if kept.startswith("]") and "[" not in before:
        kept = kept.lstrip("]")
    if kept.startswith(".") and (_SENTENCE_END.search(before[-20:]) or not before):
        kept = ""
    return before + kept


def _insides(text: str) -> Iterator[str]:
    """Cut a text around its sources: one space for each, or the punctuation that goes on with the sentence."""
    position = 0
    for match in _INSIDE.finditer(text):
        yield text[position : match.start()]
        position = match.end()
        punctuation = match[3]
        if punctuation and _SENTENCE_END.search(text[max(0, match.start() - 20) : match.start()]):
            punctuation = punctuation.lstrip(".,;:")
        if punctuation:
            yield punctuation + (" " if match[4] else "")
        elif match[1] or match[4] or " " in match[2]:
            yield " "
    yield text[position:]


def _spans(pieces: list[Piece]) -> RichText:
    """Join equal neighbours, collapse spaces across them, and trim the ends."""
    spans: list[Span] = []
    held: tuple[str, str | None, str | None, int] | None = None
    space_before = True
    for piece in pieces:
        text = piece.text
        if "  " in text:
            text = _SPACES.sub(" ", text)
        if space_before and text[:1] == " ":
            text = text[1:]
        if not text:
            continue
        space_before = text[-1] == " "
        url = piece.source.url if piece.source is not None else None
        # Held back until the next differs: to join spans one by one would copy a long headline for each of its pieces.
        if held is not None and held[1] == piece.link and held[2] == url and held[3] == piece.style:
            held = (held[0] + text, held[1], held[2], held[3])
            continue
        if held is not None:
            spans.append(_span(held))
        held = (text, piece.link, url, piece.style)
    if held is not None:
        spans.append(_span(held))
    while spans and spans[-1].text[-1] == " ":
        text = spans[-1].text.rstrip()
        last = spans.pop()
        if text:
            spans.append(_with_text(last, text))
    return RichText(tuple(spans))


def _span(held: tuple[str, str | None, str | None, int]) -> Span:
    text, link, url, style = held
    if not style:
        return Span(text, link, url)
    return Span(text, link, url, bool(style & 1), bool(style & 2), bool(style & 4), bool(style & 8), bool(style & 16))


def _with_text(span: Span, text: str) -> Span:
    return Span(text, span.link, span.url, span.italic, span.bold, span.subscript, span.superscript, span.strike)
