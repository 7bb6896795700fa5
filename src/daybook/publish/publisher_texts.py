"""The publisher's own articles: `opinion/YYYY-MM-DD-slug.md`, read once, all mistakes reported together.

A file begins with its front matter: TOML between two lines of `+++`, as the settings are TOML.

Knows no page and no archive: whether an event that an article speaks of exists is asked by whoever has the archive.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from daybook.errors import SettingsError, reason_of
from daybook.publish.addresses import EventPlace

LARGEST = 1_000_000
"""Bytes of an article, at most: a book of 500 pages. What is larger was put there by mistake."""

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.md")
_FIELDS = ("title", "author", "date", "updated", "summary", "draft", "events")
_FENCE = "+++"
_WHERE = re.compile(r" \(at line ([0-9]+), column [0-9]+\)$")
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
    text = _read(about, f"{about}", faults) if about.exists() else ""
    of_about = len(faults)
    articles = []
    for file in sorted(opinion.iterdir()) if opinion.is_dir() else ():
        if not file.name.endswith(".md") or file.name.startswith(".") or file.name == "README.md":
            continue
        name = f"{opinion.name}/{file.name}"
        content = _read(file, name, faults)
        article = parse_article(name, content, faults) if content is not None else None
        if article is not None:
            articles.append(article)
    if len(faults) > of_about:
        raise SettingsError(tuple(faults), hint="`opinion/README.md` shows how an article begins")
    if faults:
        raise SettingsError(tuple(faults), hint="`files.about` names the text of the about page")
    return PublisherTexts(text or "", tuple(sorted(articles, key=lambda one: (one.date, one.slug), reverse=True)))


def parse_article(name: str, content: str, faults: list[str]) -> Article | None:
    """Return the article of a file; None for a draft, and where anything is wrong, which is added to `faults`."""
    before = len(faults)
    # Goes on after a fault wherever the rest can still be read: a publisher mends all of a file at once.
    named = _NAME.fullmatch(name.rpartition("/")[2])
    day = _day(named[1]) if named else None
    if named is None or day is None:
        faults.append(
            f"`{name}`: not named `YYYY-MM-DD-slug.md`: a date, and a slug of lower-case letters a to z, digits and hyphens"
        )
    lines = content.removeprefix("\ufeff").splitlines()
    end = next((index for index, line in enumerate(lines) if index and line.rstrip() == _FENCE), None)
    if not lines or lines[0].rstrip() != _FENCE or end is None:
        faults.append(f"`{name}:1`: no front matter: the first line must be `{_FENCE}`, and another `{_FENCE}` ends it")
        return None
    fields = _read_fields(name, lines[1:end], faults)
    if fields is None:
        return None
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
    # A draft may be empty, and is checked all the same: its faults would only show on the day it is to be published.
    if not text and not draft:
        faults.append(f"`{name}:{end + 1}`: the article is empty")
    if len(faults) > before or draft or named is None or day is None:
        return None
    return Article(day, named[2], title, text, fields.text("author"), fields.text("summary"), updated, events)


def _read_fields(name: str, lines: Sequence[str], faults: list[str]) -> _Fields | None:
    """Read the lines of a front matter, whose first stands on line 2 of the file; None for what is no TOML."""
    try:
        values = tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError) as error:  # no TOML; a number or a list beyond what Python reads
        where = _WHERE.search(str(error))
        line = int(where[1]) + 1 if where else len(lines) + 1
        faults.append(f"`{name}:{line}`: not TOML: {_WHERE.sub('', str(error)).lower()}")
        return None
    fields = _Fields(name, values, tuple(lines), faults)
    for unknown in values.keys() - set(_FIELDS):
        fields.fault(unknown, f"unknown field: `{unknown}` (known: {', '.join(_FIELDS)})")
    return fields


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one file, read as what they should be; where one is something else, a fault is reported and nothing returned."""

    name: str
    values: Mapping[str, object]
    lines: tuple[str, ...]
    faults: list[str]

    def fault(self, field: str, text: str) -> None:
        """Add a fault at the line of a field, at the first line where it has none."""
        begins = re.compile(rf"""\s*(["']?){re.escape(field)}\1\s*[=.]""")
        line = next((index for index, line in enumerate(self.lines, 2) if begins.match(line)), 1)
        self.faults.append(f"`{self.name}:{line}`: {text}")

    def text(self, field: str) -> str:
        """Return a text; empty where there is none."""
        value = self.values.get(field, "")
        if isinstance(value, str):
            return value.strip()
        self.fault(field, f"`{field}` must be text in quotation marks")
        return ""

    def truth(self, field: str) -> bool:
        """Return true or false; false where there is none."""
        value = self.values.get(field, False)
        if isinstance(value, bool):
            return value
        self.fault(field, f"`{field}` must be true or false")
        return False

    def day(self, field: str) -> date | None:
        """Return a day, if there is one."""
        value = self.values.get(field)
        if value is None or type(value) is date:  # a moment is a date to Python, and no day
            return value
        self.fault(field, f"`{field}` must be a day such as 2024-05-01, without quotation marks")
        return None

    def events(self) -> tuple[EventPlace, ...]:
        """Return the events spoken of, in order, each once."""
        return tuple(dict.fromkeys(self._events()))

    def _events(self) -> Iterator[EventPlace]:
        listed = self.values.get("events", [])
        if not isinstance(listed, list):
            self.fault("events", "`events` must be a list of addresses in brackets")
            return
        for each in listed:
            address = _ADDRESS.fullmatch(each) if isinstance(each, str) else None
            place = EventPlace.parse(address[1]) if address else None
            if place is not None:
                yield place
            else:
                self.fault("events", f"not the address of an event: `{each}` (write /news/2024/05/1/its-slug)")


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
        faults.append(f"`{name}`: cannot be read: {reason_of(error)}")
    return None
