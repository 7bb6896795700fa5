"""What tells sites apart that differ in more than their archive's changes: settings, theme, code, archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from daybook.publish.delivery.build_spec import BuildSpec


def fingerprint_of(spec: BuildSpec) -> str:
    """Return what tells sites apart that differ in more than their archive's changes: settings, theme, code, archive."""
    digest = hashlib.sha256(f"{spec.settings!r}\0{spec.texts!r}\0{spec.look}\0{spec.source}\0{spec.search}\0".encode())
    for name, content in sorted(spec.files.items()):
        digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\0".encode())
    for part in ("publish", "model"):
        for source in _sources(resources.files("daybook") / part):
            digest.update(source.read_bytes())
    return digest.hexdigest()


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _sources(entry)
        elif entry.name.endswith(".py"):
            yield entry
