"""A record of settings out of a table: every key and value looked at, every mistake reported at once.

Works on any record whose fields are settings or such records; holds no default of its own.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from daybook.config.values import convert, misquoted
from daybook.model.setting import broken_rule

_Table = Mapping[str, Any]
T = TypeVar("T")


LONGEST_SHOWN = 100
"""Characters of a wrong value that a message repeats."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What goes along while sections are read: faults found so far, the folder of relative paths, all known keys."""

    faults: list[str]
    base: Path
    known: tuple[str, ...]


def read_record(kind: type[T], table: _Table, faults: list[str], *, base: Path) -> T:
    """Make a settings record from a table; what is wrong is added to `faults`, and its default taken instead."""
    known = tuple(key for key, _, _ in walk(kind, ""))
    return _read_section(kind, table, _Reading(faults, base, known), "")


def _read_section(kind: type[T], table: _Table, reading: _Reading, prefix: str) -> T:
    hints, faults = get_type_hints(kind), reading.faults
    values: dict[str, Any] = {}
    names = {entry.name for entry in _settings_of(kind)}
    for name in table:
        if name not in names:
            faults.append(f"unknown setting: `{prefix}{name}`{_suggest(prefix + name, reading.known)}")
    for entry in _settings_of(kind):
        hint, key = hints[entry.name], prefix + entry.name
        given = table.get(entry.name)
        if is_dataclass(hint) and isinstance(hint, type):
            if given is not None and not isinstance(given, Mapping):
                faults.append(f"wrong value: `{key}` must be a table of settings")
                given = None
            values[entry.name] = _read_section(hint, given or {}, reading, f"{key}.")
            continue
        try:
            value = default_of(entry) if given is None else convert(given, hint)
        except ValueError as error:
            shown = f'`"{given}"` (remove the quotes)' if misquoted(given, hint) else f"`{_shown(given)}`"
            faults.append(f"wrong value: `{key}` must be {error}, not {shown}")
            continue
        wanted = broken_rule(entry, value)
        if wanted is not None:
            faults.append(f"wrong value: `{key}` must be {wanted}, not `{_shown(given)}`")
            continue
        values[entry.name] = Path(os.path.normpath(reading.base / value)) if isinstance(value, Path) else value
    try:
        return kind(**values)
    except ValueError as error:  # a record's own rule, such as two settings that exclude each other
        faults.append(f"wrong value: `{prefix.rstrip('.')}`: {error}")
        return kind()


def _shown(given: object) -> str:
    """Return a value for a message, which has room for its beginning."""
    text = str(given)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _settings_of(kind: type) -> Iterator[Any]:
    """Yield the fields of a record that are settings or sections; others are filled in by whoever wires the stages."""
    hints = get_type_hints(kind)
    for entry in fields(kind):
        if "help" in entry.metadata or (is_dataclass(hints[entry.name]) and "wired" not in entry.metadata):
            yield entry


def walk(kind: type, prefix: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield each setting of a record and of the records in it: dotted key, annotation, field."""
    hints = get_type_hints(kind)
    for entry in _settings_of(kind):
        hint = hints[entry.name]
        if is_dataclass(hint) and isinstance(hint, type):
            yield from walk(hint, f"{prefix}{entry.name}.")
        else:
            yield prefix + entry.name, hint, entry


def default_of(entry: Any) -> Any:
    """Return the default of a field."""
    return entry.default_factory() if entry.default is MISSING else entry.default


def _suggest(key: str, known: Sequence[str]) -> str:
    section, _, name = key.rpartition(".")
    near = difflib.get_close_matches(name, [entry.rpartition(".")[2] for entry in known], n=1)
    same_name = [entry for entry in known if near and entry.rpartition(".")[2] == near[0]]
    near = difflib.get_close_matches(f"{section}.{name}", same_name, n=1, cutoff=0)
    return f" (did you mean `{near[0]}`?)" if near else ""
