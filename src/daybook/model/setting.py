"""A setting: a field of a stage's own record that carries its default, its help and, where it has one, its rule.

Each stage defines one frozen dataclass of settings; `daybook.config` reads them all from `daybook.toml`.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")

Rule = Callable[[Any], str | None]
"""Says in words what a value must be if it breaks the rule, as in "must be 1 or more"; else None."""


def setting(default: T, *, help: str, rule: Rule | None = None) -> T:  # noqa: A002 - the field's standard term
    """Declare a setting with its default; `help` is a sentence for people, shown by --help and the reference."""
    return dataclasses.field(default=default, metadata={"help": help, "rule": rule})


def at_least(least: float) -> Rule:
    """Return the rule of a number that must not be smaller, and no infinity."""

    def rule(value: float) -> str | None:
        return None if least <= value < math.inf else f"{least} or more"

    return rule


def check_rules(record: DataclassInstance) -> None:
    """Raise `ValueError` for the first setting of a record that breaks its own rule; for records made by hand."""
    for field in dataclasses.fields(record):
        wanted = broken_rule(field, getattr(record, field.name))
        if wanted is not None:
            raise ValueError(f"`{field.name}` must be {wanted}")


def broken_rule(field: dataclasses.Field[Any], value: Any) -> str | None:
    """Say in words what the value of a setting must be, None where it is."""
    rule: Rule | None = field.metadata.get("rule")
    return rule(value) if rule is not None else None
