"""What a person types, as a `Query`: words, "phrases", -exclusions. The rest of the signs means nothing, and harms nothing."""

from __future__ import annotations

import re
from dataclasses import replace

from daybook.ask.query import Query
from daybook.ask.words import words

LONGEST_QUESTION = 1000
"""Characters of a question that count."""

MOST_PARTS = 32
"""Words, phrases and exclusions of a question that count; nobody types more, and each costs a look-up."""

_PART = re.compile(r'(?<!\S)(-?)(?:["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+))|["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+)')


def read_question(text: str, within: Query | None = None) -> Query:
    """Return the query of a typed question; its filters, order and size are those of `within`."""
    asked: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    for found in list(_PART.finditer(text[:LONGEST_QUESTION]))[:MOST_PARTS]:
        quoted, plain = found[2] or found[4], found[3] or found[5]
        part = " ".join((quoted or plain or "").split())
        if not words(part):
            continue
        if found[1]:
            without.append(part)
        elif quoted and len(words(part)) > 1:
            phrases.append(part)
        else:
            asked.append(part)
    # What is typed twice is looked up once: it says no more than typed once.
    words_once, phrases_once = tuple(dict.fromkeys(asked)), tuple(dict.fromkeys(phrases))
    return replace(within or Query(), words=words_once, phrases=phrases_once, without=tuple(dict.fromkeys(without)))


def write_question(query: Query) -> str:
    """Return words, phrases and exclusions as a person would type them."""
    parts = [*query.words, *(f'"{phrase}"' for phrase in query.phrases)]
    parts += [f'-"{part}"' if " " in part else f"-{part}" for part in query.without]
    return " ".join(parts)
