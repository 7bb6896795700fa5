"""Which parser read a day, and how it was set: so that an archive can tell what to read again."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from daybook.parse import ParseSettings


def parser_mark(settings: ParseSettings) -> str:
    """Return what names a parser and how it is set: a digest of its code, of its dialects and of these settings."""
    own = Path(settings.dialect).read_bytes() if settings.dialect.endswith(".toml") else b""
    names = (settings.frames, settings.redirects, settings.prefix, settings.months)
    titles = (settings.day_title, settings.month_title, settings.site)
    told = repr((settings.dialect.rpartition("/")[2], names, titles)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(_code() + b"\0" + own + b"\0" + told, digest_size=8).hexdigest()


@cache
def _code() -> bytes:
    found = hashlib.blake2b(digest_size=16)
    for name, content in sorted(_files(files("daybook.parse"), "")):
        found.update(name.encode() + b"\0" + content + b"\0")
    return found.digest()


def _files(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            found += _files(entry, name)
        elif entry.name.endswith((".py", ".toml")):
            found.append((name, entry.read_bytes()))
    return found
