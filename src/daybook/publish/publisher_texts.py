"""The publisher's own articles: `opinion/YYYY-MM-DD-slug.md`, read once, told of all mistakes at once.

A file begins with its front matter, lines of `name: value` between two lines of `---`; a list is written as `[a, b]` or as
lines of `- value`. That is the part of YAML that such files use, read here without the rest of YAML: no value is ever
taken for anything but text, a date, or true and false.

Knows no page and no archive: whether an event that an article speaks of exists is asked by whoever has the archive.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from daybook.errors import SettingsError
from daybook.publish.addresses import EventPlace

LARGEST = 1_000_000
"""Bytes of an article, at most: a book of 500 pages. What is larger was put there by mistake."""

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.md")
_FIELD = re.compile(r"([A-Za-z_]+):(?:\s+(.*))?")
_ITEM = re.compile(r"\s*-\s+(.*)")
_FIELDS = ("title", "author", "date", "updated", "summary", "draft", "events")
_ADDRESS = re.compile(r"(?:https?://[^/]+)?(/.*?)(?:\.(?:html|json|xml|md))?")


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `events` are the events it speaks of, each once; `text` is Markdown."""

    date: date
    slug: str
    title: str
    text: str
    author: str = ""
    summary: str = ""
    updated: dt.date | None = None
    events: tuple[EventPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class PublisherTexts:
    """What the publisher wrote: the about page in Markdown (empty: the shipped one), and articles, newest first."""

    about: str = ""
    articles: tuple[Article, ...] = ()


def read_texts(about: Path, opinion: Path) -> PublisherTexts:
    """Read the publisher's texts; a file or folder that is not there has none.

    Raises:
        SettingsError: a file cannot be read or understood; every fault of every file is named, with its line.
    """
    faults: list[str] = []
    text = _read(about, about.name, faults) if about.exists() else ""
    articles = []
    for file in sorted(opinion.iterdir()) if opinion.is_dir() else ():
        if not file.name.endswith(".md") or file.name.startswith(".") or file.name == "README.md":
            continue
        name = f"{opinion.name}/{file.name}"
        content = _read(file, name, faults)
        article = parse_article(name, content, faults) if content is not None else None
        if article is not None:
            articles.append(article)
    if faults:
        raise SettingsError(tuple(faults), hint="`opinion/README.md` shows how an article begins")
    return PublisherTexts(text or "", tuple(sorted(articles, key=lambda one: (one.date, one.slug), reverse=True)))


def parse_article(name: str, content: str, faults: list[str]) -> Article | None:
    """Return the article of a file; None for a draft, and where anything is wrong, which is added to `faults`."""
    before = len(faults)
    named = _NAME.fullmatch(name.rpartition("/")[2])
    day = _day(named[1]) if named else None
    if named is None or day is None:
        faults.append(
            f"`{name}`: not named `YYYY-MM-DD-slug.md`: a date, and a slug of lower-case letters a to z, digits and hyphens"
        )
    lines = content.removeprefix("\ufeff").splitlines()
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() == "---"), None)
    if not lines or lines[0].rstrip() != "---" or end is None:
        faults.append(f"`{name}:1`: no front matter: the first line must be `---`, and another `---` ends it")
        return None
    fields = _Fields(name, _read_fields(name, lines[1:end], faults), faults)
    title, draft = fields.text("title"), fields.truth("draft")
    dated, updated = fields.day("date"), fields.day("updated")
    events = fields.events()
    if not title:
        fields.fault("title", "an article needs a title")
    if dated and day and dated != day:
        fields.fault("date", f"the date differs from that of the file's name: `{dated}`")
    if updated and day and updated < day:
        fields.fault("updated", f"updated before it was written: `{updated}`")
    text = "\n".join(lines[end + 1 :]).strip()
    if not text and not draft:
        faults.append(f"`{name}:{end + 1}`: the article is empty")
    if len(faults) > before or draft or named is None or day is None:
        return None
    return Article(day, named[2], title, text, fields.text("author"), fields.text("summary"), updated, events)


@dataclass(frozen=True, slots=True)
class _Value:
    """What a field holds: its text, or a list's texts, each with its line."""

    line: int
    texts: tuple[tuple[int, str], ...]
    is_list: bool


