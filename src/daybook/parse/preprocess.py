"""What a wiki takes out of a page before it reads any markup: comments, nowiki, references, parts for other pages.

The text that comes out still has every line break of the page, some of them hidden: a line break that is no longer one
(inside a comment, say) becomes JOIN, so that lines can be counted. Characters that nowiki protects become private ones,
turned back by `reveal`. Templates are not touched here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from daybook.parse.dialect import Dialect
from daybook.parse.entities import decode_entities

JOIN = "\x01"
"""Stands for a line break of the page that ends no line."""

REFERENCE_OPEN = "\x02"
REFERENCE_CLOSE = "\x03"
"""Around the number of a reference, where it stood."""

SHOWN_ONLY = "\x05"
"""On both sides of what a wiki shows and a headline does without: a complaint, or the braces of a template that nothing ends."""

SPLIT = "\x06"
"""At the beginning of a line that stands, on the page, on the line before: a list inside a bullet, say."""

NOTHING = "\ue000"
"""Stands where something was that shows nothing and yet parts what is around it: `<nowiki/>`, a picture."""

_PROTECTED = "[]{}'<>&*#:;|=!_/-~\"\n "
_PRIVATE = 0xE000
_HIDE = {ord(character): chr(_PRIVATE + ord(character)) for character in _PROTECTED}
_REVEAL: dict[int, str | None] = {ord(private): chr(character) for character, private in _HIDE.items()}
_REVEAL[ord(NOTHING)] = None

_PROTECTED_SIGN = re.compile("[\ue000-\ue07f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\ue07f]")
_TAG = re.compile(
    r"<(nowiki|pre|ref|poem|gallery|math|source|syntaxhighlight|includeonly|references|templatestyles|section|score|timeline"
    r"|inputbox|categorytree|imagemap|mapframe|maplink|graph|indicator|charinsert|hiero|templatedata|dynamicpagelist|chem|ce)"
    r"(?=[\s/>])([^<>]*?)(/?)>|</?(?:noinclude|onlyinclude)\s*/?>",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"\{\{\{([^{}|\n]{0,80})(?:\|([^{}\n]{0,200}))?\}\}\}(?!\}(?!\}\}))")
_DEEPEST_DEFAULT = 5
"""Parameters that are read within the defaults of others."""
_NAME = re.compile(r"name\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s/>\"']+))", re.IGNORECASE)
_BULLET = re.compile(r"\n[*#;]")
_OTHER_REFERENCE = re.compile(r"<ref(?:\s[^<>]*[^<>/]|\s*)>", re.IGNORECASE)
_TAG_FUNCTION = re.compile(
    r"\{\{\s*#tag:\s*ref\s*\|((?:[^{}|]++|\{\{[^{}]*+\}\})*)((?:\|(?:[^{}|]++|\{\{[^{}]*+\}\})*)*)\}\}", re.IGNORECASE
)
"""A reference as a parser function, which is how templates and editors nest them."""
_INNER_REFERENCE = re.compile(r"<ref(?:\s[^<>]*)?(?:(?<=/)>|>([^<]*)</ref\s*>)", re.IGNORECASE)
_AS_IS = re.compile(r"<(nowiki|pre|math|chem|ce|source|syntaxhighlight)(?=[\s>])[^<>]*(?<!/)>", re.IGNORECASE)
_AS_IS_OR_COMMENT = re.compile(rf"<!--|{_AS_IS.pattern}", re.IGNORECASE)
_BROKEN_TAG = re.compile(
    r"</?(?:span|div|font|small|big|b|i|u|s|p|br|center|abbr|sup|sub|strong|em|ul|ol|li|table)(?=\s)[^<>\n]{0,200}\n[^<>]{0,300}>",
    re.IGNORECASE,
)
"""A tag whose attributes go on over a line break."""
_SHOWN_AS_IS = {"nowiki", "pre", "math", "chem", "ce", "source", "syntaxhighlight"}


@dataclass(slots=True)
class Prepared:
    """A page's text without what never shows, and the wikitext of its references, by the number in their marks.

    `unclosed` holds the line, from 1, of each mark that nothing closes, `hidden_bullets` that of each bullet inside a
    reference that cites nothing.
    """

    text: str
    references: list[str] = field(default_factory=list)
    unclosed: list[tuple[int, str]] = field(default_factory=list)
    hidden_bullets: list[tuple[int, str]] = field(default_factory=list)


@lru_cache(maxsize=16)
def _half_marker(dialect: Dialect) -> re.Pattern[str]:
    """Match a marker of the list whose comment has no end on its line."""
    markers = "|".join(re.escape(marker) for marker in dialect.page.markers) or "(?!)"
    return re.compile(rf"<!--[ \t]*(?:{markers})(?![^\n]{{0,200}}-->)[ \t]*-{{0,2}}>?", re.IGNORECASE)


@lru_cache(maxsize=16)
def _switch(dialect: Dialect) -> re.Pattern[str]:
    """Match a word between underscores that tells the wiki how to show the page."""
    words = sorted(dialect.magic.switches, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in words) or "(?!)", re.IGNORECASE)


def prepare(wikitext: str, dialect: Dialect) -> Prepared:
    """Take out of a page what a wiki takes out first. Line breaks are kept or become JOIN, one for one."""
    if "\r" in wikitext:
        wikitext = wikitext.replace("\r\n", "\n").replace("\r", " ")
    text = wikitext if wikitext.replace("\n", "").isprintable() else _CONTROL.sub("\ufffd", wikitext)
    prepared = Prepared(text)
    if "<" in text or "{{#tag:" in text:
        _take_out(text, prepared, dialect)
    # After the tags: what nowiki protects is neither a switch nor a parameter.
    if "__" in prepared.text or "＿＿" in prepared.text:
        prepared.text = _switch(dialect).sub("", prepared.text)
    for _ in range(_DEEPEST_DEFAULT):
        if "{{{" not in prepared.text:
            break
        prepared.text = _PARAMETER.sub(_default, prepared.text)
    return prepared


def _take_out(text: str, prepared: Prepared, dialect: Dialect) -> None:
    """Take out comments and tags."""
    if "<!--" in text:
        text = _protect_comments(text)
        text = _mend_markers(text, prepared, dialect)
        start = text.rfind("<!--")
        if start >= 0 and text.find("-->", start) < 0:
            prepared.unclosed.append((text.count("\n", 0, start) + 1, "<!--"))
        text = _without_comments(text)
    if "#tag:" in text:
        text = _TAG_FUNCTION.sub(_reference_tag, text)
    if "<" not in text:  # comments were all
        prepared.text = text
        return
    text = _take_out_tags(text, prepared, {}) if _TAG.search(text) else text
    prepared.text = _BROKEN_TAG.sub(lambda match: match[0].replace("\n", JOIN + " "), text)


def _reference_tag(match: re.Match[str]) -> str:
    """Write a reference that a parser function makes as the tag that it stands for; what references in it cite is its own."""
    body = _INNER_REFERENCE.sub(r" \1 ", match[1]) if "<" in match[1] else match[1]
    return f"<ref {match[2].replace('|', ' ').strip()}>{body}</ref>"


def _protect_comments(text: str) -> str:
    """Hide the beginnings of comments that nowiki shows: of the two, the one that begins first holds the other."""
    if _AS_IS.search(text) is None:
        return text
    output: list[str] = []
    position = 0
    closers = _Closers(text)
    while (match := _AS_IS_OR_COMMENT.search(text, position)) is not None:
        start, end = match.start(), match.end()
        if match[1] is None:
            end = _comment_end(text, start)
            output.append(text[position:end])
        else:
            closer = closers.find(match[1].lower(), end)
            end = end if closer is None else closer[1]
            output += [text[position:start], text[start:end].replace("<!--", chr(_PRIVATE + ord("<")) + "!--")]
        position = end
    output.append(text[position:])
    return "".join(output)


def _mend_markers(text: str, prepared: Prepared, dialect: Dialect) -> str:
    """Take out the markers of day pages that lack the comment's end: they would hide the day up to the next one."""
    line, counted = 1, 0
    half_marker = _half_marker(dialect)
    for match in half_marker.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        prepared.unclosed.append((line, "<!--"))
    return half_marker.sub("", text) if prepared.unclosed else text


