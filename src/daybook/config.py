"""Settings: read once, from `daybook.toml` and the command line, into one frozen record per stage.

Every section is a record that its stage declares itself; this module composes them, reads values by the types of their
annotations, and tells of all mistakes at once. It gives no stage more than its own section, and holds no defaults of
its own but where files stand.
"""

from __future__ import annotations

import difflib
import os
import tomllib
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from daybook.enrich.settings import SourceReadingSettings
from daybook.errors import SettingsError
from daybook.model.setting import at_least, broken_rule, setting
from daybook.parse import ParseSettings, find_dialect
from daybook.publish.render.theme import ThemeSettings
from daybook.publish.settings import SiteSettings
from daybook.relate import RelateSettings
from daybook.source.settings import FollowSettings, WikiSettings

FILE_NAME = "daybook.toml"
"""The name under which a publisher's folder keeps its settings."""

_Table = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileSettings:
    """Where a publisher keeps things."""

    archive: Path = setting(Path("archive.sqlite"), help="The archive: one SQLite file.")
    site: Path = setting(Path("site"), help="The folder that the site is written to; Daybook owns what is in it.")
    about: Path = setting(
        Path("about.md"), help="Text of the about page, in Markdown; where it is missing, a text of ours."
    )
    opinion: Path = setting(Path("opinion"), help="Folder of your own articles, YYYY-MM-DD-slug.md; it may be missing.")


