"""How much an answer to an agent may hold: counted in tokens, generously, and cut where it is too much. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from daybook.model.encoding import to_json

MOST_TOKENS = 10_000
"""Tokens of one answer: clients refuse more than 25,000, and an answer is one of several in a conversation."""

LONGEST_TEXT, MOST_ITEMS = 800, 20
"""Characters of a text, and items of a list within an item, where an answer would be too large otherwise."""

_PIECES = re.compile(r"[A-Za-z]{1,4}|[0-9]{1,2}|[^\sA-Za-z0-9]")
_WIDE = re.compile(r"[^\x00-\x7f]")


def count_tokens(value: object) -> int:
    """Return how many tokens a value's JSON takes at most: pieces of four letters or two digits, and every sign, are one each.

    The tokenizers of today's models make fewer of English, of addresses and of digits; of other scripts a sign may be two.
    """
    text = to_json(value).decode()
    return sum(1 for _ in _PIECES.finditer(text)) + sum(1 for _ in _WIDE.finditer(text))


def shrink(value: Any) -> Any:
    """Return a value whose texts and lists are cut; a cut text ends with an ellipsis."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else f"{value[:LONGEST_TEXT]}…"
    if isinstance(value, list):
        return [shrink(each) for each in value[:MOST_ITEMS]]
    if isinstance(value, dict):
        return {name: shrink(each) for name, each in value.items()}
    return value


def without_empty(value: Any) -> Any:
    """Return a value without keys that say nothing: null, an empty list."""
    if isinstance(value, dict):
        kept = {name: without_empty(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each is not None and each != []}
    if isinstance(value, list):
        return [without_empty(each) for each in value]
    return value


def count_fitting(answer: Mapping[str, Any], items: str) -> int:
    """Return how many of the items of an answer fit, at least one: what is left of the whole is for the rest of it."""
    room = MOST_TOKENS - count_tokens({name: value for name, value in answer.items() if name != items}) - 50
    count = 0
    for item in answer[items]:
        room -= count_tokens(item) + 1
        if room < 0:
            break
        count += 1
    return max(1, count)
