"""The words of a language as a catalogue: one TOML file in the theme, read into dotted keys. Fills in nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from daybook.errors import PublishError

Words = dict[str, str | dict[str, str]]
"""Words by dotted key: a text, or for a counted word a text for each plural form."""


@cache  # the renderers of one build read the same words
def read_words(catalogue: str, language: str) -> Words:
    """Return the words of a catalogue, which is the theme's file of a language; `PublishError` where that is no TOML."""
    try:
        return _flatten(tomllib.loads(catalogue))
    except tomllib.TOMLDecodeError as error:
        raise PublishError(
            f"the theme's words are not TOML: `words/{language}.toml`: {error}", hint="fix that line"
        ) from error


@cache
def english_words() -> Words:
    """Return the words that Daybook ships in English."""
    return read_words((resources.files("daybook") / "theme/words/en.toml").read_text("utf-8"), "en")


def _flatten(table: Mapping[str, object], prefix: str = "") -> Words:
    """Turn nested tables into dotted keys; a table with the key `other` is a counted word and stays whole."""
    flat: Words = {}
    for key, value in table.items():
        if isinstance(value, str):
            flat[prefix + key] = value
        elif isinstance(value, dict) and "other" in value:
            flat[prefix + key] = {form: str(text) for form, text in value.items()}
        elif isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{key}.")
    return flat