@dataclass(frozen=True, slots=True)
class StatusSettings:
    """When an archive counts as out of date."""

    max_age: int = setting(
        3,
        help="Days without a new revision on the wiki after which `daybook fetch` ends with exit code 1.",
        rule=at_least(1),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections of `daybook.toml`."""

    files: FileSettings = field(default_factory=FileSettings)
    site: SiteSettings = field(default_factory=SiteSettings)
    theme: ThemeSettings = field(default_factory=ThemeSettings)
    wiki: WikiSettings = field(default_factory=WikiSettings)
    parse: ParseSettings = field(default_factory=ParseSettings)
    sources: SourceReadingSettings = field(default_factory=SourceReadingSettings)
    relate: RelateSettings = field(default_factory=RelateSettings)
    follow: FollowSettings = field(default_factory=FollowSettings)
    status: StatusSettings = field(default_factory=StatusSettings)


@dataclass(frozen=True, slots=True)
class Described:
    """One setting as the reference shows it: dotted key, kind of value in words, default as TOML, help."""

    key: str
    kind: str
    default: str
    help: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What goes along while sections are read: faults found so far, the folder of relative paths, all known keys."""

    faults: list[str]
    base: Path
    known: tuple[str, ...]


class _Given(str):
    """A value from the command line: text that may stand for any type."""

    __slots__ = ()


def load_settings(path: Path | None = None, assignments: Sequence[str] = ()) -> Settings:
    """Read a settings file and `key=value` assignments, which win; relative paths start from the file's folder.

    Without `path`, `daybook.toml` in the current folder is read if there is one.

    Raises:
        SettingsError: the file cannot be read, or any key or value in it is wrong; it names them all.
    """
    file = path or Path(FILE_NAME)
    table: dict[str, Any] = {}
    if path is not None or file.exists():
        table = _read_file(file)
    faults: list[str] = []
    for assignment in assignments:
        assign(table, assignment, faults)
    _begin_with_dialect(table, faults, base=file.absolute().parent)
    settings = read_record(Settings, table, faults, base=file.absolute().parent)
    faults += _in_the_site(settings, file)
    if faults:
        raise SettingsError(tuple(faults), hint="`daybook init` writes a file that explains every setting")
    return settings


def _begin_with_dialect(table: dict[str, Any], faults: list[str], *, base: Path) -> None:
    """Put the titles that a dialect names under those of the wiki's section, and make the path of its file absolute."""
    parse = table.get("parse")
    name = parse.get("dialect") if isinstance(parse, dict) else None
    if not isinstance(parse, dict) or not isinstance(name, str):
        return
    name = str(base / Path(name).expanduser()) if name.endswith(".toml") else str(name)
    try:
        titles = find_dialect(name).titles
    except SettingsError as error:
        faults += error.faults
        parse.pop("dialect")
        return
    parse["dialect"] = name
    wiki = table.setdefault("wiki", {})
    if isinstance(wiki, dict):
        named = {"title_prefix": titles.prefix, "day_title": titles.day, "month_title": titles.month}
        table["wiki"] = {**named, "months": list(titles.months), **wiki}


def _in_the_site(settings: Settings, file: Path) -> list[str]:
    """Tell of a site folder that is not a folder of its own: the archive would be published, or the disk filled with pages."""
    site = Path(os.path.realpath(settings.files.site))
    kept = {
        "files.archive": settings.files.archive,
        "files.about": settings.files.about,
        "files.opinion": settings.files.opinion,
        "theme.folder": settings.theme.folder,
        "the settings file": file if file.exists() else None,
    }
    inside = [f"`{name}`" if "." in name else name for name, path in kept.items() if path and _is_below(path, site)]
    if not inside:
        return []
    what = f"{', '.join(inside)} {'stands' if len(inside) == 1 else 'stand'} in it"
    return [f"wrong value: `files.site` must be a folder of its own, not `{settings.files.site}`: {what}"]


def _is_below(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(folder)


def read_record(kind: type[T], table: _Table, faults: list[str], *, base: Path) -> T:
    """Make a settings record from a table; what is wrong is added to `faults`, and its default taken instead."""
    known = tuple(key for key, _, _ in _walk(kind, ""))
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
            value = _default(entry) if given is None else _convert(given, hint)
        except ValueError as error:
            faults.append(f"wrong value: `{key}` must be {error}, not `{given}`")
            continue
        wanted = broken_rule(entry, value)
        if wanted is not None:
            faults.append(f"wrong value: `{key}` must be {wanted}, not `{given}`")
            continue
        values[entry.name] = Path(os.path.normpath(reading.base / value)) if isinstance(value, Path) else value
    try:
        return kind(**values)
    except ValueError as error:  # a record's own rule, such as two settings that exclude each other
        faults.append(f"wrong value: `{prefix.rstrip('.')}`: {error}")
        return kind()


def describe(kind: type = Settings) -> tuple[Described, ...]:
    """Return every setting, in the order of the records."""
    return tuple(
        Described(key, _kind_in_words(hint), to_toml(_default(entry)), _sentence(entry.metadata["help"]))
        for key, hint, entry in _walk(kind, "")
    )


def sections(kind: type = Settings) -> Iterator[tuple[str, str]]:
    """Yield each section's name and the first sentence of its record's docstring."""
    for name, hint in get_type_hints(kind).items():
        yield name, (hint.__doc__ or "").partition("\n")[0]


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


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise SettingsError((f"no settings file: `{file}`",), hint="`daybook init` writes one") from error
    except OSError as error:
        raise SettingsError((f"settings file cannot be read: `{file}`: {error.strerror}",)) from error
    except UnicodeDecodeError as error:
        raise SettingsError((f"settings file is not UTF-8 text: `{file}`",)) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError((f"settings file is not TOML: `{file}`: {error}",)) from error


def assign(table: dict[str, Any], assignment: str, faults: list[str]) -> None:
    """Put one `section.key=value` into a table of settings; what is no assignment is added to `faults`."""
    key, equals, value = assignment.partition("=")
    *outer, name = key.strip().split(".")
    if not equals or not name:
        faults.append(f"not a setting: `{assignment}` (write --set section.key=value)")
        return
    for part in outer:
        inner = table.setdefault(part, {})
        if not isinstance(inner, dict):
            faults.append(f"unknown setting: `{key}`")
            return
        table = inner
    table[name] = _Given(value.strip())


def _settings_of(kind: type) -> Iterator[Any]:
    """Yield the fields of a record that are settings or sections; others are filled in by whoever wires the stages."""
    hints = get_type_hints(kind)
    for entry in fields(kind):
        if "help" in entry.metadata or (is_dataclass(hints[entry.name]) and "wired" not in entry.metadata):
            yield entry


def _walk(kind: type, prefix: str) -> Iterator[tuple[str, Any, Any]]:
    hints = get_type_hints(kind)
    for entry in _settings_of(kind):
        hint = hints[entry.name]
        if is_dataclass(hint) and isinstance(hint, type):
            yield from _walk(hint, f"{prefix}{entry.name}.")
        else:
            yield prefix + entry.name, hint, entry


def _default(entry: Any) -> Any:
    return entry.default_factory() if entry.default is MISSING else entry.default


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _suggest(key: str, known: Sequence[str]) -> str:
    section, _, name = key.rpartition(".")
    near = difflib.get_close_matches(name, [entry.rpartition(".")[2] for entry in known], n=1)
    same_name = [entry for entry in known if near and entry.rpartition(".")[2] == near[0]]
    near = difflib.get_close_matches(f"{section}.{name}", same_name, n=1, cutoff=0)
    return f" (did you mean `{near[0]}`?)" if near else ""


def _convert(value: Any, hint: Any) -> Any:
    """Return the value as its annotation wants it; a `ValueError` says in words what would be right."""
    wanted = _kind_in_words(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        inner = next(argument for argument in arguments if argument is not types.NoneType)
        return None if value == "" else _convert(value, inner)
    if isinstance(value, _Given) and not _is_text(hint):
        value = _from_command_line(value, listed=origin is tuple)
    if origin is Literal and value in arguments:
        return next(argument for argument in arguments if argument == value)
    if origin is tuple and isinstance(value, list):
        return tuple(_convert(item, arguments[0]) for item in value)
    if origin in (Mapping, dict) and isinstance(value, dict):
        return {str(name): _convert(item, arguments[1]) for name, item in value.items()}
    if isinstance(hint, type):
        plain = _convert_plain(value, hint)
        if plain is not None:
            return plain
    raise ValueError(wanted)


def _convert_plain(value: Any, hint: type) -> Any:
    if issubclass(hint, Enum):
        return next((member for member in hint if member.value == value), None)
    if issubclass(hint, Path):
        return Path(value).expanduser() if isinstance(value, str) and value else None
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is int and isinstance(value, bool):
        return None
    if hint is str and isinstance(value, str):
        return str(value)
    return value if isinstance(value, hint) and not isinstance(value, _Given) else None


def _is_text(hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return all(isinstance(argument, str) for argument in get_args(hint))
    return isinstance(hint, type) and issubclass(hint, str | Path | Enum)


def _from_command_line(value: _Given, *, listed: bool) -> Any:
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        if listed:  # a,b,c needs no brackets and quotes on a command line
            return [_Given(item.strip()) for item in value.split(",") if item.strip()]
        return value


def _kind_in_words(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        inner = [_kind_in_words(argument) for argument in arguments if argument is not types.NoneType]
        return " or ".join([*inner, "nothing"])
    if origin is Literal:
        return "one of " + ", ".join(f'"{argument}"' for argument in arguments)
    if origin is tuple:
        return f"a list, each {_kind_in_words(arguments[0])}"
    if origin in (Mapping, dict):
        return f"a table, each value {_kind_in_words(arguments[1])}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "one of " + ", ".join(f'"{member.value}"' for member in hint)
    if isinstance(hint, type) and issubclass(hint, Path):
        return "a path"
    return {str: "text", bool: "true or false", int: "a whole number", float: "a number", date: "a date"}[hint]
