"""Which parser read a day, and how it was set, and by what rules events were located: so that an archive can tell what to do again.

Loads the parser's settings and no more of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from daybook.archive import days_of_other_parsers, open_for_reading
from daybook.config import Settings
from daybook.parse import ParseSettings
from daybook.pipeline.kept_facts import read_site_info
from daybook.pipeline.parser_settings import parse_settings


def count_days_of_other_parsers(settings: Settings) -> int:
    """Return how many days of the archive another parser than today's read, or one that was set otherwise."""
    with open_for_reading(settings.files.archive, verified=True) as connection:
        parsing = replace(parse_settings(settings), site=read_site_info(connection))
        return len(days_of_other_parsers(connection, parser_mark(parsing)))


def parser_mark(settings: ParseSettings) -> str:
    """Return what names a parser and how it is set: a digest of its code, of its dialects and of these settings."""
    own = Path(settings.dialect).read_bytes() if settings.dialect.endswith(".toml") else b""
    names = (settings.frames, settings.redirects, settings.prefix, settings.months)
    titles = (settings.day_title, settings.month_title, settings.site)
    given = repr((settings.dialect.rpartition("/")[2], names, titles)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(_code("daybook.parse") + b"\0" + own + b"\0" + given, digest_size=8).hexdigest()


def locator_mark() -> str:
    """Return what names the rules by which events are located: a digest of their code and of their names of places."""
    return _code("daybook.gazetteer").hex()


@cache
def _code(package: str) -> bytes:
    found = hashlib.blake2b(digest_size=16)
    for name, content in sorted(_files(files(package), "")):
        found.update(name.encode() + b"\0" + content + b"\0")
    return found.digest()


def _files(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            found += _files(entry, name)
        elif entry.name.endswith((".py", ".toml", ".tsv", ".json")):
            found.append((name, entry.read_bytes()))
    return found
