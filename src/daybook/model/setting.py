"""A setting: a field of a stage's own record that carries its default and its help.

Each stage defines one frozen dataclass of settings; `daybook.config` reads them all from `daybook.toml`.
"""

from __future__ import annotations

import dataclasses
from typing import TypeVar

T = TypeVar("T")


def setting(default: T, *, help: str) -> T:  # noqa: A002 - the field's standard term
    """Declare a setting with its default; `help` is a sentence for people, shown by --help and the reference."""
    return dataclasses.field(default=default, metadata={"help": help})