def _read_fields(name: str, lines: Sequence[str], faults: list[str]) -> dict[str, _Value]:
    """Read the lines of a front matter, whose first stands on line 2 of the file."""
    found: dict[str, _Value] = {}
    last = ""
    for number, line in enumerate(lines, 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if (item := _ITEM.fullmatch(line)) and last and found[last].is_list:
            value = found[last]
            found[last] = _Value(value.line, (*value.texts, (number, _unquoted(item[1]))), is_list=True)
            continue
        field = _FIELD.fullmatch(line.rstrip())
        if field is None:
            faults.append(f"`{name}:{number}`: not a line of `name: value`: `{line.strip()[:60]}`")
        elif field[1] not in _FIELDS:
            faults.append(f"`{name}:{number}`: unknown field: `{field[1]}` (known: {', '.join(_FIELDS)})")
        elif field[1] in found:
            faults.append(f"`{name}:{number}`: given twice: `{field[1]}`")
        else:
            found[field[1]] = _value(number, (field[2] or "").strip(), listed=field[1] == "events")
        last = field[1] if field and field[1] in found else ""
    return found


def _value(number: int, text: str, *, listed: bool) -> _Value:
    if not listed:
        return _Value(number, ((number, _unquoted(text)),), is_list=False)
    inner = text[1:-1].split(",") if text.startswith("[") and text.endswith("]") else [text]
    return _Value(number, tuple((number, _unquoted(part)) for part in inner if part.strip()), is_list=True)


def _unquoted(text: str) -> str:
    r"""Return a value without spaces and quotation marks around it; in double ones, `\"` and `\\` stand for themselves."""
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        return re.sub(r'\\(["\\])', r"\1", stripped[1:-1])
    if len(stripped) > 1 and stripped[0] == stripped[-1] == "'":
        return stripped[1:-1].replace("''", "'")
    return stripped


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one file, read as what they should be."""

    name: str
    found: Mapping[str, _Value]
    faults: list[str]

    def fault(self, field: str, text: str) -> None:
        """Add a fault at the line of a field."""
        line = self.found[field].line if field in self.found else 1
        self.faults.append(f"`{self.name}:{line}`: {text}")

    def text(self, field: str) -> str:
        """Return a text; empty where there is none."""
        value = self.found.get(field)
        return value.texts[0][1] if value and value.texts else ""

    def truth(self, field: str) -> bool:
        """Return true or false; false where there is none."""
        text = self.text(field)
        if text not in ("", "true", "false"):
            self.fault(field, f"`{field}` must be true or false, not `{text}`")
        return text == "true"

    def day(self, field: str) -> date | None:
        """Return a day, if there is one."""
        text = self.text(field)
        day = _day(text) if text else None
        if text and day is None:
            self.fault(field, f"`{field}` must be a day such as 2024-05-01, not `{text}`")
        return day

    def events(self) -> tuple[EventPlace, ...]:
        """Return the events spoken of, in order, each once."""
        return tuple(dict.fromkeys(self._events()))

    def _events(self) -> Iterator[EventPlace]:
        for line, text in self.found["events"].texts if "events" in self.found else ():
            address = _ADDRESS.fullmatch(text)
            place = EventPlace.parse(address[1]) if address else None
            if place is not None:
                yield place
            else:
                self.faults.append(
                    f"`{self.name}:{line}`: not the address of an event: `{text}` (write /news/2024/05/1/its-slug)"
                )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _read(file: Path, name: str, faults: list[str]) -> str | None:
    """Return the text of a file that faults call by a name. Links are not followed: an article is a file of the publisher's folder, not of elsewhere."""
    if file.is_symlink() or not file.is_file():
        faults.append(f"`{name}`: not a file, or a link to one elsewhere")
        return None
    try:
        if file.stat().st_size > LARGEST:
            faults.append(f"`{name}`: larger than {LARGEST:,} bytes")
            return None
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        faults.append(f"`{name}`: not UTF-8 text, at byte {error.start + 1}")
    except OSError as error:
        faults.append(f"`{name}`: cannot be read: {(error.strerror or 'unknown').lower()}")
    return None
