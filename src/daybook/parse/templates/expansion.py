"""Templates inside events: the wikitext that stands for each, so that its words and links are not lost.

Expands what is in the text by the tables of `template_texts`; knows no wiki and fetches nothing. A template that no table
knows gives its best text, and is reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from daybook.parse.dialect import Dialect
from daybook.parse.preprocess import JOIN, SHOWN_ONLY, SPLIT, hide, reveal
from daybook.parse.problems import LONGEST
from daybook.parse.templates.arguments import Arguments
from daybook.parse.templates.template_texts import foreign_citation, is_citation, is_known, text_of

DEEPEST = 100
"""Templates inside templates that are read: MediaWiki's own limit (`$wgMaxTemplateDepth`), and what keeps time linear."""

_SIGN = re.compile(r"\{\{|\}\}|\[\[|\]\]|\||\n(?=[*#;:]|'''|==|\n)")
_NAMED = re.compile(r"\s*([\w .,#-]{1,40}?)\s*=(?!=)")
_BEGINNING = re.compile(r"\{\{([^{}\[\]|\n<>:]{1,40})\|(?:(?<=[Cc]onvert\|)([^{}\[\]|\n]{1,20})\|)?")
"""What a template begins with: its name, and of a conversion the number before its unit."""
_LIST = re.compile(r"(?:^|\n)[*#][^\n]*[^\s*#]")
_WRAPS_LIST = re.compile(r"\{\{[^{}\[\]|\n]{1,80}\|(?:[^{}\[\]|=\n]{1,40}=)?[ \t]*(?=\n[*#])")
"""The beginning of a template that was put around a list."""
_LIST_START = re.compile(r"[ \t]*[*#]")
_ARGUMENT_NAME = re.compile(r"\s*[\w .,#-]{1,40}?\s*=(?!=)[ \t]*")
_LONGEST_BEGINNING = 200
"""Characters between the braces of a template and the list that it is put around."""
_SHOWN_SIGNS = {ord(sign): hide(sign) for sign in "{|}"}
_SPARE_ROOM = 100_000
"""Characters that the templates of a short page may come to beyond what they were written as."""
_LENGTHENING = 4
"""How much longer than what it was written as a template's text may be, beside 400 characters: keeps nests linear."""


@dataclass(slots=True)
class Expanded:
    """A text without templates. The lists hold (offset in the text, what stood there); `citations` those without an address."""

    text: str
    unknown: list[tuple[int, str]] = field(default_factory=list)
    citations: list[tuple[int, str]] = field(default_factory=list)
    unclosed: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """A template that is being read: where it began, its finished parts, the pieces of the part at hand."""

    start: int
    parts: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    brackets: int = 0

    def end_part(self) -> None:
        """Finish the part at hand."""
        self.parts.append("".join(self.pieces))
        self.pieces = []


def expand_templates(text: str, dialect: Dialect, *, open_frames: int = 0, in_reference: bool = False) -> Expanded:
    """Replace every template by its text. A line break inside a template becomes JOIN unless its text keeps it.

    `open_frames` is how many templates were opened before this text begins, so that many closing braces must be left
    over for them. `in_reference` says that the text is a reference's, where any template with an address cites.
    """
    closes, left_over = _match_braces(text, own_line_closes=True)
    if left_over < open_frames:
        closes, _ = _match_braces(text, own_line_closes=False)
    return _Expansion(text, closes, dialect, shows_beginnings=open_frames == 0, in_reference=in_reference).run()


