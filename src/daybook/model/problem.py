"""Something in the input that was not understood: kept, counted and published, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much was lost: `error`, a line or a page; `warning`, a part of a line; `info`, nothing, but an editor may tidy."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was not understood.

    `code` is a stable name such as `unknown-template`. `line` counts from 1 in the page's wikitext; 0 is the page as a
    whole. `text` is what stands there, at most 200 characters. `hint` tells an editor what to change.
    """

    code: str
    severity: Severity
    line: int
    text: str
    hint: str