def hide(text: str) -> str:
    """Turn characters that could be markup into private ones."""
    return text.translate(_HIDE)


def reveal(text: str) -> str:
    """Turn characters that nowiki protected back into themselves."""
    return text if text.isascii() or _PROTECTED_SIGN.search(text) is None else text.translate(_REVEAL)


def plain_text(wikitext: str) -> str:
    """Return what a piece of wikitext without markup shows: entities decoded, protected characters themselves."""
    return reveal(decode_entities(wikitext))


def _default(match: re.Match[str]) -> str:
    """Return what a template's parameter shows on a page that is no template: its default, else its own name in braces."""
    return match[2] if match[2] is not None else match[0].translate(_HIDE)


def _without_comments(text: str) -> str:
    """Take out comments; where they stand alone on a line, the line goes with them (MediaWiki's preprocessor)."""
    output: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0:
        head = text[position:start]
        kept = head.rstrip(" \t")
        end = _comment_end(text, start)
        if kept[-1:] == "\n" or (not kept and position and text[position - 1] == "\n"):
            end = _comments_end(text, end)
            if text[end : end + 1] == "\n":
                head, end = kept, end + 1
        output.append(head)
        output.append(JOIN * text.count("\n", start, end))
        position = end
    output.append(text[position:])
    return "".join(output)


