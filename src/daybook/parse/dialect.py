"""A dialect: every word that the parser knows of a language or a wiki, read from data once.

`dialects/en.toml` and the others beside it ship with Daybook; a publisher's own file extends one of them. Knows the form
of these files; what the words are for is known by the modules that use them.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any, get_args, get_origin, get_type_hints

from daybook.errors import SettingsError, reason_of
from daybook.model.wiki import SiteInfo

Names = tuple[str, ...]
Table = Mapping[str, str]
Lists = Mapping[str, Names]


@dataclass(frozen=True, slots=True)
class TitleWords:
    """How day pages and month pages are named, and what begins a day, or ends the days, on a month page."""

    prefix: str
    months: Names
    day: str
    month: str
    headings: Names
    ends: Names


@dataclass(frozen=True, slots=True)
class DateWords:
    """Words of dates in headings, and the order of day and month in a text."""

    weekdays: Names
    fillers: Names
    ordinals: Names
    day_first: str
    month_first: str
    month_only: str


@dataclass(frozen=True, slots=True)
class NamespaceWords:
    """Namespaces: pictures, categories, special pages, pages behind the scenes; codes of other languages' and other wikis."""

    file: Names
    category: Names
    media: Names
    special: Names
    languages: Names
    wikis: Names
    navigation: Names
    talk: str
    front_pages: Names
    prefixes: Names


@dataclass(frozen=True, slots=True)
class PageWords:
    """Frames, redirects, and the boilerplate of day pages, as regular expressions of whole lines."""

    frames: Names
    redirects: Names
    markers: Names
    parameters: Names
    content: str
    links_beside_headings: Names
    boilerplate: Names


@dataclass(frozen=True, slots=True)
class MagicWords:
    """Words of MediaWiki's own: switches, which show nothing; names of variables and functions, and the English one of each."""

    switches: Names
    variables: Table
    functions: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningWords:
    """Small words of sentences: between topics and sources, and before sources."""

    conjunction: str
    disjunction: str
    via: str
    in_language: str
    language: str
    announcements: Names


@dataclass(frozen=True, slots=True)
class SourceWords:
    """Agencies, languages as notes name them, and labels that name no outlet."""

    agencies: Names
    languages: Names
    generic_labels: Names


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """Names of templates, in lower case, by what they show."""

    nothing: Names
    first: Names
    second: Names
    ships: Names
    silent_prefixes: Names
    language_prefix: str
    language_suffix: str
    complaints: Lists
    hurdles: Lists
    fixed: Table
    currencies: Table
    scales: Table
    patterns: Table
    rules: Lists


@dataclass(frozen=True, slots=True)
class CitationWords:
    """Templates that describe a cited article, and the arguments that hold its address, outlet, agency, title, language."""

    names: Names
    prefixes: Names
    addresses: Names
    outlets: Names
    agencies: Names
    titles: Names
    languages: Names
    foreign_titles: Names
    foreign_addresses: Names


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dialect:
    """All words of one language and wiki.

    What was read from the same data is one object, so dialects are compared and hashed by identity: patterns compiled from
    their words are looked up by dialect several times a line.
    """

    name: str
    text: str
    site: SiteInfo
    code: str
    titles: TitleWords
    dates: DateWords
    names: NamespaceWords
    page: PageWords
    magic: MagicWords
    words: JoiningWords
    sources: SourceWords
    categories: Lists
    templates: TemplateWords
    citations: CitationWords
    languages: Table
    games: Table
    teams: Table
    countries: Lists
    units: Lists
    unit_codes: Table
    unit_scales: Table
    american: Table
    phrases: Table
    joints: Table
    scripts: Table

    def __reduce__(self) -> tuple[Any, ...]:
        """Send where it was read from, not its thousands of words, to another process."""
        return _read, (self.name, self.text, self.site)

    def with_site(self, site: SiteInfo) -> Dialect:
        """Return the dialect with the names that the wiki itself gives, which win over the file's."""
        return _read(self.name, self.text, site)


