"""Parser functions and the like (`{{#if:..}}`, `{{lc:..}}`): those whose text can be told from the page alone.

Conditions are read as written: what depends on other pages, or on the time of reading, is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from daybook.parse.arguments import Arguments

_LONG_NUMBER = re.compile(r"(?<![\d.])[0-9]{4,30}(?!\d)")


def grouped(text: str) -> str:
    """Return a text with its long numbers in groups of three digits."""
    return _LONG_NUMBER.sub(lambda match: f"{int(match[0]):,}", text)


_CHANGES: dict[str, Callable[[str], str]] = {
    "lc": str.lower,
    "uc": str.upper,
    "ucfirst": lambda text: text[:1].upper() + text[1:],
    "lcfirst": lambda text: text[:1].lower() + text[1:],
    "formatnum": grouped,
    "urlencode": str,
    "int": str,
}
_SILENT = frozenset(
    ("defaultsort", "displaytitle", "#language", "#seo", "fullurl", "localurl", "canonicalurl", "filepath")
)


def parser_function(name: str, given: Arguments) -> str | None:
    """Return the text of a function; `name` is what stands before the first bar. None for one that is not known."""
    function, _, value = name.partition(":")
    function, value = function.strip().lower(), value.strip()
    if function in _CHANGES:
        return _CHANGES[function](value)
    if function in _SILENT:
        return ""
    match function:
        case "#if":
            return given.get(1) if value else given.get(2)
        case "#ifeq":
            return given.get(2) if value == given.get(1) else given.get(3)
        case "#switch":
            return _switch(value, given)
        case "#ifexist" | "#tag":
            return given.get(1)
        case "plural":
            return given.get(1) if value == "1" else given.get(2) or given.get(1)
    return None


def _switch(value: str, given: Arguments) -> str | None:
    """Return the case that a value has, or the default; None where a case shares the text of another."""
    if value.lower() in given.named:
        return given.named[value.lower()]
    if any(value == case.strip() for case in given.values[:-1]):
        return None
    return given.named.get("#default", given.get(len(given.values)))
