"""Frames: the templates around the list of a day's events, in every layout that day pages have had.

Takes them off the text, and tells what is wrong with them; other templates are `templates`' part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from daybook.parse.dialect import Dialect
from daybook.parse.preprocess import JOIN

_LIST_BEGINS = r"\n(?:[*#;]|'''|==|<li)"
_HEAD = rf"(?:(?!{_LIST_BEGINS})[^{{}}])*"
"""The inside of a template up to a line that begins a list or a category: no frame's other parameters hold one."""


@dataclass(frozen=True, slots=True)
class Unframed:
    """A text without its frames, whose line breaks are JOINs now.

    `open_frames` is how many were opened before the text and end in it. The places are (offset in the text, what stands
    there): frames whose content has no name, and the first bar that ends a content too early.
    """

    text: str
    open_frames: int = 0
    nameless: tuple[tuple[int, str], ...] = ()
    cut: tuple[int, str] | None = None


def take_off_frames(text: str, names: tuple[str, ...], dialect: Dialect) -> Unframed:
    """Take the templates of these names off a text; their content stays."""
    if "{{" not in text:
        return Unframed(text)
    output: list[str] = []
    nameless: list[tuple[int, str]] = []
    position = length = open_frames = 0
    for match in _frame(names, dialect).finditer(text):
        joins = JOIN * (match[0].count("\n") + match[0].count(JOIN))
        output += [text[position : match.start()], joins]
        length += match.start() - position + len(joins)
        position = match.end()
        open_frames += match[1] is not None or match[2] is not None
        if match[2] is not None:
            nameless.append((length - len(joins), match[0].partition("\n")[0]))
    if not output:
        return Unframed(text)
    output.append(text[position:])
    text = "".join(output)
    cut = _pipe_in_content(text) if open_frames > len(nameless) and "|" in text else None
    return Unframed(text, open_frames, tuple(nameless), cut)


def close_frames(text: str, open_frames: int) -> str:
    """Take the last closing braces off a text, as many as frames were opened before it."""
    end = len(text)
    kept: list[str] = []
    for _ in range(open_frames):
        at = text.rfind("}}", 0, end)
        if at < 0:
            break
        kept.append(text[at + 2 : end])
        end = at
    return text[:end] + "".join(reversed(kept)) if kept else text


@lru_cache(maxsize=8)
def _frame(names: tuple[str, ...], dialect: Dialect) -> re.Pattern[str]:
    """Match a frame template up to its content, or the whole of it.

    Group 1 tells that content follows, group 2 that it does but has no name.
    """
    spelt = "|".join(re.escape(name).replace(r"\ ", r"[\s_]+") for name in sorted(names, key=len, reverse=True))
    prefixes = "|".join(re.escape(prefix) + ":" for prefix in dialect.names.prefixes)
    content = re.escape(dialect.page.content)
    return re.compile(
        rf"\{{\{{\s*(?:(?:safe)?subst:|msg:)?(?:{prefixes})?(?:{spelt})(?=[\s|}}])"
        rf"(?:{_HEAD}?\|(?:(?!\n[*#;])\s)*({content}\s*=)|{_HEAD}\}}\}}|{_HEAD}()(?={_LIST_BEGINS}))",
        re.IGNORECASE,
    )


_LINK_WITH_LABEL = re.compile(r"\[\[[^\[\]|{}\n]*\|[^\[\]|{}\n]*\]\]")
_NESTING = re.compile(r"\{\{|\}\}|\[\[|\]\]|\||\n")


def _pipe_in_content(text: str) -> tuple[int, str] | None:
    """Find the first bar that ends a frame's content for the wiki: one that is in no link and no template."""
    if text.count("|") == len(_LINK_WITH_LABEL.findall(text)):
        return None
    templates = links = 0
    for sign in _NESTING.finditer(text):
        match sign[0]:
            case "{{":
                templates += 1
            case "}}":
                templates -= 1
                if templates < 0:
                    return None  # the frame's own end: what follows is no content
            case "[[":
                links += 1
            case "]]":
                links = max(0, links - 1)
            case "\n":
                links = 0  # a link left open ends with its line, else it would hide every bar after it
            case _ if not templates and not links:
                return sign.start(), text[sign.start() :]
    return None