def shipped_dialects() -> tuple[str, ...]:
    """Return the names of the dialects that ship with Daybook."""
    files = (entry.name for entry in resources.files(__package__).joinpath("dialects").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in files if name not in ("common.toml", "__init__.py")))


def find_dialect(name: str) -> Dialect:
    """Return a dialect by its name, or that of a TOML file by the file's path.

    Raises:
        SettingsError: there is none of this name, or the file cannot be read, or holds what no dialect does.
    """
    if not name.endswith(".toml"):
        return shipped_dialect(name)
    try:
        return read_dialect(Path(name).read_text("utf-8-sig"), name)
    except OSError as error:
        raise SettingsError((f"dialect cannot be read: `{name}`: {reason_of(error)}",)) from error
    except UnicodeDecodeError as error:
        raise SettingsError((f"dialect is not UTF-8 text: `{name}`",)) from error


def shipped_dialect(name: str = "en") -> Dialect:
    """Return a dialect that ships with Daybook.

    Raises:
        SettingsError: there is none of this name.
    """
    return _read(name, "", SiteInfo())


def read_dialect(text: str, name: str) -> Dialect:
    """Read a dialect from the text of a TOML file; `name` is the file's, for messages.

    Raises:
        SettingsError: the text is not TOML, or keys or values in it are wrong; it names them all.
    """
    return _read(name, text, SiteInfo())


@lru_cache(maxsize=64)
def _read(name: str, text: str, site: SiteInfo) -> Dialect:
    table = _shipped_table(name) if not text else _extended(_parsed(text, name), name)
    faults: list[str] = []
    values = {
        field.name: _value(table.get(field.name), hint, field.name, faults) for field, hint in _fields(Dialect) if hint
    }
    faults += [f"unknown key: `{key}`" for key in table if key not in values and key != "extends"]
    faults += [] if faults else _broken_rules(values)
    if faults:
        hint = f"dialects that ship with Daybook: {', '.join(shipped_dialects())}"
        raise SettingsError(tuple(f"dialect `{name}`: {fault}" for fault in faults), hint=hint)
    if site.namespaces or site.redirects:
        values["names"], values["page"] = _named_by(site, values["names"], values["page"])
    return Dialect(name=name, text=text, site=site, **values)


def _fields(kind: type) -> Iterator[tuple[dataclasses.Field[Any], Any]]:
    """Yield the fields of a record that a file holds, with their types."""
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        if field.name not in ("name", "text", "site"):
            yield field, hints[field.name]


def _value(given: Any, hint: Any, key: str, faults: list[str]) -> Any:
    """Return a value of a file as its record wants it; what is wrong with it is added to `faults`."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        table = given if isinstance(given, Mapping) else {}
        values = {
            field.name: _value(table.get(field.name), inner, f"{key}.{field.name}", faults)
            for field, inner in _fields(hint)
        }
        faults += [f"unknown key: `{key}.{name}`" for name in table if name not in values]
        return hint(**values)
    if hint is str:
        if not isinstance(given, str):
            faults.append(f"`{key}` must be a text")
        return given
    if get_origin(hint) is tuple:
        if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
            faults.append(f"`{key}` must be a list of texts")
            return ()
        return tuple(given)
    if not isinstance(given, Mapping):
        faults.append(f"`{key}` must be a table")
        return {}
    inner = get_args(hint)[1]
    return {name: _value(item, inner, f"{key}.{name}", faults) for name, item in given.items()}


def _broken_rules(values: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with values that have the right types."""
    titles: TitleWords = values["titles"]
    faults = []
    if len(titles.months) != 12 or len(set(titles.months)) != 12 or not all(titles.months):
        faults.append("`titles.months` must be twelve different names")
    for key, form, parts in (("day", titles.day, ("year", "month", "day")), ("month", titles.month, ("year", "month"))):
        if any(form.count(f"{{{part}}}") != 1 for part in parts):
            faults.append(f"`titles.{key}` must hold {', '.join(f'{{{part}}}' for part in parts)} once each")
        faults += _wrong_parts(f"titles.{key}", form, {"prefix", *parts})
    for index, form in enumerate(titles.headings):
        faults += _wrong_parts(f"titles.headings[{index}]", form, {"year", "month", "day"})
    for key in ("day_first", "month_first", "month_only"):
        faults += _wrong_parts(f"dates.{key}", getattr(values["dates"], key), {"year", "month", "day"})
    for index, expression in enumerate(values["page"].boilerplate):
        try:
            re.compile(expression)
        except re.error as error:
            faults.append(f"`page.boilerplate[{index}]` is no regular expression: {error}")
    return faults + _wrong_for_templates(values)


