"""One value of a setting, by the type of its annotation: read from TOML or from the command line, put in words, written as TOML.

Knows no section and no record.
"""

from __future__ import annotations

import tomllib
import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin


class Typed(str):
    """A value from the command line: text that may stand for any type."""

    __slots__ = ()


def to_toml(value: object) -> str:
    """Write a setting's value as TOML; nothing (a setting left unset) is the empty text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Enum():
            return to_toml(value.value)
        case int() | float():
            return str(value)
        case date():
            return value.isoformat()
        case tuple():
            return f"[{', '.join(to_toml(item) for item in value)}]"
        case Mapping():
            return f"{{ {', '.join(f'{to_toml(k)} = {to_toml(v)}' for k, v in value.items())} }}" if value else "{}"
        case _:
            escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'


def convert(value: Any, hint: Any) -> Any:
    """Return the value as its annotation requires it; a `ValueError` says in words what would be right."""
    wanted = kind_in_words(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        inner = next(argument for argument in arguments if argument is not types.NoneType)
        return None if value == "" else convert(value, inner)
    if isinstance(value, Typed) and not _is_text(hint):
        value = _from_command_line(value, listed=origin is tuple)
    if origin is Literal and value in arguments:
        return next(argument for argument in arguments if argument == value)
    if origin is tuple and isinstance(value, list):
        return tuple(convert(item, arguments[0]) for item in value)
    if origin in (Mapping, dict) and isinstance(value, dict):
        return {str(name): convert(item, arguments[1]) for name, item in value.items()}
    if isinstance(hint, type):
        plain = _convert_plain(value, hint)
        if plain is not None:
            return plain
    raise ValueError(wanted)


def _convert_plain(value: Any, hint: type) -> Any:
    if issubclass(hint, Enum):
        return next((member for member in hint if member.value == value), None)
    if issubclass(hint, Path):
        return to_path(value) if isinstance(value, str) else None
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is int and isinstance(value, bool):
        return None
    if hint is str and isinstance(value, str):
        return str(value)
    return value if isinstance(value, hint) and not isinstance(value, Typed) else None


def to_path(value: str) -> Path | None:
    """Return a path; None for what no file can be called, or a home folder of nobody."""
    if not value or "\0" in value:
        return None
    try:
        return Path(value).expanduser()
    except RuntimeError:
        return None


def _is_text(hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return all(isinstance(argument, str) for argument in get_args(hint))
    return isinstance(hint, type) and issubclass(hint, str | Path | Enum)


def _from_command_line(value: Typed, *, listed: bool) -> Any:
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        if listed:  # a,b,c needs no brackets and quotes on a command line
            return [Typed(item.strip()) for item in value.split(",") if item.strip()]
        return value


def kind_in_words(hint: Any) -> str:
    """Return what a setting of this type must be, as in "a whole number"."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        inner = [kind_in_words(argument) for argument in arguments if argument is not types.NoneType]
        return " or ".join([*inner, "nothing"])
    if origin is Literal:
        return "one of " + ", ".join(f'"{argument}"' for argument in arguments)
    if origin is tuple:
        return f"a list, each {kind_in_words(arguments[0])}"
    if origin in (Mapping, dict):
        return f"a table, each value {kind_in_words(arguments[1])}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "one of " + ", ".join(f'"{member.value}"' for member in hint)
    if isinstance(hint, type) and issubclass(hint, Path):
        return "a path"
    return {str: "text", bool: "true or false", int: "a whole number", float: "a number", date: "a date"}[hint]


def misquoted(value: Any, hint: Any) -> bool:
    """Say whether a text is a right value between quotes that do not belong there (`days = "3"`)."""
    if not isinstance(value, str) or isinstance(value, Typed):
        return False
    try:
        return isinstance(convert(Typed(value), hint), int | float)
    except ValueError:
        return False
