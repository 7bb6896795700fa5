"""Every setting described, for the reference and `daybook init`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_type_hints

from daybook.config.records import default_of, walk
from daybook.config.sections import Settings
from daybook.config.values import kind_in_words, to_toml


@dataclass(frozen=True, slots=True)
class Described:
    """One setting as the reference shows it: dotted key, kind of value in words, default as TOML, help."""

    key: str
    kind: str
    default: str
    help: str


def describe(kind: type = Settings) -> tuple[Described, ...]:
    """Return every setting, in the order of the records."""
    return tuple(
        Described(key, kind_in_words(hint), to_toml(default_of(entry)), _sentence(entry.metadata["help"]))
        for key, hint, entry in walk(kind, "")
    )


def sections(kind: type = Settings) -> Iterator[tuple[str, str]]:
    """Yield each section's name and the first sentence of its record's docstring."""
    for name, hint in get_type_hints(kind).items():
        yield name, (hint.__doc__ or "").partition("\n")[0]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