def _comment_end(text: str, start: int) -> int:
    end = text.find("-->", start + 4)
    return len(text) if end < 0 else end + 3


def _comments_end(text: str, end: int) -> int:
    """Go past spaces and further comments on the line that a comment ends on."""
    while True:
        after = end
        while text[after : after + 1] in (" ", "\t") and after < len(text):
            after += 1
        if not text.startswith("<!--", after):
            return after
        end = _comment_end(text, after)


def _take_out_tags(text: str, prepared: Prepared, named: dict[str, int]) -> str:
    """Replace references by marks, protect nowiki, drop what is meant for other pages."""
    output: list[str] = []
    position = counted = 0
    line = 1
    closed = _Closers(text)
    while match := _TAG.search(text, position):
        output.append(text[position : match.start()])
        position = match.end()
        tag = (match[1] or "").lower()
        if not tag:
            continue
        body = ""
        if not match[3]:
            # The nearest end, whatever stands between: MediaWiki takes extension tags out before it reads anything else.
            end = closed.find(tag, position)
            if end is None or (tag == "ref" and _is_forgotten(text, position, end[0])):
                # Lines are counted on from the last place, never from the start: a page of nothing but open tags would be read
                # once for each.
                line += text.count("\n", counted, match.start()) + text.count(JOIN, counted, match.start())
                counted = match.start()
                prepared.unclosed.append((line, match[0]))
                shown = f"{SHOWN_ONLY}&lt;{tag}&gt;{SHOWN_ONLY}" if tag == "nowiki" else ""
                output.append(match[0] if tag == "ref" else shown)
                continue
            body = text[position : end[0]]
            if tag == "ref" and _BULLET.search(body) is not None and "{{" not in body:
                line += text.count("\n", counted, position) + text.count(JOIN, counted, position)
                counted = position
                lines = enumerate(body.split("\n"), line)
                prepared.hidden_bullets += [
                    (at, each) for at, each in lines if each[:1] in tuple("*#;") and "//" not in each
                ]
            position = end[1]
        if tag == "references" and "<" in body:  # references that are defined where they are listed
            _take_out_tags(body, prepared, named)
        if tag == "poem":  # the wiki ends the line for it, and what follows begins another
            output.append(f"\n{SPLIT}{body.replace(chr(10), JOIN + ' ')}\n{SPLIT}")
            continue
        output.append(_replacement(tag, match[2], body, named, prepared.references))
        # Line breaks that go with a tag are kept as joins, so that every line keeps the number it has on the page.
        if tag not in _SHOWN_AS_IS:
            output.append(JOIN * (body.count("\n") + body.count(JOIN)))
    output.append(text[position:])
    return "".join(output)


def _is_forgotten(text: str, start: int, end: int) -> bool:
    """Say whether a bullet, and after it another reference, begins in one: its own end was forgotten, another's is found.

    Bullets alone may be a list inside the reference, or arguments of its template.
    """
    bullet = _BULLET.search(text, start, end)
    if bullet is None or text.count("{{", start, bullet.start()) > text.count("}}", start, bullet.start()):
        return False
    return _OTHER_REFERENCE.search(text, bullet.start(), end) is not None


def _replacement(tag: str, attributes: str, body: str, named: dict[str, int], references: list[str]) -> str:
    if tag == "ref":
        match = _NAME.search(attributes)
        name = (match[1] or match[2] or match[3] or "").strip() if match else ""
        index = named.get(name) if name else None
        if index is None:
            index = len(references)
            references.append("")
            if name:
                named[name] = index
        if body:
            references[index] = references[index] or body.replace("\n", " ").replace(JOIN, " ")
        return f"{REFERENCE_OPEN}{index}{REFERENCE_CLOSE}"
    if tag not in _SHOWN_AS_IS:
        return ""
    # What stands in it is shown, but not as markup. Entities are decoded all the same; both ends part their surroundings.
    shown = decode_entities(body).translate(_HIDE).replace(_HIDE[10], JOIN + " ")
    return f"{NOTHING}{shown}{NOTHING}"


class _Closers:
    """Finds closing tags, and remembers the next of each kind, or that none is left, so that a page of open tags stays linear."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, tuple[int, int] | None] = {}

    def find(self, tag: str, position: int) -> tuple[int, int] | None:
        known = self._next.get(tag, (-1, -1))
        if known is not None and known[0] < position:
            match = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(self._text, position)
            known = self._next[tag] = None if match is None else match.span()
        return known