class _Expansion:
    """Goes through a text once, with the templates that are open at each place."""

    def __init__(
        self, text: str, closes: dict[int, int], dialect: Dialect, *, shows_beginnings: bool, in_reference: bool
    ) -> None:
        self._text = text
        self._in_reference = in_reference
        self._shows_beginnings = shows_beginnings
        self._closes = closes
        self._dialect = dialect
        self._stack: list[_Frame] = []
        # What all templates of a page may come to, text of inner ones counted at each level: a second bound beside that of
        # one template, since each alone would let a nest double at every level if the other had a hole.
        self._room = DEEPEST * len(text) + _SPARE_ROOM
        self._output: list[str] = []
        self._length = 0
        self._result = Expanded("")

    def run(self) -> Expanded:
        """Return the text without its templates."""
        position = 0
        for match in _SIGN.finditer(self._text):
            sign, at = match[0], match.start()
            if at < position:
                continue
            frame = self._stack[-1] if self._stack else None
            if sign == "{{":
                self._emit(self._text[position:at])
                position = self._open(at)
                continue
            if frame is None:
                continue
            if sign == "}}" and self._closes[frame.start] == at:
                self._emit(self._text[position:at])
                self._close(match.end())
            elif sign == "|" and not frame.brackets:
                self._emit(self._text[position:at])
                frame.end_part()
            else:
                frame.brackets = max(0, frame.brackets + {"[[": 1, "]]": -1}.get(sign, 0))
                continue
            position = match.end()
        self._emit(self._text[position:])
        self._result.text = "".join(self._output)
        return self._result

    def _emit(self, piece: str) -> None:
        if self._stack:
            self._stack[-1].pieces.append(piece)
        else:
            self._output.append(piece)
            self._length += len(piece)

    def _open(self, at: int) -> int:
        """Begin a template, or show the braces of one that cannot be read; return where to go on."""
        if at in self._closes:
            if len(self._stack) < DEEPEST:
                self._stack.append(_Frame(at))
                return at + 2
            # Whole, with its signs hidden: read on its own, its bars would end the arguments of the template around it.
            end = self._closes[at] + 2
            self._emit(self._text[at:end].translate(_SHOWN_SIGNS))
            self._result.unknown.append((self._length, self._text[at : at + LONGEST]))
            return end
        self._result.unclosed.append((self._length, self._text[at : at + LONGEST]))
        match = _BEGINNING.match(self._text, at)
        if match is None or not is_known(match[1], self._dialect):
            self._emit("{{")
            return at + 2
        quantity = match[2] or ""
        if self._shows_beginnings:
            name = self._text[at : match.start(2) if quantity else match.end()]
            self._emit(SHOWN_ONLY + name + SHOWN_ONLY + quantity + (f"{SHOWN_ONLY}|{SHOWN_ONLY}" if quantity else ""))
        else:  # the wiki took the braces that end the page's frame for its own, and shows its text
            self._emit(f"{quantity} " if quantity else "")
        return match.end()

    def _close(self, end: int) -> None:
        frame = self._stack.pop()
        frame.end_part()
        own_line = self._text[frame.start - 1 : frame.start] in ("", "\n")
        if own_line and frame.parts[1:] and frame.parts[1].startswith("\n*"):
            expansion, unknown = _shown_list(frame.parts, end - frame.start, self._dialect)
        else:
            expansion, unknown = _expand(frame.parts, end - frame.start, self._dialect, in_reference=self._in_reference)
        self._room -= len(expansion)
        if self._room < 0:
            expansion, unknown = "", True
        if _LIST_START.match(expansion) and not own_line:
            expansion = f"\n{SPLIT}{expansion}"  # the wiki begins a line for a list that a template begins with
        if unknown:
            kind = (
                self._result.citations
                if is_citation(frame.parts[0].strip().lower(), self._dialect)
                else self._result.unknown
            )
            kind.append((self._length, self._text[frame.start : min(end, frame.start + LONGEST)]))
        breaks = _breaks(self._text, frame.start, end)
        kept = _breaks(expansion)
        missing = max(0, breaks - kept)
        # Lines keep their numbers, though the text begins on a later one than its template.
        before = min(missing, _breaks_before(frame.parts, expansion)) if kept and missing else 0
        self._emit(JOIN * before + expansion + JOIN * (missing - before))


def _breaks(text: str, start: int = 0, end: int | None = None) -> int:
    """Count the lines of the page that end in a text."""
    end = len(text) if end is None else end
    return text.count("\n", start, end) + text.count(JOIN, start, end) - text.count("\n" + SPLIT, start, end)


def _breaks_before(parts: list[str], expansion: str) -> int:
    """Count the line breaks of a template before the argument that its text is, none where it is none of them.

    Each part has as many breaks as was written for it, whatever templates in it came to.
    """
    words = expansion.strip(f" \t\n{JOIN}{SPLIT}")
    breaks = 0
    for part in parts:
        at = part.find(words)
        if at >= 0:
            return breaks + _breaks(part, 0, at) - _breaks(expansion, 0, expansion.find(words))
        breaks += _breaks(part)
    return 0


