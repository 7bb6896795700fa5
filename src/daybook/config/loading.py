"""`daybook.toml` and `--set`, read once into one record for each stage."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from daybook.config.records import read_record
from daybook.config.sections import FILE_NAME, Settings
from daybook.config.values import Typed, to_path
from daybook.errors import SettingsError, reason_of
from daybook.parse import find_dialect


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


def _in_the_site(settings: Settings, file: Path) -> list[str]:
    """Report a site folder that holds other things: the archive would be published, or another folder filled with pages."""
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


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))  # some editors begin a file with a mark of its byte order
    except FileNotFoundError as error:
        raise SettingsError((f"no settings file: `{file}`",), hint="`daybook init` writes one") from error
    except OSError as error:
        raise SettingsError((f"settings file cannot be read: `{file}`: {reason_of(error)}",)) from error
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
    table[name] = Typed(value.strip())


def _begin_with_dialect(table: dict[str, Any], faults: list[str], *, base: Path) -> None:
    """Put the titles that a dialect names under those of the wiki's section, and make the path of its file absolute."""
    parse = table.get("parse")
    name = parse.get("dialect") if isinstance(parse, dict) else None
    if not isinstance(parse, dict) or not isinstance(name, str):
        return
    if name.endswith(".toml"):
        file = to_path(name)
        if file is None:
            faults.append(f"wrong value: `parse.dialect` must be a dialect or a path, not `{parse.pop('dialect')}`")
            return
        name = str(base / file)
    else:
        name = str(name)
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
