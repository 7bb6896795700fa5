"""What the label of a cited article says: the outlet, the agency behind it, and the language.

Reads labels only; addresses are `addresses`' part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from daybook.model.day import Source
from daybook.parse.dialect import Dialect

_WORDS = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"\s*[/|]\s*|\s+[–—-]\s+|,\s+")


@dataclass(frozen=True, slots=True)
class _Words:
    """What labels hold, compiled."""

    agencies: frozenset[str]
    generic: frozenset[str]
    language_note: re.Pattern[str]
    language_in_label: re.Pattern[str]
    via: re.Pattern[str]


@lru_cache(maxsize=16)
def _words(dialect: Dialect) -> _Words:
    languages = "|".join(re.escape(name) for name in sorted(dialect.sources.languages, key=len, reverse=True))
    within = re.escape(dialect.words.in_language)
    return _Words(
        frozenset(name.casefold() for name in dialect.sources.agencies),
        frozenset(dialect.sources.generic_labels),
        re.compile(rf"[(\[]\s*(?:{within}\s+)?({languages})(?:\s+{re.escape(dialect.words.language)})?\s*[)\]]"),
        re.compile(rf"[\s,(\[–-]+{within} ({languages})\s*[)\]]?$|[(\[]({languages})[)\]]$"),
        re.compile(rf"^(.{{2,}}?)[\s,/(]+{re.escape(dialect.words.via)}\s+(.{{2,}})$", re.IGNORECASE),
    )


def language_note(dialect: Dialect) -> re.Pattern[str]:
    """Return the pattern of a note that stands beside a source: "(in Persian)"."""
    return _words(dialect).language_note


def names_no_outlet(label: str, dialect: Dialect) -> bool:
    """Say whether a label is one that any article could have: "link", "full story", "1"."""
    generic = _words(dialect).generic
    return all(word in generic or not word.isalpha() for word in _WORDS.findall(label.casefold()))


@lru_cache(maxsize=16384)
def read_label(label: str, dialect: Dialect) -> tuple[str, str | None, str | None, str | None]:
    """Return a label without the parentheses around it, the outlet, the agency and the language that it names."""
    label = _without_parentheses(" ".join(label.split()))
    if not label:
        return "", None, None, None
    words = _words(dialect)
    named, language = label, None
    if match := words.language_in_label.search(label):
        language = match[1] or match[2]
        named = label[: match.start()].strip()
    if match := words.via.match(named):
        return label, match[2].strip(" )"), match[1].strip(), language
    parts = _PARTS.split(named)
    if len(parts) == 2 and all(parts):
        first, second = parts
        if first.casefold() in words.agencies:
            return label, second, first, language
        if second.casefold() in words.agencies:
            return label, first, second, language
    return label, None if names_no_outlet(named, dialect) else named, None, language


def make_source(url: str, label: str, dialect: Dialect, language: str | None = None) -> Source:
    """Make a source of an address and its visible label."""
    text, outlet, agency, own_language = read_label(label, dialect)
    return Source(url, text, outlet, agency, own_language or language)


def _without_parentheses(label: str) -> str:
    """Take off the parentheses around a whole label, either of which editors may have forgotten."""
    label = label.strip(" ,;")
    if label.startswith("（") and label.endswith("）"):
        label = f"({label[1:-1]})"
    if label.startswith("(") and label.find(")") in (-1, len(label) - 1):
        label = label[1:]
    if label.endswith(")") and "(" not in label:
        label = label[:-1]
    elif label.startswith("(") and label.endswith(")") and label.find("(", 1) < label.find(")"):  # and not "(A) (B)"
        label = label[1:-1]
    return label.strip(" ,;")