def _match_braces(text: str, *, own_line_closes: bool) -> tuple[dict[int, int], int]:
    """Pair each `{{` with its `}}`, by offset, and count the `}}` that are left over.

    An opening that is still open where a bullet, a heading or an empty line begins was forgotten, unless the line that
    closes it starts with the braces, or the list is what it was put around (and `own_line_closes`): what follows must not be
    taken for its arguments.
    """
    left_over = 0
    closes: dict[int, int] = {}
    stack: list[int] = []
    crossed: list[bool] = []
    wrapping: set[int] = set()
    for match in _SIGN.finditer(text):
        sign, at = match[0], match.start()
        if sign == "{{":
            stack.append(at)
            crossed.append(False)
        elif sign == "\n" and stack:
            wraps = (
                _WRAPS_LIST.match(text, stack[-1]) if own_line_closes and at - stack[-1] < _LONGEST_BEGINNING else None
            )
            # Once in its list, each further bullet finds it uncrossed.
            if wraps is not None and wraps.end() == at:
                wrapping.add(stack[-1])
            crossed[-1] = crossed[-1] or stack[-1] not in wrapping
        elif sign == "}}":
            # Braces at the beginning of a line close what the line above left open; others close only what is whole.
            own_line = own_line_closes and (at == 0 or text[at - 1] == "\n")
            while stack and crossed[-1] and not own_line:
                stack.pop()
                if crossed.pop() and crossed:
                    crossed[-1] = stack[-1] not in wrapping
            if stack:
                closes[stack.pop()] = at
                if crossed.pop() and crossed:
                    crossed[-1] = stack[-1] not in wrapping
            else:
                left_over += 1
    return closes, left_over


def _shown_list(parts: list[str], source_length: int, dialect: Dialect) -> tuple[str, bool]:
    """Return the list that a template on lines of its own was put around, which a template inside a sentence joins."""
    expansion, unknown = _expand(parts, source_length, dialect)
    return (parts[1], unknown) if expansion and not unknown and "\n" not in expansion else (expansion, unknown)


def _expand(parts: list[str], source_length: int, dialect: Dialect, *, in_reference: bool = False) -> tuple[str, bool]:
    """Return a template's text, and whether the template is unknown. `parts` are its name and arguments."""
    written = parts[0].partition(":")[0]
    if not written.isascii() and reveal(written) != written:  # nowiki stands in its name: the wiki shows the braces
        return hide("{{") + "|".translate(_SHOWN_SIGNS).join(parts) + hide("}}"), False
    name = " ".join(parts[0].replace(JOIN, " ").replace("_", " ").split())
    arguments = Arguments(parts=parts[1:])
    for part in parts[1:]:
        match = _NAMED.match(part) if "=" in part else None
        if match:
            arguments.named[match[1].lower()] = part[match.end() :].strip(" \n\t" + JOIN)
            if match[1].isdigit():
                arguments.set_numbered(int(match[1]), part[match.end() :].strip())
        else:
            arguments.values.append(part)
    text = text_of(name, arguments, dialect)
    if text is None and in_reference:
        text = foreign_citation(arguments, dialect)
    unknown = text is None
    if text is None:
        text = "" if is_citation(name.lower(), dialect) else _best_text(name, arguments)
    # Nested a hundred deep, a template that doubles its argument would make a page of two to the hundredth power.
    if len(text) > _LENGTHENING * source_length + 400:
        text = arguments.first()
    return text, unknown


def _lists(name: str, parts: list[str]) -> str:
    """Return the arguments that hold lists, each on the lines of the page where it stands; empty where none does."""
    pieces = [JOIN * _breaks(name)]
    ends_line = True
    has_lists = False
    for part in parts:
        value = _ARGUMENT_NAME.sub("", part, count=1)
        if _LIST.search(value) is None:
            pieces.append(JOIN * _breaks(part))
            continue
        pieces.append(value if ends_line or value.startswith("\n") else f"\n{SPLIT}{value}")
        ends_line = value.rstrip(f" \t{JOIN}").endswith("\n")
        has_lists = True
    return "".join(pieces) if has_lists else ""


def _best_text(name: str, arguments: Arguments) -> str:
    """Return what of an unknown template reads most like text: all lists, or the longest unnamed argument, or a telling one."""
    values = [value.strip() for value in arguments.values if value.strip()]
    if lists := _lists(name, arguments.parts):
        return lists
    if values:
        return max(values, key=len)
    if name.startswith("#"):
        return name.partition(":")[2].strip()
    return arguments.any_of("text", "content", "title", "name")