def _wrong_for_templates(values: Mapping[str, Any]) -> list[str]:
    """Say what the rules of templates would miss: they know the rules and phrases that the English dialect has."""
    english = _shipped_table("en")
    known: Mapping[str, str] = english["phrases"]
    phrases: Table = values["phrases"]
    faults = [
        f"no rule `templates.rules.{rule}`"
        for rule in values["templates"].rules
        if rule not in english["templates"]["rules"]
    ]
    faults += [f"unknown key: `phrases.{key}`" for key in phrases if key not in known]
    faults += [f"missing: `phrases.{key}`" for key in known if key not in phrases]
    for key, phrase in phrases.items():
        faults += _wrong_parts(f"phrases.{key}", phrase, _parts(known.get(key, "")))
    return faults


def _wrong_parts(key: str, form: str, allowed: set[str]) -> list[str]:
    """Say what a text names in braces that it must not."""
    try:
        wrong = sorted(_parts(form) - allowed)
    except ValueError as error:
        return [f"`{key}` has braces that do not pair up: {error}"]
    return [f"`{key}` must not hold {', '.join(f'{{{part}}}' for part in wrong)}"] if wrong else []


def _parts(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


def _named_by(site: SiteInfo, names: NamespaceWords, page: PageWords) -> tuple[NamespaceWords, PageWords]:
    """Put in what the wiki itself says: a namespace that it names as another kind of page is no picture or category."""
    kinds = {name.replace("_", " ").lower(): each.number for each in site.namespaces for name in each.names if name}
    if kinds:

        def of(number: int, known: Names) -> Names:
            own = [name for name, kind in kinds.items() if kind == number]
            return tuple(dict.fromkeys((*own, *(name for name in known if kinds.get(name, number) == number))))

        names = dataclasses.replace(
            names, file=of(6, names.file), category=of(14, names.category), media=of(-2, names.media), special=of(-1, names.special),
            languages=tuple(code for code in names.languages if code not in kinds),
            wikis=tuple(code for code in names.wikis if code not in kinds),
            navigation=tuple(dict.fromkeys((*names.navigation, *(n for n, kind in kinds.items() if kind not in (0, 6, 14, -2))))),
        )  # fmt: skip
    redirects = tuple(word.lstrip("#") for word in site.redirects) or page.redirects
    return names, dataclasses.replace(page, redirects=redirects)


@lru_cache(maxsize=16)
def _shipped_table(name: str) -> Mapping[str, Any]:
    if name not in (*shipped_dialects(), "common"):
        known = ", ".join(shipped_dialects())
        raise SettingsError(
            (f"no dialect `{name[:100]}`",), hint=f"name one of {known}, or a file that ends in `.toml`"
        )
    file = resources.files(__package__).joinpath("dialects", f"{name}.toml")
    return _extended(tomllib.loads(file.read_text("utf-8")), name)


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError((f"dialect `{name}` is not TOML: {error}",)) from error


def _extended(table: dict[str, Any], name: str) -> Mapping[str, Any]:
    """Put a table over the one that it extends: tables key by key, everything else whole."""
    base = table.get("extends", "" if name == "common" else "en")
    if not base:
        return table
    if not isinstance(base, str):
        raise SettingsError((f"dialect `{name}`: `extends` must be the name of a dialect",))
    return _merged(_shipped_table(base), table)


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged
