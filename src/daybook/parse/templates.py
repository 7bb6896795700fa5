"""Templates inside events: the wikitext that stands for each, so that its words and links are not lost.

Expands what is in the text by the tables of `template_texts`; knows no wiki and fetches nothing. A template that no table
knows gives its best text, and is reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from daybook.parse.preprocess import JOIN
from daybook.parse.template_texts import Arguments, text_of

DEEPEST = 40
"""Templates inside templates that are read: MediaWiki's own limit (`$wgMaxTemplateDepth`), and what keeps time linear."""

_TOKEN = re.compile(r"\{\{|\}\}|\[\[|\]\]|\||\n(?=[*#;:]|'''|==|\n)")
_NAMED = re.compile(r"\s*([\w .,-]{1,40}?)\s*=(?!=)")
_LENGTHENING = 4
"""How much longer than what it was written as a template's text may be, beside 400 characters: keeps nests linear."""


@dataclass(slots=True)
class Expanded:
    """A text without templates. `unknown` and `unclosed` hold (offset in the text, what stood there)."""

    text: str
    unknown: list[tuple[int, str]] = field(default_factory=list)
    unclosed: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """A template that is being read: where it began, its finished parts, the pieces of the part at hand."""

    start: int
    parts: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    brackets: int = 0


def expand_templates(text: str, *, open_frames: int = 0) -> Expanded:
    """Replace every template by its text. A line break inside a template becomes JOIN unless its text keeps it.

    `open_frames` is how many templates were opened before this text begins, so that many closing braces must be left
    over for them.
    """
    closes, left_over = _match_braces(text, own_line_closes=True)
    if left_over < open_frames:
        closes, _ = _match_braces(text, own_line_closes=False)
    result = Expanded("")
    output: list[str] = []
    length = 0
    stack: list[_Frame] = []
    position = 0

    def emit(piece: str) -> None:
        nonlocal length
        if stack:
            stack[-1].pieces.append(piece)
        else:
            output.append(piece)
            length += len(piece)

    for match in _TOKEN.finditer(text):
        token, at = match[0], match.start()
        if at < position or token == "\n":
            continue
        if token == "{{":
            emit(text[position:at])
            position = match.end()
            if at in closes and len(stack) < DEEPEST:
                stack.append(_Frame(at))
            else:
                if at not in closes:
                    result.unclosed.append((length, text[at : at + 60].partition("\n")[0]))
                emit(token)
        elif stack and token == "}}" and closes[stack[-1].start] == at:
            emit(text[position:at])
            position = match.end()
            frame = stack.pop()
            frame.parts.append("".join(frame.pieces))
            source_length = position - frame.start
            expansion, unknown = _expand(frame.parts, source_length)
            if unknown:
                result.unknown.append((length, text[frame.start : frame.start + 100]))
            breaks = text.count("\n", frame.start, position) + text.count(JOIN, frame.start, position)
            kept = expansion.count("\n") + expansion.count(JOIN)
            emit(expansion + JOIN * max(0, breaks - kept))
        elif stack and token == "|" and not stack[-1].brackets:
            emit(text[position:at])
            position = match.end()
            stack[-1].parts.append("".join(stack[-1].pieces))
            stack[-1].pieces = []
        elif stack and token == "[[":
            stack[-1].brackets += 1
        elif stack and token == "]]":
            stack[-1].brackets = max(0, stack[-1].brackets - 1)
    emit(text[position:])
    result.text = "".join(output)
    return result


def _match_braces(text: str, *, own_line_closes: bool) -> tuple[dict[int, int], int]:
    """Pair each `{{` with its `}}`, by offset, and count the `}}` that are left over.

    An opening that is still open where a bullet, a heading or an empty line begins was forgotten, unless the line that
    closes it starts with the braces (and `own_line_closes`): what follows must not be taken for its arguments.
    """
    left_over = 0
    closes: dict[int, int] = {}
    stack: list[int] = []
    crossed: list[bool] = []
    for match in _TOKEN.finditer(text):
        token, at = match[0], match.start()
        if token == "{{":
            stack.append(at)
            crossed.append(False)
        elif token == "\n" and stack:
            crossed[-1] = True
        elif token == "}}":
            own_line = own_line_closes and (at == 0 or text[at - 1] == "\n")
            while stack and crossed[-1] and not own_line:
                stack.pop()
                if crossed.pop() and crossed:
                    crossed[-1] = True
            if stack:
                closes[stack.pop()] = at
                if crossed.pop() and crossed:
                    crossed[-1] = True
            else:
                left_over += 1
    return closes, left_over


def _expand(parts: list[str], source_length: int) -> tuple[str, bool]:
    """Return a template's text, and whether the template is unknown. `parts` are its name and arguments."""
    name = " ".join(parts[0].replace(JOIN, " ").replace("_", " ").split())
    arguments = Arguments()
    for part in parts[1:]:
        match = _NAMED.match(part) if "=" in part else None
        if match:
            arguments.named[match[1].lower()] = part[match.end() :].strip(" \n\t" + JOIN)
            if match[1].isdigit():
                arguments.place(int(match[1]), part[match.end() :].strip())
        else:
            arguments.values.append(part)
    text = text_of(name, arguments)
    unknown = text is None
    if text is None:
        text = _best_text(arguments)
    if len(text) > _LENGTHENING * source_length + 400:
        text = arguments.first()
    return text, unknown


def _best_text(arguments: Arguments) -> str:
    """The argument of an unknown template that reads most like text: the longest unnamed one, else a telling name."""
    values = [value.strip() for value in arguments.values if value.strip()]
    if values:
        return max(values, key=len)
    return next((arguments.named[key] for key in ("text", "content", "title", "name") if arguments.named.get(key)), "")
