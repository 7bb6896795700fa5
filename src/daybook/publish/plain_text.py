"""Rich text as plain text that keeps its raised and lowered signs: `10⁶`, `CO₂`, and `e^(kt)` where Unicode has no sign.

For titles, lists, descriptions, citations and feeds. Addresses, identity and search go by the text as its editors typed it
(`RichText.plain`), so that they never depend on how a sign is printed.
"""

from __future__ import annotations

import re
import unicodedata

from daybook.model import RichText, Span
from daybook.publish.cleaning import clean

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_HAS_RAISED = re.compile(r"[0-9+\-−=()ni]+")
_HAS_LOWERED = re.compile(r"[0-9+\-−=()]+")
_ENDING = re.compile(r"(?:st|nd|rd|th|er|re|e|o|a|ª|º|TM|SM)\.?", re.IGNORECASE)
"""What is raised as a matter of type alone: the ends of ordinals, and marks of trade."""


def plain_text(rich: RichText) -> str:
    """Return cleaned text without spaces at its ends; raised and lowered runs as Unicode has them, else raised ones after `^`."""
    if any(span.superscript or span.subscript for span in rich.spans):
        return clean("".join(map(_plain, rich.spans))).strip()
    return clean(rich.plain).strip()


def _plain(span: Span) -> str:
    inner = span.text.strip()
    if not inner or not (span.superscript or span.subscript):
        return span.text
    before, _, after = span.text.partition(inner)
    return before + (_raised(inner) if span.superscript else _lowered(inner)) + after


def _raised(text: str) -> str:
    if _HAS_RAISED.fullmatch(text):
        return text.translate(_RAISED)
    if _ENDING.fullmatch(text):
        return text
    return f"^{text}" if len(text) == 1 else f"^({text})"


def _lowered(text: str) -> str:
    """Lowered words are an index that reads well without a mark: `x` with `max` below it."""
    return text.translate(_LOWERED) if _HAS_LOWERED.fullmatch(text) else text


def sort_key(name: str) -> tuple[str, str]:
    """Return what sorts names as readers look for them: whatever their accents and their case."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char))
    return plain, name
